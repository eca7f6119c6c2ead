/**
 * The course of a retried call from its first failure on: what each failure means, whether another attempt follows, what it costs, and the
 * wait before it. `Retry` is its public face. A function of the user's (`classify`, `while`, `retryAfter`, a backoff of their own) that
 * throws or gives no answer ends no call: what stands for it then is written at `RetryOptions`, and `observe` is told.
 */
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as Fiber from "effect/Fiber"
import * as Option from "effect/Option"
import * as Random from "effect/Random"
import { ask } from "../ask.ts"
import {
  checkDuration,
  checkFunction,
  checkInt,
  checkKeys,
  checkObject,
  checkWord,
  InvalidOption
} from "../checkOptions.ts"
import { classifyWith } from "../classifyWith.ts"
import { dropLate } from "../dropLate.ts"
import * as HttpOutcome from "../httpOutcome.ts"
import * as Deadline from "../limits/Deadline.ts"
import { monotonicMs } from "../monotonic.ts"
import { type Classify, outcomeOfError, type Outcome } from "../Outcome.ts"
import { isLocalRejection } from "../Rejection.ts"
import { unbroken } from "../unbroken.ts"
import { AttemptStart, begins } from "./AttemptStart.ts"
import * as Backoff from "./Backoff.ts"
import { type Budget, RetryBudgets } from "./RetryBudget.ts"
import { RETRY_OPTIONS, type RetryEvent, type RetryOptions, type Verdict } from "./RetryOptions.ts"
import * as RetryState from "./RetryState.ts"
import { type Attempt, RetryStopped } from "./RetryStopped.ts"

/** Options after the check. */
export interface Compiled<E> extends RetryState.Plan {
  readonly budgetName: string | null
  readonly budget: Budget | null
  /** `null`: the default. */
  readonly classify: Classify | null
  readonly repeatable: ((error: E) => unknown) | null
  readonly retryAfter: ((error: E) => unknown) | null
  readonly wrap: boolean
  readonly observe: ((event: RetryEvent<E>) => void) | undefined
  /** Whether what is retried marks by itself where its call begins, within its own layers. */
  readonly isMarked: boolean
}

const defaultBackoff = Backoff.exponential()

const checkBudget = (budget: string | Budget): void => {
  const isBudget = typeof budget === "string" ? budget !== "" : typeof budget?.withdraw === "function"
  if (!isBudget) throw new InvalidOption("budget", budget, 'a name, a budget, or "none"')
}

/** @throws InvalidOption */
export const compile = <E>(options: RetryOptions<E, Verdict>, isMarked = false): Compiled<E> => {
  checkKeys("", checkObject("options", options), RETRY_OPTIONS)
  const { backoff = defaultBackoff, budget = "default", classify, observe, retryAfter } = options
  checkBudget(budget)
  for (const name of ["classify", "while", "retryAfter", "observe"] as const) checkFunction(name, options[name])
  return {
    attempts: checkInt("attempts", options.attempts ?? 3, 1),
    backoff: Backoff.checkBackoff(backoff),
    jitter: Backoff.checkJitter(options.jitter ?? "full"),
    maxRetryAfterMs: checkDuration("maxRetryAfter", options.maxRetryAfter ?? "1 minute", { min: 0 }),
    budgetName: typeof budget === "string" && budget !== "none" ? budget : null,
    budget: typeof budget === "object" ? budget : null,
    classify: classify ?? null,
    repeatable: options.while ?? null,
    retryAfter: retryAfter ?? null,
    wrap: checkWord("exhausted", options.exhausted ?? "last", ["last", "wrap"]) === "wrap",
    observe,
    isMarked
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

/** The wait that an error asks for by itself: a header of its answer, or `retryAfterMs`. */
const askedBy = (error: unknown, at: number): number | undefined => {
  try {
    return HttpOutcome.retryAfterOf(error, at)
  } catch {
    // An error may throw whatever is read of it.
    return undefined
  }
}

/** What `while` may give. */
const isVerdict = (given: unknown): given is boolean | Effect.Effect<unknown, unknown, unknown> =>
  typeof given === "boolean" || Effect.isEffect(given)

/** What `retryAfter` may give; a text or a number that is no length is none. */
const isWait = (given: unknown): given is Duration.Input | null | undefined =>
  given === undefined ||
  given === null ||
  (typeof given === "number" ? given >= 0 : Option.isSome(Duration.fromInput(given as "1 milli")))

const isNumber = (given: unknown): given is number => typeof given === "number"

type Told<E> =
  RetryEvent<E> extends infer Event
    ? Event extends RetryEvent<E>
      ? Omit<Event, "at" | "attempt" | "error" | "budget">
      : never
    : never

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
  /** When the running attempt began; known of the first only where a classifier asks. */
  from: number
  waitedMs = 0
  /** What the running attempt cost the budget; 0 for the first. */
  paid = 0
  ended = false

  constructor(
    self: Effect.Effect<A, E, R>,
    plan: Compiled<E>,
    fiber: Fiber.Fiber<unknown, unknown>,
    budget: Budget | null,
    from: number | null
  ) {
    // What does not mark its call within its own layers is marked as a whole.
    this.self = plan.isMarked ? self : begins(self)
    this.plan = plan
    this.fiber = fiber
    this.budget = budget
    this.clock = fiber.getRef(Clock.Clock)
    this.startedAt = monotonicMs(this.clock)
    this.from = from ?? this.startedAt
  }

  failed(cause: Cause.Cause<E>): Effect.Effect<A, unknown, unknown> {
    const found = errorOf(cause)
    if (found === undefined) return Effect.failCause(cause)
    const { error } = found
    // Turned away by a layer inside (an open circuit, a full line): the retry never ran, so it costs nothing.
    if (neverRan(error)) this.payBack()
    this.paid = 0
    const outcome = this.outcomeOf(cause, error)
    if (this.plan.wrap) {
      const atMs = this.attempt === 1 ? 0 : monotonicMs(this.clock) - this.startedAt
      this.attempts.push({ error, atMs, waitedMs: this.waitedMs })
    }
    if (isLocalRejection(error)) return this.decide(cause, error, outcome, false)
    const { repeatable } = this.plan
    // `while` is not asked for a failure after which no attempt is left.
    if (this.attempt >= this.plan.attempts) return this.decide(cause, error, outcome, true)
    if (repeatable === null) return this.decide(cause, error, outcome, outcome._tag !== "Ignored")
    const asked = ask(() => repeatable(error), isVerdict)
    if (!asked.isAnswer) {
      this.misjudged(error, "while", asked.why)
      return this.decide(cause, error, outcome, false)
    }
    return typeof asked.value === "boolean"
      ? this.decide(cause, error, outcome, asked.value)
      : Effect.flatMap(asked.value, (given) => this.decide(cause, error, outcome, given === true))
  }

  outcomeOf(cause: Cause.Cause<E>, error: E): Outcome {
    const { classify } = this.plan
    if (classify === null) return outcomeOfError(error)
    const elapsedMs = monotonicMs(this.clock) - this.from
    return classifyWith(
      classify,
      Exit.failCause(cause),
      elapsedMs,
      (_, why) => this.misjudged(error, "classify", why),
      ""
    )
  }

  /** The wait that is asked for, milliseconds. */
  askedMs(error: E, outcome: Outcome): number | undefined {
    const { retryAfter } = this.plan
    if (retryAfter === null)
      return (
        (outcome._tag === "Failure" ? outcome.retryAfterMs : undefined) ??
        askedBy(error, this.clock.currentTimeMillisUnsafe())
      )
    const asked = ask(() => retryAfter(error), isWait)
    // `null` is no length to the types, and what code without them says for nothing.
    if (asked.isAnswer)
      return asked.value === undefined || asked.value === null ? undefined : Duration.toMillis(asked.value)
    this.misjudged(error, "retryAfter", asked.why)
    return undefined
  }

  /** The backoff, whose own function may throw or give what is no number: the cap, then. */
  backoff(error: E): Backoff.Backoff {
    const { backoff } = this.plan
    const rawMs = (retry: number): number => {
      const asked = ask(() => backoff.rawMs(retry), isNumber)
      if (asked.isAnswer) return asked.value
      this.misjudged(error, "backoff", asked.why)
      return backoff.capMs
    }
    return { ...backoff, rawMs }
  }

  decide(cause: Cause.Cause<E>, error: E, outcome: Outcome, repeatable: boolean): Effect.Effect<A, unknown, unknown> {
    const now = monotonicMs(this.clock)
    const retryAfterMs = this.askedMs(error, outcome)
    const next = RetryState.next(
      { ...this.plan, backoff: this.backoff(error) },
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
    const cost = outcome._tag === "Failure" && outcome.timedOut === true ? 2 : 1
    return this.payAndRun(cause, error, next.waitMs, cost, retryAfterMs)
  }

  /** What was paid for the running attempt, once. */
  payBack(): void {
    if (this.paid === 0) return
    this.budget?.refund(monotonicMs(this.clock), this.paid)
    this.paid = 0
  }

  /** Pays, waits and runs the next attempt. Whatever interrupts it before the call itself begins, what was paid is given back. */
  payAndRun(
    cause: Cause.Cause<E>,
    error: E,
    waitMs: number,
    cost: number,
    retryAfterMs: number | undefined
  ): Effect.Effect<A, unknown, unknown> {
    const { budget, clock, fiber } = this
    const spent = fiber.getRef(Deadline.TimeSpent)
    const start: AttemptStart = { begun: false, at: 0, isInnermost: this.plan.isMarked }
    let waiting = false
    const endWait = (): void => {
      if (!waiting) return
      waiting = false
      Deadline.end(spent, "waiting", monotonicMs(clock))
    }
    const attempt = (): Effect.Effect<A, E, R> => {
      endWait()
      if (spent !== null) spent.retries++
      this.attempt++
      this.waitedMs = waitMs
      if (this.plan.classify !== null) this.from = monotonicMs(clock)
      return Effect.provideService(this.self, AttemptStart, start)
    }
    // Paid inside the frame that pays back, so that no interruption comes between paying and that frame.
    const paid = Effect.suspend((): Effect.Effect<A, unknown, R> => {
      const now = monotonicMs(clock)
      if (budget !== null && !budget.withdraw(now, cost)) {
        this.ended = true
        return this.stop(cause, error, "budget", retryAfterMs)
      }
      this.paid = cost
      waiting = true
      Deadline.begin(spent, "waiting", now)
      this.tell(error, { _tag: "retry.scheduled", waitMs })
      return Effect.flatMap(Effect.sleep(waitMs), () => unbroken(fiber, attempt))
    })
    const paidBack = Effect.onExitPrimitive(paid, () => {
      endWait()
      if (!start.begun) this.payBack()
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

  misjudged(error: E, what: "classify" | "while" | "retryAfter" | "backoff", why: string): void {
    this.tell(error, { _tag: "retry.misjudged", what, why })
  }

  tell(error: E, event: Told<E>): void {
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

/** From the first attempt on; a clock is read before it only where a classifier asks how long attempts take. */
const course = <A, E, R>(
  self: Effect.Effect<A, E, R>,
  plan: Compiled<E>,
  budget: Budget | null,
  from: number | null
): Effect.Effect<A, unknown, unknown> => {
  const since = (at: number | null) =>
    matched(self, budget, (cause) =>
      Effect.withFiber((fiber) => new Course(self, plan, fiber, budget, at).failed(cause))
    )
  return plan.classify === null || from !== null
    ? since(from)
    : Effect.withFiber((fiber) => since(monotonicMs(fiber.getRef(Clock.Clock))))
}

/** `from`: when the first attempt began, monotonic ms, where that was before this runs. */
export const run = <A, E, R>(
  self: Effect.Effect<A, E, R>,
  plan: Compiled<E>,
  from: number | null = null
): Effect.Effect<A, unknown, unknown> => {
  if (plan.budget === null && plan.budgetName === null) return course(self, plan, null, from)
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
      known = { context, budget, call: known?.budget === budget ? known.call : course(self, plan, budget, from) }
    }
    const { budget, call } = known
    if (budget.counts === "calls") budget.call(monotonicMs(fiber.getRef(Clock.Clock)))
    return call
  })
}

const budgetNamed = (fiber: Fiber.Fiber<unknown, unknown>, name: string): Budget =>
  Context.getUnsafe(fiber.context, RetryBudgets).budget(name)

type Call = Effect.Effect<unknown, unknown, unknown>

/** The operator of a policy, whose innermost call marks where an attempt begins. `from` as of `run`. */
export const retryMarked = (options: RetryOptions<unknown, Verdict>): ((self: Call, from?: number | null) => Call) => {
  const plan = compile(options, true)
  return (self, from = null) => run(self, plan, from)
}
