/**
 * How an answer is made from keys: a pure machine, so that every rule of it can be tested without a terminal. Only a whole
 * answer counts: typed after the question was drawn and 300 ms had passed, ended by Enter. A paste never
 * answers, Enter alone is never yes, and Escape, Ctrl+C, Ctrl+D and a closed terminal all mean no.
 * Source of the rules: keys meant for the input line that approved a prompt (see docs/SECURITY.md).
 */

/** Keys that come sooner than this after the question was drawn were meant for something else. */
export const QUIET_MS = 300

export type Outcome = "yes" | "no" | "details" | "hint" | "pasted"

export interface Asked {
  /** At risk 3 the word to be typed; else `y` or `yes` will do. */
  readonly word: string | null
  readonly drawnAtMs: number
}

export interface State {
  readonly typed: string
  /** Inside a bracketed paste. */
  readonly pasting: boolean
}
export const start: State = { typed: "", pasting: false }

export interface Stepped {
  readonly state: State
  /** What to show of what was typed: the whole line, to be drawn anew. */
  readonly outcome: Outcome | null
}

const PASTE_BEGIN = "\u001b[200~"
const PASTE_END = "\u001b[201~"

const judgeLine = (typed: string, asked: Asked): Outcome => {
  const answer = typed.trim().toLowerCase()
  if (answer === "n" || answer === "no") return "no"
  if (answer === "d" || answer === "details") return "details"
  if (asked.word === null) return answer === "y" || answer === "yes" ? "yes" : "hint"
  return answer === asked.word.toLowerCase() ? "yes" : "hint"
}

/** One chunk as the terminal gave it, at `nowMs` (monotonic). */
export const press = (state: State, chunk: string, nowMs: number, asked: Asked): Stepped => {
  if (chunk === "\u0003" || chunk === "\u0004" || chunk === "\u001b") return { state: start, outcome: "no" }
  if (state.pasting || chunk.includes(PASTE_BEGIN)) {
    const ended = chunk.includes(PASTE_END)
    return { state: { typed: "", pasting: !ended }, outcome: ended ? "pasted" : null }
  }
  if (nowMs - asked.drawnAtMs < QUIET_MS) return { state, outcome: null }
  // Arrow and function keys say nothing here.
  if (chunk.startsWith("\u001b")) return { state, outcome: null }
  // A terminal without bracketed paste hands over a paste in one piece: more than one character at once with a line end in it.
  if (chunk.length > 1 && /[\r\n]/.test(chunk)) return { state: start, outcome: "pasted" }
  if (chunk === "\r" || chunk === "\n") return { state: start, outcome: judgeLine(state.typed, asked) }
  if (chunk === "\u007f" || chunk === "\b")
    return { state: { ...state, typed: state.typed.slice(0, -1) }, outcome: null }
  if (chunk === "\u0015") return { state: { ...state, typed: "" }, outcome: null }
  const printable = [...chunk].filter((character) => character >= " ").join("")
  return { state: { ...state, typed: (state.typed + printable).slice(0, 80) }, outcome: null }
}
