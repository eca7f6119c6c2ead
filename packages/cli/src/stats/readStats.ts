/**
 * Reads what is kept and turns it into figures of this moment, with the library's own reading of its rows: what is left of an open
 * time, what has left a window. Looking changes nothing and creates nothing, on the disk least of all.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import { isStoreError, SqlResilienceStoreLayer, type Store, type StoreError, StoreService } from "@zenus/core"
import { forgetHealth, type HealthRows, loadHealth } from "@zenus/core/models"
import { SqliteStoreLayer } from "@zenus/core/node"
import { CircuitBreaker, Fallback, Resilience, RetryBudget } from "@zenus/core/resilience"
import type { Ground } from "../session/Session.ts"
import { resilienceOptions } from "../wiring/resilienceOptions.ts"
import { providerStats } from "./providerStats.ts"
import { type BreakerSnapshot, limitsIn, pastOf, type Stats, withOrders } from "./Stats.ts"

export interface KeptStore {
  readonly resilience: Resilience.ResilienceStore["Service"]
  /** What is known of providers; creates nothing. */
  readonly health: Effect.Effect<HealthRows, StoreError>
  /** Forgets one provider, one model of it, or all; gives how many rows there were. */
  readonly forgetHealth: (name?: string) => Effect.Effect<number, StoreError>
}

/** What the store throws is an error of the channel; anything else is a defect. */
const attempt = <A>(work: () => A): Effect.Effect<A, StoreError> =>
  Effect.suspend(() => {
    try {
      return Effect.succeed(work())
    } catch (cause) {
      return isStoreError(cause) ? Effect.fail(cause) : Effect.die(cause)
    }
  })

/** Opened when it is first asked, closed with the scope. */
export const openKept = ({ screen, where }: Ground): Effect.Effect<KeptStore, never, Scope.Scope> => {
  const onWait = (): void =>
    screen.note("Another zenus is at work on the state: waiting for it, a few seconds at most.")
  const file = SqliteStoreLayer({ file: where.stateFile, trash: where.trashFolder, onWait })
  return Effect.map(Layer.build(Layer.provideMerge(SqlResilienceStoreLayer, file)), (built) => {
    const { openExisting } = Context.get(built, StoreService)
    const reading = <A>(otherwise: A, work: (store: Store) => A): Effect.Effect<A, StoreError> =>
      Effect.flatMap(openExisting, (store) => attempt(() => (store === null ? otherwise : work(store))))
    return {
      resilience: Context.get(built, Resilience.ResilienceStore),
      health: reading<HealthRows>(new Map(), loadHealth),
      forgetHealth: (name) => reading(0, (store) => forgetHealth(store, name))
    }
  })
}

const services = () => {
  const { breaker, cascades, retryBudget } = resilienceOptions()
  return Layer.mergeAll(
    CircuitBreaker.Breakers.layer(breaker),
    RetryBudget.RetryBudgets.layer(retryBudget),
    Fallback.Cascades.layer(cascades)
  )
}

const byName = <A extends { readonly name: string }>(all: ReadonlyArray<A>): ReadonlyArray<A> =>
  all.toSorted((a, b) => (a.name < b.name ? -1 : 1))

/** `unreadable` rows were left out, each alone. */
export interface Read {
  readonly stats: Stats
  /** Each circuit by itself, with what was ordered for it, whatever one above says. */
  readonly circuits: ReadonlyArray<BreakerSnapshot>
  readonly unreadable: number
}

/** The figures of `kept` at `at`, wall-clock milliseconds. */
export const statsOf = (kept: Resilience.Kept, at: number, health: HealthRows = new Map()): Effect.Effect<Read> =>
  Effect.gen(function* () {
    const breakers = yield* CircuitBreaker.Breakers
    const budgets = yield* RetryBudget.RetryBudgets
    const cascades = yield* Fallback.Cascades
    const rows = (kind: Resilience.Kept["rows"][number]["kind"]) => kept.rows.filter((row) => row.kind === kind)
    const { limits, unreadable: damaged } = limitsIn(kept.rows)
    const unreadable =
      kept.refused +
      damaged +
      (yield* breakers.importState(rows("breaker"))) +
      (yield* budgets.importState(rows("budget"))) +
      (yield* cascades.importState(rows("cascade")))
    const past = pastOf(kept.rows)
    const circuits = withOrders(yield* breakers.circuits, kept.orders)
    return {
      unreadable,
      circuits,
      stats: {
        at,
        breakers: CircuitBreaker.underCover(circuits).map((one) => ({
          ...one,
          history: past("breaker", one.name)
        })),
        retryBudgets: byName(yield* budgets.snapshots).map((one) => ({ ...one, history: past("budget", one.name) })),
        cascades: (yield* cascades.snapshots).map((one) => ({ ...one, history: past("cascade", one.name) })),
        providers: providerStats(health, at, circuits),
        limits
      }
    }
  }).pipe(Effect.provide(services()))
