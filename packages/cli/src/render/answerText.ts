/**
 * A model's text on its way to a screen or a pipe, piece by piece. On a terminal control sequences are shown and not obeyed; in a
 * pipe the text goes out unchanged. A character that is split between two pieces waits for its second half.
 */
import { escapeText } from "@zenus/core"

/** Joiners make one sign of several and shape letters; they neither move the cursor nor reorder text. */
const JOINERS = /([\u200c\u200d])/

const shown = (text: string): string =>
  text
    .replaceAll("\r\n", "\n")
    .split(JOINERS)
    .map((part) => (JOINERS.test(part) ? part : escapeText(part)))
    .join("")

export interface AnswerText {
  /** What may be written now; it may be empty. */
  readonly push: (piece: string) => string
  /** What was held back. */
  readonly end: () => string
}

/** Half of a character, or half of a line end, at the end of a piece. */
const HALF = /[\ud800-\udbff\r]$/

export const makeAnswerText = (terminal: boolean): AnswerText => {
  let held = ""
  const out = (text: string): string => (terminal ? shown(text) : text)
  return {
    push: (piece) => {
      const text = held + piece
      held = HALF.exec(text)?.[0] ?? ""
      return out(text.slice(0, text.length - held.length))
    },
    end: () => {
      const rest = held
      held = ""
      return out(rest)
    }
  }
}
