/**
 * The circuit of one key as callers hold it: the hot path. A closed circuit costs one reading of the clock and one finalizer a call, an
 * open one a reading and a small object.
 */
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as Fiber from "effect/Fiber"
import * as Random from "effect/Random"
import { annotateSpan } from "../../telemetry/annotateSpan.ts"
import { checkDuration, checkKey, checkReason, InvalidOption } from "../checkOptions.ts"
import { classifyWith } from "../classifyWith.ts"
import { monotonicMs } from "../monotonic.ts"
import * as Outcome from "../Outcome.ts"
import type { BreakerRegistry, BreakerSnapshot } from "./BreakerRegistry.ts"
import * as Machine from "./CircuitBreakerState.ts"
import type { Circuit, Permit } from "./CircuitBreakerState.ts"
import { CircuitOpen } from "./CircuitOpen.ts"
import { keysAbove } from "./cover.ts"

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
  /** The same by how the call ended, as the layer's classifier reads it. */
  readonly settleExit: (permit: Permit, exit: Exit.Exit<unknown, unknown>, now: number) => void
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

const BY_HAND = "closed by hand"

export const atNow = <A>(f: (now: number) => A): Effect.Effect<A> => Effect.withFiberSucceed((fiber) => f(now_(fiber)))

/** What a person may do to a circuit, whatever its calls say. Dies with `InvalidOption` for a key or a reason that is no text, and for an empty key except to close. */
export interface Control {
  /**
   * Turns every call away until `close`, also after a restart where state is kept; calls of longer keys (`openai/gpt-5` for `openai`), too. `at`:
   * when it was ordered, epoch milliseconds, where that was not now.
   */
  readonly isolate: (key: string, reason: string, at?: number) => Effect.Effect<void>
  /** Open for a length (up to 24 days), for longer keys, too; then trials are let through as after any opening. */
  readonly forceOpen: (key: string, length: Duration.Input, reason: string) => Effect.Effect<void>
  /**
   * Closed, counting from nothing; circuits of longer keys stay as they are. `at` as above; `reason` is what its past says of it,
   * default "closed by hand".
   */
  readonly close: (key: string, at?: number, reason?: string) => Effect.Effect<void>
  /** Lets every call through and counts nothing, until `close`; those of longer keys, too, unless they are isolated themselves. */
  readonly disable: (key: string, reason: string) => Effect.Effect<void>
}

export const control = (registry: BreakerRegistry): Control => ({
  isolate: (key, reason, at) => atNow((now) => registry.isolate(checkNamed(key), checkReason(reason), now, at)),
  forceOpen: (key, length, reason) =>
    atNow((now) => registry.forceOpen(checkNamed(key), checkDuration("forceOpen", length), checkReason(reason), now)),
  close: (key, at, reason = BY_HAND) =>
    atNow((now) => registry.close(checkKey("key", key), checkReason(reason), now, at)),
  disable: (key, reason) => atNow((now) => registry.disable(checkNamed(key), checkReason(reason), now))
})

/** An empty key is what a variable that was never set gives: a circuit of that name is closed by hand, and never shut. */
const checkNamed = (key: string): string => {
  if (checkKey("key", key) === "") throw new InvalidOption("key", key, "a key that is not empty")
  return key
}

export type AnyFiber = Fiber.Fiber<unknown, unknown>

export const now_ = (fiber: AnyFiber): number => monotonicMs(fiber.getRef(Clock.Clock))

/** What is shown as the last error of a call that counted as failed. */
export const errorOf = (exit: Exit.Exit<unknown, unknown>): unknown => {
  if (exit._tag === "Success") {
    const { value } = exit
    const status = typeof value === "object" && value !== null && "status" in value ? value.status : undefined
    return typeof status === "number" ? `HTTP ${status}` : undefined
  }
  const reason = exit.cause.reasons.find((found) => !Cause.isInterruptReason(found))
  if (reason === undefined) return undefined
  return Cause.isFailReason(reason) ? reason.error : Cause.isDieReason(reason) ? reason.defect : undefined
}

/** On the span of a call that took longer than its circuit calls slow. */
export const markSlow = (fiber: AnyFiber, name: string): void => annotateSpan(fiber, { "zenus.breaker.slow": name })

/** A call through a closed circuit, for one context. */
export interface Prepared<A, E, R> {
  readonly context: Context.Context<never>
  /** False once the circuit is another one, or not closed any more. */
  readonly isCurrent: () => boolean
  readonly call: Effect.Effect<A, E, R>
}

/** The call that every fiber makes; nothing in here may be slow. */
export class LocalBreaker implements Breaker {
  readonly name: string
  readonly isLocal: boolean = true
  readonly #registry: BreakerRegistry
  readonly #classify: Outcome.Classify
  readonly #isQuick: boolean
  /** Keys whose circuits are asked first; null for a key without a slash. */
  readonly #above: ReadonlyArray<string> | null

  constructor(name: string, registry: BreakerRegistry, classify: Outcome.Classify) {
    this.name = name
    this.#registry = registry
    this.#classify = classify
    this.#isQuick = classify === Outcome.classify && !registry.looksAtLength
    this.#above = keysAbove(name)
  }

  admit(now: number): Permit | CircuitOpen {
    const circuit = this.#registry.current(this.name, now)
    return this.#covered(circuit, now) ?? this.#registry.admit(circuit, now) ?? this.#registry.rejection(circuit, now)
  }

  #covered(circuit: Circuit, now: number): Permit | CircuitOpen | null {
    return this.#above === null ? null : this.#registry.admitCovered(circuit, this.#above, now)
  }

  settle(permit: Permit, outcome: Outcome.Outcome, now: number, error?: unknown): void {
    this.#registry.settle(permit, outcome, now, error)
  }

  settleExit(permit: Permit, exit: Exit.Exit<unknown, unknown>, now: number): void {
    this.#settleExit(permit, exit, now, this.#classify)
  }

  #settleExit<A, E>(
    permit: Permit,
    exit: Exit.Exit<A, E>,
    now: number,
    classify: Outcome.Classify<A, E>,
    fiber?: AnyFiber
  ): boolean {
    const registry = this.#registry
    const outcome = classifyWith(classify, exit, now - permit.startedAt, registry.misclassified, this.name)
    return registry.settle(permit, outcome, now, outcome._tag === "Failure" ? errorOf(exit) : undefined, fiber)
  }

  protect<A, E, R>(
    effect: Effect.Effect<A, E, R>,
    classify?: Outcome.Classify<A, E>
  ): Effect.Effect<A, E | CircuitOpen, R> {
    if (classify !== undefined || !this.#isQuick || !this.isLocal) {
      return Effect.withFiber((fiber) => this.start(effect, fiber, classify))
    }
    let known: Prepared<A, E, R> | null = null
    return Effect.withFiber((fiber): Effect.Effect<A, E | CircuitOpen, R> => {
      if (known?.context !== fiber.context || !known.isCurrent()) known = this.#prepare(effect, fiber.context)
      return known === null ? this.start(effect, fiber, classify) : known.call
    })
  }

  /** The call as the fiber makes it that is running now. */
  start<A, E, R>(
    effect: Effect.Effect<A, E, R>,
    fiber: AnyFiber,
    classify: Outcome.Classify<A, E> | undefined
  ): Effect.Effect<A, E | CircuitOpen, R> {
    const registry = this.#registry
    const now = now_(fiber)
    const circuit = registry.current(this.name, now)
    const covered = this.#covered(circuit, now)
    if (covered instanceof CircuitOpen) return Effect.fail(covered)
    if (covered === null && Machine.wouldTry(circuit, now)) return this.#tryOut(effect, fiber, classify)
    // A permit that is no trial holds nothing, so nothing is lost when the fiber ends before the call has started.
    const permit = covered ?? registry.admit(circuit, now)
    return permit === null
      ? Effect.fail(registry.rejection(circuit, now))
      : Effect.onExitPrimitive(
          effect,
          (exit) => this.#finish(permit, exit, fiber, classify),
          classify === undefined && this.#classify === Outcome.classify
        )
  }

  /**
   * For code without fibers: the circuit, where it is closed and a call through it needs no permit, since nothing looks at how long it takes.
   * Hand it to `settleQuick` with the generation that it has now; a call that is cancelled is not handed back.
   */
  quick(): Circuit | null {
    const isQuick = this.#isQuick && !this.#registry.mayBeCovered(this.#above)
    const found = isQuick ? this.#registry.peek(this.name) : undefined
    return found?.state === "Closed" ? found : null
  }

  settleQuick(circuit: Circuit, generation: number, outcome: Outcome.Outcome, now: number, error?: unknown): void {
    this.#registry.settleQuick(circuit, generation, outcome, now, error)
  }

  /**
   * The call through the circuit where that is closed and needs no permit, to be made again and again in this context while `isCurrent` says
   * so; null where it is not. Costs one reading of the clock a call. What is cancelled counts as nothing and nothing is held, so this
   * needs no finalizer: a fiber that is interrupted may pass it by.
   */
  #prepare<A, E, R>(effect: Effect.Effect<A, E, R>, context: Context.Context<never>): Prepared<A, E, R> | null {
    const circuit = this.quick()
    if (circuit === null) return null
    const registry = this.#registry
    const { generation } = circuit
    const { lettings } = registry
    const clock = Context.get(context, Clock.Clock)
    const random = Context.get(context, Random.Random)
    const settle = (outcome: Outcome.Outcome, error: unknown): void =>
      registry.settleQuick(circuit, generation, outcome, monotonicMs(clock), error, random)
    return {
      context,
      isCurrent: () => circuit.generation === generation && registry.lettings === lettings,
      call: Effect.matchCauseEffect(effect, {
        onSuccess: (value) => {
          settle(Outcome.success, undefined)
          return Effect.succeed(value)
        },
        onFailure: (cause) => {
          const exit = Exit.failCause(cause)
          settle(Outcome.classify(exit, 0), errorOf(exit))
          return exit
        }
      })
    }
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
    if (this.#settleExit(permit, exit, now_(fiber), classify ?? this.#classify, fiber)) markSlow(fiber, this.name)
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
