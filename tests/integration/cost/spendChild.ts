/** Another process over the same state file: makes paid calls of 20 micro-dollars at once; says how many were let in. */
import { once } from "node:events"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { Ledger } from "#core/cost/Ledger.ts"
import { PriceTable } from "#core/cost/PriceTable.ts"
import { SpendLimit } from "#core/cost/SpendLimit.ts"
import { SqliteStoreLayer } from "#core/node/SqliteStore.ts"

const [, , file = "", count = "0"] = process.argv
const usage = { inputTokens: 20, outputTokens: 0 }
const ask = { provider: "anthropic", model: "claude-x", atMost: usage }

const layer = SpendLimit.layer({ day: 1_000 }).pipe(
  Layer.provide(
    Layer.mergeAll(
      Ledger.layer,
      PriceTable.layer({ own: [{ provider: "anthropic", model: "claude-x", input: 1, output: 1 }] })
    )
  ),
  Layer.provide(SqliteStoreLayer({ file, busyTimeoutMs: 20_000 }))
)

const calls = Effect.gen(function* () {
  const limit = yield* SpendLimit
  process.stdout.write("ready\n")
  yield* Effect.promise(() => once(process.stdin, "data"))
  // Held while the others ask, too: only what is held can keep them out.
  const held = yield* Effect.all(
    Array.from({ length: Number(count) }, () => Effect.option(limit.reserve(ask))),
    { concurrency: "unbounded" }
  )
  const admitted = held.flatMap((one) => (one._tag === "Some" ? [one.value] : []))
  for (const reservation of admitted) yield* limit.settle(reservation, usage)
  return admitted.length
})

process.stdout.write(`${await Effect.runPromise(Effect.provide(calls, layer))}\n`)
process.exit(0)
