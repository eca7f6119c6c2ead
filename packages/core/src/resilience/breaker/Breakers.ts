/** The service that holds all circuits of a layer, and its layer within one process. */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Random from "effect/Random"
import type * as Stream from "effect/Stream"
import { monotonicMs } from "../monotonic.ts"
import * as Outcome from "../Outcome.ts"
import { type BreakerEvent, BreakerRegistry, type BreakerSnapshot } from "./BreakerRegistry.ts"
import { type BreakerOptions, policyOf } from "./breakerOptions.ts"
import { atNow, type Breaker, type Control, control, LocalBreaker } from "./LocalBreaker.ts"

/** One circuit, written down: `state` is plain JSON, of a form that only this module reads. */
export interface KeptState {
  readonly name: string
  readonly state: unknown
}

export class Breakers extends Context.Service<
  Breakers,
  Control & {
    /** The circuit of a key. Costs next to nothing, and makes no circuit before its first call. */
    readonly breaker: (key: string) => Breaker
    /** Tells which keys stand in for one another, as the options of a cascade do: a rejection names those of them that could answer. */
    readonly relate: (keys: ReadonlyArray<string>) => void
    /** Every circuit that is not forgotten, by name, as its callers find it. Reading changes nothing. */
    readonly snapshots: Effect.Effect<ReadonlyArray<BreakerSnapshot>>
    /** The same by themselves, whatever a circuit above says: what is kept, and what orders are about. */
    readonly circuits: Effect.Effect<ReadonlyArray<BreakerSnapshot>>
    /** From now on; a listener that is slow loses the oldest events of its own and delays no call. */
    readonly events: Stream.Stream<BreakerEvent>
    /** Every circuit as plain JSON, to be written down; see `importState`. */
    readonly exportState: Effect.Effect<ReadonlyArray<KeptState>>
    /** The same of those that changed since the last export of either kind. */
    readonly exportChanged: Effect.Effect<ReadonlyArray<KeptState>>
    /**
     * Takes back what was exported, maybe by another process, in the place of circuits of the same names. Gives the number of rows that were
     * refused because they are damaged; the others are taken. An open circuit is open for the rest of its time, never for longer.
     */
    readonly importState: (rows: ReadonlyArray<KeptState>) => Effect.Effect<number>
    /** The name of a circuit when there is something new to export of it: once until it is exported. Costs calls nothing. */
    readonly changes: Stream.Stream<string>
    /** Circuits in memory. */
    readonly size: Effect.Effect<number>
  }
>()("@zenus/core/resilience/Breakers") {
  /**
   * Circuits of this process under one policy; two layers share nothing. Dies with `InvalidOption` for options that cannot be meant.
   */
  static readonly layer = (options: BreakerOptions = {}): Layer.Layer<Breakers> =>
    Layer.effect(
      Breakers,
      Effect.map(makeRegistry(options), (registry) =>
        Breakers.of(serve(registry, (key) => new LocalBreaker(key, registry, options.classify ?? Outcome.classify)))
      )
    )
}

/** Checks options and makes an empty registry on the clock and the chance of the fiber. `more`: names of options that somebody else reads. */
export const makeRegistry = (
  options: BreakerOptions,
  more: ReadonlyArray<string> = []
): Effect.Effect<BreakerRegistry> =>
  Effect.withFiberSucceed((fiber) => {
    const clock = fiber.getRef(Clock.Clock)
    const random = fiber.getRef(Random.Random)
    return new BreakerRegistry({
      policy: policyOf(options, more),
      wall: () => clock.currentTimeMillisUnsafe(),
      draw: () => random.nextDoubleUnsafe()
    })
  })

/** The service over a registry; `breaker` makes the handle of a key. */
export const serve = (registry: BreakerRegistry, breaker: (key: string) => Breaker): Breakers["Service"] => {
  return {
    ...control(registry),
    breaker,
    relate: registry.relate,
    snapshots: atNow((now) => registry.all(now).map(({ name }) => registry.snapshotOf(name, now))),
    circuits: atNow((now) => registry.all(now).map((circuit) => registry.snapshot(circuit, now))),
    events: registry.events.stream,
    exportState: atBoth((now, wall) => registry.keep(now, wall, false)),
    exportChanged: atBoth((now, wall) => registry.keep(now, wall, true)),
    importState: (rows) => atBoth((now, wall) => registry.takeBack(rows, now, wall)),
    changes: registry.changes.stream,
    size: Effect.sync(() => registry.size)
  }
}

/** Monotonic and wall clock milliseconds. */
const atBoth = <A>(f: (now: number, wall: number) => A): Effect.Effect<A> =>
  Effect.withFiberSucceed((fiber) => {
    const clock = fiber.getRef(Clock.Clock)
    return f(monotonicMs(clock), clock.currentTimeMillisUnsafe())
  })
