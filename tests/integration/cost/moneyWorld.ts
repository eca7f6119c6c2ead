/** A model with prices that are easy to reckon with, and limits for money on a real state file, at a noon that stands. */
import { join } from "node:path"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { TestClock } from "effect/testing"
import { Ledger } from "#core/cost/Ledger.ts"
import { PriceTable } from "#core/cost/PriceTable.ts"
import { SpendLimit, type SpendLimitOptions } from "#core/cost/SpendLimit.ts"
import { SqliteStoreLayer } from "#core/node/SqliteStore.ts"

/** 1 micro-dollar a token of input, 2 a token of output. */
export const own = [{ provider: "anthropic", model: "claude-x", input: 1, output: 2 }]
export const NOON = Date.UTC(2026, 10, 10, 12)

export const world = (file: string, options: SpendLimitOptions) =>
  SpendLimit.layer(options).pipe(
    Layer.provideMerge(Layer.mergeAll(Ledger.layer, PriceTable.layer({ own }))),
    Layer.provideMerge(SqliteStoreLayer({ file })),
    Layer.provideMerge(TestClock.layer())
  )

/** With the state file `zenus.db` in `base`. */
export const run = <A, E>(
  base: string,
  options: SpendLimitOptions,
  work: Effect.Effect<A, E, Layer.Success<ReturnType<typeof world>>>
) =>
  Effect.runPromise(
    Effect.andThen(TestClock.setTime(NOON), work).pipe(Effect.provide(world(join(base, "zenus.db"), options)))
  )

/** A call that may take so many tokens of input. */
export const ask = (tokens: number) => ({
  provider: "anthropic",
  model: "claude-x",
  atMost: { inputTokens: tokens, outputTokens: 0 }
})
export const used = (inputTokens: number) => ({ inputTokens, outputTokens: 0 })
