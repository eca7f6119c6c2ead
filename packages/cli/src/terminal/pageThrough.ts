/**
 * A long list, a page at a time, in the live rows: no other program, no alternate screen, and nothing of it in the scrollback when it is
 * left. Every row is shown whole: what is longer than the window is wide goes on in the next one.
 */
import * as Effect from "effect/Effect"
import type { Key } from "../editor/Key.ts"
import { breakText, cutText } from "../render/fitText.ts"
import type { LiveTerminal } from "./askPerson.ts"
import { clamp, pageLine, type PageState, turn } from "./PageState.ts"

export interface PageOptions {
  readonly lines: ReadonlyArray<string>
  readonly dim: (text: string) => string
}

export const pageThrough = ({ keyboard, live }: LiveTerminal, { dim, lines }: PageOptions): Effect.Effect<void> =>
  Effect.callback<void>((resume) => {
    let width = 0
    let rows: ReadonlyArray<string> = []
    let state: PageState = { top: 0, rows: 0, page: 1 }
    const measure = (): void => {
      // One row stays above for what is asked, one below says where one is.
      const page = Math.max(1, live.height() - 2)
      if (live.width() !== width) {
        width = live.width()
        rows = lines.flatMap((line) => breakText(line, width))
      }
      state = clamp({ ...state, rows: rows.length, page })
    }
    const draw = (): void =>
      live.draw([...rows.slice(state.top, state.top + state.page), dim(cutText(pageLine(state), width - 1))])
    const show = (): void => {
      measure()
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
      const turned = turn(state, key)
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
