/** Cascades of calls: acceptance 30, 31, 32, 34 and 3 (errors in types), under the test clock. */
import { assert, describe, it } from "@effect/vitest"
import * as Data from "effect/Data"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Scheduler from "effect/Scheduler"
import * as TestClock from "effect/testing/TestClock"
import { Breakers } from "#core/resilience/breaker/CircuitBreaker.ts"
import * as Trip from "#core/resilience/breaker/Trip.ts"
import * as Fallback from "#core/resilience/cascade/Fallback.ts"
import type { TimedOut } from "#core/resilience/limits/Timeout.ts"
import { Deadline, withDeadline } from "#core/resilience/limits/Deadline.ts"
import { RetryBudgets } from "#core/resilience/retry/RetryBudget.ts"
import { slowdown } from "#kit/slowdown.ts"

class Busy extends Data.TaggedError("Busy")<{ readonly who: string }> {
  override get message(): string {
    return `${this.who} is busy`
  }
}

const layer = Layer.mergeAll(
  Fallback.Cascades.layer(),
  Breakers.layer({ trip: Trip.consecutive(1), open: "30 seconds" }),
  RetryBudgets.layer({ capacity: 2, ratio: 0.5 })
)

/** A call that counts its starts. */
const counted = <A, E>(call: Effect.Effect<A, E>) => {
  const calls = { count: 0 }
  return { calls, run: Effect.suspend(() => (calls.count++, call)) }
}

const open = (key: string) => Effect.flatMap(Breakers, (breakers) => breakers.isolate(key, "for the test"))

const optionsOf = (name: string) =>
  Effect.map(
    Effect.flatMap(Fallback.Cascades, (cascades) => cascades.snapshots),
    (all) => all.find((one) => one.name === name)?.options ?? []
  )

describe("Fallback.cascade", () => {
  it.effect("30: passes over what cannot answer or whose circuit is open, without an attempt and without delay", () => {
    const anthropic = counted(Effect.succeed("a"))
    const deepseek = counted(Effect.succeed("d"))
    const answer = Fallback.cascade("answer", [
      { name: "anthropic", run: anthropic.run, unavailable: () => "no key: set ANTHROPIC_API_KEY" },
      { name: "deepseek", run: deepseek.run, breaker: "deepseek" },
      { name: "rules", run: Effect.succeed("r") }
    ])
    return Effect.gen(function* () {
      yield* open("deepseek")
      // The clock stands still: any wait would hang here.
      const { option, skipped, value } = yield* answer
      assert.deepStrictEqual([option, value], ["rules", "r"])
      assert.deepStrictEqual(
        skipped.map(({ option, reason }) => [option, reason]),
        [
          ["anthropic", "unavailable"],
          ["deepseek", "circuit"]
        ]
      )
      assert.strictEqual(skipped[0]?.why, "no key: set ANTHROPIC_API_KEY")
      assert.include(skipped[1]?.why, "deepseek is isolated")
      assert.deepStrictEqual([anthropic.calls.count, deepseek.calls.count], [0, 0])
    }).pipe(Effect.provide(layer))
  })

  it.live("30: with all circuits open, rules answer within 50 real milliseconds", () => {
    const never = counted(Effect.never)
    const answer = Fallback.cascade("answer", [
      { name: "anthropic", run: never.run, breaker: "anthropic" },
      { name: "deepseek", run: never.run, breaker: "deepseek" },
      { name: "rules", run: Effect.succeed("r") }
    ])
    return Effect.gen(function* () {
      yield* open("anthropic")
      yield* open("deepseek")
      yield* answer
      const from = performance.now()
      const { value } = yield* answer
      assert.isBelow(performance.now() - from, 50 * slowdown())
      assert.strictEqual(value, "r")
      assert.strictEqual(never.calls.count, 0)
    }).pipe(Effect.provide(layer))
  })

  it.effect("31: tells which option answered, which were passed over and why, which failed and how", () =>
    Effect.gen(function* () {
      const answered = yield* Fallback.cascade("answer", [
        { name: "a", run: Effect.fail(new Busy({ who: "a" })) },
        { name: "b", run: Effect.succeed("b"), when: (error) => !(error instanceof Busy) },
        { name: "c", run: Effect.succeed("c"), when: (error) => error instanceof Busy }
      ])
      assert.deepStrictEqual(answered, {
        option: "c",
        value: "c",
        skipped: [{ option: "b", reason: "condition", why: "not meant for: a is busy", retryInMs: null }],
        failed: [{ option: "a", error: new Busy({ who: "a" }), durationMs: 0 }]
      })
      assert.deepInclude((yield* optionsOf("answer"))[2], {
        name: "c",
        attempts: 1,
        successes: 1,
        lastOutcome: "answered"
      })
    }).pipe(Effect.provide(layer))
  )

  it.effect("32: when all fail, one error lists every option with its own error, in the order tried", () =>
    Effect.gen(function* () {
      yield* Effect.flatMap(Breakers, (breakers) => breakers.forceOpen("b", "12 seconds", "it failed"))
      const error = yield* Effect.flip(
        Fallback.cascade("answer", [
          { name: "a", run: Effect.fail(new Busy({ who: "a" })) },
          { name: "b", run: Effect.succeed("b"), breaker: "b" },
          { name: "c", run: Effect.die("oops") }
        ])
      )
      assert.strictEqual(error._tag, "AllOptionsFailed")
      assert.strictEqual(
        error.message,
        "No answer from 3 options of answer. a: a is busy. b: b is resting: it failed; next try in 12 s. c: c broke: oops."
      )
      assert.deepStrictEqual(
        error.failed.map(({ error, option }) => [option, error._tag]),
        [
          ["a", "Busy"],
          ["c", "OptionDefect"]
        ]
      )
      assert.strictEqual(error.retryInMs, 12_000)
      assert.deepStrictEqual(error.recovery, [
        "Try again in 12 s.",
        "This is a bug in the option's code: report it with what was asked."
      ])
      assert.instanceOf(error, Error)
    }).pipe(Effect.provide(layer))
  )

  it.effect("34: cancelling while the first option runs starts no second one, and counts as nothing", () => {
    const second = counted(Effect.succeed("b"))
    return Effect.gen(function* () {
      const started = yield* Deferred.make<void>()
      const fiber = yield* Effect.forkChild(
        Fallback.cascade("answer", [
          { name: "a", run: Effect.andThen(Deferred.succeed(started, undefined), Effect.never), breaker: "a" },
          { name: "b", run: second.run }
        ])
      )
      yield* Deferred.await(started)
      yield* Fiber.interrupt(fiber)
      assert.strictEqual(second.calls.count, 0)
      assert.deepInclude((yield* optionsOf("answer"))[0], { attempts: 1, failures: 0, lastOutcome: "cancelled" })
      assert.strictEqual((yield* Effect.flatMap(Breakers, (all) => all.snapshots))[0]?.state, "Closed")
    }).pipe(Effect.provide(layer))
  })

  it.effect("ends an attempt at its own timeout, and counts that as its failure", () =>
    Effect.gen(function* () {
      const fiber = yield* Effect.forkChild(
        Fallback.cascade("answer", [
          { name: "slow", run: Effect.never, timeout: "2 seconds", breaker: "slow" },
          { name: "rules", run: Effect.succeed("r") }
        ]),
        { startImmediately: true }
      )
      yield* TestClock.adjust("1999 millis")
      assert.isUndefined(fiber.pollUnsafe())
      yield* TestClock.adjust("1 millis")
      const { failed, option } = yield* Fiber.join(fiber)
      assert.strictEqual(option, "rules")
      assert.deepStrictEqual(
        failed.map(({ durationMs, error }) => [error._tag, durationMs]),
        [["TimedOut", 2_000]]
      )
      assert.strictEqual((yield* Effect.flatMap(Breakers, (all) => all.snapshots))[0]?.state, "Open")
    }).pipe(Effect.provide(layer))
  )

  it.effect("takes what it costs to fall back from the option's budget, and passes it over when that is empty", () => {
    const answer = Fallback.cascade("answer", [
      { name: "a", run: Effect.fail("no") },
      { name: "b", run: Effect.fail("no"), retryBudget: "b" },
      { name: "c", run: Effect.succeed("c") }
    ])
    return Effect.gen(function* () {
      const first = [yield* answer, yield* answer].map(({ failed }) => failed.map(({ option }) => option))
      assert.deepStrictEqual(first, [
        ["a", "b"],
        ["a", "b"]
      ])
      const { skipped } = yield* answer
      assert.deepStrictEqual(
        skipped.map(({ option, reason }) => [option, reason]),
        [["b", "budget"]]
      )
    }).pipe(Effect.provide(layer))
  })

  it.effect(
    "pays nothing for an option that is the first to be tried, and nothing where the circuit turned it away",
    () =>
      Effect.gen(function* () {
        yield* open("b")
        const balance = Effect.map(
          Effect.flatMap(RetryBudgets, (budgets) => budgets.snapshots),
          (all) => all.find(({ name }) => name === "b")?.balance
        )
        yield* Fallback.cascade("one", [{ name: "b", run: Effect.succeed("b"), retryBudget: "b" }])
        yield* Fallback.cascade("two", [
          { name: "gone", run: Effect.succeed("x"), unavailable: () => "no key" },
          { name: "b", run: Effect.succeed("b"), retryBudget: "b" }
        ])
        yield* Fallback.cascade("three", [
          { name: "a", run: Effect.fail("no") },
          { name: "b", run: Effect.succeed("b"), retryBudget: "b", breaker: "b" },
          { name: "c", run: Effect.succeed("c") }
        ])
        assert.strictEqual(yield* balance, 2)
      }).pipe(Effect.provide(layer))
  )

  it.effect("34: loses no trial and no budget, and starts nothing more, wherever it is cancelled", () =>
    Effect.gen(function* () {
      const breakers = yield* Breakers
      const budget = (yield* RetryBudgets).budget("b")
      let started = 0
      const answer = Fallback.cascade("answer", [
        { name: "a", run: Effect.andThen(Effect.yieldNow, Effect.fail("no")), breaker: "a" },
        {
          name: "b",
          run: Effect.suspend(() => (started++, Effect.andThen(Effect.yieldNow, Effect.succeed("b")))),
          breaker: "b",
          retryBudget: "b"
        }
      ])
      for (const ops of [3, 5, 8, 16, 64]) {
        for (let yields = 0; yields < 40; yields++) {
          for (const key of ["a", "b"]) yield* breakers.forceOpen(key, "1 millis", "for the test")
          yield* TestClock.adjust("1 millis")
          const before = { balance: budget.snapshot(0).balance ?? 0, started }
          const fiber = yield* Effect.forkChild(Effect.provideService(answer, Scheduler.MaxOpsBeforeYield, ops))
          for (let n = 0; n < yields; n++) yield* Effect.yieldNow
          yield* Fiber.interrupt(fiber)
          const after = started
          for (let n = 0; n < 5; n++) yield* Effect.yieldNow
          assert.strictEqual(started, after)
          // What was paid is what was started.
          const paid = before.balance - (budget.snapshot(0).balance ?? 0)
          assert.isAtMost(paid, started - before.started, `${ops} ${yields}`)
          yield* (yield* RetryBudgets).reset("b")
          // Three trials have a place: all three are free, or the circuit has moved on.
          for (const key of ["a", "b"]) yield* breakers.forceOpen(key, "1 millis", "for the test")
        }
      }
      assert.isAbove(started, 0)
      const shown = yield* breakers.snapshots
      yield* TestClock.adjust("1 millis")
      for (const { name } of shown) assert.isTrue(yield* Effect.isSuccess(breakers.breaker(name).protect(Effect.void)))
    }).pipe(Effect.provide(layer))
  )

  it.effect("starts nothing more once the deadline is over", () => {
    const second = counted(Effect.succeed("b"))
    return Effect.gen(function* () {
      const fiber = yield* Effect.forkChild(
        Fallback.cascade("answer", [
          { name: "a", run: Effect.uninterruptible(Effect.andThen(Effect.sleep("5 seconds"), Effect.fail("late"))) },
          { name: "b", run: second.run }
        ]).pipe(withDeadline("2 seconds"), Effect.flip),
        { startImmediately: true }
      )
      yield* TestClock.adjust("5 seconds")
      assert.strictEqual((yield* Fiber.join(fiber))._tag, "DeadlineExceeded")
      assert.strictEqual(second.calls.count, 0)
    }).pipe(Effect.provide(layer))
  })

  it.effect("passes every option over when the deadline it runs under is over already", () => {
    const only = counted(Effect.succeed("a"))
    return Effect.gen(function* () {
      yield* TestClock.adjust("1 second")
      const answer = Fallback.cascade("answer", [{ name: "a", run: only.run }])
      const error = yield* Effect.flip(Effect.provideService(answer, Deadline, 1_000))
      assert.deepStrictEqual(
        error.skipped.map(({ option, reason }) => [option, reason]),
        [["a", "deadline"]]
      )
      assert.strictEqual(only.calls.count, 0)
      assert.strictEqual((yield* Effect.provideService(answer, Deadline, 1_001)).value, "a")
    }).pipe(Effect.provide(layer))
  })

  it.effect("prefers the fallback that answered for a while, and finds its way back", () => {
    let isBusy = true
    const answer = Fallback.cascade(
      "answer",
      [
        { name: "a", run: Effect.suspend(() => (isBusy ? Effect.fail("busy") : Effect.succeed("a"))) },
        { name: "b", run: Effect.succeed("b") }
      ],
      { sticky: "5 minutes" }
    )
    return Effect.gen(function* () {
      assert.lengthOf((yield* answer).failed, 1)
      isBusy = false
      yield* TestClock.adjust("299999 millis")
      assert.deepInclude(yield* answer, { option: "b", failed: [] })
      yield* TestClock.adjust("1 millis")
      assert.strictEqual((yield* answer).option, "a")
    }).pipe(Effect.provide(layer))
  })

  it.effect("asks by rank where it is told to, with the facts of the moment", () => {
    const seen: Array<Fallback.OptionFacts> = []
    const answer = Fallback.cascade(
      "answer",
      [
        { name: "dear", run: Effect.succeed("dear"), price: 10, breaker: "dear" },
        { name: "cheap", run: Effect.delay(Effect.succeed("cheap"), "1 second"), price: 1 }
      ],
      { order: (facts) => (seen.push(facts), facts.price ?? 0) }
    )
    return Effect.gen(function* () {
      const fiber = yield* Effect.forkChild(answer, { startImmediately: true })
      yield* TestClock.adjust("1 second")
      assert.strictEqual((yield* Fiber.join(fiber)).option, "cheap")
      yield* Effect.forkChild(answer, { startImmediately: true })
      assert.deepStrictEqual(seen.slice(2), [
        { name: "dear", place: 0, state: "Closed", p50Ms: null, price: 10, successRate: null },
        { name: "cheap", place: 1, state: "None", p50Ms: 1_000, price: 1, successRate: 1 }
      ])
    }).pipe(Effect.provide(layer))
  })

  it.effect("passes over an option whose condition throws, and says so", () =>
    Effect.gen(function* () {
      const { skipped } = yield* Fallback.cascade("answer", [
        { name: "x", run: Effect.succeed("x"), unavailable: () => assert.fail("odd") },
        { name: "a", run: Effect.fail("no") },
        { name: "b", run: Effect.succeed("b"), when: () => assert.fail("odd") },
        { name: "c", run: Effect.succeed("c") }
      ])
      assert.deepStrictEqual(
        skipped.map(({ option, why }) => [option, why]),
        [
          ["x", "asking whether it can answer failed: it threw: odd"],
          ["b", "its condition failed: it threw: odd"]
        ]
      )
    }).pipe(Effect.provide(layer))
  )

  it.effect(
    "3: needs breakers and budgets only where one is named, and leaves no error that is not in its type",
    () => {
      const plain = Fallback.cascade("plain", [{ name: "a", run: Effect.fail(new Busy({ who: "a" })) }])
      const handled: Effect.Effect<string, never, Fallback.Cascades> = plain.pipe(
        Effect.map(({ value }) => value),
        Effect.catchTag("AllOptionsFailed", ({ failed }) =>
          Effect.succeed(failed.map(({ error }: { error: Busy | Fallback.OptionDefect }) => error._tag).join())
        )
      )
      const timed = Fallback.cascade("timed", [
        { name: "a", run: Effect.succeed(1), timeout: "1 second", breaker: "a" }
      ])
      const needs: Effect.Effect<
        Fallback.Answered<number, Fallback.OptionDefect | TimedOut>,
        Fallback.AllOptionsFailed<Fallback.OptionDefect | TimedOut>,
        Fallback.Cascades | Breakers
      > = timed
      // @ts-expect-error a breaker is named, so its layer is needed
      const lacking = (): Effect.Effect<unknown, unknown, Fallback.Cascades> => timed
      return Effect.gen(function* () {
        assert.strictEqual(yield* handled, "Busy")
        assert.strictEqual((yield* needs).value, 1)
        assert.isTrue(Object.is(lacking(), timed))
      }).pipe(Effect.provide(layer))
    }
  )

  it.effect("6: two layers share nothing", () => {
    const answer = Fallback.cascade("answer", [{ name: "a", run: Effect.succeed("a") }])
    const shown = Effect.flatMap(Fallback.Cascades, (cascades) => cascades.snapshots)
    return Effect.gen(function* () {
      const one = yield* Effect.provide(Effect.andThen(answer, shown), Fallback.Cascades.layer())
      const other = yield* Effect.provide(shown, Fallback.Cascades.layer())
      assert.deepStrictEqual([one.length, other.length], [1, 0])
    })
  })

  const wrong: ReadonlyArray<readonly [string, () => unknown]> = [
    ["name", () => Fallback.cascade("", [{ name: "a", run: Effect.void }])],
    ["options.length", () => Fallback.cascade("c", [])],
    ["options[0].name", () => Fallback.cascade("c", [{ name: "", run: Effect.void }])],
    [
      "options[1].name",
      () =>
        Fallback.cascade("c", [
          { name: "a", run: Effect.void },
          { name: "a", run: Effect.void }
        ])
    ],
    ["options[0].timeout", () => Fallback.cascade("c", [{ name: "a", run: Effect.void, timeout: -1 }])],
    ["options[0].price", () => Fallback.cascade("c", [{ name: "a", run: Effect.void, price: Number.NaN }])],
    ["sticky", () => Fallback.cascade("c", [{ name: "a", run: Effect.void }], { sticky: "0 seconds" })],
    ["concurrency", () => Fallback.bestEffort("c", [{ name: "a", run: Effect.void }], { concurrency: 0 })]
  ]
  it.each(wrong)("5: refuses an impossible %s when it is made", (option, make) => {
    assert.throws(make, new RegExp(`^${option.replace(/[.[\]]/g, "\\$&")}: expected .+, got .*`))
  })
})

describe("Fallback.withFallbacks", () => {
  it.effect("2: takes the call first or last, with equal results", () => {
    const call = Effect.fail(new Busy({ who: "large" }))
    const config = { cascade: "answer", name: "large", others: [{ name: "small", run: Effect.succeed("s") }] } as const
    return Effect.gen(function* () {
      const first = yield* Fallback.withFallbacks(call, config)
      const last = yield* call.pipe(Fallback.withFallbacks(config))
      assert.deepStrictEqual(first, last)
      assert.deepStrictEqual([first.option, first.failed[0]?.option], ["small", "large"])
    }).pipe(Effect.provide(layer))
  })
})
