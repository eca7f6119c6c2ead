/** Reads one line on a terminal: the editor's face. The row stays in the scrollback when the line is done. */
import * as Effect from "effect/Effect"
import type { Key } from "../editor/Key.ts"
import { graphemeStart, graphemesOf, rowWidth, shown } from "../editor/graphemes.ts"
import type { LineSources } from "../editor/PickItem.ts"
import type { Keyboard } from "./Keyboard.ts"
import type { LiveArea } from "./LiveArea.ts"

export type ReadResult =
  | { readonly type: "line"; readonly text: string }
  | { readonly type: "leave" }
  /** Esc Esc on an empty line. */
  | { readonly type: "rewind" }
  /** Shift+Tab. */
  | { readonly type: "mode" }

export interface ReadOptions {
  readonly keyboard: Keyboard
  readonly live: LiveArea
  /** One row, may be coloured; asked anew at every drawing. */
  readonly prompt: () => string
  /** What stands in the line at the beginning. */
  readonly initial?: string
  readonly sources: LineSources
  /** The text as somebody left it in their own editor; null: as it was. */
  readonly openEditor: (text: string) => Effect.Effect<string | null>
}

export const readLine = ({ initial, keyboard, live, prompt }: ReadOptions): Effect.Effect<ReadResult> =>
  Effect.callback<ReadResult>((resume) => {
    let text = initial ?? ""
    for (const key of keyboard.ahead()) if (key.type === "text" || key.type === "paste") text += key.text
    const rows = (): ReadonlyArray<string> => {
      const width = live.width()
      const lines = [prompt()]
      for (const [at, end] of graphemesOf(text)) {
        const one = shown(text.slice(at, end))
        const row = lines.at(-1) ?? ""
        if (rowWidth(row) + one.cells > width) lines.push(one.text)
        else lines[lines.length - 1] = row + one.text
      }
      return lines
    }
    const draw = (): void => live.draw(rows())
    const end = (result: ReadResult): void => {
      for (const release of releases) release()
      live.keep(rows())
      resume(Effect.succeed(result))
    }
    const onKey = (key: Key): void => {
      if (key.type === "end") return end({ type: "leave" })
      if (key.type === "text" || key.type === "paste") text += key.text
      else if (key.type === "key") {
        if (key.name === "enter") return end({ type: "line", text })
        if (key.ctrl && key.name === "d" && text === "") return end({ type: "leave" })
        if (key.ctrl && key.name === "z") return keyboard.suspend()
        if (key.ctrl && (key.name === "c" || key.name === "u")) text = ""
        if (key.name === "backspace") text = text.slice(0, graphemeStart(text, text.length))
        if (key.name === "tab" && key.shift) return end({ type: "mode" })
      }
      draw()
    }
    const releases = [
      keyboard.take(onKey),
      live.onResize(draw),
      keyboard.onReturn(() => {
        live.forget()
        draw()
      })
    ]
    draw()
    return Effect.sync(() => {
      for (const release of releases) release()
      live.clear()
    })
  })
