/**
 * Calls again what failed and is worth it: at most three attempts, waits that grow, are capped and jittered, and a budget that all calls
 * to one dependency share. Whether to go on is decided before the wait; a retry that never runs costs nothing; the wait
 * ends with its caller. Only typed failures are repeated: a defect or an interruption goes through, and a refusal of our own
 * layers (`Rejection`) is never tried again at once. Nothing is built and no clock is read before the first failure.
 */
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Fiber from "effect/Fiber"
import * as Option from "effect/Option"
import * as Random from "effect/Random"
import { checkDuration, checkInt, checkWord, InvalidOption } from "../checkOptions.ts"
import * as Deadline from "../limits/Deadline.ts"
import { dropLate } from "../dropLate.ts"
import { monotonicMs } from "../monotonic.ts"
import { operator } from "../operator.ts"
import { outcomeOfError, retryAfterOf } from "../Outcome.ts"
import { isLocalRejection } from "../Rejection.ts"
import { unbroken } from "../unbroken.ts"
import * as Backoff from "./Backoff.ts"
import { type Budget, RetryBudgets } from "./RetryBudget.ts"
import * as RetryState from "./RetryState.ts"
import { type Attempt, RetryStopped } from "./RetryStopped.ts"

/** What a retry did; `attempt` is the one that failed, `at` wall-clock epoch ms, `budget` its name. */
export type RetryEvent<E = unknown> = {
  readonly at: number
  readonly attempt: number
  readonly error: E
  readonly budget: string | null
} & (
  | { readonly _tag: "retry.scheduled"; readonly waitMs: number }
  | { readonly _tag: "retry.stopped"; readonly reason: RetryState.StopReason }
)

export interface RetryOptions<in E> {
  /** The first call included; from 1, default 3. */
  readonly attempts?: number
  /** Default `Backoff.exponential()`: 200 ms, doubling, at most 20 s. */
  readonly backoff?: Backoff.Backoff
  /** Default "full". */
  readonly jitter?: Backoff.Jitter
  /** Name of the budget in `RetryBudgets` (default "default"), a budget itself, or "none". Name what fails together. */
  readonly budget?: "none" | (string & {}) | Budget
  /** Whether an error is worth another attempt; default: yes. Refusals of our own layers never are. */
  readonly while?: (error: E) => boolean | Effect.Effect<boolean, unknown, unknown>
  /** The wait that an error asks for; default: its `retryAfterMs`. What cannot be read as a length counts as none. */
  readonly retryAfter?: (error: E) => Duration.Input | undefined
  /** Asked for more, the retry gives up. Default "1 minute". */
  readonly maxRetryAfter?: Duration.Input
  /** "last" (default): fails as the last attempt did. "wrap": with `RetryStopped`, which says why and holds all attempts. */
  readonly exhausted?: "last" | "wrap"
  /** Told of each retry and of the end without success, at once; what it throws is dropped. */
  readonly observe?: (event: RetryEvent<E>) => void
}

/** Their names. */
export const RETRY_OPTIONS = [
  "attempts",
  "backoff",
  "jitter",
  "budget",
  "while",
  "retryAfter",
  "maxRetryAfter",
  "exhausted",
  "observe"
] as const satisfies ReadonlyArray<keyof RetryOptions<never>>

type ErrorOf<E, O> = O extends { readonly exhausted: "wrap" } ? RetryStopped<E> : E
type WhileOf<O> = O extends { readonly while: (...args: infer _) => infer W }
  ? Extract<W, Effect.Effect<unknown, unknown, unknown>>
  : never
type NeedsOf<O> = O extends { readonly budget: "none" | Budget } ? never : RetryBudgets

/** What `retry` gives: errors and needs follow from the options. */
export type Retried<A, E, R, O> = Effect.Effect<
  A,
  ErrorOf<E, O> | Effect.Error<WhileOf<O>>,
  R | Effect.Services<WhileOf<O>> | NeedsOf<O>
>

/** Options after the check. */
interface Compiled<E> extends RetryState.Plan {
  readonly budgetName: string | null
  readonly budget: Budget | null
  readonly repeatable: ((error: E) => boolean | Effect.Effect<boolean, unknown, unknown>) | undefined
  readonly retryAfterMs: (error: E) => number | undefined
  readonly wrap: boolean
  readonly observe: ((event: RetryEvent<E>) => void) | undefined
}

/** The words of an "asked for" wait; undefined for what is no length. */
const lengthMs = (asked: Duration.Input | undefined): number | undefined => {
  if (asked === undefined || (typeof asked === "number" && !(asked >= 0))) return undefined
  const found = Option.getOrUndefined(Duration.fromInput(asked))
  return found === undefined ? undefined : Duration.toMillis(found)
}

const defaultBackoff = Backoff.exponential()

const compile = <E>(options: RetryOptions<E>): Compiled<E> => {
  const { budget, retryAfter } = options
  if (budget === "") throw new InvalidOption("budget", budget, 'a name, a budget, or "none"')
  return {
    attempts: checkInt("attempts", options.attempts ?? 3, 1),
    backoff: options.backoff ?? defaultBackoff,
    jitter: Backoff.checkJitter(options.jitter ?? "full"),
    maxRetryAfterMs: checkDuration("maxRetryAfter", options.maxRetryAfter ?? "1 minute", { min: 0 }),
    budgetName:
      budget === undefined ? "default" : typeof budget === "string" ? (budget === "none" ? null : budget) : null,
    budget: typeof budget === "object" ? budget : null,
    repeatable: options.while,
    retryAfterMs: retryAfter === undefined ? retryAfterOf : (error) => lengthMs(retryAfter(error)),
    wrap: checkWord("exhausted", options.exhausted ?? "last", ["last", "wrap"]) === "wrap",
    observe: options.observe
  }
}

/** The typed error of a cause that holds nothing but typed failures. */
const errorOf = <E>(cause: Cause.Cause<E>): { readonly error: E } | undefined => {
  let found: { readonly error: E } | undefined
  for (const reason of cause.reasons) {
    if (!Cause.isFailReason(reason)) return undefined
    found ??= reason
  }
  return found
}

/** A refusal of our own, before the call; an inner deadline may also have ended one. */
const neverRan = (error: unknown): boolean =>
  isLocalRejection(error) && !(error instanceof Deadline.DeadlineExceeded && error.attempts > 0)

/** The course of one call, from its first failure on. */
class Course<A, E, R> {
  readonly self: Effect.Effect<A, E, R>
  readonly plan: Compiled<E>
  readonly fiber: Fiber.Fiber<unknown, unknown>
  readonly clock: Clock.Clock
  readonly budget: Budget | null
  readonly startedAt: number
  readonly attempts: Array<Attempt<E>> = []
  attempt = 1
  waitedMs = 0
  /** What the running attempt cost the budget; 0 for the first. */
  paid = 0
  ended = false

  constructor(
    self: Effect.Effect<A, E, R>,
    plan: Compiled<E>,
    fiber: Fiber.Fiber<unknown, unknown>,
    budget: Budget | null
  ) {
    this.self = self
    this.plan = plan
    this.fiber = fiber
    this.budget = budget
    this.clock = fiber.getRef(Clock.Clock)
    this.startedAt = monotonicMs(this.clock)
  }

  failed(cause: Cause.Cause<E>): Effect.Effect<A, unknown, unknown> {
    const found = errorOf(cause)
    if (found === undefined) return Effect.failCause(cause)
    const { error } = found
    // Turned away by a layer inside (an open circuit, a full line): the retry never ran, so it costs nothing.
    if (this.paid > 0 && neverRan(error)) this.budget?.refund(monotonicMs(this.clock), this.paid)
    this.paid = 0
    if (this.plan.wrap) {
      const atMs = this.attempt === 1 ? 0 : monotonicMs(this.clock) - this.startedAt
      this.attempts.push({ error, atMs, waitedMs: this.waitedMs })
    }
    // `while` is not asked for a failure after which no attempt is left.
    if (this.attempt >= this.plan.attempts && !isLocalRejection(error)) return this.decide(cause, error, true)
    const answer = isLocalRejection(error) ? false : (this.plan.repeatable?.(error) ?? true)
    return typeof answer === "boolean"
      ? this.decide(cause, error, answer)
      : Effect.flatMap(answer, (repeatable) => this.decide(cause, error, repeatable))
  }

  decide(cause: Cause.Cause<E>, error: E, repeatable: boolean): Effect.Effect<A, unknown, unknown> {
    const now = monotonicMs(this.clock)
    const retryAfterMs = this.plan.retryAfterMs(error)
    const next = RetryState.next(
      this.plan,
      {
        attempt: this.attempt,
        previousMs: this.waitedMs,
        repeatable,
        retryAfterMs,
        now,
        until: Deadline.deadlineOf(this.fiber)
      },
      () => this.fiber.getRef(Random.Random).nextDoubleUnsafe()
    )
    if (next._tag === "Stop") return this.stop(cause, error, next.reason, retryAfterMs)
    return this.payAndRun(cause, error, next.waitMs, retryAfterMs)
  }

  /** Pays, waits and runs the next attempt. Whatever interrupts it before the attempt begins, what was paid is given back. */
  payAndRun(
    cause: Cause.Cause<E>,
    error: E,
    waitMs: number,
    retryAfterMs: number | undefined
  ): Effect.Effect<A, unknown, unknown> {
    const { budget, clock, fiber } = this
    const outcome = outcomeOfError(error)
    const cost = outcome._tag === "Failure" && outcome.timedOut === true ? 2 : 1
    const spent = fiber.getRef(Deadline.TimeSpent)
    let waiting = false
    const endWait = (): void => {
      waiting = false
      if (spent !== null) Deadline.end(spent, "waiting", monotonicMs(clock))
    }
    const attempt = (): Effect.Effect<A, E, R> => {
      endWait()
      if (spent !== null) spent.retries++
      this.attempt++
      this.waitedMs = waitMs
      this.paid = cost
      return this.self
    }
    // Paid inside the frame that pays back, so that no interruption comes between paying and that frame.
    const paid = Effect.suspend((): Effect.Effect<A, unknown, R> => {
      const now = monotonicMs(clock)
      if (budget !== null && !budget.withdraw(now, cost)) {
        this.ended = true
        return this.stop(cause, error, "budget", retryAfterMs)
      }
      waiting = true
      Deadline.begin(spent, "waiting", now)
      this.tell(error, { _tag: "retry.scheduled", waitMs })
      return Effect.flatMap(Effect.sleep(waitMs), () => unbroken(fiber, attempt))
    })
    const paidBack = Effect.onExitPrimitive(paid, () => {
      if (!waiting) return undefined
      endWait()
      budget?.refund(monotonicMs(clock), cost)
      return undefined
    })
    // Once `ended` is set, what fails is no attempt, but the end.
    return matched(paidBack, budget, (cause) =>
      this.ended ? Effect.failCause(cause) : this.failed(cause as Cause.Cause<E>)
    )
  }

  stop(
    cause: Cause.Cause<E>,
    error: E,
    reason: RetryState.StopReason,
    retryAfterMs: number | undefined
  ): Effect.Effect<never, unknown> {
    this.tell(error, { _tag: "retry.stopped", reason })
    if (!this.plan.wrap) return Effect.failCause(cause)
    const { attempts, budget } = this
    return Effect.fail(new RetryStopped({ reason, attempts, last: error, budget: budget?.name ?? null, retryAfterMs }))
  }

  tell(
    error: E,
    event:
      | { readonly _tag: "retry.scheduled"; readonly waitMs: number }
      | { readonly _tag: "retry.stopped"; readonly reason: RetryState.StopReason }
  ): void {
    if (this.plan.observe === undefined) return
    const { attempt, budget, clock } = this
    try {
      const at = clock.currentTimeMillisUnsafe()
      dropLate(this.plan.observe({ ...event, at, attempt, error, budget: budget?.name ?? null }))
    } catch {
      // Whoever looks on must not break the call.
    }
  }
}

/** One attempt: a success pays the budget, a failure goes on. */
const matched = <A, E, R>(
  self: Effect.Effect<A, E, R>,
  budget: Budget | null,
  onFailure: (cause: Cause.Cause<E>) => Effect.Effect<A, unknown, unknown>
): Effect.Effect<A, unknown, unknown> =>
  budget === null || budget.counts !== "successes"
    ? Effect.catchCause(self, onFailure)
    : Effect.matchCauseEffect(self, {
        onSuccess: (value) => {
          budget.success(0)
          return Effect.succeed(value)
        },
        onFailure
      })

const run = <A, E, R>(self: Effect.Effect<A, E, R>, plan: Compiled<E>): Effect.Effect<A, unknown, unknown> => {
  const under = (budget: Budget | null) =>
    matched(self, budget, (cause) => Effect.withFiber((fiber) => new Course(self, plan, fiber, budget).failed(cause)))
  if (plan.budget === null && plan.budgetName === null) return under(null)
  // Built anew only in another context (another program), or after the budget was forgotten.
  let known:
    | {
        readonly context: Context.Context<never>
        readonly budget: Budget
        readonly call: Effect.Effect<A, unknown, unknown>
      }
    | undefined
  return Effect.withFiber((fiber) => {
    const { context } = fiber
    if (known?.context !== context || known.budget.isForgotten) {
      const budget = plan.budget ?? budgetNamed(fiber, plan.budgetName ?? "default")
      known = { context, budget, call: known?.budget === budget ? known.call : under(budget) }
    }
    const { budget, call } = known
    if (budget.counts === "calls") budget.call(monotonicMs(fiber.getRef(Clock.Clock)))
    return call
  })
}

const budgetNamed = (fiber: Fiber.Fiber<unknown, unknown>, name: string): Budget =>
  Context.getUnsafe(fiber.context, RetryBudgets).budget(name)

/** Four signatures, since optional options in two of them keep TypeScript from inferring the error in `while`. */
type RetryOperator = {
  (): <A, E, R>(self: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R | RetryBudgets>
  <E, O extends RetryOptions<E>>(options: O): <A, R>(self: Effect.Effect<A, E, R>) => Retried<A, E, R, O>
  <A, E, R>(self: Effect.Effect<A, E, R>): Effect.Effect<A, E, R | RetryBudgets>
  <A, E, R, O extends RetryOptions<E>>(self: Effect.Effect<A, E, R>, options: O): Retried<A, E, R, O>
}

/**
 * Retries a call by the options above. Fails as its last attempt did, or with `RetryStopped` where `exhausted` is "wrap"; defects
 * and interruptions go through at once. Needs `RetryBudgets`, unless a budget itself or "none" is given.
 * @throws InvalidOption, when the operator is made, for options out of range.
 * @example The third attempt answers
 * ```ts
 * import * as Effect from "effect/Effect"
 * import { Backoff, Retry, RetryBudget } from "@zenus/core/resilience"
 *
 * let calls = 0
 * const shaky = Effect.suspend(() => (++calls < 3 ? Effect.fail("busy" as const) : Effect.succeed("done")))
 * const program = shaky.pipe(
 *   Retry.retry({ budget: "example", backoff: Backoff.constant("1 millis") }),
 *   Effect.provide(RetryBudget.layer())
 * )
 *
 * await Effect.runPromise(program) // => "done"
 * calls // => 3
 * ```
 */
export const retry = operator(
  Effect.isEffect,
  (options?: RetryOptions<unknown>) => compile(options ?? {}),
  run
) as RetryOperator
