/**
 * Circuit breakers: one circuit a key, all circuits of a layer under one policy. A circuit watches how calls end; when too many
 * fail or are slow it opens, and turns calls away without starting them, so that a dependency in trouble is left alone and its
 * callers learn it in microseconds. It never waits and never retries, and it holds no timer: time moves it when
 * somebody calls.
 *
 * Beside effect's own CircuitBreaker, because that one has neither windows of time, slow calls, several trials, manual control nor
 * counters, reads the wall clock and costs about ten times as much a call; `toEffectCircuitBreaker` is ours behind
 * its interface, `layerShared` shares openings over its store. The design is resilience4j's (windows, slow calls, trials) with gobreaker's
 * generations.
 *
 * What may surprise: put a timeout inside, since one outside cancels the call, and cancelling says nothing about the dependency. Options
 * out of range are defects of the program (`InvalidOption`), not failures of calls.
 */
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Exit from "effect/Exit"
import type * as Fiber from "effect/Fiber"
import { dual } from "effect/Function"
import * as Layer from "effect/Layer"
import * as Random from "effect/Random"
import type * as Stream from "effect/Stream"
import { checkDuration } from "../checkOptions.ts"
import { monotonicMs } from "../monotonic.ts"
import * as Outcome from "../Outcome.ts"
import { type BreakerOptions, policyOf } from "./breakerOptions.ts"
import { type BreakerEvent, BreakerRegistry, type BreakerSnapshot } from "./BreakerRegistry.ts"
import * as Machine from "./CircuitBreakerState.ts"
import type { Circuit, Permit } from "./CircuitBreakerState.ts"
import { CircuitOpen } from "./CircuitOpen.ts"

export { CircuitOpen } from "./CircuitOpen.ts"
export type { Opening } from "./CircuitOpen.ts"
export type { BreakerOptions } from "./breakerOptions.ts"
export type { BreakerEvent, BreakerSnapshot } from "./BreakerRegistry.ts"
export type { BreakerState, Permit, Transition } from "./CircuitBreakerState.ts"

/** The circuit of one key. `now` is monotonic milliseconds, as `monotonicMs` reads them. */
export interface Breaker {
  readonly name: string
  /**
   * False where circuits are shared between processes: then only `protect` asks the others, and `admit` and `settle` decide by what this
   * process knows.
   */
  readonly isLocal: boolean
  /** A permit, or why not. For composed policies and code without effects. */
  readonly admit: (now: number) => Permit | CircuitOpen
  /** Hands a permit back, once; later settlings are ignored. `error` is what is shown as the last error. */
  readonly settle: (permit: Permit, outcome: Outcome.Outcome, now: number, error?: unknown) => void
  /** The call, through the circuit. */
  readonly protect: <A, E, R>(
    effect: Effect.Effect<A, E, R>,
    classify?: Outcome.Classify<A, E>
  ) => Effect.Effect<A, E | CircuitOpen, R>
  /** Changes nothing, and makes no circuit where there is none. */
  readonly snapshot: (now: number) => BreakerSnapshot
  /** Turns every call away until `close`, also after a restart where state is kept. */
  readonly isolate: (reason: string) => Effect.Effect<void>
  /** Open for a length (up to 24 days); then trials are let through as after any opening. */
  readonly forceOpen: (length: Duration.Input, reason: string) => Effect.Effect<void>
  /** Closed, counting from nothing. */
  readonly close: Effect.Effect<void>
  /** Lets every call through and counts nothing, until `close`. */
  readonly disable: (reason: string) => Effect.Effect<void>
}

/** One circuit, written down: `state` is plain JSON, of a form that only this module reads. */
export interface KeptState {
  readonly name: string
  readonly state: unknown
}

export class Breakers extends Context.Service<
  Breakers,
  {
    /** The circuit of a key. Costs next to nothing, and makes no circuit before its first call. */
    readonly breaker: (key: string) => Breaker
    /** Every circuit that is not forgotten, by name. Reading changes nothing. */
    readonly snapshots: Effect.Effect<ReadonlyArray<BreakerSnapshot>>
    /** From now on; a listener that is slow loses the oldest events of its own and delays no call. */
    readonly events: Stream.Stream<BreakerEvent>
    readonly isolate: (key: string, reason: string) => Effect.Effect<void>
    readonly forceOpen: (key: string, length: Duration.Input, reason: string) => Effect.Effect<void>
    readonly close: (key: string) => Effect.Effect<void>
    readonly disable: (key: string, reason: string) => Effect.Effect<void>
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
        Breakers.of(serve(registry, options.classify ?? Outcome.classify))
      )
    )
}

/** Checks options and makes an empty registry on the clock and the chance of the fiber. */
export const makeRegistry = (options: BreakerOptions): Effect.Effect<BreakerRegistry> =>
  Effect.withFiberSucceed((fiber) => {
    const clock = fiber.getRef(Clock.Clock)
    const random = fiber.getRef(Random.Random)
    return new BreakerRegistry({
      policy: policyOf(options),
      wall: () => clock.currentTimeMillisUnsafe(),
      draw: () => random.nextDoubleUnsafe()
    })
  })

const BY_HAND = "closed by hand"

/** The service over a registry. */
export const serve = (registry: BreakerRegistry, classify: Outcome.Classify): Breakers["Service"] => {
  return {
    ...control(registry),
    breaker: (key) => new LocalBreaker(key, registry, classify),
    snapshots: atNow((now) => registry.all(now).map((circuit) => registry.snapshot(circuit, now))),
    events: registry.events.stream,
    exportState: atBoth((now, wall) => registry.keep(now, wall, false)),
    exportChanged: atBoth((now, wall) => registry.keep(now, wall, true)),
    importState: (rows) => atBoth((now, wall) => registry.takeBack(rows, now, wall)),
    changes: registry.changes.stream,
    size: Effect.sync(() => registry.size)
  }
}

const atNow = <A>(f: (now: number) => A): Effect.Effect<A> => Effect.withFiberSucceed((fiber) => f(now_(fiber)))

/** Monotonic and wall clock milliseconds. */
const atBoth = <A>(f: (now: number, wall: number) => A): Effect.Effect<A> =>
  Effect.withFiberSucceed((fiber) => {
    const clock = fiber.getRef(Clock.Clock)
    return f(monotonicMs(clock), clock.currentTimeMillisUnsafe())
  })

type Control = Pick<Breakers["Service"], "isolate" | "forceOpen" | "close" | "disable">

const control = (registry: BreakerRegistry): Control => ({
  isolate: (key, reason) => atNow((now) => registry.isolate(key, reason, now)),
  forceOpen: (key, length, reason) =>
    atNow((now) => registry.forceOpen(key, checkDuration("forceOpen", length), reason, now)),
  close: (key) => atNow((now) => registry.close(key, BY_HAND, now)),
  disable: (key, reason) => atNow((now) => registry.disable(key, reason, now))
})

type AnyFiber = Fiber.Fiber<unknown, unknown>

const now_ = (fiber: AnyFiber): number => monotonicMs(fiber.getRef(Clock.Clock))

/** What is shown as the last error of a call that counted as failed. */
const errorOf = (exit: Exit.Exit<unknown, unknown>): unknown => {
  if (exit._tag === "Success") {
    const { value } = exit
    const status = typeof value === "object" && value !== null && "status" in value ? value.status : undefined
    return typeof status === "number" ? `HTTP ${status}` : undefined
  }
  const reason = exit.cause.reasons.find((found) => !Cause.isInterruptReason(found))
  if (reason === undefined) return undefined
  return Cause.isFailReason(reason) ? reason.error : Cause.isDieReason(reason) ? reason.defect : undefined
}

/** The call that every fiber makes; nothing in here may be slow. */
export class LocalBreaker implements Breaker {
  readonly name: string
  readonly isLocal = true
  readonly #registry: BreakerRegistry
  readonly #classify: Outcome.Classify
  readonly #isQuick: boolean

  constructor(name: string, registry: BreakerRegistry, classify: Outcome.Classify) {
    this.name = name
    this.#registry = registry
    this.#classify = classify
    this.#isQuick = classify === Outcome.classify && !registry.looksAtLength
  }

  admit(now: number): Permit | CircuitOpen {
    const circuit = this.#registry.current(this.name, now)
    return this.#registry.admit(circuit, now) ?? this.#registry.rejection(circuit, now)
  }

  settle(permit: Permit, outcome: Outcome.Outcome, now: number, error?: unknown): void {
    this.#registry.settle(permit, outcome, now, error)
  }

  protect<A, E, R>(
    effect: Effect.Effect<A, E, R>,
    classify?: Outcome.Classify<A, E>
  ): Effect.Effect<A, E | CircuitOpen, R> {
    return Effect.withFiber((fiber) => this.start(effect, fiber, classify))
  }

  /** The call as the fiber makes it that is running now. */
  start<A, E, R>(
    effect: Effect.Effect<A, E, R>,
    fiber: AnyFiber,
    classify: Outcome.Classify<A, E> | undefined
  ): Effect.Effect<A, E | CircuitOpen, R> {
    const registry = this.#registry
    if (this.#isQuick && classify === undefined) {
      const found = registry.peek(this.name)
      if (found?.state === "Closed") return this.#quick(effect, fiber, found)
    }
    const now = now_(fiber)
    const circuit = registry.current(this.name, now)
    if (Machine.wouldTry(circuit, now)) return this.#tryOut(effect, fiber, classify)
    // A permit that is no trial holds nothing, so nothing is lost when the fiber ends before the call has started.
    const permit = registry.admit(circuit, now)
    return permit === null
      ? Effect.fail(registry.rejection(circuit, now))
      : Effect.onExitPrimitive(
          effect,
          (exit) => this.#finish(permit, exit, fiber, classify),
          classify === undefined && this.#classify === Outcome.classify
        )
  }

  /**
   * Through a closed circuit, with one reading of the clock. Where a cancelled call counts as nothing and nothing is held, the handler may
   * be skipped on interruption (the `true`), which costs a third as much.
   */
  #quick<A, E, R>(effect: Effect.Effect<A, E, R>, fiber: AnyFiber, circuit: Circuit): Effect.Effect<A, E, R> {
    const { generation } = circuit
    const finish = (exit: Exit.Exit<A, E>): undefined => {
      const isSuccess = exit._tag === "Success"
      const outcome = isSuccess ? Outcome.success : Outcome.classify(exit, 0)
      const error = isSuccess ? undefined : errorOf(exit)
      this.#registry.settleQuick(circuit, generation, outcome, now_(fiber), error, fiber)
    }
    return Effect.onExitPrimitive(effect, finish, true)
  }

  /** A trial holds a place: it is taken only behind the finalizer that gives it back. */
  #tryOut<A, E, R>(
    effect: Effect.Effect<A, E, R>,
    fiber: AnyFiber,
    classify: Outcome.Classify<A, E> | undefined
  ): Effect.Effect<A, E | CircuitOpen, R> {
    let permit: Permit | null = null
    const admitted = Effect.suspend((): Effect.Effect<A, E | CircuitOpen, R> => {
      const found = this.admit(now_(fiber))
      if (found instanceof CircuitOpen) return Effect.fail(found)
      permit = found
      return Effect.onExitPrimitive(effect, (exit) => this.#finish(found, exit, fiber, classify))
    })
    return Effect.onExitPrimitive(admitted, () => {
      // Cancelled before the call's own finalizer was in place; otherwise it is settled already and this does nothing.
      if (permit !== null) this.settle(permit, Outcome.ignored, now_(fiber))
      return undefined
    })
  }

  #finish<A, E>(
    permit: Permit,
    exit: Exit.Exit<A, E>,
    fiber: AnyFiber,
    classify: Outcome.Classify<A, E> | undefined
  ): undefined {
    const now = now_(fiber)
    let outcome: Outcome.Outcome = Outcome.ignored
    try {
      outcome = (classify ?? this.#classify)(exit, now - permit.startedAt)
    } finally {
      // Also when the classifier throws: the call then ends with what it threw, and counts as nothing.
      const error = outcome._tag === "Failure" ? errorOf(exit) : undefined
      this.#registry.settle(permit, outcome, now, error, fiber)
    }
    return undefined
  }

  snapshot(now: number): BreakerSnapshot {
    return this.#registry.snapshotOf(this.name, now)
  }
  isolate(reason: string): Effect.Effect<void> {
    return control(this.#registry).isolate(this.name, reason)
  }
  forceOpen(length: Duration.Input, reason: string): Effect.Effect<void> {
    return control(this.#registry).forceOpen(this.name, length, reason)
  }
  get close(): Effect.Effect<void> {
    return control(this.#registry).close(this.name)
  }
  disable(reason: string): Effect.Effect<void> {
    return control(this.#registry).disable(this.name, reason)
  }
}

/** Which circuit, and what an Exit means where the layer's classifier does not fit. */
export interface WithBreakerOptions<A = unknown, E = unknown> {
  readonly key: string
  readonly classify?: Outcome.Classify<A, E>
}

/**
 * The call through the circuit of `key`: fails with `CircuitOpen`, without starting it, while the circuit is open.
 * @example Two failures in a row open it; the third call is not made
 * ```ts
 * import * as Effect from "effect/Effect"
 * import { CircuitBreaker, Trip } from "@zenus/core/resilience"
 *
 * let calls = 0
 * const call = Effect.suspend(() => Effect.fail(`no answer to call ${++calls}`)).pipe(
 *   CircuitBreaker.withBreaker({ key: "search" }),
 *   Effect.catchTag("CircuitOpen", (open) => Effect.fail(open.state)),
 *   Effect.flip
 * )
 * const answers = await Effect.runPromise(
 *   Effect.all([call, call, call]).pipe(
 *     Effect.provide(CircuitBreaker.Breakers.layer({ trip: Trip.consecutive(2), open: "30 seconds" }))
 *   )
 * )
 * answers // => ["no answer to call 1", "no answer to call 2", "Open"]
 * ```
 */
export const withBreaker: {
  <A, E>(options: {
    readonly key: string
    readonly classify: Outcome.Classify<A, E>
  }): <R>(self: Effect.Effect<A, E, R>) => Effect.Effect<A, E | CircuitOpen, R | Breakers>
  (options: {
    readonly key: string
  }): <A, E, R>(self: Effect.Effect<A, E, R>) => Effect.Effect<A, E | CircuitOpen, R | Breakers>
  <A, E, R>(
    self: Effect.Effect<A, E, R>,
    options: WithBreakerOptions<A, E>
  ): Effect.Effect<A, E | CircuitOpen, R | Breakers>
} = dual(
  2,
  <A, E, R>(
    self: Effect.Effect<A, E, R>,
    options: WithBreakerOptions<A, E>
  ): Effect.Effect<A, E | CircuitOpen, R | Breakers> =>
    Effect.withFiber((fiber) => {
      const breaker = Context.getUnsafe(fiber.context, Breakers).breaker(options.key)
      return breaker instanceof LocalBreaker
        ? breaker.start(self, fiber, options.classify)
        : breaker.protect(self, options.classify)
    })
)
