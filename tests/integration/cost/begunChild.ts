/**
 * Another process over the same state file, without a limit, on a clock that stands still: does what its arguments say, in order, and
 * says each call on standard output before it would be made. `flush` lets the 20 ms pass; `commit-kills` and `empty-kills` are kills that
 * wait for their instant; `stay` waits for standard input to end.
 */
import { once } from "node:events"
import { writeSync } from "node:fs"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { TestClock } from "effect/testing"
import { CallIntents } from "#core/cost/CallIntents.ts"
import { BOOK_WITHIN_MS, Ledger } from "#core/cost/Ledger.ts"
import { PriceTable } from "#core/cost/PriceTable.ts"
import { type Reservation, SpendLimit } from "#core/cost/SpendLimit.ts"
import { makeNodeCallIntents } from "#core/node/NodeCallIntents.ts"
import { SqliteStoreLayer } from "#core/node/SqliteStore.ts"
import { type Store, StoreService } from "#core/state/Store.ts"

const [, , file = "", now = "0", ...acts] = process.argv
const usage = { inputTokens: 20, outputTokens: 0 }
const ask = { provider: "anthropic", model: "claude-x", atMost: usage }

const kill = (): void => void process.kill(process.pid, "SIGKILL")
const armed = { commit: false, empty: false }

const intents = makeNodeCallIntents()
const logs = Layer.succeed(CallIntents, {
  ...intents,
  begin: (stateFile) => {
    const log = intents.begin(stateFile)
    return (
      log && {
        ...log,
        empty: () => {
          if (armed.empty) kill()
          log.empty()
        }
      }
    )
  }
})

const watched = (store: Store): Store => ({
  ...store,
  unflushed: (work) =>
    store.unflushed(() => {
      const made = work()
      if (armed.commit) kill()
      return made
    })
})
const stores = Layer.effect(
  StoreService,
  Effect.map(StoreService, ({ open, openExisting }) => ({
    open: Effect.map(open, watched),
    openExisting: Effect.map(openExisting, (store) => store && watched(store))
  }))
).pipe(Layer.provide(SqliteStoreLayer({ file, busyTimeoutMs: 20_000 })))

const layer = SpendLimit.layer().pipe(
  Layer.provideMerge(
    Layer.mergeAll(
      Ledger.layer,
      PriceTable.layer({ own: [{ provider: "anthropic", model: "claude-x", input: 1, output: 1 }] })
    )
  ),
  Layer.provide(Layer.merge(stores, logs)),
  Layer.provideMerge(TestClock.layer())
)

const held: Array<Reservation> = []
const ended = (bill: typeof usage | "unbilled") =>
  Effect.gen(function* () {
    const limit = yield* SpendLimit
    for (const reservation of held.splice(0)) yield* limit.settle(reservation, bill)
  })

const does: Readonly<Record<string, Effect.Effect<void, unknown, SpendLimit>>> = {
  call: Effect.gen(function* () {
    held.push(yield* Effect.flatMap(SpendLimit, (limit) => limit.reserve(ask)))
    writeSync(1, "called\n")
  }),
  settle: ended(usage),
  release: ended("unbilled"),
  flush: TestClock.adjust(BOOK_WITHIN_MS),
  "commit-kills": Effect.sync(() => void (armed.commit = true)),
  "empty-kills": Effect.sync(() => void (armed.empty = true)),
  stay: Effect.promise(() => {
    writeSync(1, "stays\n")
    return once(process.stdin.resume(), "end")
  }),
  kill: Effect.sync(kill)
}

await Effect.runPromise(
  Effect.andThen(
    TestClock.setTime(Number(now)),
    Effect.forEach(acts, (act) => does[act] ?? Effect.die(new Error(`No act: ${act}`)), { discard: true })
  ).pipe(Effect.provide(layer))
)
process.exit(0)
