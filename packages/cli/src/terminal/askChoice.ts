/**
 * A question with a few answers of its own, by the rules of every question (`Question.ts`): whole answers ended by Enter, nothing that was
 * typed before it was drawn or within 300 ms of that, no paste; Escape, Ctrl+C, Ctrl+D and a closed terminal mean none of them.
 */
import * as Effect from "effect/Effect"
import type { Key } from "../editor/Key.ts"
import { wrapText } from "../render/fitText.ts"
import { wrapNote } from "../render/wrapNote.ts"
import { type LiveTerminal, makePieceClock, questionRows } from "./askPerson.ts"
import { type Asked, press, start, type State } from "./Question.ts"
import { readPlainLine } from "./readPlainLine.ts"
import type { Screen } from "./Screen.ts"
import type { Signals } from "../args/Signals.ts"

export interface Choice<A> {
  /** What may be typed for it; the first is shown. */
  readonly says: readonly [string, ...Array<string>]
  readonly label: string
  readonly value: A
}

export interface ChoiceQuestion<A> {
  readonly text: string
  readonly colour: (text: string) => string
  readonly choices: ReadonlyArray<Choice<A>>
  /** What none of them is called. */
  readonly none: string
}

/** Yes, or the other. */
export const YES: readonly [Choice<true>] = [{ says: ["y", "yes"], label: "yes", value: true }]

const NOTHING: Asked = { word: null, answers: new Set(["no"]), steps: [], drawnAtMs: Infinity }

const offered = <A>({ choices, none }: ChoiceQuestion<A>): string =>
  [...choices.map(({ label, says }) => `${says[0]} ${label}`), `n ${none}`].join(", ")

/** Which choice a line is; null for none. Pure. */
export const chosen = <A>(typed: string, choices: ReadonlyArray<Choice<A>>): Choice<A> | null =>
  choices.find(({ says }) => says.includes(typed.trim().toLowerCase())) ?? null

/** How long pending input is read and thrown away before the question is drawn. */
const DRAIN_MS = 30

export const askChoice = <A>({ keyboard, live }: LiveTerminal, question: ChoiceQuestion<A>): Effect.Effect<A | null> =>
  Effect.callback<A | null>((resume) => {
    const inquiry = {
      why: question.text,
      text: `(${offered(question)}):`,
      colour: question.colour,
      asked: NOTHING
    }
    let asked = NOTHING
    let state: State = start
    const timeOfPiece = makePieceClock()
    let notice = ""
    const draw = (): void => {
      const width = live.width()
      const above = notice === "" ? [] : wrapText(notice, width)
      const { cursor, rows } = questionRows(inquiry, state.typed, width)
      live.draw([...above, ...rows], { ...cursor, row: above.length + cursor.row })
    }
    const release = (): void => {
      clearTimeout(drained)
      for (const free of releases) free()
    }
    const end = (value: A | null, typed: string): void => {
      release()
      live.keep(questionRows(inquiry, typed, live.width()).rows)
      resume(Effect.succeed(value))
    }
    const onKey = (key: Key): void => {
      if (key.type === "key" && key.ctrl && key.name === "z") {
        live.clear()
        return keyboard.suspend()
      }
      const { typed } = state
      const stepped = press(state, key, timeOfPiece(), asked)
      state = stepped.state
      const found = stepped.outcome?.type === "hint" ? chosen(typed, question.choices) : null
      if (found !== null) return end(found.value, typed)
      if (stepped.outcome?.type === "no") return end(null, typed)
      if (stepped.outcome !== null)
        notice = `${stepped.outcome.type === "pasted" ? "Pasted text does not answer. " : ""}Type one of these and Enter: ${offered(question)}.`
      if (asked.drawnAtMs !== Infinity) draw()
    }
    const show = (): void => {
      state = start
      asked = { ...asked, drawnAtMs: performance.now() }
      draw()
    }
    const releases = [
      keyboard.take(onKey),
      live.onResize(() => asked.drawnAtMs !== Infinity && draw()),
      keyboard.onReturn(show)
    ]
    keyboard.ahead()
    const drained = setTimeout(show, DRAIN_MS)
    return Effect.sync(() => {
      release()
      live.clear()
    })
  })

/** The same in plain lines. An answer that is none is asked for once more, and then it is none of them. */
export const askChoicePlainly = <A>(
  { screen, signals }: { readonly screen: Screen; readonly signals: Signals },
  question: ChoiceQuestion<A>
): Effect.Effect<A | null> =>
  Effect.gen(function* () {
    for (let asking = 0; asking < 2; asking++) {
      const prompt = wrapNote(`${question.text} (${offered(question)}): `, screen.errWidth)
      const read = yield* readPlainLine({ stdin: process.stdin, write: screen.errRaw, signals, prompt, isAnswer: true })
      if (read.type !== "line" || ["n", "no"].includes(read.text.trim().toLowerCase())) return null
      const found = chosen(read.text, question.choices)
      if (found !== null) return found.value
    }
    return null
  })
