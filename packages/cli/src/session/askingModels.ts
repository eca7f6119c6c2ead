/**
 * What a person sees while models are asked for a plan, and after it: who is waited for, who failed and who answered, what it cost. One
 * for each request; nothing is said, and no clock runs, where no model is asked.
 */
import type { Event } from "@zenus/core"
import type { RouteAttempt, Routed } from "@zenus/core/models"
import { costLine, withUnanswered } from "../render/costLine.ts"
import type { Screen } from "../terminal/Screen.ts"
import { makeWaiting, type Waiting } from "../terminal/Waiting.ts"
import { makeWaitLines } from "../terminal/waitLines.ts"
import type { ModelNews } from "./modelNews.ts"

export interface AskingModels {
  readonly hear: (event: Event) => void
  /** The asking is over: `by` is who planned or answered, `rules` or a provider. Not where nobody did: the error says so. */
  readonly settled: (by: string) => void
  /** Who had the last word as far as can be told: the provider that answered last, else the rules. For ends without a plan. */
  readonly spokesman: () => string
  /** What was paid, and of whom it is not known; `null` for nothing. */
  readonly cost: () => string | null
  /** Takes away what is drawn; harmless at any time, and more than once. */
  readonly end: () => void
}

const plus = (a: number | null, b: number | null): number | null => (a === null || b === null ? null : a + b)

/** Several answers as one: what they cost together, by the last one's name. */
const together = (all: ReadonlyArray<Pick<Routed, "answer" | "cost">>): Pick<Routed, "answer" | "cost"> | undefined =>
  all.length === 0
    ? undefined
    : all.reduce((before, { answer, cost }) => ({
        answer,
        cost: {
          microUsd: plus(before.cost.microUsd, cost.microUsd),
          inputTokens: plus(before.cost.inputTokens, cost.inputTokens),
          outputTokens: plus(before.cost.outputTokens, cost.outputTokens),
          cachedInputTokens: plus(before.cost.cachedInputTokens, cost.cachedInputTokens)
        }
      }))

/** @param moves whether a line may be drawn over. */
export const makeAskingModels = (screen: Screen, news: ModelNews, moves: boolean): AskingModels => {
  let waiting: Pick<Waiting, "tell" | "end"> | null = null
  const attempts: Array<RouteAttempt> = []
  const answers: Array<Routed> = []
  /** Providers whose calls gave no answer and may have cost something. */
  const unanswered = new Set<string>()
  const end = (): void => {
    waiting?.end()
    waiting = null
  }
  return {
    hear: (event) => {
      // Also of a call that was cancelled: then nobody is waited for any more.
      if (event.type === "model.route" && event.event.type === "unanswered") unanswered.add(event.event.provider)
      else if (event.type === "model.route") {
        waiting ??= screen.errIsTerminal ? makeWaiting(screen, moves) : makeWaitLines(screen)
        waiting.tell(event.event)
      } else if (event.type === "model.asked") {
        end()
        attempts.push(...event.attempts)
        if (event.routed !== null) answers.push(event.routed)
      }
    },
    settled: (by) => {
      end()
      if (attempts.length === 0) return
      const line = news.hear(attempts, by)
      if (line !== null) screen.note(line)
    },
    spokesman: () => answers.at(-1)?.answer.provider ?? "rules",
    cost: () => {
      const paid = together(answers)
      return withUnanswered(paid === undefined ? null : costLine(paid), unanswered)
    },
    end
  }
}
