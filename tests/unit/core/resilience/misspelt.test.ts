/** Options under names that nobody reads: said at once, with the names that there are. */
import { assert, describe, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import {
  Backoff,
  CircuitBreaker,
  createPolicy,
  InvalidOption,
  Resilience,
  Retry,
  type RetryStopped,
  Trip
} from "@zenus/core/resilience"
import { sayError } from "#core/resilience/formatMs.ts"

/** As a program in JavaScript, or one whose options come from a file, may give them. */
const untyped = (value: unknown): never => value as never

const messageOf = (work: () => unknown): string => {
  try {
    work()
  } catch (error) {
    assert.instanceOf(error, InvalidOption)
    return error.message
  }
  return "nothing was said"
}

const fromConfig = (policies: unknown) => (): void => {
  const exit = Effect.runSyncExit(Effect.scoped(Layer.build(Resilience.layer(untyped({ policies })))))
  if (Exit.isFailure(exit)) throw Cause.squash(exit.cause)
}

describe("a misspelt option", () => {
  it.each<[string, () => unknown, RegExp]>([
    [
      "policy",
      () => Resilience.policy(untyped({ name: "a", timeuot: 1 })),
      /^timeuot: .*there are name, .*timeout.*got 1\.$/
    ],
    ["part of a policy", () => Resilience.policy(untyped({ name: "a", retry: { attempt: 5 } })), /^retry\.attempt: /],
    [
      "setting of the breakers' layer in a policy",
      () => Resilience.policy(untyped({ name: "a", breaker: { trip: Trip.standard } })),
      /^breaker\.trip: .*there are key, classify/
    ],
    ["plain policy", () => createPolicy(untyped({ name: "a", retries: 3 })), /^retries: /],
    ["configured policy", fromConfig({ a: { timeuot: "1 second" } }), /^policies\.a\.timeuot: /],
    ["part of a configured policy", fromConfig({ a: { retry: { attempt: 5 } } }), /^policies\.a\.retry\.attempt: /],
    ["wrong length of a configured policy", fromConfig({ a: { timeout: "-1 second" } }), /^policies\.a\.timeout: /],
    ["part that is no object", fromConfig({ a: { retry: "3" } }), /^policies\.a\.retry: expected an object/],
    ["policy that is none", fromConfig({ a: null }), /^policies\.a\.options: expected an object/]
  ])("is named: of a %s", (_, work, message) => {
    assert.match(messageOf(work), message)
  })
})

const late = async (): Promise<never> => Promise.reject(new Error("late"))

describe("what callers can rely on", () => {
  it("a wait of the remaining time is long enough, to the whole millisecond", () => {
    const open = new CircuitBreaker.CircuitOpen(
      "a",
      "Open",
      4_999.000_1,
      { openedAt: 0, number: 1, why: null, lastError: null },
      () => []
    )
    assert.strictEqual(open.remainingMs, 5_000)
  })

  it("a backoff of one's own that gives no number waits the cap", () => {
    const backoff = Backoff.own(() => untyped(undefined), { base: "10 millis", cap: "1 second" })
    assert.strictEqual(Backoff.delayMs(backoff, "none", 1, 0, 0), 1_000)
  })

  it("39: a listener that fails late ends no process", async () => {
    const seen: Array<unknown> = []
    const note = (error: unknown): void => void seen.push(error)
    process.on("unhandledRejection", note)
    try {
      const policy = createPolicy({
        name: "a",
        breaker: { trip: Trip.consecutive(1) },
        retry: { attempts: 2, backoff: Backoff.constant(0), observe: late }
      })
      const stop = policy.onEvent(late)
      await policy.execute(async () => Promise.reject(new Error("down"))).catch(() => null)
      await new Promise((done) => setImmediate(done))
      await new Promise((done) => setImmediate(done))
      stop()
    } finally {
      process.off("unhandledRejection", note)
    }
    assert.deepStrictEqual(seen, [])
  })

  it.each([
    [{ status: 503, headers: { authorization: "hush" } }, "status 503"],
    [{ code: 5, detail: "hush" }, "an object with code, detail"],
    [{}, "an empty object"],
    [null, "null"],
    [[1, 2], "1,2"]
  ])("an error that is no Error is said without its contents: %j", (error, said) => {
    assert.strictEqual(sayError(error), said)
  })

  it.effect("4: a retry that met an open circuit says what the circuit says, not to change the request", () =>
    Effect.gen(function* () {
      const failing = Effect.fail("down").pipe(CircuitBreaker.withBreaker({ key: "a" }))
      yield* Effect.ignore(failing)
      const stopped: RetryStopped<unknown> = yield* Effect.flip(
        Retry.retry(failing, { budget: "none", exhausted: "wrap" })
      )
      assert.strictEqual(stopped.reason, "refused")
      assert.include(stopped.message, "turned away before it began")
      assert.deepStrictEqual(stopped.recovery, ["Wait 1 s."])
    }).pipe(Effect.provide(CircuitBreaker.Breakers.layer({ trip: Trip.consecutive(1), open: "1 second" })))
  )
})
