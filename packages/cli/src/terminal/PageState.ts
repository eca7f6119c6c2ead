/** Where one is in a long list that is looked at a page at a time: pure. Keys are a table, as in other pagers. */
import { groupDigits } from "@zenus/core"
import type { Key } from "../editor/Key.ts"

export interface PageState {
  /** The first row that is shown, from 0. */
  readonly top: number
  readonly rows: number
  /** Rows shown at once, at least 1. */
  readonly page: number
}

type Move = (state: PageState) => number

const MOVES: ReadonlyArray<readonly [keys: ReadonlyArray<string>, move: Move]> = [
  [[" ", "space", "f", "pagedown", "ctrl+f", "ctrl+v"], ({ page, top }) => top + page],
  [["b", "pageup", "ctrl+b"], ({ page, top }) => top - page],
  [["j", "down", "enter", "ctrl+n"], ({ top }) => top + 1],
  [["k", "up", "ctrl+p"], ({ top }) => top - 1],
  [["g", "<", "home"], () => 0],
  [["G", ">", "end"], ({ rows }) => rows]
]
const LEAVES: ReadonlySet<string> = new Set(["q", "Q", "escape", "ctrl+c", "ctrl+d"])

/** Never beyond the last page. */
export const clamp = (state: PageState): PageState => ({
  ...state,
  top: Math.max(0, Math.min(state.top, state.rows - state.page))
})

const namesOf = (key: Key): ReadonlyArray<string> => {
  if (key.type === "text") return [...key.text]
  return key.type === "key" && !key.alt ? [`${key.ctrl ? "ctrl+" : ""}${key.name}`] : []
}

/** `null` when it is left. What says nothing here changes nothing; pasted text is not keys. */
export const turn = (state: PageState, key: Key): PageState | null => {
  if (key.type === "end") return null
  let now: PageState = state
  for (const name of namesOf(key)) {
    if (LEAVES.has(name)) return null
    const move = MOVES.find(([keys]) => keys.includes(name))?.[1]
    if (move !== undefined) now = clamp({ ...now, top: move(now) })
  }
  return now
}

/** `1-20 of 500`, and how to go on. */
export const pageLine = ({ page, rows, top }: PageState): string =>
  `${groupDigits(top + 1)}-${groupDigits(Math.min(rows, top + page))} of ${groupDigits(rows)}  (space on, b back, arrows, q leaves)`
