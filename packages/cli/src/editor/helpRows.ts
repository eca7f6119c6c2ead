/**
 * The keys of the line as rows under it: all of them where half of the window is enough (in columns where it is wide), else a part that is
 * moved through, so that what was read before stays on the screen. Pure.
 */
import { keyLabel, type NamedKey } from "./Key.ts"
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

/** Rows of a part, with the one that says where it is. */
const PART = 12
const STEP = PART - 2

/** Keys that move through the parts. */
const MOVES: ReadonlyMap<string, number> = new Map([
  ["down", 1],
  ["up", -1],
  ["pagedown", STEP],
  ["pageup", -STEP],
  ["home", -Infinity],
  ["end", Infinity]
])

const allRows = (width: number): ReadonlyArray<string> => {
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
  return rows
}

/** Where a key leads to; null for one that leads nowhere, as a blank does on. */
export const moveInHelp = (top: number, key: NamedKey, width: number): number | null => {
  const by = MOVES.get(keyLabel(key))
  return by === undefined ? null : moved(top, by, width)
}

/** A blank: the next part. */
export const nextPart = (top: number, width: number): number => moved(top, STEP, width)

const moved = (top: number, by: number, width: number): number =>
  Math.max(0, Math.min(top + by, allRows(width).length - PART + 1))

/**
 * @param top the first row that is shown, where not all are.
 * @param height rows there are for it.
 * @param window rows of the whole window.
 */
export const helpRows = (top: number, width: number, height: number, window: number): ReadonlyArray<string> => {
  const rows = allRows(width)
  if (rows.length <= Math.min(height, window / 2)) return rows
  const shown = Math.min(PART, height) - 1
  if (shown < 0) return []
  const first = Math.max(0, Math.min(top, rows.length - shown))
  const where = `${first + 1}-${first + shown} of ${rows.length}  (space on, arrows; any other key goes back to the line)`
  return [...rows.slice(first, first + shown), fitCells(where, width)]
}
