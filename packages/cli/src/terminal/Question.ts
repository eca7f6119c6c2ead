/**
 * How an answer is made from keys: a pure machine, so that every rule of it can be tested without a terminal. Only a whole
 * answer counts: typed after the question was drawn and 300 ms had passed, ended by Enter. A paste never answers, Enter alone is
 * never yes, and Escape, Ctrl+C, Ctrl+D and a closed terminal all mean no. Which answers there are is a table; help and hints are
 * made from it.
 *
 * What may surprise: an answer and its Enter that come in one piece of input are a paste of a terminal that does not say so.
 * Source of the rules: keys meant for the input line that approved a prompt (see docs/SECURITY.md).
 */
import type { Key, NamedKey } from "../editor/Key.ts"

/** Keys that come sooner than this after the question was drawn were meant for something else. */
export const QUIET_MS = 300
/** Characters of an answer. */
const MAX_TYPED = 80

export type AnswerName = "yes" | "no" | "edit" | "retype" | "allow" | "details" | "help"

interface Answer {
  readonly name: AnswerName
  /** The first is the one that is shown. */
  readonly says: readonly [string, ...Array<string>]
  readonly label: string
  readonly help: string
}

/** In the order in which they are shown. */
export const ANSWERS: ReadonlyArray<Answer> = [
  { name: "yes", says: ["y", "yes"], label: "yes", help: "do it" },
  { name: "no", says: ["n", "no"], label: "no", help: "do nothing; so do Esc, Ctrl+C and Ctrl+D" },
  { name: "edit", says: ["e", "edit"], label: "edit", help: "change the words of the request" },
  { name: "retype", says: ["r", "reword"], label: "reword", help: "say it differently, on an empty line" },
  { name: "allow", says: ["a", "allow"], label: "allow", help: "yes, and do not ask about this again until you leave" },
  { name: "details", says: ["d", "details"], label: "details", help: "every path" },
  { name: "help", says: ["?", "h", "help"], label: "help", help: "what the answers are" }
]

export interface Asked {
  /** At risk 3 the word to be typed; else `y` or `yes` will do. */
  readonly word: string | null
  readonly answers: ReadonlySet<AnswerName>
  /** Ids of the steps whose arguments can be changed: `e 2`. */
  readonly steps: ReadonlyArray<string>
  readonly drawnAtMs: number
}

type Simple = Exclude<AnswerName, "edit">

export type Outcome =
  | { readonly [Name in Simple]: { readonly type: Name } }[Simple]
  /** `step`: whose arguments are to be changed; `null` for the request. */
  | { readonly type: "edit"; readonly step: string | null }
  /** Enter, and no whole answer before it. */
  | { readonly type: "hint" }
  | { readonly type: "pasted" }
  /** A well-formed `e`, of a step that there is not. */
  | { readonly type: "no-step"; readonly step: string }

export interface State {
  /** To be shown behind the question. */
  readonly typed: string
  readonly typedAtMs: number
}
export const start: State = { typed: "", typedAtMs: -Infinity }

export interface Stepped {
  readonly state: State
  readonly outcome: Outcome | null
}

const editOf = (answer: string, { answers, steps }: Asked): Outcome | null => {
  const [, step] = /^e(?:dit)?(?:\s*|\s+step\s+)(\S+)$/.exec(answer) ?? []
  const known = steps.find((id) => id.toLowerCase() === step)
  if (!answers.has("edit") || step === undefined) return null
  if (known !== undefined) return { type: "edit", step: known }
  return /^\d+$/.test(step) && steps.length > 0 ? { type: "no-step", step } : null
}

/** What a whole line answers. */
export const judgeAnswer = (typed: string, asked: Asked): Outcome => {
  const answer = typed.trim().toLowerCase()
  if (asked.word !== null && answer === asked.word.toLowerCase()) return { type: "yes" }
  const found = ANSWERS.find(({ name, says }) => asked.answers.has(name) && says.includes(answer))
  if (found === undefined) return editOf(answer, asked) ?? { type: "hint" }
  if (found.name === "edit") return { type: "edit", step: null }
  return asked.word !== null && found.name === "yes" ? { type: "hint" } : { type: found.name }
}

const LEAVES: ReadonlySet<string> = new Set(["c", "d", "g"])

/** Keys that mean no at any time: what they keep from happening can be asked for again. */
const isNo = (key: Key): boolean =>
  key.type === "end" ||
  (key.type === "key" && ((key.name === "escape" && !key.ctrl) || (key.ctrl && !key.alt && LEAVES.has(key.name))))

const isEnter = ({ alt, ctrl, name, shift }: NamedKey): boolean =>
  !alt && ((name === "enter" && !shift && !ctrl) || (name === "j" && ctrl))

const withoutLast = (text: string): string => [...text].slice(0, -1).join("")

/** What a key other than Enter makes of what was typed; the same where it says nothing here. */
const typedAfter = (typed: string, { alt, ctrl, name }: NamedKey): string => {
  if ((name === "backspace" && !ctrl && !alt) || (name === "h" && ctrl)) return withoutLast(typed)
  return (ctrl && (name === "u" || name === "w")) || (name === "backspace" && (ctrl || alt)) ? "" : typed
}

/** One key, at `nowMs` (monotonic); keys of one piece of input have the same. */
export const press = (state: State, key: Key, nowMs: number, asked: Asked): Stepped => {
  if (isNo(key)) return { state: start, outcome: { type: "no" } }
  if (nowMs - asked.drawnAtMs < QUIET_MS) return { state, outcome: null }
  switch (key.type) {
    case "paste":
      return { state: start, outcome: { type: "pasted" } }
    case "text": {
      const typed = (state.typed + key.text).slice(0, MAX_TYPED)
      return { state: { typed, typedAtMs: nowMs }, outcome: null }
    }
    case "key": {
      if (!isEnter(key)) return { state: { ...state, typed: typedAfter(state.typed, key) }, outcome: null }
      const isOnePiece = state.typed !== "" && nowMs === state.typedAtMs
      return { state: start, outcome: isOnePiece ? { type: "pasted" } : judgeAnswer(state.typed, asked) }
    }
    case "reply":
    case "end":
      return { state, outcome: null }
  }
}

const shown = ({ name, says }: Answer, { word }: Asked): string => (name === "yes" && word !== null ? word : says[0])

const offered = (asked: Asked): ReadonlyArray<Answer> => ANSWERS.filter(({ name }) => asked.answers.has(name))

/** The answers in a few words, for the question itself: `y yes, n no, d details, ? help`. */
export const answerWords = (asked: Asked): string =>
  offered(asked)
    .filter(({ name }) => name !== "yes" || asked.word === null)
    .map(({ label, says }) => `${says[0]} ${label}`)
    .join(", ")

/** Every answer with what it does, as pairs. */
export const answerHelp = (asked: Asked): ReadonlyArray<readonly [answer: string, does: string]> =>
  offered(asked).flatMap((answer): ReadonlyArray<readonly [string, string]> => [
    [shown(answer, asked), answer.help],
    ...(answer.name === "edit" && asked.steps.length > 0
      ? [[`e ${asked.steps.join(asked.steps.length > 2 ? ", " : " or ")}`, "change what that step is given"] as const]
      : [])
  ])

/** After an `e` with a number that no step has. */
export const noStepLine = (step: string, { steps }: Asked): string =>
  steps.length === 1
    ? `There is no step ${step}, only step ${steps[0] ?? ""}.`
    : `There is no step ${step}; the steps are ${steps.join(", ")}.`

/** After an Enter that answered nothing. */
export const hintLine = (asked: Asked): string =>
  `Type ${asked.word ?? "y"} and Enter to go on, n to do nothing${asked.answers.has("help") ? ", ? for the other answers" : ""}.`
