/**
 * The same layers for code without Effect: `createPolicy({...}).execute(async (signal) => …)`. A policy owns its breaker, budget
 * and limits; two policies share nothing. A call under nothing but breaker, timeout and retry runs without a fiber until its
 * first failure; everything else goes through the same composition as `Resilience.policy`. No timer outlives its call and no promise
 * is left that nobody handles. What surprises: a function that declares no parameter gets no signal of its own.
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Cause from "effect/Cause"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { type BreakerEvent, Breakers } from "../breaker/CircuitBreaker.ts"
import { LocalBreaker } from "../breaker/LocalBreaker.ts"
import { type CascadeEvent, Cascades } from "../cascade/Cascades.ts"
import {
  checkBeside,
  checkDuration,
  checkKeys,
  checkList,
  checkObject,
  checkReason,
  InvalidOption
} from "../checkOptions.ts"
import { Bulkheads } from "../limits/Bulkhead.ts"
import { CallEnd } from "../limits/endAfter.ts"
import { Concurrencies } from "../limits/Concurrency.ts"
import { RateLimits } from "../limits/RateLimit.ts"
import { monotonicMs } from "../monotonic.ts"
import { compile, type Wrap } from "../policy/parts.ts"
import type { PolicyOptions } from "../policy/PolicyOptions.ts"
import { type Services, services } from "../policy/services.ts"
import { dropLate } from "../dropLate.ts"
import { begins } from "../retry/AttemptStart.ts"
import { retryMarked } from "../retry/retryCourse.ts"
import { type Budget, type RetryBudgetEvent, RetryBudgets } from "../retry/RetryBudget.ts"
import type { RetryOptions, Verdict } from "../retry/RetryOptions.ts"
import type { PlainOptions, PlainSnapshot, Run } from "./PlainOptions.ts"
import { callOf } from "./callOf.ts"
import { type Attempt, runOnce } from "./runOnce.ts"

export type { PlainFallback, PlainOptions, PlainSnapshot, Run } from "./PlainOptions.ts"

export type PlainEvent = BreakerEvent | RetryBudgetEvent | CascadeEvent

export interface ExecuteOptions {
  /** Ends the call: it rejects with the signal's reason at once, and the call's own signal is aborted. */
  readonly signal?: AbortSignal
}

export interface PlainPolicy<Fallback = never> {
  /**
   * Runs the call under the policy. Rejects with what the call threw, or with an error of a part, told apart by `_tag`: `CircuitOpen`,
   * `TimedOut`, `DeadlineExceeded`, `BulkheadFull`, `ConcurrencyLimited`, `RateLimited`, `RetryStopped`, `AllOptionsFailed`. All of
   * them have `message` and `recovery`.
   */
  readonly execute: <A>(run: Run<A>, options?: ExecuteOptions) => Promise<A | Fallback>
  /** Of what it is made, outermost first, in one line. */
  readonly describe: () => string
  /** Reading changes nothing. */
  readonly snapshot: () => PlainSnapshot
  /** Turns every call away until `close`. Without a breaker it does nothing. Throws `InvalidOption` for a reason that is no text. */
  readonly isolate: (reason: string) => void
  readonly close: () => void
  /** Told of everything from now on, one after the other, never during a call; gives the function that ends it. What a listener throws is dropped. */
  readonly onEvent: (listener: (event: PlainEvent) => void) => () => void
}

const PLAIN_OPTIONS = [
  "name",
  "deadline",
  "fallbacks",
  "order",
  "sticky",
  "retry",
  "retryBudget",
  "breaker",
  "rateLimit",
  "bulkhead",
  "concurrency",
  "timeout"
] as const satisfies ReadonlyArray<keyof PlainOptions<unknown>>

/** The policy as `compile` understands it; `parts` that are options of services here are keys there. */
const partsOf = (options: PlainOptions<unknown>): PolicyOptions => {
  const { breaker, bulkhead, concurrency, deadline, fallbacks, name, order, rateLimit, retry, sticky, timeout } =
    options
  return {
    name,
    ...(deadline === undefined ? {} : { deadline }),
    ...(fallbacks === undefined
      ? {}
      : {
          fallbacks: checkList("fallbacks", fallbacks).map(({ run, ...rest }, place) => {
            if (typeof run !== "function") throw new InvalidOption(`fallbacks[${place}].run`, run, "a function")
            return { ...rest, run: callOf(run) }
          })
        }),
    ...(order === undefined ? {} : { order }),
    ...(sticky === undefined ? {} : { sticky }),
    ...(retry === undefined
      ? {}
      : { retry: breaker?.classify === undefined ? retry : { classify: breaker.classify, ...retry } }),
    ...(breaker === undefined ? {} : { breaker: {} }),
    ...(rateLimit === undefined ? {} : { rateLimit: {} }),
    ...(bulkhead === undefined ? {} : { bulkhead: {} }),
    ...(concurrency === undefined ? {} : { concurrency: {} }),
    ...(timeout === undefined ? {} : { timeout })
  }
}

/** Nothing but these: no fiber is needed until something fails. */
const withoutFiber: ReadonlySet<string> = new Set(["breaker", "retry", "timeout"])

/** Services are made synchronously and hold nothing that must be closed; the clock comes with them. */
const servicesOf = (options: PlainOptions<unknown>, clock: Clock.Clock): Context.Context<Services> =>
  Effect.runSyncWith(Context.make(Clock.Clock, clock))(
    Layer.buildWithScope(
      services({
        ...(options.breaker === undefined ? {} : { breaker: options.breaker }),
        ...(options.retryBudget === undefined ? {} : { retryBudget: options.retryBudget }),
        ...(options.bulkhead === undefined ? {} : { bulkhead: options.bulkhead }),
        ...(options.concurrency === undefined ? {} : { concurrency: options.concurrency }),
        ...(options.rateLimit === undefined ? {} : { rateLimit: options.rateLimit })
      }),
      Scope.makeUnsafe()
    )
  )

/** The value, or what the exit failed with, thrown as it is. */
const valueOf = <A>(exit: Exit.Exit<A, unknown>, signal: AbortSignal | undefined): A => {
  if (Exit.isSuccess(exit)) return exit.value
  if (Cause.hasInterruptsOnly(exit.cause) && signal?.aborted === true) throw signal.reason
  throw Cause.squash(exit.cause)
}

/** By its shape: one of another realm or library is as good. */
const isSignal = (value: unknown): value is AbortSignal =>
  typeof value === "object" &&
  value !== null &&
  "addEventListener" in value &&
  typeof value.addEventListener === "function"

/** What a call is told: a signal under another name would be one that ends nothing. */
const wrongIn = (how: ExecuteOptions): unknown => {
  try {
    // It has no names of its own that the check of names could find.
    if (isSignal(how)) return new InvalidOption("options", "an AbortSignal", "an object of options: { signal }")
    checkKeys("", checkObject("options", how), ["signal"])
    const { signal } = how
    return signal === undefined || isSignal(signal) ? null : new InvalidOption("signal", signal, "an AbortSignal")
  } catch (error) {
    return error
  }
}

/** Why a call ends: its caller's signal, or the time limit that ended it last. */
const endOf = (signal: AbortSignal | undefined): CallEnd => {
  let ended: unknown
  return {
    over: (error) => {
      ended = error
    },
    reason: () => (signal?.aborted === true ? signal.reason : ended)
  }
}

/**
 * @throws InvalidOption when an option is out of range.
 * @example Two failures in a row open the circuit; the third call is not made
 * ```ts
 * import { createPolicy, Trip } from "@zenus/core/resilience"
 *
 * const policy = createPolicy({ name: "search", breaker: { trip: Trip.consecutive(2) }, timeout: "1 second" })
 * let calls = 0
 * const search = () => policy.execute(async () => Promise.reject(new Error(`no answer ${++calls}`)))
 * const answers = []
 * for (let n = 0; n < 3; n++) answers.push(await search().catch((error) => error._tag ?? error.message))
 * answers // => ["no answer 1", "no answer 2", "CircuitOpen"]
 * ```
 */
export const createPolicy = <Fallback = never>(options: PlainOptions<Fallback>): PlainPolicy<Fallback> =>
  createPolicyOn(Context.get(Context.empty(), Clock.Clock), options)

/** The same on another clock than the platform's; timeouts are the platform's timers all the same. */
export const createPolicyOn = <Fallback = never>(
  clock: Clock.Clock,
  options: PlainOptions<Fallback>
): PlainPolicy<Fallback> => {
  checkKeys("", checkObject("options", options), PLAIN_OPTIONS)
  for (const part of ["breaker", "bulkhead", "concurrency", "rateLimit", "retryBudget"] as const) {
    const told = options[part]
    if (told !== undefined) checkObject(part, told)
  }
  if (options.retryBudget !== undefined) checkBeside("retry", options.retry, "retryBudget")
  const parts = partsOf(options)
  const { parts: described, wrap } = compile(parts)
  const context = Context.add(servicesOf(options, clock), Clock.Clock, clock)
  const breakers = Context.get(context, Breakers)
  const budgets = Context.get(context, RetryBudgets)
  const { name } = options

  const inFiber = async <A>(call: Effect.Effect<A, unknown>, around: Wrap, signal?: AbortSignal): Promise<A> => {
    if (signal?.aborted === true) throw signal.reason
    const here = Context.add(context, CallEnd, endOf(signal))
    const under = Effect.provideContext(around(call) as Effect.Effect<A, unknown, Services>, here)
    return valueOf(await Effect.runPromiseExit(under, signal === undefined ? undefined : { signal }), signal)
  }

  const { retry: _, ...once } = parts
  const inside = compile(once).wrap

  const retrying = (options: RetryOptions<unknown, Verdict>, budget: Budget): Attempt["retry"] => {
    const again = retryMarked({ ...options, budget })
    return {
      asksLength: options.classify !== undefined,
      // The first attempt has failed with this: the retry takes over from there, in a fiber.
      goOn: <A>(run: Run<A>, error: unknown, signal: AbortSignal | undefined, from: number | null): Promise<A> => {
        let isFirst = true
        const call = begins(callOf(run))
        const attempts = Effect.suspend(() => {
          if (!isFirst) return inside(call)
          isFirst = false
          return Effect.fail(error)
        }) as Effect.Effect<A, unknown>
        return inFiber(attempts, (self) => again(self, from), signal)
      },
      earn: () => {
        if (budget.counts === "successes") budget.success(0)
        else if (budget.counts === "calls") budget.call(monotonicMs(clock))
      }
    }
  }
  const breaker = options.breaker === undefined ? null : breakers.breaker(name)
  const attempt: Attempt = {
    name,
    clock,
    breaker,
    quick: breaker instanceof LocalBreaker ? breaker : null,
    isDefault: options.breaker?.classify === undefined,
    timeoutMs: options.timeout === undefined ? null : checkDuration("timeout", options.timeout),
    retry: parts.retry === undefined ? null : retrying(parts.retry, budgets.budget(name))
  }
  const isPlain = described.every(({ part }) => withoutFiber.has(part))
  const execute = <A>(run: Run<A>, how?: ExecuteOptions): Promise<A | Fallback> => {
    if (typeof run !== "function") return Promise.reject(new InvalidOption("run", run, "a function"))
    const wrong = how === undefined ? null : wrongIn(how)
    if (wrong !== null) return Promise.reject(wrong)
    return isPlain ? runOnce(run, attempt, how?.signal) : inFiber(callOf(run), wrap, how?.signal)
  }

  const now = <A>(effect: Effect.Effect<A>): A => Effect.runSyncWith(context)(effect)
  return {
    execute,
    describe: () => `${name}: ${[...described.map(({ text }) => text), "call"].join(" > ")}`,
    snapshot: () => ({
      breakers: now(breakers.snapshots),
      retryBudgets: now(budgets.snapshots),
      cascades: now(Context.get(context, Cascades).snapshots),
      bulkheads: now(Context.get(context, Bulkheads).snapshots),
      concurrencies: now(Context.get(context, Concurrencies).snapshots),
      rateLimits: now(Context.get(context, RateLimits).snapshots)
    }),
    isolate: (reason) => {
      checkReason(reason)
      if (options.breaker !== undefined) now(breakers.isolate(name, reason))
    },
    close: () => {
      if (options.breaker !== undefined) now(breakers.close(name))
    },
    onEvent: (listener) => {
      if (typeof listener !== "function") throw new InvalidOption("listener", listener, "a function")
      const tell = (event: PlainEvent): Effect.Effect<void> =>
        Effect.ignore(Effect.try({ try: () => dropLate(listener(event)), catch: () => null }))
      // Each by itself: so they all listen before this returns.
      const sources: ReadonlyArray<Stream.Stream<PlainEvent>> = [
        breakers.events,
        budgets.events,
        Context.get(context, Cascades).events
      ]
      const fibers = sources.map((source) => Effect.runForkWith(context)(Stream.runForEach(source, tell)))
      return () => void Effect.runFork(Fiber.interruptAll(fibers))
    }
  }
}
