/** Another process over the same state file: argv is the file and what to do. */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { Breakers } from "#core/resilience/breaker/CircuitBreaker.ts"
import * as Trip from "#core/resilience/breaker/Trip.ts"
import { cascade } from "#core/resilience/cascade/Fallback.ts"
import { Keeper } from "#core/resilience/keep/Keeper.ts"
import { ResilienceStore } from "#core/resilience/keep/ResilienceStore.ts"
import * as Resilience from "#core/resilience/policy/Resilience.ts"
import { RetryBudgets } from "#core/resilience/retry/RetryBudget.ts"
import { SqlResilienceStoreLayer } from "#core/shared-state/SqlResilienceStore.ts"
import { SqliteStoreLayer } from "#core/node/SqliteStore.ts"

const [, , file = "", deed = ""] = process.argv

const layer = Keeper.layer().pipe(
  Layer.provideMerge(
    Layer.mergeAll(
      Resilience.services({
        breaker: { trip: Trip.consecutive(1), open: "10 minutes" },
        retryBudget: { capacity: 10, ratio: 0.1 }
      }),
      Layer.provide(SqlResilienceStoreLayer, SqliteStoreLayer({ file }))
    )
  )
)

const learn = Effect.gen(function* () {
  yield* Effect.exit((yield* Breakers).breaker("openai").protect(Effect.fail("no answer")))
  for (let n = 0; n < 3; n++) (yield* RetryBudgets).budget("openai").withdraw(performance.now())
  yield* cascade("answer", [
    { name: "openai", run: Effect.fail("no answer") },
    { name: "rules", run: Effect.succeed("42") }
  ])
})

const isolate = Effect.flatMap(ResilienceStore, (store) =>
  store.order({ breaker: "deepseek", wish: "isolate", reason: "by hand", at: Date.now() })
)

const deeds = new Map<string, Effect.Effect<unknown, unknown, Layer.Success<typeof layer>>>([
  ["learn", learn],
  ["isolate", isolate]
])

await Effect.runPromise(Effect.provide(deeds.get(deed) ?? Effect.die(`no such deed: ${deed}`), layer))
