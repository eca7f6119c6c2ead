/** What stands under the line: the keys, what could stand in the line, or lines from before. Pure. */
import type { NamedKey } from "./Key.ts"
import type { Completion, LineSources, PickItem } from "./PickItem.ts"

interface Choice {
  /** Best first. */
  readonly items: ReadonlyArray<PickItem>
  /** The highlighted one. */
  readonly at: number
}

export type Panel =
  /** The first of its rows that is shown. */
  | { readonly type: "keys"; readonly top: number }
  /** What could stand between two offsets of the line. */
  | (Choice & {
      readonly type: "list"
      /** By Tab; else it opened by itself. */
      readonly isAsked: boolean
      readonly from: number
      readonly to: number
    })
  | (Choice & { readonly type: "search"; readonly query: string })

export type List = Extract<Panel, { type: "list" }>
export type Search = Extract<Panel, { type: "search" }>

export const highlightedOf = ({ at, items }: Choice): PickItem | null => items[at] ?? null

/** The list with what fits now, the same item highlighted where it still does; null where nothing fits. Nothing yet keeps it open. */
export const completed = (found: Completion | null, list: List): List | null => {
  if (found === null) return null
  const before = highlightedOf(list)
  const same = before === null ? -1 : found.items.findIndex(({ insert }) => insert === before.insert)
  return { ...list, ...found, at: list.at === 0 ? 0 : Math.max(0, same) }
}

export const withQuery = (search: Search, query: string, { search: find }: LineSources): Search => ({
  ...search,
  query,
  items: find(query),
  at: 0
})

const PAGE = 8
/** Keys that choose, with how far they go. */
const STEPS: ReadonlyMap<string, number> = new Map([
  ["up", -1],
  ["down", 1],
  ["tab", 1],
  ["shift+tab", -1],
  ["ctrl+p", -1],
  ["ctrl+n", 1],
  ["ctrl+r", 1],
  ["ctrl+s", -1],
  ["pageup", -PAGE],
  ["pagedown", PAGE]
])

/** Another item highlighted; by one it goes round, by a page it stops at the ends. Null for a key that does not choose. */
export const stepIn = <A extends Choice>(panel: A, { alt, ctrl, name, shift }: NamedKey): A | null => {
  const by = alt ? undefined : STEPS.get(`${ctrl ? "ctrl+" : ""}${shift ? "shift+" : ""}${name}`)
  if (by === undefined) return null
  const count = panel.items.length
  if (count === 0) return panel
  const at = Math.abs(by) === 1 ? (panel.at + by + count) % count : Math.max(0, Math.min(count - 1, panel.at + by))
  return { ...panel, at }
}
