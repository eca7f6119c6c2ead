/** What each failure means to the two circuits, to health and to the bill: a row a reason. */
import { assert, describe, it } from "vitest"
import * as Cause from "effect/Cause"
import * as Exit from "effect/Exit"
import type { ChatAnswer } from "#core/llm/ChatAnswer.ts"
import { unknownUsage } from "#core/llm/ChatAnswer.ts"
import {
  ProviderError,
  type ProviderErrorOptions,
  type ProviderErrorReason,
  providerErrorTable
} from "#core/llm/ProviderError.ts"
import { billOf, classifyForModel, classifyForProvider, hurtsHealth } from "#core/routing/routeOutcomes.ts"

const answer: ChatAnswer = {
  provider: "p",
  model: "m",
  id: null,
  content: [{ type: "text", text: "x" }],
  finishReason: "stop",
  usage: { ...unknownUsage, inputTokens: 1, outputTokens: 2 }
}
const error = (reason: ProviderErrorReason, more: Partial<ProviderErrorOptions> = {}) =>
  new ProviderError({ provider: "p", model: "m", reason, ...more })
const failed = (reason: ProviderErrorReason, more: Partial<ProviderErrorOptions> = {}) => Exit.fail(error(reason, more))

/** `opens`, `counts`, `good`, `nothing` for the provider and the model; whether health hears of it; the bill. */
type Row = readonly [provider: string, model: string, health: boolean, bill: "unbilled" | "unknown"]
const rows: Readonly<Record<ProviderErrorReason, Row>> = {
  Unreachable: ["opens", "nothing", true, "unbilled"],
  QuotaSpent: ["opens", "nothing", true, "unbilled"],
  BadKey: ["good", "nothing", false, "unbilled"],
  RateLimited: ["good", "counts", true, "unbilled"],
  Overloaded: ["good", "counts", true, "unbilled"],
  ServerFailed: ["good", "counts", true, "unbilled"],
  ModelUnknown: ["good", "nothing", false, "unbilled"],
  ContextTooLong: ["good", "nothing", false, "unbilled"],
  BadRequest: ["good", "nothing", false, "unbilled"],
  ContentRefused: ["good", "nothing", false, "unknown"],
  MalformedAnswer: ["good", "counts", true, "unknown"],
  AnswerTooLarge: ["good", "counts", true, "unknown"],
  TimedOut: ["good", "counts", true, "unknown"],
  Stalled: ["good", "counts", true, "unknown"],
  ConnectionLost: ["good", "counts", true, "unknown"]
}

const say = (outcome: ReturnType<typeof classifyForModel>): string =>
  outcome._tag === "Success"
    ? "good"
    : outcome._tag === "Ignored"
      ? "nothing"
      : outcome.opens === true
        ? "opens"
        : "counts"

describe("routeOutcomes", () => {
  it.each(Object.entries(rows))("%s, once an answer was on its way", (reason, row) => {
    const exit = failed(reason as ProviderErrorReason, { hasBegun: true })
    const found = error(reason as ProviderErrorReason)
    assert.deepStrictEqual(
      [say(classifyForProvider(exit, 0)), say(classifyForModel(exit, 0)), hurtsHealth(found), billOf(exit)],
      [...row]
    )
  })

  it("has a row for every reason", () => {
    assert.deepStrictEqual(Object.keys(rows).toSorted(), Object.keys(providerErrorTable).toSorted())
  })

  it("lays a connection that was lost before an answer at the provider's door", () => {
    const exit = failed("ConnectionLost")
    assert.deepStrictEqual([say(classifyForProvider(exit, 0)), say(classifyForModel(exit, 0))], ["counts", "nothing"])
    assert.strictEqual(billOf(exit), "unknown")
  })

  it("says nothing of a provider that never began", () => {
    assert.strictEqual(say(classifyForProvider(failed("TimedOut"), 0)), "nothing")
  })

  it("hands on how long a provider wants to be left alone", () => {
    const exit = failed("QuotaSpent", { retryAfterMs: 5_000 })
    assert.deepStrictEqual(classifyForProvider(exit, 0), { _tag: "Failure", retryAfterMs: 5_000, opens: true })
  })

  it("bills an answer by its usage, an error status never, and what came in part is not known", () => {
    assert.deepStrictEqual(billOf(Exit.succeed(answer)), answer.usage)
    assert.strictEqual(billOf(failed("MalformedAnswer", { status: 502 })), "unbilled")
    assert.strictEqual(billOf(failed("ServerFailed", { received: answer })), "unknown")
    assert.strictEqual(billOf(Exit.interrupt()), "unknown")
  })

  it("counts a success for both, a defect against both, and nothing else of ours", () => {
    for (const classify of [classifyForProvider, classifyForModel]) {
      assert.strictEqual(say(classify(Exit.succeed(answer), 0)), "good")
      assert.strictEqual(say(classify(Exit.die(new Error("bug")), 0)), "counts")
      assert.strictEqual(say(classify(Exit.interrupt(), 0)), "nothing")
      assert.strictEqual(say(classify(Exit.failCause(Cause.fail({ _tag: "SpendLimitReached" })), 0)), "nothing")
    }
  })
})
