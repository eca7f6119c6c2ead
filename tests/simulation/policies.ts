/**
 * The policies that the simulation compares. Those of ours run the library's own state machines, with the defaults that a program
 * gets; the others are what people write without it.
 */
import * as Backoff from "#core/resilience/retry/Backoff.ts"
import * as RetryBudgetState from "#core/resilience/retry/RetryBudgetState.ts"
import * as RetryState from "#core/resilience/retry/RetryState.ts"
import * as CircuitBreakerState from "#core/resilience/breaker/CircuitBreakerState.ts"
import * as ConcurrencyState from "#core/resilience/limits/ConcurrencyState.ts"
import { type BreakerOptions, frequentCalls, policyOf } from "#core/resilience/breaker/breakerOptions.ts"
import { failure, type Outcome, success } from "#core/resilience/Outcome.ts"
import type { Caller, Policy, Seen } from "./simulate.ts"

const pass = { settle: () => {} }
const alone: Caller = { admit: () => pass, retry: () => null, succeeded: () => {} }

const withoutRetry: Policy = { name: "no retry", makeCaller: () => alone }

const atOnce: Policy = {
  name: "3 retries at once",
  makeCaller: () => ({ ...alone, retry: (attempt) => (attempt <= 3 ? 0 : null) })
}

const plan: RetryState.Plan = {
  attempts: 3,
  backoff: Backoff.exponential(),
  jitter: "full",
  maxRetryAfterMs: 60_000
}

const retrying = (budget: RetryBudgetState.RetryBudgetOptions): Pick<Caller, "retry" | "succeeded"> => {
  const rule = RetryBudgetState.ruleOf(budget)
  const state = RetryBudgetState.initial(rule)
  return {
    retry: (attempt, seen, now, draw) => {
      const next = RetryState.next(
        plan,
        { attempt, previousMs: 0, repeatable: true, retryAfterMs: undefined, now, until: null },
        () => draw
      )
      if (next._tag === "Stop") return null
      return RetryBudgetState.withdraw(state, rule, now, seen === "timeout" ? 2 : 1) ? next.waitMs : null
    },
    succeeded: () => void RetryBudgetState.success(state, rule)
  }
}

const withoutBudget: Policy = {
  name: "retry without a budget",
  makeCaller: () => ({ ...alone, ...retrying({ kind: "none" }) })
}
const withBudget: Policy = {
  name: "retry with its budget (the default)",
  makeCaller: () => ({ ...alone, ...retrying({}) })
}

const OUTCOMES: Readonly<Record<Seen, Outcome>> = {
  ok: success,
  error: failure,
  timeout: { _tag: "Failure", timedOut: true }
}

const breaking = (draw: () => number, options: BreakerOptions = {}): Pick<Caller, "admit"> => {
  const policy = policyOf(options)
  const circuit = CircuitBreakerState.makeCircuit("server", 0, 0)
  return {
    admit: (now) => {
      const permit = CircuitBreakerState.admit(circuit, policy, now)
      if (permit === null) return null
      return {
        settle: (seen, at) => {
          const verdict = CircuitBreakerState.settle(permit, policy, OUTCOMES[seen], at)
          if (verdict?._tag === "Open")
            CircuitBreakerState.open(circuit, policy, at, draw(), verdict.why, verdict.retryAfterMs)
          if (verdict?._tag === "Close") CircuitBreakerState.close(circuit, at)
        }
      }
    }
  }
}

/** Adaptive concurrency without a queue: what does not fit is turned away at once, which is no failure of the server. */
const limiting = (): Pick<Caller, "admit"> => {
  const rule = ConcurrencyState.ruleOf({})
  const state = ConcurrencyState.initial(rule)
  let running = 0
  return {
    admit: (from) => {
      if (running >= ConcurrencyState.limitOf(state)) return null
      running += 1
      return {
        settle: (seen, now) => {
          if (seen === "ok") ConcurrencyState.success(state, rule, running, now - from, now)
          else ConcurrencyState.failure(state, rule, seen === "timeout")
          running -= 1
        }
      }
    }
  }
}

const withBreaker: Policy = {
  name: "budget and breaker",
  makeCaller: (draw) => ({ ...retrying({}), ...breaking(draw) })
}
const withFrequentBreaker: Policy = {
  name: "budget and breaker for frequent calls",
  makeCaller: (draw) => ({ ...retrying({}), ...breaking(draw, frequentCalls) })
}
const withConcurrency: Policy = {
  name: "budget and adaptive concurrency",
  makeCaller: () => ({ ...retrying({}), ...limiting() })
}

export const policies: ReadonlyArray<Policy> = [
  withoutRetry,
  atOnce,
  withoutBudget,
  withBudget,
  withBreaker,
  withFrequentBreaker,
  withConcurrency
]
