/**
 * Draws a question in the live rows and reads its answer from the keyboard. What was typed before it was drawn is thrown away, but for
 * the keys that mean no. The question and its answer stay in the scrollback; hints and help go with the next key that counts.
 */
import * as Effect from "effect/Effect"
import type { Key } from "../editor/Key.ts"
import { displayWidth } from "../render/displayWidth.ts"
import { breakText, wrapText } from "../render/fitText.ts"
import { escapeName } from "@zenus/core"
import type { Keyboard } from "./Keyboard.ts"
import type { LiveArea } from "./LiveArea.ts"
import { answerHelp, type Asked, hintLine, noStepLine, type Outcome, press, start, type State } from "./Question.ts"
import type { Given, Inquiry } from "./QuestionFace.ts"

export interface LiveTerminal {
  readonly keyboard: Keyboard
  readonly live: LiveArea
}

/** How long pending input is read and thrown away before the question is drawn. */
const DRAIN_MS = 30

/** What is said to an Enter that answered nothing; `null` for an answer that ends the question. */
export const noticeFor = (outcome: Outcome, asked: Asked): ReadonlyArray<string> | null => {
  switch (outcome.type) {
    case "hint":
      return [hintLine(asked)]
    case "pasted":
      return [`Pasted text does not answer. ${hintLine(asked)}`]
    case "no-step":
      return [noStepLine(outcome.step, asked)]
    case "help": {
      const lines = answerHelp(asked)
      const width = Math.max(...lines.map(([answer]) => answer.length))
      return lines.map(([answer, does]) => `  ${answer.padEnd(width)}  ${does}`)
    }
    default:
      return null
  }
}

/** Cells for an answer behind the question. */
const ANSWER = 12

/** Whether it ends the question. */
export const isGiven = (outcome: Outcome): outcome is Given =>
  outcome.type !== "hint" && outcome.type !== "pasted" && outcome.type !== "help" && outcome.type !== "no-step"

interface Drawing {
  readonly rows: ReadonlyArray<string>
  readonly cursor: { readonly row: number; readonly cell: number }
}

/** The question in rows of at most `width` cells, with what was typed behind it. Pure. */
export const questionRows = ({ colour, text, why }: Inquiry, typed: string, width: number): Drawing => {
  const whole = `${why} ${text}`
  const rows = displayWidth(whole) + ANSWER <= width ? [whole] : [...wrapText(why, width), ...wrapText(text, width)]
  const last = rows.at(-1) ?? ""
  const answer = escapeName(typed)
  const before = displayWidth(last) + 1
  if (before + displayWidth(answer) < width) {
    const cursor = { row: rows.length - 1, cell: before + displayWidth(answer) }
    return { rows: [...rows.slice(0, -1).map(colour), `${colour(last)} ${answer}`], cursor }
  }
  const below = breakText(answer, Math.max(1, width - 1))
  const end = below.at(-1) ?? ""
  return {
    rows: [...rows.map(colour), ...below],
    cursor: { row: rows.length + below.length - 1, cell: displayWidth(end) }
  }
}

/** The time, the same for all keys of one piece of input: what comes in one piece with its Enter was not typed. */
export const makePieceClock = (): (() => number) => {
  let at: number | null = null
  return () => {
    if (at !== null) return at
    queueMicrotask(() => {
      at = null
    })
    return (at = performance.now())
  }
}

export const askPerson = ({ keyboard, live }: LiveTerminal, inquiry: Inquiry): Effect.Effect<Given> =>
  Effect.callback<Given>((resume) => {
    let asked: Asked = { ...inquiry.asked, drawnAtMs: Infinity }
    let state: State = start
    let notice: ReadonlyArray<string> = []
    let ended = false
    const timeOfPiece = makePieceClock()
    const draw = (): void => {
      const width = live.width()
      const above = notice.flatMap((line) => wrapText(line, width))
      const { cursor, rows } = questionRows(inquiry, state.typed, width)
      live.draw([...above, ...rows], { ...cursor, row: above.length + cursor.row })
    }
    const release = (): void => {
      clearTimeout(drained)
      for (const free of releases) free()
    }
    const end = (given: Given, typed: string): void => {
      if (ended) return
      ended = true
      release()
      live.keep(questionRows(inquiry, typed, live.width()).rows)
      resume(Effect.succeed(given))
    }
    /** What was typed before it was drawn, or before somebody else had the terminal, answers nothing. */
    const show = (): void => {
      state = start
      asked = { ...asked, drawnAtMs: performance.now() }
      draw()
    }
    const onKey = (key: Key): void => {
      if (key.type === "key" && key.ctrl && key.name === "z") {
        live.clear()
        return keyboard.suspend()
      }
      const { typed } = state
      const stepped = press(state, key, timeOfPiece(), asked)
      const { outcome } = stepped
      const changed = stepped.state !== state
      state = stepped.state
      if (outcome !== null && isGiven(outcome)) return end(outcome, typed)
      if (outcome !== null) notice = noticeFor(outcome, asked) ?? []
      if (asked.drawnAtMs !== Infinity && (changed || outcome !== null)) draw()
    }
    const releases = [
      keyboard.take(onKey),
      live.onResize(() => asked.drawnAtMs !== Infinity && draw()),
      keyboard.onReturn(() => {
        live.forget()
        show()
      })
    ]
    keyboard.ahead()
    const drained = setTimeout(show, DRAIN_MS)
    return Effect.sync(() => {
      release()
      if (!ended) live.clear()
    })
  })
