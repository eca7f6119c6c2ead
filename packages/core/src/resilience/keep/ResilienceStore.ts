/**
 * Where breakers, budgets and statistics are kept between processes, as a port. What may surprise: rows are written by a function
 * of what is there (`merge`), in one step with reading it, so that two processes that write at once lose nothing; and what a
 * person ordered (isolate, close) is kept apart from what circuits found out by themselves, so that neither overwrites the other.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { StacklessError } from "../StacklessError.ts"
import { sayError } from "../formatMs.ts"
import type { Recoverable } from "../../errors/Recoverable.ts"
import { keyOf, type Kind, type KeptRow } from "./KeptRow.ts"

/** The place could not be read or written. No call is hurt by it: it only means that the next process knows less. */
export class ResilienceStoreFailed extends StacklessError implements Recoverable {
  readonly _tag = "ResilienceStoreFailed"
  readonly doing: "read" | "write"
  readonly cause: unknown
  constructor(doing: "read" | "write", cause: unknown) {
    super()
    this.doing = doing
    this.cause = cause
  }
  get name(): string {
    return this._tag
  }
  get message(): string {
    return `What circuits and budgets have learned could not be ${this.doing === "read" ? "read" : "kept"}: ${sayError(this.cause)}`
  }
  get recovery(): ReadonlyArray<string> {
    const below: Partial<Recoverable> = typeof this.cause === "object" && this.cause !== null ? this.cause : {}
    return Array.isArray(below.recovery) && below.recovery.length > 0
      ? below.recovery.slice(0, 3)
      : ["Nothing has to be done: it is tried again with the next change."]
  }
}

/** What a person ordered for a breaker; the newest order for a name holds. `at` is wall-clock milliseconds. */
export interface Order {
  readonly breaker: string
  readonly wish: "isolate" | "close"
  readonly reason: string
  readonly at: number
}

export interface Change {
  readonly kind: Kind
  readonly name: string
  /** Gives the new state; `stored` is what is there, `undefined` for nothing. Must be pure and quick: it runs under a lock. */
  readonly merge: (stored: unknown) => unknown
}

/** All that is kept. `refused` rows could not be read and were left out, each alone. */
export interface Kept {
  readonly rows: ReadonlyArray<KeptRow>
  readonly orders: ReadonlyArray<Order>
  readonly refused: number
}

export class ResilienceStore extends Context.Service<
  ResilienceStore,
  {
    /** Everything that is kept; nothing where nothing was ever kept. Creates nothing. */
    readonly load: Effect.Effect<Kept, ResilienceStoreFailed>
    /** Merges the changes, all or none. */
    readonly save: (changes: ReadonlyArray<Change>) => Effect.Effect<void, ResilienceStoreFailed>
    /** Writes what a person ordered; other processes notice within a second. */
    readonly order: (order: Order) => Effect.Effect<void, ResilienceStoreFailed>
    /** Differs from the last look when somebody else wrote since; cheap. */
    readonly version: Effect.Effect<number, ResilienceStoreFailed>
    /** Forgets the figures of a name, or of all; orders stay, but with all those that cannot be read go, too. Gives how many rows there were. */
    readonly reset: (name?: string) => Effect.Effect<number, ResilienceStoreFailed>
  }
>()("@zenus/core/resilience/ResilienceStore") {
  /** Kept for as long as the layer lives: for tests, and for several layers of one program that learn from each other. */
  static readonly layerMemory: Layer.Layer<ResilienceStore> = Layer.effect(
    ResilienceStore,
    Effect.sync(() => {
      const rows = new Map<string, KeptRow>()
      const orders = new Map<string, Order>()
      let version = 0
      return ResilienceStore.of({
        load: Effect.sync(() => ({ rows: [...rows.values()], orders: [...orders.values()], refused: 0 })),
        save: (changes) =>
          Effect.sync(() => {
            for (const { kind, merge, name } of changes) {
              const key = keyOf(kind, name)
              // Through JSON, as every other store: nothing is shared with who wrote it.
              const state: unknown = JSON.parse(JSON.stringify(merge(rows.get(key)?.state)))
              rows.set(key, { kind, name, state })
            }
            version++
          }),
        order: (order) =>
          Effect.sync(() => {
            orders.set(order.breaker, order)
            version++
          }),
        version: Effect.sync(() => version),
        reset: (name) =>
          Effect.sync(() => {
            const gone = [...rows].filter(([, row]) => name === undefined || row.name === name)
            for (const [key] of gone) rows.delete(key)
            version++
            return gone.length
          })
      })
    })
  )
}
