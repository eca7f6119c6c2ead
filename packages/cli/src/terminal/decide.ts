/**
 * From a question of the engine to a reply: the plan as a table, the question, and what each answer leads to. One for `zenus run` and for
 * the shell; the shell offers more answers, because only there a line can be written again.
 *
 * Refuses to be short where it matters: every path can be seen before the answer (`d`). What may surprise: a no to "allow this until you
 * leave?" comes back to the question about the plan.
 */
import * as Effect from "effect/Effect"
import {
  type AllowRule,
  PathText,
  type Plan,
  type Question,
  quoteName,
  type Recoverable,
  type Reply
} from "@zenus/core"
import { allEffects, planLines } from "../render/plan.ts"
import { answerWords, type AnswerName, type Asked } from "./Question.ts"
import type { Given, Inquiry, QuestionFace } from "./QuestionFace.ts"
import type { Screen } from "./Screen.ts"

/** Effects of a step that are shown of a plan at first; `d` at its question shows all. */
export const FIRST_EFFECTS = 10

/** What only a shell can offer. */
export interface ShellAnswers {
  /** These hold from now on. */
  readonly allow: (rules: ReadonlyArray<AllowRule>) => void
  /** The request is written again: with its words to begin with, or on an empty line. */
  readonly change: (start: "words" | "empty") => void
  /** What a step is given, as the person writes it now; `null`: as it was. `problem` is said first. */
  readonly editStep: (question: Question, step: string, problem: Recoverable | null) => Effect.Effect<Reply | null>
}

export interface DecideParts {
  readonly face: QuestionFace
  readonly screen: Screen
  /** Called when a question stands on the screen. */
  readonly onWait: () => void
  readonly shell: ShellAnswers | null
}

/** `FileOps.delete under ./build`, as it is seen from a folder. */
export const ruleText = ({ action, under }: AllowRule, cwd: string): string => {
  const seen = PathText.relativeTo(cwd, under)
  const place = seen === "." ? `this folder (${quoteName(under)})` : quoteName(seen === under ? seen : `./${seen}`)
  return `${action} under ${place}`
}

const answersOf = ({ verdict }: Question, shell: ShellAnswers | null, canAllow: boolean): ReadonlySet<AnswerName> =>
  new Set<AnswerName>([
    "yes",
    "no",
    ...(shell === null ? [] : (["edit", "retype"] as const)),
    ...(canAllow && verdict._tag === "Confirm" ? (["allow"] as const) : []),
    "details",
    ...(shell === null ? [] : (["help"] as const))
  ])

const askedFor = (question: Question, shell: ShellAnswers | null, canAllow: boolean): Omit<Asked, "drawnAtMs"> => ({
  word: question.verdict._tag === "ConfirmIrreversible" ? question.verdict.word : null,
  answers: answersOf(question, shell, canAllow),
  steps: shell === null ? [] : question.plan.steps.map(({ id }) => id)
})

const inquiryOf = (question: Question, asked: Omit<Asked, "drawnAtMs">, screen: Screen): Inquiry => {
  const answers = answerWords({ ...asked, drawnAtMs: 0 })
  return {
    why: `This ${question.verdict.why.join(", ")}.`,
    text: asked.word === null ? `Do it? (${answers}):` : `Type ${asked.word} to do it (${answers}):`,
    colour: asked.word === null ? screen.errColours.yellow : screen.errColours.red,
    asked
  }
}

const showPlan = (plan: Plan, screen: Screen): void => {
  const lines = planLines(plan, screen.errColours, FIRST_EFFECTS, screen.errWidth, " (d shows all)")
  for (const line of lines) screen.note(line)
}

const YES_OR_NO: Omit<Asked, "drawnAtMs"> = { word: null, answers: new Set(["yes", "no"]), steps: [] }

/** Whether it is allowed from now on: its scope and end are said first. */
const askToAllow = (
  rules: ReadonlyArray<AllowRule>,
  { plan }: Question,
  { face, screen }: DecideParts
): Effect.Effect<boolean> => {
  const scope = rules.map((rule) => ruleText(rule, plan.cwd)).join(", ")
  return Effect.map(
    face.ask({
      why: `This allows ${scope}, until you leave, and does it.`,
      text: "Go on? (y yes, n no):",
      colour: screen.errColours.yellow,
      asked: YES_OR_NO
    }),
    ({ type }) => type === "yes"
  )
}

const SAID_NO: Reply = { _tag: "No", why: "declined" }
const SAID_YES: Reply = { _tag: "Yes" }

/** The reply that an answer leads to; `null`: the question is asked again. */
const replyTo = (
  given: Given,
  question: Question,
  rules: ReadonlyArray<AllowRule>,
  parts: DecideParts
): Effect.Effect<Reply | null> => {
  const { face, shell } = parts
  switch (given.type) {
    case "yes":
      return Effect.succeed(SAID_YES)
    case "no":
      return Effect.succeed(SAID_NO)
    case "details":
      return Effect.as(face.page(allEffects(question.plan)), null)
    case "retype":
    case "edit":
      if (shell === null) return Effect.succeed(null)
      if (given.type === "edit" && given.step !== null) return shell.editStep(question, given.step, null)
      shell.change(given.type === "edit" ? "words" : "empty")
      return Effect.succeed({ _tag: "No", why: "changed" })
    case "allow":
      return Effect.map(askToAllow(rules, question, parts), (agreed) => {
        if (!agreed) return null
        shell?.allow(rules)
        return SAID_YES
      })
  }
}

/** Answers the questions of one request, in turn: it remembers which plan was shown and which step was being changed. */
export const makeDecide = (parts: DecideParts): ((question: Question) => Effect.Effect<Reply>) => {
  const { face, onWait, screen, shell } = parts
  let shown: Plan | null = null
  let editing: string | null = null
  return Effect.fnUntraced(function* (question: Question) {
    const { plan, problem } = question
    if (problem !== null && editing !== null && shell !== null) {
      const reply = yield* shell.editStep(question, editing, problem)
      if (reply !== null) return reply
    }
    if (shown !== plan) showPlan(plan, screen)
    shown = plan
    const rules = shell === null ? [] : question.rules()
    onWait()
    while (true) {
      const given = yield* face.ask(inquiryOf(question, askedFor(question, shell, rules.length > 0), screen))
      editing = given.type === "edit" ? given.step : null
      const reply = yield* replyTo(given, question, rules, parts)
      if (reply !== null) return reply
    }
  })
}
