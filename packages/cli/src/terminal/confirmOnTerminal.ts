/** The face of the Confirm port on a terminal: the plan as a table, then the question. */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { Confirm, type Question, type Reply } from "@zenus/core"
import { displayWidth } from "../render/displayWidth.ts"
import { effectLines, planLines } from "../render/plan.ts"
import { askPerson } from "./askPerson.ts"
import type { Screen } from "./Screen.ts"

/** Effects shown before the question; `d` shows all. */
const FIRST_EFFECTS = 10

/** Cells for what is typed behind the question. */
const TYPED = 12

/** The question in one line, since it is drawn anew at every key; why it is asked stands above where both do not fit. */
const promptOf = ({ verdict }: Question, screen: Screen): { readonly above: string | null; readonly line: string } => {
  const why = `This ${verdict.why.join(", ")}.`
  const colour = verdict._tag === "ConfirmIrreversible" ? screen.errColours.red : screen.errColours.yellow
  const line = (reason: string): string =>
    verdict._tag === "ConfirmIrreversible"
      ? `${reason}Type ${verdict.word} to do it (n no, d details):`
      : `Do it? ${reason}(y yes, n no, d details):`
  const whole = line(`${why} `)
  return displayWidth(whole) + TYPED <= screen.errWidth
    ? { above: null, line: colour(whole) }
    : { above: colour(why), line: colour(line("")) }
}

/** A question is asked only where standard input and standard error are terminals; which is looked at when there is one to ask. */
export const confirmOnTerminal = (screen: Screen): Layer.Layer<Confirm> =>
  Layer.succeed(Confirm, {
    ask: (question) =>
      Effect.suspend((): Effect.Effect<Reply> => {
        if (!screen.errIsTerminal || !process.stdin.isTTY) return Effect.succeed({ _tag: "No", why: "nobody-to-ask" })
        const lines = planLines(question.plan, screen.errColours, FIRST_EFFECTS, screen.errWidth)
        for (const line of lines) screen.note(line)
        const prompt = promptOf(question, screen)
        if (prompt.above !== null) screen.note(prompt.above)
        const word = question.verdict._tag === "ConfirmIrreversible" ? question.verdict.word : null
        const details = (): string => effectLines(question.plan, Infinity).join("\n")
        return Effect.map(askPerson({ screen, prompt: prompt.line, word, details }), (yes) =>
          yes ? { _tag: "Yes" } : { _tag: "No", why: "declined" }
        )
      })
  })
