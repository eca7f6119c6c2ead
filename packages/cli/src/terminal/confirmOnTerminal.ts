/** The face of the Confirm port on a terminal: the plan as a table, then the question. */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { Confirm, type Question } from "@zenus/core"
import { effectLines, planLines } from "../render/plan.ts"
import { askPerson } from "./askPerson.ts"
import type { Screen } from "./Screen.ts"

/** Effects shown before the question; `d` shows all. */
const FIRST_EFFECTS = 10

const promptOf = (question: Question, screen: Screen): string => {
  const { verdict } = question
  const why = verdict.why.join(", ")
  return verdict._tag === "ConfirmIrreversible"
    ? screen.errColours.red(`This ${why}. Type ${verdict.word} to do it (n no, d details):`)
    : screen.errColours.yellow(`Do it? This ${why}. (y yes, n no, d details):`)
}

/** A question is asked only where standard input and standard error are terminals. */
export const confirmOnTerminal = (screen: Screen): Layer.Layer<Confirm> =>
  process.stdin.isTTY && screen.errIsTerminal
    ? Layer.succeed(Confirm, {
        ask: (question) =>
          Effect.suspend(() => {
            for (const line of planLines(question.plan, screen.errColours, FIRST_EFFECTS)) screen.note(line)
            const word = question.verdict._tag === "ConfirmIrreversible" ? question.verdict.word : null
            const details = (): string => effectLines(question.plan, Infinity).join("\n")
            return Effect.map(askPerson({ screen, prompt: promptOf(question, screen), word, details }), (yes) =>
              yes ? ({ _tag: "Yes" } as const) : ({ _tag: "No", why: "declined" } as const)
            )
          })
      })
    : Confirm.layerNobody
