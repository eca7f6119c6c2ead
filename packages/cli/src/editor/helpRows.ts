/** The keys of the line as rows under it: two columns where there is room, as many rows as fit. Pure. */
import { fitCells } from "./fitRow.ts"
import { rowWidth } from "./graphemes.ts"
import { KEYMAP, keyTitle, MARKS } from "./keymap.ts"

/** Narrower columns would say nothing. */
const LEAST_COLUMN = 64
/** Cells of the keys; a second one is shown where it fits. */
const KEYS = 22
const GAP = 2

const keysOf = (labels: ReadonlyArray<string>): string => {
  const two = labels.slice(0, 2).map(keyTitle).join(", ")
  return two.length <= KEYS ? two : keyTitle(labels[0] ?? "")
}

const entries = (): ReadonlyArray<readonly [keys: string, does: string]> => [
  ...MARKS,
  ...KEYMAP.flatMap(({ bindings }) => bindings.map(({ does, keys }) => [keysOf(keys), does] as const))
]

const padded = (text: string, cells: number): string => text + " ".repeat(Math.max(0, cells - rowWidth(text)))

export const helpRows = (width: number, height: number): ReadonlyArray<string> => {
  const all = entries()
  const columns = Math.max(1, Math.floor((width + GAP) / (LEAST_COLUMN + GAP)))
  const column = Math.floor((width - (columns - 1) * GAP) / columns)
  const keys = Math.min(KEYS, Math.floor(column / 2))
  const cells = all.map(([key, does]) => fitCells(`${padded(fitCells(key, keys), keys)}  ${does}`, column))
  const count = Math.ceil(cells.length / columns)
  const rows = Array.from({ length: count }, (_, row) =>
    Array.from({ length: columns }, (_, index) => padded(cells[index * count + row] ?? "", column))
      .join(" ".repeat(GAP))
      .trimEnd()
  )
  if (rows.length <= height) return rows
  return height < 1
    ? []
    : [...rows.slice(0, height - 1), fitCells(`... ${rows.length - height + 1} more in a taller window`, width)]
}
