/**
 * The figures of all cascades of a program, by name. Cascades are few and named by the program; of too many names the one
 * not used for longest is forgotten.
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Stream from "effect/Stream"
import { checkInt, checkKeys, checkObject } from "../checkOptions.ts"
import { makeListeners } from "../Listeners.ts"
import { monotonicMs } from "../monotonic.ts"
import type { SkipReason } from "./AllOptionsFailed.ts"
import * as CascadeState from "./CascadeState.ts"
import { keep, type KeptCascade, readRow, restore } from "./keptCascade.ts"

/** `at` is wall-clock milliseconds. */
export type CascadeEvent =
  | {
      readonly _tag: "option.skipped"
      readonly name: string
      readonly option: string
      readonly reason: SkipReason
      readonly why: string
      readonly at: number
    }
  | {
      readonly _tag: "option.failed"
      readonly name: string
      readonly option: string
      readonly error: unknown
      readonly at: number
    }
  | { readonly _tag: "cascade.answered"; readonly name: string; readonly option: string; readonly at: number }
  | { readonly _tag: "cascade.exhausted"; readonly name: string; readonly at: number }

/** One cascade's memory and its voice; all synchronous. */
export interface CascadeRecord {
  readonly name: string
  readonly state: CascadeState.CascadeState
  readonly publish: (event: CascadeEvent) => void
  /** Says that figures changed, for whoever keeps them. */
  readonly changed: () => void
}

/** Plain JSON. */
export interface KeptRow {
  readonly name: string
  readonly state: KeptCascade
}

export interface CascadesOptions {
  /** Cascades remembered at most, 1 to 100,000. Default 1,000. */
  readonly maxNames?: number
}

export class Cascades extends Context.Service<
  Cascades,
  {
    readonly record: (name: string) => CascadeRecord
    /** Sorted by name. Reading changes nothing. */
    readonly snapshots: Effect.Effect<ReadonlyArray<CascadeState.CascadeSnapshot>>
    readonly events: Stream.Stream<CascadeEvent>
    /** The name of a cascade whose figures changed. */
    readonly changes: Stream.Stream<string>
    /** Forgets the figures of one cascade, or of all. Gives how many there were. */
    readonly reset: (name?: string) => Effect.Effect<number>
    readonly exportState: Effect.Effect<ReadonlyArray<KeptRow>>
    /** Takes kept figures in place of its own; gives how many rows could not be read (each refused alone). */
    readonly importState: (rows: ReadonlyArray<unknown>) => Effect.Effect<number>
  }
>()("@zenus/core/resilience/Cascades") {
  static readonly layer = (options: CascadesOptions = {}): Layer.Layer<Cascades> =>
    Layer.effect(
      Cascades,
      Effect.sync(() => {
        checkKeys("", checkObject("options", options), ["maxNames"])
        const maxNames = checkInt("maxNames", options.maxNames ?? 1_000, 1, 100_000)
        const events = makeListeners<CascadeEvent>()
        const changes = makeListeners<string>()
        const records = new Map<string, CascadeRecord>()
        const make = (name: string): CascadeRecord => {
          if (records.size >= maxNames) {
            const [oldest] = records.keys()
            if (oldest !== undefined) records.delete(oldest)
          }
          return {
            name,
            state: CascadeState.empty(),
            publish: events.publish,
            changed: () => changes.publish(name)
          }
        }
        /** The newest used stands last, so the first is the one not used for longest. */
        const record = (name: string): CascadeRecord => {
          const known = records.get(name)
          if (known !== undefined) records.delete(name)
          const found = known ?? make(name)
          records.set(name, found)
          return found
        }
        return Cascades.of({
          record,
          snapshots: Effect.map(Clock.Clock, (clock) => {
            const now = monotonicMs(clock)
            return [...records.values()]
              .map(({ name, state }) => CascadeState.snapshotOf(name, state, now))
              .toSorted((a, b) => (a.name < b.name ? -1 : 1))
          }),
          events: events.stream,
          changes: changes.stream,
          reset: (name) =>
            Effect.sync(() => {
              if (name !== undefined) return records.delete(name) ? 1 : 0
              const before = records.size
              records.clear()
              return before
            }),
          exportState: Effect.sync(() =>
            [...records.values()].map(({ name, state }) => ({ name, state: keep(state) }))
          ),
          importState: (rows) =>
            Effect.sync(() => {
              let refused = 0
              for (const row of rows) {
                const kept = readRow(row)
                if (kept === null) refused++
                else restore(record(kept.name).state, kept.state)
              }
              return refused
            })
        })
      })
    )
}
