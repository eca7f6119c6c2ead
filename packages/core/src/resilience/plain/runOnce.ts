/**
 * One attempt of a plain call, without a fiber: through the breaker, with a limit of time and a signal of the caller where there
 * are such. The timer is cleared and the listener gone when the attempt has ended; what a call that nobody waits
 * for any more still throws is dropped.
 */
import * as Exit from "effect/Exit"
import type * as Clock from "effect/Clock"
import { type Breaker, CircuitOpen, type Permit } from "../breaker/CircuitBreaker.ts"
import type { LocalBreaker } from "../breaker/LocalBreaker.ts"
import { TimedOut } from "../limits/Timeout.ts"
import { monotonicMs } from "../monotonic.ts"
import { ignored, type Outcome, outcomeOfError, success } from "../Outcome.ts"
import { idleSignal, signalFor } from "./callOf.ts"
import type { Run } from "./PlainOptions.ts"

export interface Attempt {
  readonly name: string
  readonly clock: Clock.Clock
  readonly breaker: Breaker | null
  /** The same breaker, where a call through its closed circuit may need no permit. */
  readonly quick: LocalBreaker | null
  /** Whether outcomes are those of the default classifier. */
  readonly isDefault: boolean
  readonly timeoutMs: number | null
  /** What follows a failure that is worth another attempt, and what a success earns; `null` without retry. */
  readonly retry: {
    /** Whether a classifier is to be told how long attempts take. */
    readonly asksLength: boolean
    /** `from`: when the attempt began, monotonic ms, where that is known. */
    readonly goOn: <A>(run: Run<A>, error: unknown, signal: AbortSignal | undefined, from: number | null) => Promise<A>
    readonly earn: () => void
  } | null
}

/** The call was cancelled by its caller's signal: it says nothing about the dependency. */
class Cancelled {
  readonly reason: unknown
  constructor(reason: unknown) {
    this.reason = reason
  }
}

/** The call itself, with what may end it early. */
const limited = <A>(run: Run<A>, attempt: Attempt, signal: AbortSignal | undefined): Promise<A> =>
  new Promise<A>((resolve, reject) => {
    const { clock, name, timeoutMs } = attempt
    const controller = signalFor(run)
    const from = monotonicMs(clock)
    /* oxlint-disable no-restricted-globals -- the platform's own timer: there is no fiber here that could sleep */
    let timer: ReturnType<typeof setTimeout> | undefined
    const onAbort = (): void => giveUp(new Cancelled(signal?.reason), signal?.reason)
    const clear = (): void => {
      clearTimeout(timer)
      signal?.removeEventListener("abort", onAbort)
    }
    const giveUp = (error: unknown, reason: unknown): void => {
      clear()
      reject(error)
      controller?.abort(reason)
    }
    if (timeoutMs !== null) {
      timer = setTimeout(() => {
        const error = new TimedOut(name, timeoutMs, monotonicMs(clock) - from, "call")
        giveUp(error, error)
      }, timeoutMs)
    }
    /* oxlint-enable no-restricted-globals */
    signal?.addEventListener("abort", onAbort)
    const end =
      <Value>(settle: (value: Value) => void) =>
      (value: Value): void => {
        clear()
        settle(value)
      }
    try {
      Promise.resolve(run(controller?.signal ?? idleSignal())).then(end(resolve), end(reject))
    } catch (error) {
      end(reject)(error)
    }
  })

/** Hands the permit back, by the layer's classifier where it has one of its own. */
const settle = (
  { breaker, clock, isDefault }: Attempt,
  permit: Permit,
  usual: Outcome,
  exit: () => Exit.Exit<unknown, unknown>,
  error?: unknown
): void => {
  const now = monotonicMs(clock)
  if (isDefault) breaker?.settle(permit, usual, now, error)
  else breaker?.settleExit(permit, exit(), now)
}

/** Nothing but the call: no timer, nobody who could cancel it. */
const free = <A>(run: Run<A>): PromiseLike<A> | A =>
  run.length === 0 ? (run as () => PromiseLike<A> | A)() : run(idleSignal())

/**
 * Runs the call once, and hands a failure on to the retry where there is one. Rejects with `CircuitOpen` where the breaker does not let it through, with `TimedOut` after the limit, with the
 * signal's reason when that is aborted, else with what the call threw.
 */
export const runOnce = async <A>(run: Run<A>, attempt: Attempt, signal: AbortSignal | undefined): Promise<A> => {
  if (signal?.aborted === true) throw signal.reason
  const { breaker, quick } = attempt
  const circuit = quick === null ? null : quick.quick()
  const generation = circuit === null ? 0 : circuit.generation
  const permit = breaker === null || circuit !== null ? null : breaker.admit(monotonicMs(attempt.clock))
  // Retried no more than any refusal of our own.
  if (permit instanceof CircuitOpen) throw permit
  const from = permit?.startedAt ?? (attempt.retry?.asksLength === true ? monotonicMs(attempt.clock) : null)
  let value: A
  try {
    value = await (attempt.timeoutMs === null && signal === undefined ? free(run) : limited(run, attempt, signal))
  } catch (error) {
    if (error instanceof Cancelled) {
      if (permit !== null) breaker?.settle(permit, ignored, monotonicMs(attempt.clock))
      throw error.reason
    }
    if (permit !== null) settle(attempt, permit, outcomeOfError(error), () => Exit.fail(error), error)
    if (circuit !== null)
      quick?.settleQuick(circuit, generation, outcomeOfError(error), monotonicMs(attempt.clock), error)
    if (attempt.retry === null) throw error
    return attempt.retry.goOn(run, error, signal, from)
  }
  if (circuit !== null) quick?.settleQuick(circuit, generation, success, monotonicMs(attempt.clock))
  if (permit !== null) settle(attempt, permit, success, () => Exit.succeed(value))
  attempt.retry?.earn()
  return value
}
