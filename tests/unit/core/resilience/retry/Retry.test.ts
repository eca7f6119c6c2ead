import { assert, describe, it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Random from "effect/Random"
import * as TestClock from "effect/testing/TestClock"
import { InvalidOption } from "#core/resilience/checkOptions.ts"
import { DeadlineExceeded, withDeadline } from "#core/resilience/limits/Deadline.ts"
import { TimedOut } from "#core/resilience/limits/Timeout.ts"
import { isRecoverable } from "#core/errors/Recoverable.ts"
import { Rejection } from "#core/resilience/Rejection.ts"
import * as Backoff from "#core/resilience/retry/Backoff.ts"
import { retry, type RetryEvent } from "#core/resilience/retry/Retry.ts"
import { layer, RetryBudgets } from "#core/resilience/retry/RetryBudget.ts"
import { RetryStopped } from "#core/resilience/retry/RetryStopped.ts"

class Busy {
  readonly _tag = "Busy"
  readonly message = "busy"
  readonly retryAfterMs: number | undefined
  constructor(retryAfterMs?: number) {
    this.retryAfterMs = retryAfterMs
  }
}

class Full extends Rejection {
  readonly _tag = "Full"
  readonly message = "full"
  readonly recovery = ["wait"]
}

const second = Backoff.constant("1 second")

/** Fails with what `error` gives, and notes the time of each start. */
const failing = <E>(error: (attempt: number) => E) => {
  const starts: Array<number> = []
  const call = Effect.flatMap(Clock.currentTimeMillis, (now) => {
    starts.push(now)
    return Effect.fail(error(starts.length))
  })
  return { starts, call }
}

const snapshotOf = (name: string) =>
  Effect.map(
    RetryBudgets.use(({ snapshots }) => snapshots),
    (all) => all.find((one) => one.name === name)
  )

/** Lets `fiber` run through `ms` of test time, in steps, and gives its exit. */
const through = <A, E, R>(self: Effect.Effect<A, E, R>, ms: number) =>
  Effect.gen(function* () {
    const fiber = yield* Effect.forkChild(self, { startImmediately: true })
    yield* TestClock.adjust(ms)
    return yield* Fiber.await(fiber)
  })

/** The message of the option refused. */
const told = (make: () => unknown): string => {
  try {
    make()
  } catch (error) {
    assert.instanceOf(error, InvalidOption)
    return error.message
  }
  return "accepted"
}

describe("retry", () => {
  it.effect("22: makes at most three attempts by default, and fails as the last one did", () =>
    Effect.gen(function* () {
      const { call, starts } = failing((attempt) => `error ${attempt}`)
      const exit = yield* through(retry(call, { budget: "none" }), 60_000)
      assert.deepStrictEqual(exit, yield* Effect.exit(Effect.fail("error 3")))
      assert.lengthOf(starts, 3)
      // full jitter of 200 and 400 ms
      assert.isBelow((starts[1] ?? 0) - (starts[0] ?? 0), 201)
      assert.isBelow((starts[2] ?? 0) - (starts[1] ?? 0), 401)
    })
  )

  it.effect("22: waits the same to the millisecond with the same seed", () =>
    Effect.gen(function* () {
      const startsOf = Effect.gen(function* () {
        const { call, starts } = failing(() => "busy")
        const from = yield* Clock.currentTimeMillis
        yield* through(Random.withSeed(retry(call, { attempts: 6, budget: "none" }), "seed"), 60_000)
        return starts.map((at) => at - from)
      })
      const [one, two] = [yield* startsOf, yield* startsOf]
      assert.lengthOf(one, 6)
      assert.deepStrictEqual(one, two)
    })
  )

  it.effect("22: goes through two thousand attempts without an infinite or a negative wait", () =>
    Effect.gen(function* () {
      const { call, starts } = failing(() => "busy")
      const backoff = Backoff.exponential({ base: "1 millis", cap: "10 millis" })
      yield* through(retry(call, { attempts: 2_000, budget: "none", backoff, jitter: "equal" }), 20_000)
      assert.lengthOf(starts, 2_000)
    })
  )

  it.effect("23: gives the error at once when no attempt is left, and does not ask `while` for it", () =>
    Effect.gen(function* () {
      let asked = 0
      const { call } = failing(() => "busy")
      const self = retry(call, {
        attempts: 2,
        budget: "none",
        backoff: second,
        jitter: "none",
        while: () => ++asked > 0
      })
      const fiber = yield* Effect.forkChild(self, { startImmediately: true })
      yield* TestClock.adjust("999 millis")
      assert.isUndefined(fiber.pollUnsafe())
      yield* TestClock.adjust("1 millis")
      assert.isDefined(fiber.pollUnsafe())
      assert.strictEqual(asked, 1)
    })
  )

  it.effect("23: gives the error at once when the next attempt could only begin at the deadline", () =>
    Effect.gen(function* () {
      for (const [deadline, attempts] of [
        ["1 seconds", 1],
        ["1001 millis", 2]
      ] as const) {
        const { call, starts } = failing(() => "busy")
        const self = retry(call, { attempts: 2, budget: "none", backoff: second, jitter: "none", exhausted: "wrap" })
        const error = yield* Effect.flip(Effect.flatten(through(withDeadline(self, deadline), 5_000)))
        assert.instanceOf(error, RetryStopped)
        assert.lengthOf(starts, attempts)
        assert.strictEqual(error.reason, attempts === 1 ? "deadline" : "attempts")
      }
    })
  )

  it.effect("23: gives the error at once when the budget is used up, without drawing a wait", () =>
    Effect.gen(function* () {
      const { call, starts } = failing(() => "busy")
      const self = retry(call, { budget: "one", backoff: second, jitter: "none", exhausted: "wrap" })
      const error = yield* Effect.flip(Effect.flatten(through(self, 1_000)))
      assert.strictEqual(error.reason, "budget")
      assert.lengthOf(error.attempts, 2)
      assert.lengthOf(starts, 2)
      assert.deepStrictEqual(yield* snapshotOf("one"), { name: "one", balance: 0, capacity: 1, granted: 1, refused: 1 })
    }).pipe(Effect.provide(layer({ capacity: 1 })))
  )

  it.effect("24, 27: cancelled in the wait, it ends at that moment, starts nothing and costs nothing", () =>
    Effect.gen(function* () {
      const { call, starts } = failing(() => "busy")
      const self = retry(call, { budget: "b", backoff: second, jitter: "none" })
      const fiber = yield* Effect.forkChild(self, { startImmediately: true })
      yield* TestClock.adjust("999 millis")
      assert.strictEqual((yield* snapshotOf("b"))?.balance, 9)
      yield* Fiber.interrupt(fiber)
      yield* TestClock.adjust("1 hour")
      assert.lengthOf(starts, 1)
      assert.deepStrictEqual(yield* snapshotOf("b"), { name: "b", balance: 10, capacity: 10, granted: 0, refused: 0 })
    }).pipe(Effect.provide(layer()))
  )

  it.effect("25: asked for 5 s, it asks again after 5 s and not before", () =>
    Effect.gen(function* () {
      const { call, starts } = failing(() => new Busy(5_000))
      const fiber = yield* Effect.forkChild(retry(call, { attempts: 2, budget: "none" }), { startImmediately: true })
      yield* TestClock.adjust("4999 millis")
      assert.lengthOf(starts, 1)
      yield* TestClock.adjust("1 millis")
      assert.lengthOf(starts, 2)
      yield* Fiber.await(fiber)
    })
  )

  it.effect("25: asked for an hour, it gives up at once and says how long it wants", () =>
    Effect.gen(function* () {
      const { call, starts } = failing(() => new Busy(3_600_000))
      const error = yield* Effect.flip(retry(call, { budget: "none", exhausted: "wrap" }))
      assert.strictEqual(error.reason, "retryAfter")
      assert.strictEqual(error.retryAfterMs, 3_600_000)
      assert.strictEqual(
        error.message,
        "Gave up after 1 attempt, because it asks to be left alone for 60 min. The last error: busy."
      )
      assert.isTrue(isRecoverable(error))
      assert.lengthOf(starts, 1)
    })
  )

  it.effect("25: a wait that is no length counts as none, an infinite one ends the call", () =>
    Effect.gen(function* () {
      for (const [asked, reason] of [
        [-5, "attempts"],
        [Number.NaN, "attempts"],
        ["soon" as never, "attempts"],
        [Number.POSITIVE_INFINITY, "retryAfter"],
        ["1 minute", "attempts"],
        ["60001 millis", "retryAfter"]
      ] as const) {
        const { call } = failing(() => "busy")
        const self = retry(call, { attempts: 2, budget: "none", retryAfter: () => asked, exhausted: "wrap" })
        assert.strictEqual((yield* Effect.flip(Effect.flatten(through(self, 60_000)))).reason, reason)
      }
    })
  )

  it.effect(
    "26: at most ten retries leave in all, however many calls run side by side; after a hundred successes ten more",
    () =>
      Effect.gen(function* () {
        const { call, starts } = failing(() => "busy")
        const options = { budget: "provider", backoff: Backoff.constant("10 millis") }
        const many = Effect.forEach(Array.from({ length: 100 }), () => Effect.exit(retry(call, options)), {
          concurrency: "unbounded"
        })
        yield* through(many, 1_000)
        assert.lengthOf(starts, 110)
        yield* Effect.repeat(retry(Effect.void, options), { times: 99 })
        yield* through(many, 1_000)
        assert.lengthOf(starts, 220)
      }).pipe(Effect.provide(layer()))
  )

  it.effect("27: a retry that a layer inside turns away costs nothing, one that an inner deadline ended does", () =>
    Effect.gen(function* () {
      const late = new DeadlineExceeded({ what: null, limitMs: 1, elapsedMs: 1, attempts: 1, waitedMs: 0, queuedMs: 0 })
      const cases = [
        ["a", new Full(), 10],
        ["b", late, 9],
        ["c", new Busy(), 9]
      ] as const
      for (const [budget, then, balance] of cases) {
        const { call, starts } = failing((attempt) => (attempt === 1 ? new Busy() : then))
        const fiber = yield* Effect.forkChild(
          Effect.exit(retry(call, { attempts: 2, budget, backoff: second, jitter: "none" })),
          { startImmediately: true }
        )
        yield* TestClock.adjust("1 second")
        assert.isDefined(fiber.pollUnsafe())
        assert.strictEqual(starts.length, 2)
        assert.strictEqual((yield* snapshotOf(budget))?.balance, balance, budget)
      }
    }).pipe(Effect.provide(layer()))
  )

  it.effect("26: a retry after a timeout costs twice", () =>
    Effect.gen(function* () {
      const { call, starts } = failing(() => new TimedOut("p", 1, 1, "call"))
      yield* through(retry(call, { attempts: 10, budget: "p", backoff: Backoff.constant("1 millis") }), 1_000)
      assert.lengthOf(starts, 6)
    }).pipe(Effect.provide(layer()))
  )

  it.effect("27: the last failed attempt costs nothing", () =>
    Effect.gen(function* () {
      const { call } = failing(() => "busy")
      yield* through(retry(call, { attempts: 3, budget: "b", backoff: Backoff.constant("1 millis") }), 10)
      assert.deepStrictEqual(yield* snapshotOf("b"), { name: "b", balance: 8, capacity: 10, granted: 2, refused: 0 })
    }).pipe(Effect.provide(layer()))
  )

  it.effect("28: repeats only what `while` says is worth it, as a value or as an effect", () =>
    Effect.gen(function* () {
      for (const answer of [false, Effect.succeed(false)] as const) {
        const { call, starts } = failing(() => "wrong" as const)
        const error = yield* Effect.flip(retry(call, { budget: "none", while: () => answer, exhausted: "wrap" }))
        assert.strictEqual(error.reason, "refused")
        assert.strictEqual(error.last, "wrong")
        assert.lengthOf(starts, 1)
      }
    })
  )

  it.effect("never repeats a refusal of our own layers, whatever `while` says", () =>
    Effect.gen(function* () {
      const { call, starts } = failing(() => new Full())
      assert.instanceOf(yield* Effect.flip(retry(call, { budget: "none", while: () => true })), Full)
      assert.lengthOf(starts, 1)
    })
  )

  it.effect("lets defects and interruptions through at once", () =>
    Effect.gen(function* () {
      let calls = 0
      const dies = Effect.suspend(() => {
        calls++
        return Effect.die("bug")
      })
      const exit = yield* Effect.exit(retry(dies, { budget: "none" }))
      assert.deepStrictEqual(exit, yield* Effect.exit(Effect.die("bug")))
      yield* Effect.exit(
        retry(
          Effect.andThen(
            Effect.sync(() => calls++),
            Effect.interrupt
          ),
          { budget: "none" }
        )
      )
      assert.strictEqual(calls, 2)
    })
  )

  it.effect("tells an observer of each retry and of the end, and does not mind when that throws", () =>
    Effect.gen(function* () {
      const seen: Array<RetryEvent<string>> = []
      const { call } = failing(() => "busy")
      const observe = (event: RetryEvent<string>) => {
        seen.push(event)
        throw new Error("listener")
      }
      yield* through(retry(call, { attempts: 2, budget: "b", backoff: second, jitter: "none", observe }), 1_000)
      assert.deepStrictEqual(
        seen.map(({ _tag, at, attempt, budget }) => ({ _tag, at, attempt, budget })),
        [
          { _tag: "retry.scheduled", at: 0, attempt: 1, budget: "b" },
          { _tag: "retry.stopped", at: 1_000, attempt: 2, budget: "b" }
        ]
      )
    }).pipe(Effect.provide(layer()))
  )

  it.effect("holds all attempts with their times, waits and errors when it wraps", () =>
    Effect.gen(function* () {
      const { call } = failing((attempt) => `error ${attempt}`)
      const backoff = Backoff.linear({ base: "1 second" })
      const self = retry(call, { budget: "none", backoff, jitter: "none", exhausted: "wrap" })
      const error = yield* Effect.flip(Effect.flatten(through(self, 10_000)))
      assert.deepStrictEqual(error.attempts, [
        { error: "error 1", atMs: 0, waitedMs: 0 },
        { error: "error 2", atMs: 1_000, waitedMs: 1_000 },
        { error: "error 3", atMs: 3_000, waitedMs: 2_000 }
      ])
      assert.strictEqual(error.last, "error 3")
    })
  )

  it.effect("35: a deadline of 10 s with attempts of 8 s ends at 10 s and says what the time went to", () =>
    Effect.gen(function* () {
      const call = Effect.andThen(Effect.sleep("8 seconds"), Effect.fail("busy"))
      const self = withDeadline(retry(call, { budget: "none", backoff: second, jitter: "none" }), "10 seconds", {
        name: "The answer"
      })
      const fiber = yield* Effect.forkChild(self, { startImmediately: true })
      yield* TestClock.adjust("9999 millis")
      assert.isUndefined(fiber.pollUnsafe())
      yield* TestClock.adjust("1 millis")
      const error = yield* Effect.flip(Fiber.join(fiber))
      assert.instanceOf(error, DeadlineExceeded)
      assert.strictEqual(error.message, "The answer has used up its 10 s: 9 s in 2 attempts, 1 s waiting between them.")
    })
  )

  it.effect("2: takes the call first or last, with types that follow from the options", () =>
    Effect.gen(function* () {
      const call: Effect.Effect<number, Busy> = Effect.succeed(1)
      const first: Effect.Effect<number, Busy> = retry(call, { budget: "none" })
      const last: Effect.Effect<number, Busy, RetryBudgets> = call.pipe(retry())
      const wrapped: Effect.Effect<number, RetryStopped<Busy>> = call.pipe(
        retry({ budget: "none", exhausted: "wrap", while: (error) => error._tag === "Busy" })
      )
      const handled: Effect.Effect<number> = wrapped.pipe(Effect.catchTag("RetryStopped", () => Effect.succeed(2)))
      assert.deepStrictEqual([yield* first, yield* last, yield* handled], [1, 1, 1])
    }).pipe(Effect.provide(layer()))
  )

  it("5: refuses impossible options when it is made, by name, value and range", () => {
    assert.deepStrictEqual(
      [
        told(() => retry({ attempts: 0 })),
        told(() => retry({ attempts: Number.NaN })),
        told(() => retry({ attempts: 2.5 })),
        told(() => retry({ jitter: "some" as never })),
        told(() => retry({ maxRetryAfter: Number.POSITIVE_INFINITY })),
        told(() => retry({ maxRetryAfter: -1 })),
        told(() => retry({ exhausted: "first" as never })),
        told(() => retry({ budget: "" })),
        told(() => retry({ attempts: 1_000_000 }))
      ],
      [
        "attempts: expected a whole number of at least 1, got 0.",
        "attempts: expected a whole number of at least 1, got NaN.",
        "attempts: expected a whole number of at least 1, got 2.5.",
        'jitter: expected "full" or "equal" or "decorrelated" or "none", got "some".',
        'maxRetryAfter: expected a length of at least 0, up to 24d 20h 31m 23s 647ms, such as "30 seconds", got Infinity.',
        'maxRetryAfter: expected a length of at least 0, up to 24d 20h 31m 23s 647ms, such as "30 seconds", got -1.',
        'exhausted: expected "last" or "wrap", got "first".',
        'budget: expected a name, a budget, or "none", got "".',
        "accepted"
      ]
    )
  })
})
