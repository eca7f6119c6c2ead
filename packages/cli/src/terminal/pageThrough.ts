/**
 * A long list, a page at a time, in the live rows: no other program, no alternate screen, and nothing of it in the scrollback when it is
 * left. Every row is shown whole: what is longer than the window is wide goes on in the next one.
 *
 * Lines are made and broken only as far as somebody has come, so that the first page of a hundred thousand is there at once. What may
 * surprise: until then each is counted as one row.
 */
import * as Effect from "effect/Effect"
import type { Key } from "../editor/Key.ts"
import { breakText, cutText } from "../render/fitText.ts"
import type { LiveTerminal } from "./askPerson.ts"
import { clamp, pageLine, type PageState, turn } from "./PageState.ts"
import type { Lines } from "./QuestionFace.ts"

export interface PageOptions {
  readonly lines: Lines
  readonly dim: (text: string) => string
}

export interface PageRows {
  readonly rows: ReadonlyArray<string>
  /** Makes lines until there are this many rows, or no more lines. */
  readonly upTo: (count: number) => void
  /** Rows made, and those that are still to come at least. */
  readonly count: () => number
}

/** The rows of lines on a window of some width, made as they are needed. */
export const pageRows = (lines: Lines, width: number): PageRows => {
  const rows: Array<string> = []
  let next = 0
  return {
    rows,
    upTo: (count) => {
      while (rows.length < count && next < lines.length) rows.push(...breakText(lines.at(next++) ?? "", width))
    },
    count: () => rows.length + lines.length - next
  }
}

/** The state with its page made; where it was at the end, at the end that there is then. */
export const settled = (state: PageState, made: PageRows): PageState => {
  let now = clamp({ ...state, rows: made.count() })
  while (true) {
    const isEnd = now.top > 0 && now.top + now.page >= now.rows
    made.upTo(now.top + now.page)
    const rows = made.count()
    if (rows === now.rows) return now
    now = clamp({ ...now, rows, top: isEnd ? rows : now.top })
  }
}

export const pageThrough = ({ keyboard, live }: LiveTerminal, { dim, lines }: PageOptions): Effect.Effect<void> =>
  Effect.callback<void>((resume) => {
    let width = live.width()
    let made = pageRows(lines, width)
    let state: PageState = { top: 0, rows: 0, page: 1 }
    const draw = (): void => {
      state = settled(state, made)
      live.draw([...made.rows.slice(state.top, state.top + state.page), dim(cutText(pageLine(state), width - 1))])
    }
    const show = (): void => {
      if (live.width() !== width) {
        width = live.width()
        made = pageRows(lines, width)
      }
      // One row stays above for what is asked, one below says where one is.
      state = { ...state, page: Math.max(1, live.height() - 2) }
      draw()
    }
    const end = (): void => {
      for (const release of releases) release()
      live.clear()
      resume(Effect.void)
    }
    const onKey = (key: Key): void => {
      if (key.type === "key" && key.ctrl && key.name === "z") {
        live.clear()
        return keyboard.suspend()
      }
      // As far as these keys may lead, so that no page is passed over.
      made.upTo(state.top + (key.type === "text" ? key.text.length + 1 : 2) * state.page)
      const turned = turn({ ...state, rows: made.count() }, key)
      if (turned === null) return end()
      state = turned
      draw()
    }
    const releases = [
      keyboard.take(onKey),
      live.onResize(show),
      keyboard.onReturn(() => {
        live.forget()
        show()
      })
    ]
    show()
    return Effect.sync(end)
  })
