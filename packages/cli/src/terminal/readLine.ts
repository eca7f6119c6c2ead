/**
 * Reads one line on a terminal: the editor (editor/LineState.ts) between a keyboard and the live rows. What was written stays in the
 * scrollback when the line is done, under `keptPrompt`; while nothing is pressed nothing is written and no timer runs.
 *
 * It submits nothing by itself: what was typed before it was asked for is put into the line, with Enter as a line end. What may
 * surprise: a mode is changed by whoever reads (`mode`), and the next line begins with the text and the cursor of this one.
 */
import * as Effect from "effect/Effect"
import * as Editor from "../editor/EditorState.ts"
import type { Key } from "../editor/Key.ts"
import { keptRows, lineRows, type RowOptions, thrownAwayRows } from "../editor/lineRows.ts"
import * as Line from "../editor/LineState.ts"
import type { LineSources } from "../editor/PickItem.ts"
import { colours, type Colours } from "../render/colour.ts"
import type { Keyboard } from "./Keyboard.ts"
import type { LiveArea } from "./LiveArea.ts"

export type ReadResult =
  | { readonly type: "line"; readonly text: string }
  | { readonly type: "leave" }
  /** Esc Esc on an empty line. */
  | { readonly type: "rewind" }
  /** Shift+Tab: what was written so far. */
  | { readonly type: "mode"; readonly text: string; readonly cursor: number }

/** What outlives a line: one for a whole shell. */
export interface LineMemory {
  remembered: Line.Remembered
}
export const makeLineMemory = (): LineMemory => ({ remembered: Line.nothingRemembered })

export interface ReadOptions {
  readonly keyboard: Keyboard
  readonly live: LiveArea
  /** One row, may be coloured; asked anew at every drawing. */
  readonly prompt: () => string
  /** The prompt of the row that stays when a line that says something is submitted. Default: `prompt`. */
  readonly keptPrompt?: (text: string) => string
  /** What stands in the line at the beginning, and where the cursor is (default: at its end). */
  readonly initial?: string
  readonly cursor?: number
  readonly sources: LineSources
  /** The text as somebody left it in their own editor; null: as it was. The live rows are gone meanwhile. */
  readonly openEditor: (text: string) => Effect.Effect<string | null>
  /** Default: no colours, and then no grey suggestion. */
  readonly colours?: Colours
  readonly memory?: LineMemory
  /** Esc leaves, whatever is written, where no list is open; nothing is said of taking back. Default false. */
  readonly escapeLeaves?: boolean
  /** Told what stood in the line where nobody waits for it any more. */
  readonly onInterrupt?: (left: { readonly text: string; readonly cursor: number }) => void
}

const isWayOut = (key: Key, { panel }: Line.LineState): boolean =>
  key.type === "key" && key.name === "escape" && !key.ctrl && !key.alt && panel === null

type Ended = ReadResult | { readonly type: "editor" }

export const readLine = (options: ReadOptions): Effect.Effect<ReadResult> =>
  Effect.suspend(() => {
    const { keyboard, live, memory, sources } = options
    const look = options.colours ?? colours(false)
    const showsGhost = look.dim(" ") !== " "
    const context = (): Line.LineContext => ({
      sources,
      now: performance.now(),
      prompt: options.prompt(),
      width: live.width(),
      showsGhost
    })
    const begun = Line.lineOf(options.initial ?? "", memory?.remembered)
    let state = options.cursor === undefined ? begun : { ...begun, editor: Editor.moveTo(begun.editor, options.cursor) }
    const rowOptions = (known: Line.LineContext): RowOptions => ({
      prompt: known.prompt,
      width: known.width,
      height: live.height(),
      ghost: Line.ghostOf(state, known),
      dim: look.dim,
      bold: look.bold
    })
    const draw = (): void => {
      const { cursor, rows } = lineRows(state, rowOptions(context()))
      live.draw(rows, cursor)
    }
    const keep = (text: string, prompt: string): void =>
      live.keep(keptRows(text, prompt, { dim: look.dim, width: live.width() }))
    const drawAnew = (): void => {
      live.forget()
      draw()
    }

    /** What an outcome leads to; null: the line goes on. */
    const follow = (outcome: Line.Outcome, before: Line.LineState): Ended | null => {
      const { cursor, text } = before.editor
      switch (outcome.type) {
        case "submit":
          keep(text, text.trim() === "" ? options.prompt() : (options.keptPrompt?.(text) ?? options.prompt()))
          return { type: "line", text }
        case "leave":
          keep(text, options.prompt())
          return { type: "leave" }
        case "rewind":
          live.clear()
          return { type: "rewind" }
        case "mode":
          live.clear()
          return { type: "mode", text, cursor }
        case "editor":
          live.clear()
          return { type: "editor" }
        case "thrown-away":
          live.keep(thrownAwayRows(text, options.prompt(), { dim: look.dim, width: live.width() }))
          return null
        case "clear-screen":
          live.scrollAway()
          return null
        case "suspend":
          live.clear()
          keyboard.suspend()
          return null
      }
    }

    const session = Effect.callback<Ended>((resume) => {
      const onKey = (key: Key): void => {
        const before = state
        if (options.escapeLeaves === true && isWayOut(key, state)) {
          live.clear()
          leave()
          return resume(Effect.succeed({ type: "leave" }))
        }
        const pressed = Line.press(state, key, context())
        state = pressed.state
        if (memory !== undefined) memory.remembered = { kills: state.editor.kills, interruptedAt: state.interruptedAt }
        const ended = pressed.outcome === null ? null : follow(pressed.outcome, before)
        if (ended === null) return draw()
        leave()
        resume(Effect.succeed(ended))
      }
      const releases = [
        keyboard.take(onKey),
        live.onResize(draw),
        keyboard.onReturn(drawAnew),
        sources.onChange?.(() => {
          const { panel } = state
          if (panel !== null) state = Line.again(state, context())
          draw()
        })
      ]
      const leave = (): void => {
        for (const release of releases) release?.()
      }
      state = Line.typeAhead(state, keyboard.ahead(), context())
      live.freshLine()
      draw()
      return Effect.sync(() => {
        leave()
        live.clear()
        options.onInterrupt?.({ text: state.editor.text, cursor: state.editor.cursor })
      })
    })

    const read: Effect.Effect<ReadResult> = Effect.flatMap(session, (ended) => {
      if (ended.type !== "editor") return Effect.succeed(ended)
      return Effect.flatMap(options.openEditor(state.editor.text), (text) => {
        live.forget()
        if (text !== null) state = { ...state, editor: Editor.replaceAll(state.editor, text) }
        return read
      })
    })
    return read
  })
