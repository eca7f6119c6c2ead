/** The documents of `zenus complete --json` and the lines of `--stream --json` (contract, JSON documents). Pure. */
import type { Recoverable } from "@zenus/core"
import { type NoModelAnswered, type RouteAttempt, type Routed, textOf } from "@zenus/core/models"
import { errorJson } from "../render/json.ts"

/** Micro-dollars as dollars; null where the price is unknown. */
const usd = (microUsd: number | null): number | null => (microUsd === null ? null : microUsd / 1e6)

export const answerJson = ({ answer, attempts, cached, cost }: Routed): Readonly<Record<string, unknown>> => ({
  text: textOf(answer),
  provider: answer.provider,
  model: answer.model,
  finishReason: answer.finishReason,
  usage: {
    inputTokens: answer.usage.inputTokens,
    outputTokens: answer.usage.outputTokens,
    cachedInputTokens: answer.usage.cachedInputTokens
  },
  cost: { usd: usd(cost.microUsd) },
  attempts,
  cached
})

export const textLine = (text: string): unknown => ({ type: "text", text })

export const doneLine = (routed: Routed): unknown => ({ type: "done", ...answerJson(routed) })

const attemptsOf = (error: Recoverable | NoModelAnswered): ReadonlyArray<RouteAttempt> =>
  "attempts" in error ? error.attempts : []

/** What came before it broke and who was tried; `text` is empty where nothing came. */
export const failureJson = (error: Recoverable | NoModelAnswered): unknown => ({
  ...Object(errorJson(error)),
  text: "received" in error && error.received !== null ? textOf(error.received) : "",
  attempts: attemptsOf(error)
})

/** @param text all that the lines before it held. */
export const failureLine = (error: Recoverable | NoModelAnswered, text: string): unknown => ({
  type: "error",
  ...Object(errorJson(error)),
  text,
  attempts: attemptsOf(error)
})
