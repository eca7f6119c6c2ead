/**
 * One provider's turn: under its circuits, with its retries, each attempt paid for, timed and counted. What decides is elsewhere
 * (`routeOutcomes.ts`, `Course.ts`); this is the order in which it happens, from the outside in: retries, the provider's circuit, the
 * model's circuit, money held, the call. An interruption at any point settles what was held.
 *
 * Surprises: the answer is always asked for as a stream, also where nobody watches it, because only then a provider that never
 * begins can be told from one that writes a long answer. One that took all the time of an attempt, or asks for a long
 * rest, is not asked again while somebody else could answer.
 */
import * as Cause from "effect/Cause"
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type { CallCost, PaidAsk, SpendLimit, SpendRefused } from "../cost/SpendLimit.ts"
import type { Health } from "../health/Health.ts"
import type { ChatAnswer, ChatEvent } from "../llm/ChatAnswer.ts"
import type { SoFar } from "../llm/CallBounds.ts"
import { ProviderError } from "../llm/ProviderError.ts"
import { type Breakers, CircuitOpen } from "../resilience/breaker/CircuitBreaker.ts"
import { skip, worldOf } from "../resilience/cascade/tryOption.ts"
import { formatMs, sayError } from "../resilience/formatMs.ts"
import { deadlineOf } from "../resilience/limits/Deadline.ts"
import type { RetryBudgets } from "../resilience/retry/RetryBudget.ts"
import { retry, type RetryEvent } from "../resilience/retry/Retry.ts"
import { StacklessError } from "../resilience/StacklessError.ts"
import type { Callable, Candidate } from "./candidates.ts"
import { CASCADE, type Course, modelKey } from "./Course.ts"
import { atMost } from "./promptSize.ts"
import { billOf, classifyForModel, classifyForProvider, hurtsHealth, tookItsTime } from "./routeOutcomes.ts"

/** The most calls of one provider for one ask. */
export const MAX_ATTEMPTS = 3
/** While somebody else could answer, no longer rest is waited for. */
const LONGEST_REST_MS = 2_000

/** Takes what comes of an answer; may wait. */
export type Emit = (events: ReadonlyArray<ChatEvent>) => Effect.Effect<void>

export interface CallServices {
  readonly breakers: Breakers["Service"]
  readonly spend: Context.Service.Shape<typeof SpendLimit>
  readonly health: Context.Service.Shape<typeof Health>
  /** Of this router alone. */
  readonly retries: Retries
}

/** An answer and what it cost. */
export interface Answered {
  readonly answer: ChatAnswer
  readonly cost: CallCost
}

/** The provider was not called: it rests, or there is no time for a connection. */
class PassedOver extends StacklessError {
  readonly _tag = "PassedOver"
  readonly error: string
  readonly why: string
  constructor(error: string, why: string) {
    super()
    this.error = error
    this.why = why
  }
  get message(): string {
    return this.why
  }
  get recovery(): ReadonlyArray<string> {
    return []
  }
}

export type CallError = ProviderError | CircuitOpen | PassedOver | SpendRefused

const isRefusedMoney = (error: unknown): error is SpendRefused =>
  !(error instanceof ProviderError) && !(error instanceof CircuitOpen) && !(error instanceof PassedOver)

/** Without what had come: nobody has seen it, so another may answer. */
const unseen = (error: ProviderError): ProviderError =>
  error.received === null
    ? error
    : new ProviderError({
        provider: error.provider,
        model: error.model,
        reason: error.reason,
        detail: error.detail,
        status: error.status ?? undefined,
        retryAfterMs: error.retryAfterMs,
        hasBegun: error.hasBegun
      })

/** Nobody else would answer. Who bounds the connections has an answer of its own at hand. */
const isLastHope = (course: Course, place: number): boolean =>
  !course.hasLater(place) && course.ask.connectWithinMs === undefined

/** The call itself: one request, its answer handed on as it comes. */
const call = (
  services: CallServices,
  course: Course,
  turn: Turn,
  emit: Emit | null
): Effect.Effect<ChatAnswer, ProviderError> =>
  Effect.withFiber((fiber) => {
    const { callable, candidate, place } = turn
    const { model, provider, service } = callable
    const { name } = provider
    const startedAt = course.now()
    const until = deadlineOf(fiber)
    const leftMs = until === null ? Infinity : Math.max(0, until - startedAt)
    const isLast = isLastHope(course, place)
    const firstMs = isLast ? leftMs : Math.min(provider.timeouts.firstToken, leftMs)
    const connectMs = course.connectWithinMs(place)
    const attempt = ++turn.attempts
    course.tell({ type: "attempt", provider: name, model, attempt, of: MAX_ATTEMPTS, endsInMs: firstMs })
    let firstAt: number | null = null
    let answer: ChatAnswer | null = null
    const soFar: SoFar = {}
    const told: (events: ReadonlyArray<ChatEvent>) => Effect.Effect<void> = (events) => {
      if (firstAt === null) {
        firstAt = course.now()
        if (course.isStreamed) {
          course.hasTold = true
          course.tell({ type: "answered", provider: name, model, isFallback: course.isFallback(place) })
        }
      }
      const last = events.at(-1)
      if (last?.type === "done") answer = last.answer
      return emit === null ? Effect.void : emit(events)
    }
    const bounds = {
      soFar,
      ...(Number.isFinite(firstMs) ? { firstTokenMs: firstMs } : {}),
      ...(connectMs === null ? {} : { connectMs })
    }
    const read = Effect.flatMap(
      Effect.suspend(() => service.tell({ ...course.ask.chat, model }, told, bounds)),
      () =>
        answer === null
          ? Effect.fail(
              new ProviderError({ provider: name, model, reason: "MalformedAnswer", detail: "it ended early" })
            )
          : Effect.succeed(answer)
    )
    return Effect.onExit(read, (exit) => {
      const elapsed = course.now() - startedAt
      if (Exit.isSuccess(exit)) {
        course.answered(candidate, elapsed)
        if (!course.isStreamed) {
          course.tell({ type: "answered", provider: name, model, isFallback: course.isFallback(place) })
        }
        return services.health.record({ provider: name, model }, { ok: true, durationMs: (firstAt ?? 0) - startedAt })
      }
      const reason = exit.cause.reasons.find((one) => !Cause.isInterruptReason(one))
      if (reason === undefined) {
        course.cutOff(candidate, elapsed, soFar.read?.() ?? null)
        return Effect.void
      }
      const error = Cause.isFailReason(reason) ? reason.error : Cause.isDieReason(reason) ? reason.defect : reason
      course.failed(candidate, error, elapsed)
      return error instanceof ProviderError && !hurtsHealth(error)
        ? Effect.void
        : services.health.record({ provider: name, model }, { ok: false, durationMs: elapsed, error: sayError(error) })
    })
  })

interface Turn {
  readonly course: Course
  readonly candidate: Candidate
  readonly callable: Callable
  readonly place: number
  /** Calls made. */
  attempts: number
}

/** In whose turn an error came up: the retries of a provider are one operator for all its turns, and see nothing but errors. */
type Turns = WeakMap<object, Turn>

const isWorthAnother =
  (turns: Turns) =>
  (error: CallError): boolean => {
    const turn = turns.get(error)
    if (turn === undefined || !(error instanceof ProviderError) || !error.retryHelps) return false
    return !(tookItsTime(error) || (error.retryAfterMs ?? 0) > LONGEST_REST_MS) || isLastHope(turn.course, turn.place)
  }

const tellWait =
  (turns: Turns) =>
  (event: RetryEvent<CallError>): void => {
    const { attempt, error } = event
    const turn = turns.get(error)
    if (turn === undefined || event._tag !== "retry.scheduled") return
    const { model, name } = turn.candidate
    const waiting = { attempt: attempt + 1, of: MAX_ATTEMPTS, ms: event.waitMs, why: sayError(error) }
    turn.course.tell({ type: "waiting", provider: name, model, ...waiting })
  }

type Retrying = (self: Effect.Effect<Answered, CallError>) => Effect.Effect<Answered, CallError, RetryBudgets>

/** The retries of one router: an operator for each provider, made when it is first needed. */
export interface Retries {
  /** Up to three calls, on the budget of the provider; a rest that was asked for is waited for as long as the deadline allows. */
  readonly of: (provider: string) => Retrying
  /** The error came up in this turn. */
  readonly hear: (error: CallError, turn: Turn) => void
}

export const makeRetries = (): Retries => {
  const turns: Turns = new WeakMap()
  /** By provider, which are few: those of the configuration. */
  const made = new Map<string, Retrying>()
  return {
    of: (provider) => {
      const known = made.get(provider)
      if (known !== undefined) return known
      const operator: Retrying = retry({
        attempts: MAX_ATTEMPTS,
        budget: provider,
        maxRetryAfter: "1 hour",
        while: isWorthAnother(turns),
        observe: tellWait(turns)
      })
      made.set(provider, operator)
      return operator
    },
    hear: (error, turn) => void turns.set(error, turn)
  }
}

/** Money held, the call, what it cost booked; also when it fails or is interrupted. */
const paidCall = (
  services: CallServices,
  course: Course,
  turn: Turn,
  emit: Emit | null,
  mark: () => void
): Effect.Effect<Answered, ProviderError | SpendRefused> =>
  Effect.uninterruptibleMask((restore) => {
    const { model, provider } = turn.callable
    const { isLocal, name } = provider
    const ask: PaidAsk = { provider: name, model, isLocal, atMost: atMost(course.ask.chat) }
    const called = Effect.suspend(() => {
      mark()
      return call(services, course, turn, emit)
    })
    return Effect.flatMap(services.spend.reserve(ask), (reservation) =>
      Effect.flatMap(Effect.exit(restore(called)), (exit) =>
        Effect.flatMap(services.spend.settle(reservation, billOf(exit)), (cost) => {
          if (Exit.isSuccess(exit)) return Effect.succeed({ answer: exit.value, cost })
          const { microUsd } = cost
          if (microUsd !== 0) course.tell({ type: "unanswered", provider: name, model, microUsd })
          return Effect.failCause(exit.cause)
        })
      )
    )
  })

/** Why this turn is not taken after all; `null` when it is. */
const whyNow = (
  services: CallServices,
  course: Course,
  { callable, candidate, place }: Turn
): Effect.Effect<PassedOver | null> => {
  const connectMs = course.connectWithinMs(place)
  if (connectMs !== null && connectMs <= 0) {
    return Effect.succeed(new PassedOver("NoTime", "no time was left for a connection"))
  }
  if (course.isLastRound) return Effect.succeed(null)
  const name = { provider: callable.provider.name, model: callable.model }
  return Effect.map(services.health.admit(name), (isAdmitted) => {
    if (isAdmitted || !course.hasLater(place)) return null
    course.spare(candidate)
    return new PassedOver("Unhealthy", "it failed too often of late and rests while others can answer")
  })
}

/**
 * The turn of `candidate` at `place` in the order. `mark` is called where the first attempt really begins. Fails as the last attempt did;
 * every attempt, and a turn without any, is in the course already.
 */
export const callProvider = (
  services: CallServices,
  course: Course,
  candidate: Candidate,
  callable: Callable,
  place: number,
  emit: Emit | null,
  mark: () => void
): Effect.Effect<Answered, CallError, RetryBudgets> =>
  Effect.suspend(() => {
    const turn: Turn = { course, candidate, callable, place, attempts: 0 }
    const { model, provider } = callable
    const { name } = provider
    const paid = Effect.mapError(
      Effect.suspend(() => paidCall(services, course, turn, emit, mark)),
      (error) => {
        const seen = error instanceof ProviderError && !course.isStreamed ? unseen(error) : error
        services.retries.hear(seen, turn)
        return seen
      }
    )
    // The parts of a policy, in its order; a policy itself would be made anew for each ask.
    const { breakers } = services
    const once = breakers
      .breaker(name)
      .protect(breakers.breaker(modelKey(name, model)).protect(paid, classifyForModel), classifyForProvider)
    const guarded = services.retries.of(name)(once)
    return whyNow(services, course, turn).pipe(
      Effect.flatMap((passedOver): typeof guarded => (passedOver === null ? guarded : Effect.fail(passedOver))),
      Effect.tapError((error) =>
        Effect.withFiberSucceed((fiber) => {
          // The cascade counts as passed over what a circuit turned away; these come to it as errors like any other.
          const passOver = (tag: string, why: string, advice: ReadonlyArray<string> = []): void => {
            if (turn.attempts === 0) skip(worldOf(fiber, CASCADE), name, "unavailable", why)
            course.skipped(candidate, tag, why, null, advice)
          }
          if (error instanceof PassedOver) passOver(error.error, error.why)
          else if (isRefusedMoney(error)) passOver(error._tag, sayError(error), error.recovery.slice(0, 2))
          // One that opened between two attempts is told by those.
          else if (error instanceof CircuitOpen && turn.attempts === 0) {
            course.skipped(candidate, "CircuitOpen", openReason(error), error.remainingMs)
          }
        })
      )
    )
  })

const openReason = ({ lastError, remainingMs, state, why }: CircuitOpen): string => {
  const cause = why === null ? "" : `: ${why}`
  const last = lastError === null ? "" : ` (${lastError})`
  if (state === "Isolated") return `it is isolated${cause}`
  return remainingMs === null
    ? `its circuit is being tried again${cause}${last}`
    : `its circuit is open for ${formatMs(remainingMs)}${cause}${last}`
}
