/**
 * Why no model answered, as an error of effect's: a row a reason, that of the last provider that was called, since those before it
 * led there. All that was tried is in its metadata, under `zenus`. Pure.
 */
import * as AiError from "effect/ai/AiError"
import { OPTIONS_KEY } from "./chatOfPrompt.ts"
import type { ModelNameUnknown, NoModelAnswered } from "./routeErrors.ts"

type Make = (description: string, metadata: NonNullable<AiError.UnknownError["metadata"]>) => AiError.AiErrorReason

const internal: Make = (description, metadata) => new AiError.InternalProviderError({ description, metadata })
const invalid: Make = (description, metadata) => new AiError.InvalidRequestError({ description, metadata })
const quota: Make = (description, metadata) =>
  new AiError.QuotaExhaustedError({ metadata: { ...metadata, description } })
const output: Make = (description, metadata) => new AiError.InvalidOutputError({ description, metadata })
const key =
  (kind: "InvalidKey" | "MissingKey"): Make =>
  (description, metadata) =>
    new AiError.AuthenticationError({ kind, description, metadata })

/** By the `error` of an attempt; whatever is not here is the provider's inside. */
const rows: ReadonlyMap<string, Make> = new Map([
  ["RateLimited", (description, metadata) => new AiError.RateLimitError({ metadata: { ...metadata, description } })],
  ["QuotaSpent", quota],
  ["SpendLimitReached", quota],
  ["BadKey", key("InvalidKey")],
  ["NotConfigured", key("MissingKey")],
  ["ModelUnknown", invalid],
  ["ContextTooLong", invalid],
  ["BadRequest", invalid],
  ["NoModel", invalid],
  ["PriceUnknown", invalid],
  ["ContentRefused", (description, metadata) => new AiError.ContentPolicyError({ description, metadata })],
  ["MalformedAnswer", output],
  ["AnswerTooLarge", output]
])

const reasonOf = (error: NoModelAnswered): AiError.AiErrorReason => {
  const { attempts } = error
  const last = attempts.findLast(({ outcome }) => outcome === "failed") ?? attempts.at(-1)
  const tried = attempts.map((one) => ({ ...one }))
  return (rows.get(last?.error ?? "") ?? internal)(error.message, { [OPTIONS_KEY]: tried })
}

export const aiErrorOf = (method: string, error: NoModelAnswered | ModelNameUnknown): AiError.AiError =>
  AiError.make({
    module: "Router",
    method,
    reason:
      error._tag === "NoModelAnswered"
        ? reasonOf(error)
        : new AiError.InvalidRequestError({ parameter: error.what, description: error.message })
  })
