/**
 * Circuits whose openings are shared between processes, through the store of effect's CircuitBreaker (in Redis, with its Lua script,
 * server time and fenced generations). Each process counts its own calls under its own policy, whatever windows that has; when one of them
 * opens, all are told, one of them makes the trial, and its success closes them all.
 *
 * The local circuit is asked first: while it knows that a circuit is open, nobody is asked and turning away costs what it costs without
 * sharing. The store that fails or does not answer in time changes nothing but the sharing: calls go by the local circuit, and the store is
 * left alone for a while. What may surprise: the store knows one trial at a time and one success, whatever `halfOpen` says, and
 * control by hand stays in the process it is done in.
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import { identity } from "effect/Function"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Theirs from "effect/persistence/CircuitBreaker"
import * as Scope from "effect/Scope"
import { checkDuration, LONGEST_MS, InvalidOption } from "../checkOptions.ts"
import { classifyWith } from "../classifyWith.ts"
import { monotonicMs } from "../monotonic.ts"
import { classify as classifyByDefault, ignored, type Outcome, type Classify } from "../Outcome.ts"
import type { BreakerOptions } from "./breakerOptions.ts"
import type { BreakerRegistry } from "./BreakerRegistry.ts"
import { Breakers, makeRegistry, serve } from "./Breakers.ts"
import * as Machine from "./CircuitBreakerState.ts"
import type { Permit } from "./CircuitBreakerState.ts"
import { CircuitOpen } from "./CircuitOpen.ts"
import { type AnyFiber, type Breaker, errorOf, LocalBreaker, markSlow, now_ } from "./LocalBreaker.ts"
import { lengthOf } from "./OpenTime.ts"

type Store = Theirs.CircuitBreakerStore["Service"]

export interface SharedOptions<E, R> {
  /**
   * Where openings are kept: `CircuitBreaker.layerStoreRedis({ prefix })` of effect over a Redis. It is built with the first call and
   * again, at most once in `storeRest`, while that fails; so a Redis that is away when the program starts is taken up later. Give
   * `NodeRedis.layer` the option `disableOfflineQueue: true`: questions to a Redis that has gone are then not kept for its return, and the
   * client ends with the program.
   */
  readonly store: Layer.Layer<Theirs.CircuitBreakerStore, E, R>
  /** The longest that a call waits for the store, before it and after it. Default 250 milliseconds. */
  readonly storeTimeout?: Duration.Input
  /** So long a store that failed or did not answer is not asked again. Default 5 seconds. */
  readonly storeRest?: Duration.Input
}

/** What the store said, or nothing. */
type Answer<A> = Option.Option<Exit.Exit<A, Theirs.CircuitBreakerError>>

/**
 * Asks the store, within its time; none while it rests, and when it fails. To be called where interruption is masked; only the waiting
 * is interruptible, by `restore`. The question itself always runs to its end, since a store that is cut off may have given a place away: what
 * comes too late goes to `late`.
 */
export interface Asker {
  readonly ask: <A>(question: Question<A>, options?: AskOptions<A>) => Effect.Effect<Answer<A>>
}
type Question<A> = (store: Store) => Effect.Effect<A, Theirs.CircuitBreakerError>
interface AskOptions<A> {
  readonly restore?: (waiting: Effect.Effect<Answer<A>>) => Effect.Effect<Answer<A>>
  readonly late?: (store: Store, answer: A) => Effect.Effect<unknown, Theirs.CircuitBreakerError>
}

const isAway = (exit: Exit.Exit<unknown, Theirs.CircuitBreakerError>): boolean =>
  Exit.isFailure(exit) &&
  Option.match(Exit.findErrorOption(exit), {
    onNone: () => true,
    onSome: ({ reason }) => reason._tag === "CircuitBreakerStoreError"
  })

const notBuilt = (cause: unknown): Theirs.CircuitBreakerError =>
  new Theirs.CircuitBreakerError({
    reason: new Theirs.CircuitBreakerStoreError({ message: "The store of circuits could not be built", cause })
  })

/** Builds the store when it is first asked, keeps it for the layer's life, and leaves it alone after a failure. */
export const makeAsker = <E, R>(options: SharedOptions<E, R>): Effect.Effect<Asker, never, R | Scope.Scope> =>
  Effect.gen(function* () {
    const timeoutMs = checkDuration("storeTimeout", options.storeTimeout ?? "250 millis")
    const restMs = checkDuration("storeRest", options.storeRest ?? "5 seconds")
    const context = yield* Effect.context<R>()
    const scope = yield* Effect.scope
    let store: Store | null = null
    let restUntil = Number.NEGATIVE_INFINITY

    // One that fails leaves nothing open: its scope ends with it. One that cannot end, because it waits for a server that is gone, keeps
    // the layer from ending for its time only.
    const build = Effect.gen(function* () {
      const own = yield* Scope.make()
      const exit = yield* Layer.buildWithScope(options.store, own).pipe(Effect.provideContext(context), Effect.exit)
      if (Exit.isFailure(exit)) {
        yield* Scope.close(own, exit)
        return yield* Effect.fail(notBuilt(exit.cause))
      }
      yield* Scope.addFinalizerExit(scope, (end) =>
        Effect.flatMap(Effect.forkDetach(Scope.close(own, end), { startImmediately: true }), (closing) =>
          Effect.timeoutOption(Fiber.await(closing), timeoutMs)
        )
      )
      store = Context.get(exit.value, Theirs.CircuitBreakerStore)
      return store
    })
    const ask = <A>(
      question: Question<A>,
      { late, restore = identity }: AskOptions<A> = {}
    ): Effect.Effect<Answer<A>> =>
      Effect.withFiber((fiber) => {
        const clock = fiber.getRef(Clock.Clock)
        if (monotonicMs(clock) < restUntil) return Effect.succeedNone
        const asked = store === null ? Effect.flatMap(build, question) : question(store)
        return Effect.flatMap(
          Effect.forkDetach(Effect.exit(asked), { startImmediately: true, uninterruptible: true }),
          (running) =>
            Effect.flatMap(Effect.exit(restore(Effect.timeoutOption(Fiber.join(running), timeoutMs))), (waited) => {
              if (Exit.isSuccess(waited) && Option.isSome(waited.value) && !isAway(waited.value.value)) return waited
              if (Exit.isSuccess(waited)) restUntil = monotonicMs(clock) + restMs
              const end = Exit.isSuccess(waited) ? Effect.succeedNone : waited
              if (late === undefined) return end
              const giveBack = Effect.flatMap(Fiber.join(running), (exit) =>
                store === null || Exit.isFailure(exit) ? Effect.void : Effect.exit(late(store, exit.value))
              )
              return Effect.andThen(Effect.forkDetach(giveBack, { startImmediately: true, uninterruptible: true }), end)
            })
        )
      })
    return { ask }
  })

const OPENED_ELSEWHERE = "another process opened it"
const CLOSED_ELSEWHERE = "another process closed it"
/** The store is told when to open; it need not count. */
const once: Theirs.TripPolicy = { _tag: "Consecutive", failures: 1 }

/** What the store said to a call: it may run, with or without the store knowing of it. */
interface Heard {
  readonly permit: Permit
  readonly admission: Theirs.Admission | null
}

/** One key: the local circuit, and behind it the store. */
export class SharedBreaker extends LocalBreaker implements Breaker {
  override readonly isLocal = false
  readonly #registry: BreakerRegistry
  readonly #classify: Classify
  readonly #asker: Asker

  constructor(name: string, registry: BreakerRegistry, classify: Classify, asker: Asker) {
    super(name, registry, classify)
    this.#registry = registry
    this.#classify = classify
    this.#asker = asker
  }

  override start<A, E, R>(
    effect: Effect.Effect<A, E, R>,
    _fiber: AnyFiber,
    classify: Classify<A, E> | undefined
  ): Effect.Effect<A, E | CircuitOpen, R> {
    return Effect.uninterruptibleMask((restore) =>
      Effect.scopedWith((scope) =>
        Effect.flatMap(this.#enter(scope, restore), (heard): Effect.Effect<A, E | CircuitOpen, R> => {
          if (heard instanceof CircuitOpen) return Effect.fail(heard)
          return Effect.flatMap(Effect.exit(restore(effect)), (exit) => this.#leave(heard, exit, classify))
        })
      )
    )
  }

  /** The local circuit first, and then the store: a call that is cancelled while it asks gives its permit back. */
  #enter(
    scope: Scope.Scope,
    restore: (self: Effect.Effect<Answer<Theirs.Admission>>) => Effect.Effect<Answer<Theirs.Admission>>
  ): Effect.Effect<Heard | CircuitOpen> {
    return Effect.withFiber((fiber) => {
      const permit = this.admit(now_(fiber))
      if (permit instanceof CircuitOpen) return Effect.succeed(permit)
      // Disabled, or under a key that is: everything goes through, and nobody is to hear of it.
      if (!Machine.isCounted(permit)) return Effect.succeed({ permit, admission: null })
      const { name } = this
      const asked = this.#asker.ask((store) => Scope.provide(store.admit(name), scope), {
        restore,
        late: (store, { generation, probe }) =>
          probe
            ? store.record({ key: name, generation, outcome: "Ignored", tripPolicy: once, openFor: Duration.zero })
            : Effect.void
      })
      return asked.pipe(
        Effect.onInterrupt(() => Effect.sync(() => this.settle(permit, ignored, now_(fiber)))),
        Effect.map((answer) => this.#hear(permit, answer, now_(fiber)))
      )
    })
  }

  #hear(permit: Permit, answer: Answer<Theirs.Admission>, now: number): Heard | CircuitOpen {
    if (Option.isNone(answer)) return { permit, admission: null }
    const { circuit } = permit
    const registry = this.#registry
    if (Exit.isFailure(answer.value)) {
      this.settle(permit, ignored, now)
      const reason = Option.getOrUndefined(Exit.findErrorOption(answer.value))?.reason
      if (reason?._tag !== "CircuitOpen") return registry.reject(circuit, now, OPENED_ELSEWHERE)
      const until = now + Math.min(Duration.toMillis(reason.retryAfter), LONGEST_MS)
      registry.move(this.name, now, OPENED_ELSEWHERE, (found) =>
        Machine.openUntil(found, now, until, Math.max(1, Machine.openings(found, now)), OPENED_ELSEWHERE)
      )
      return registry.reject(circuit, now)
    }
    const admission = answer.value.value
    if (admission.probe || !permit.isProbe) {
      Machine.hearOpenings(circuit, registry.policy, now, admission.consecutiveOpenings)
      return { permit, admission }
    }
    // A trial of another process succeeded meanwhile.
    this.settle(permit, ignored, now)
    registry.close(this.name, CLOSED_ELSEWHERE, now)
    const again = this.admit(now)
    return again instanceof CircuitOpen ? again : { permit: again, admission }
  }

  #leave<A, E>(
    { admission, permit }: Heard,
    exit: Exit.Exit<A, E>,
    classify: Classify<A, E> | undefined
  ): Effect.Effect<A, E> {
    return Effect.withFiber((fiber) => {
      const now = now_(fiber)
      const { circuit } = permit
      const before = circuit.generation
      const registry = this.#registry
      const elapsedMs = now - permit.startedAt
      const outcome = classifyWith(classify ?? this.#classify, exit, elapsedMs, registry.misclassified, this.name)
      const error = outcome._tag === "Failure" ? errorOf(exit) : undefined
      if (registry.settle(permit, outcome, now, error, fiber)) markSlow(fiber, this.name)
      const hasOpened = circuit.state === "Open" && circuit.generation !== before
      const told =
        admission === null || !(admission.probe || hasOpened)
          ? Effect.void
          : this.#tell(permit, admission, outcome, hasOpened, now, fiber)
      return Effect.andThen(told, exit)
    })
  }

  /** Opens the circuit for all, or ends a trial; and takes over what the store made of it. */
  #tell(
    permit: Permit,
    admission: Theirs.Admission,
    outcome: Outcome,
    hasOpened: boolean,
    now: number,
    fiber: AnyFiber
  ): Effect.Effect<void> {
    const { circuit } = permit
    const registry = this.#registry
    const isBad = hasOpened || outcome._tag === "Failure"
    const openMs = hasOpened
      ? (Machine.remainingMs(circuit, now) ?? 0)
      : outcome._tag === "Failure"
        ? Math.max(
            lengthOf(registry.policy.open, admission.consecutiveOpenings + 1, registry.drawOf(fiber)),
            Math.min(outcome.retryAfterMs ?? 0, registry.policy.maxOpenMs)
          )
        : 0
    const recorded = this.#asker.ask((store) =>
      store.record({
        key: this.name,
        generation: admission.generation,
        outcome: isBad ? "Failure" : outcome._tag,
        tripPolicy: once,
        openFor: Duration.millis(openMs)
      })
    )
    return Effect.map(recorded, (answer) => {
      const to = Option.isSome(answer) && Exit.isSuccess(answer.value) ? answer.value.value?.to : undefined
      if (to === "Closed" && circuit.state !== "Closed") registry.close(this.name, "a trial succeeded", now)
      if (to === "Open" && circuit.state !== "Open") {
        registry.move(this.name, now, "a trial failed", (found) =>
          Machine.openUntil(found, now, now + openMs, admission.consecutiveOpenings + 1, "a trial failed")
        )
      }
    })
  }
}

/**
 * `Breakers` whose openings are shared through a store; the same operator, the same errors, the same control. A store that is away
 * changes nothing but the sharing, also when the program starts.
 */
export const layerShared = <E, R>(options: BreakerOptions & SharedOptions<E, R>): Layer.Layer<Breakers, never, R> =>
  Layer.effect(
    Breakers,
    Effect.gen(function* () {
      const registry = yield* makeRegistry(options, ["store", "storeTimeout", "storeRest"])
      if (!Layer.isLayer(options.store)) {
        throw new InvalidOption("store", options.store, "a layer of effect's CircuitBreakerStore")
      }
      const asker = yield* makeAsker(options)
      const classify = options.classify ?? classifyByDefault
      return Breakers.of(serve(registry, (key) => new SharedBreaker(key, registry, classify, asker)))
    })
  )
