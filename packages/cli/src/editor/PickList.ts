/** A list that filters as one types: pure. What is typed must stand in a line's label or note, letter after letter, in any case. */
import type { Key } from "./Key.ts"
import type { PickItem } from "./PickItem.ts"
import { fitCells } from "./fitRow.ts"
import { listRows } from "./lineRows.ts"

export interface PickList {
  readonly all: ReadonlyArray<PickItem>
  /** Taken by Enter at once: nothing. Null where there is no such line. */
  readonly nothing: string | null
  readonly query: string
  /** Those that fit; the line "nothing" comes before them. */
  readonly fitting: ReadonlyArray<PickItem>
  /** The highlighted line. */
  readonly at: number
}

export const open = (items: ReadonlyArray<PickItem>, nothing: string | null): PickList => ({
  all: items,
  nothing,
  query: "",
  fitting: items,
  at: 0
})

const fits = (query: string, text: string): boolean => {
  let at = 0
  for (const letter of query.toLowerCase()) {
    at = text.indexOf(letter, at) + 1
    if (at === 0) return false
  }
  return true
}

const filtered = (list: PickList, query: string): PickList => ({
  ...list,
  query,
  fitting: list.all.filter(({ label, note }) => fits(query, `${label} ${note}`.toLowerCase())),
  at: 0
})

const count = ({ fitting, nothing }: PickList): number => fitting.length + (nothing === null ? 0 : 1)

export type Pressed =
  | { readonly type: "open"; readonly list: PickList }
  | { readonly type: "taken"; readonly item: PickItem | null }
  | { readonly type: "left" }

/** The highlighted item; null for "nothing", and where none fits. */
export const highlighted = ({ at, fitting, nothing }: PickList): PickItem | null =>
  fitting[nothing === null ? at : at - 1] ?? null

const STEPS: ReadonlyMap<string, number> = new Map([
  ["up", -1],
  ["down", 1],
  ["tab", 1],
  ["p", -1],
  ["n", 1],
  ["pageup", -8],
  ["pagedown", 8]
])

export const press = (list: PickList, key: Key): Pressed => {
  if (key.type === "end") return { type: "left" }
  if (key.type === "text") return { type: "open", list: filtered(list, list.query + key.text) }
  if (key.type !== "key") return { type: "open", list }
  if (key.name === "enter" || (key.ctrl && key.name === "j")) return { type: "taken", item: highlighted(list) }
  if (key.name === "escape" || (key.ctrl && ["c", "d", "g"].includes(key.name))) return { type: "left" }
  if (key.name === "backspace") return { type: "open", list: filtered(list, [...list.query].slice(0, -1).join("")) }
  const step = STEPS.get(key.name)
  if (step === undefined || (key.name.length === 1 && !key.ctrl)) return { type: "open", list }
  const by = key.name === "tab" && key.shift ? -1 : step
  const most = Math.max(0, count(list) - 1)
  const at = Math.abs(by) === 1 ? (list.at + by + most + 1) % (most + 1) : Math.max(0, Math.min(most, list.at + by))
  return { type: "open", list: { ...list, at } }
}

export interface Frame {
  readonly title: string
  readonly width: number
  /** Rows that there are at most. */
  readonly height: number
  /** What the highlighted item is about, shown below the list as far as there is room. */
  readonly preview: ReadonlyArray<string>
  readonly dim: (text: string) => string
  readonly bold: (text: string) => string
}

/** The rows of a list: its title with what was typed, lines around the highlighted one, and what that is about. */
export const rows = (list: PickList, frame: Frame): ReadonlyArray<string> => {
  const { height, preview, title, width } = frame
  const nothing = list.nothing === null ? [] : [{ insert: "", label: list.nothing, note: "" }]
  const typed = list.query === "" ? "" : `  ${list.query}${list.fitting.length === 0 ? "  (nothing fits)" : ""}`
  const head = fitCells(`${title}${typed}`, width)
  // Half of the window for the list where something else is to be shown, too.
  const room = preview.length > 0 ? Math.max(1, Math.floor((height - 1) / 2)) : height - 1
  const lines = listRows({ at: list.at, items: [...nothing, ...list.fitting] }, room, frame)
  const left = height - 1 - lines.length
  const below = preview.slice(0, preview.length > left ? Math.max(0, left - 1) : left)
  const more = preview.length > left && left > 0 ? [frame.dim(`... ${preview.length - below.length} more`)] : []
  return [head, ...lines, ...below.map((line) => fitCells(line, width)), ...more].slice(0, Math.max(1, height))
}
