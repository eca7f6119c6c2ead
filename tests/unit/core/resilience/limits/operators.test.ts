import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { Coalescing, layer as coalesce, withCoalesce } from "#core/resilience/coalesce/Coalesce.ts"
import { Bulkheads, layer as bulkhead, withBulkhead } from "#core/resilience/limits/Bulkhead.ts"
import { Concurrencies, layer as concurrency, withConcurrency } from "#core/resilience/limits/Concurrency.ts"
import { withDeadline } from "#core/resilience/limits/Deadline.ts"
import { Hedges, layer as hedge, withHedge } from "#core/resilience/limits/Hedge.ts"
import { layer as rateLimit, RateLimits, withRateLimit } from "#core/resilience/limits/RateLimit.ts"
import { timeout } from "#core/resilience/limits/Timeout.ts"
import { layer as retryBudget } from "#core/resilience/retry/RetryBudget.ts"

const world = Layer.mergeAll(
  bulkhead({ permits: 1 }),
  concurrency({ initial: 5 }),
  coalesce({ keep: "1 minute" }),
  Layer.provide(hedge(), retryBudget()),
  rateLimit({ requests: { limit: 10, window: "1 minute" } })
)

class Busy {
  readonly _tag = "Busy"
}
const call: Effect.Effect<number, Busy> = Effect.succeed(1)
const zero = () => Effect.succeed(0)

describe("operators of limits and coalesce", () => {
  it.effect("2: take the call first or last, with equal results", () =>
    Effect.gen(function* () {
      const last = [
        call.pipe(withBulkhead("k")),
        call.pipe(withConcurrency("k")),
        call.pipe(withCoalesce("k")),
        call.pipe(withHedge("k")),
        call.pipe(withRateLimit("k")),
        call.pipe(withRateLimit({ key: "k", tokens: 5, used: (answer) => answer })),
        call.pipe(withDeadline("1 second")),
        call.pipe(timeout("1 second"))
      ]
      const first = [
        withBulkhead(call, "k"),
        withConcurrency(call, "k"),
        withCoalesce(call, "k"),
        withHedge(call, "k"),
        withRateLimit(call, "k"),
        withRateLimit(call, { key: "k", tokens: 5, used: (answer) => answer }),
        withDeadline(call, "1 second"),
        timeout(call, "1 second")
      ]
      assert.deepStrictEqual(yield* Effect.all(last), [1, 1, 1, 1, 1, 1, 1, 1])
      assert.deepStrictEqual(yield* Effect.all(first), [1, 1, 1, 1, 1, 1, 1, 1])
    }).pipe(Effect.provide(world))
  )

  it.effect("3: say in the type what they can fail with; when every tag is handled, nothing is left", () =>
    Effect.gen(function* () {
      const handled: Effect.Effect<number, never, Bulkheads | Concurrencies | Coalescing | Hedges | RateLimits> =
        call.pipe(
          timeout("1 second"),
          withConcurrency("k"),
          withBulkhead("k"),
          withRateLimit("k"),
          withHedge("k"),
          withCoalesce("k"),
          withDeadline("1 second"),
          Effect.catchTags({
            Busy: zero,
            TimedOut: zero,
            ConcurrencyLimited: zero,
            BulkheadFull: zero,
            RateLimited: zero,
            DeadlineExceeded: zero
          })
        )
      assert.strictEqual(yield* handled, 1)
    }).pipe(Effect.provide(world))
  )

  it.effect("6: share nothing between two layers", () =>
    Effect.gen(function* () {
      const use = Effect.all([
        call.pipe(withBulkhead("k")),
        call.pipe(withConcurrency("k")),
        call.pipe(withCoalesce("k")),
        call.pipe(withHedge("k")),
        call.pipe(withRateLimit("k"))
      ])
      const counts = Effect.all([
        Bulkheads.use(({ snapshots }) => snapshots),
        Concurrencies.use(({ snapshots }) => snapshots),
        Effect.map(
          Coalescing.use(({ snapshots }) => snapshots),
          (rows) => rows.filter(({ calls }) => calls > 0)
        ),
        Hedges.use(({ snapshots }) => snapshots),
        RateLimits.use(({ snapshots }) => snapshots)
      ]).pipe(Effect.map((lists) => lists.map((list) => list.length)))
      assert.deepStrictEqual(yield* Effect.andThen(use, counts).pipe(Effect.provide(world)), [1, 1, 1, 1, 1])
      assert.deepStrictEqual(yield* counts.pipe(Effect.provide(world)), [0, 0, 0, 0, 0])
    })
  )
})
