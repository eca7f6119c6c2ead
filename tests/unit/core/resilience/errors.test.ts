/** Acceptance 4: every error of the resilience layers says in plain words what happened, and one to three things to do. */
import { assert, describe, it } from "vitest"
import { isRecoverable, type Recoverable } from "#core/errors/Recoverable.ts"
import { CircuitOpen } from "#core/resilience/breaker/CircuitBreaker.ts"
import { AllOptionsFailed, OptionDefect, StreamBroken } from "#core/resilience/cascade/AllOptionsFailed.ts"
import { InvalidOption } from "#core/resilience/checkOptions.ts"
import { ResilienceStoreFailed } from "#core/resilience/keep/ResilienceStore.ts"
import { BulkheadFull } from "#core/resilience/limits/Bulkhead.ts"
import { ConcurrencyLimited } from "#core/resilience/limits/Concurrency.ts"
import { DeadlineExceeded } from "#core/resilience/limits/Deadline.ts"
import { RateLimited } from "#core/resilience/limits/RateLimit.ts"
import { TimedOut } from "#core/resilience/limits/Timeout.ts"
import { UnknownPolicy } from "#core/resilience/policy/Policies.ts"
import { isLocalRejection } from "#core/resilience/Rejection.ts"
import { RetryStopped } from "#core/resilience/retry/RetryStopped.ts"

const busy = new Error("busy")
const open = new CircuitOpen(
  "openai",
  "Open",
  24_000,
  { openedAt: 0, number: 1, why: "5 failures in a row", lastError: "busy" },
  () => ["ollama"]
)
const stopped = (reason: "attempts" | "budget" | "deadline" | "refused" | "retryAfter") =>
  new RetryStopped({ reason, attempts: [], last: busy, budget: "openai", retryAfterMs: 3_600_000 })

/** Error → words that its message must hold, and whether it is a refusal of our own. */
const table: ReadonlyArray<readonly [Recoverable, ReadonlyArray<string>, boolean]> = [
  [open, ["openai", "5 failures in a row", "24 s", "busy"], true],
  [new BulkheadFull("openai", 4, 9, 0), ["openai", "4 calls run", "9 wait"], true],
  [new BulkheadFull("openai", 1, 0, 2_000), ["openai", "2 s", "1 call runs"], true],
  [new ConcurrencyLimited("openai", 3, 0, 0), ["openai", "3 calls"], true],
  [
    new DeadlineExceeded({
      what: "ask",
      limitMs: 10_000,
      elapsedMs: 10_000,
      attempts: 2,
      waitedMs: 1_000,
      queuedMs: 500
    }),
    ["ask", "10 s", "2 attempts", "1 s waiting", "500 ms in a queue"],
    true
  ],
  [new RateLimited("openai", "requests", 60, 60_000, 1_500), ["openai", "60 requests", "1.5 s"], true],
  [new UnknownPolicy("openay", ["openai"]), ["openay", "openai"], true],
  [new TimedOut("openai", 4_000, 4_001, "call"), ["openai", "4 s"], false],
  [stopped("attempts"), ["busy", "no attempt is left"], false],
  [stopped("budget"), ["busy", "openai"], false],
  [stopped("deadline"), ["busy", "deadline"], false],
  [stopped("refused"), ["busy", "not worth it"], false],
  [stopped("retryAfter"), ["busy", "60 min"], false],
  [
    new AllOptionsFailed(
      "answer",
      [{ option: "openai", error: busy, durationMs: 1 }],
      [{ option: "ollama", reason: "circuit", why: "it rests", retryInMs: 5_000 }],
      ["ollama", "openai"]
    ),
    ["2 options of answer", "ollama: it rests", "openai: busy"],
    false
  ],
  [new AllOptionsFailed("answer", [], [], []), ["answer"], false],
  [new StreamBroken("answer", "openai", 3, busy), ["openai", "3 pieces", "busy"], false],
  [new OptionDefect("openai", busy), ["openai", "busy"], false],
  [new ResilienceStoreFailed("write", new Error("disk full")), ["kept", "disk full"], false],
  [new ResilienceStoreFailed("read", { recovery: ["Move it aside."] }), ["read"], false],
  [new InvalidOption("attempts", 0, "a whole number of at least 1"), ["attempts", "0", "at least 1"], false]
]

describe("errors of the resilience layers", () => {
  it.each(table.map(([error, words, isOurs]) => [error._tag, error, words, isOurs] as const))(
    "4: %s says what happened, with names and figures, and what to do",
    (tag, error, words, isOurs) => {
      for (const word of words) assert.include(error.message, word)
      assert.isTrue(isRecoverable(error))
      assert.isAtLeast(error.recovery.length, 1)
      assert.isAtMost(error.recovery.length, 3)
      for (const step of error.recovery) assert.match(step, /^[A-Z].*\.$/)
      assert.instanceOf(error, Error)
      assert.strictEqual(isLocalRejection(error), isOurs)
      assert.include(String(error), tag)
    }
  )

  it("4: a call that was turned away is told what else could answer", () => {
    assert.deepStrictEqual(open.recovery, ["Wait 24 s.", "Use what can answer now: ollama."])
  })

  it("4: where one option has a bug and another no key, what the reader can do comes first", () => {
    const failed = new AllOptionsFailed(
      "answer",
      [{ option: "ollama", error: new OptionDefect("ollama", new TypeError("x is undefined")), durationMs: 1 }],
      [{ option: "openai", reason: "unavailable", why: "no key: set OPENAI_API_KEY", retryInMs: null }],
      ["openai", "ollama"]
    )
    assert.deepStrictEqual(failed.recovery, [
      "Make openai able to answer: no key: set OPENAI_API_KEY.",
      "This is a bug in the option's code: report it with what was asked."
    ])
  })
})
