/**
 * One circuit as a synchronous machine: who may call, what an outcome means, when it opens and closes. No clock, no chance, no
 * fiber: `now` is monotonic milliseconds, a draw in [0, 1) comes as an argument, and nothing here waits. State is a mutable
 * object, because it is touched twice by every call; only this file writes it.
 *
 * What peers get wrong and is settled here: a call admitted before a transition moves nothing after it (generations, as
 * in gobreaker and effect); a trial holds its place for a lease only, so none that hangs, is cancelled or ends neutrally keeps a circuit
 * half-open; a trial that outlives its lease loses its place, but what it found still counts while the circuit is
 * half-open, since otherwise a dependency that needs longer than the lease could never close.
 */
import type { Outcome } from "../Outcome.ts"
import { formatMs } from "../formatMs.ts"
import type { BreakerState } from "./BreakerState.ts"
import type { Opening } from "./CircuitOpen.ts"
import { lengthOf, type OpenTime } from "./OpenTime.ts"
import { makeTally, type Tally } from "./tally.ts"
import { describeShare, type Rate, type Rules } from "./Trip.ts"

export type { BreakerState }

/** What the machine decides with; all lengths in milliseconds. */
export interface Policy extends Rules {
  readonly open: OpenTime
  /** The longest that a dependency's own wish (Retry-After) keeps a circuit open. */
  readonly maxOpenMs: number
  /** How many trials run at a time, how many must succeed, how long each may hold its place. */
  readonly probes: number
  readonly successes: number
  readonly leaseMs: number
  /** A circuit that nobody called for so long is forgotten. */
  readonly idleMs: number
}

export interface Transition {
  /** Wall clock, epoch milliseconds. */
  readonly at: number
  readonly from: BreakerState
  readonly to: BreakerState
  readonly why: string
}

/** What only circuits have that were once anything but closed, or were asked to wait. */
export interface Past {
  /** Wall clock of the last opening or isolation, epoch milliseconds: to be shown, never to be reckoned with. */
  openedAt: number
  openUntil: number
  /** Openings in a row. */
  openings: number
  lastOpenMs: number
  /** Closed until here, the next opening is the first again. */
  resetAt: number
  /** What the dependency asked for while the circuit was closed: not before this. */
  retryAt: number
  why: string | null
  probes: Array<Permit>
  successes: number
  /** Oldest first, the newest 16. */
  transitions: ReadonlyArray<Transition>
  /** How many there were in all. */
  moves: number
  /** What every rejection of this opening says, made with the first one. */
  opening: Opening | null
}

export interface Circuit {
  readonly name: string
  state: BreakerState
  /** Goes up with each transition; a permit of another one moves nothing. */
  generation: number
  lastUsed: number
  /** Failures in a row. */
  streak: number
  /** Of this closed time, where no rate is kept. */
  calls: number
  failures: number
  /** Turned away in all. */
  rejected: number
  /** Wall clock of the last transition, or of the first call. */
  since: number
  lastError: string | null
  /** One for each rate of the policy; null until a call ended. */
  tallies: ReadonlyArray<Tally> | null
  past: Past | null
  /** Something to write down since it was last written. */
  isChanged: boolean
}

/** `since`: wall clock, epoch milliseconds. */
export const makeCircuit = (name: string, now: number, since: number): Circuit => ({
  name,
  state: "Closed",
  generation: 0,
  lastUsed: now,
  streak: 0,
  calls: 0,
  failures: 0,
  rejected: 0,
  since,
  lastError: null,
  tallies: null,
  past: null,
  isChanged: false
})

const UNCOUNTED = -1

/** The right to make one call. Hand it back with its outcome, once. */
export class Permit {
  readonly circuit: Circuit
  readonly generation: number
  readonly startedAt: number
  readonly isProbe: boolean
  isSettled = false
  constructor(circuit: Circuit, generation: number, startedAt: number, isProbe: boolean) {
    this.circuit = circuit
    this.generation = generation
    this.startedAt = startedAt
    this.isProbe = isProbe
  }
}

/** The right to make one call that counts as nothing. */
export const uncounted = (circuit: Circuit, now: number): Permit => new Permit(circuit, UNCOUNTED, now, false)

export const isCounted = (permit: Permit): boolean => permit.generation !== UNCOUNTED

/** Transitions that are remembered of each circuit. */
export const KEPT_TRANSITIONS = 16

const none: ReadonlyArray<Transition> = []

export const pastOf = (circuit: Circuit): Past =>
  (circuit.past ??= {
    openedAt: 0,
    openUntil: 0,
    openings: 0,
    lastOpenMs: 0,
    resetAt: Number.NEGATIVE_INFINITY,
    retryAt: Number.NEGATIVE_INFINITY,
    why: null,
    probes: [],
    successes: 0,
    transitions: none,
    moves: 0,
    opening: null
  })

/** A permit, or null: turned away. An open circuit whose time is over becomes half-open here. */
export const admit = (circuit: Circuit, policy: Policy, now: number): Permit | null => {
  circuit.lastUsed = now
  const { state } = circuit
  if (state === "Closed") return new Permit(circuit, circuit.generation, now, false)
  if (state === "Disabled") return uncounted(circuit, now)
  const past = pastOf(circuit)
  if (state === "Open" && now >= past.openUntil) moveTo(circuit, "HalfOpen")
  if (circuit.state === "HalfOpen") {
    if (past.probes.length >= policy.probes) {
      past.probes = past.probes.filter((probe) => now - probe.startedAt < policy.leaseMs)
    }
    if (past.probes.length < policy.probes) {
      const permit = new Permit(circuit, circuit.generation, now, true)
      past.probes.push(permit)
      return permit
    }
  }
  circuit.rejected++
  return null
}

/** Whether the next call would be a trial, where there is a place for it. */
export const wouldTry = (circuit: Circuit, now: number): boolean =>
  circuit.state === "HalfOpen" || (circuit.state === "Open" && now >= pastOf(circuit).openUntil)

/** What an outcome calls for; the caller does it with `open` or `close`. */
export type Verdict =
  | { readonly _tag: "Open"; readonly why: string; readonly retryAfterMs: number }
  | { readonly _tag: "Close"; readonly why: string }

/** Whether a call of this length is slow under some rule of the policy. */
export const isSlow = (policy: Policy, elapsedMs: number): boolean =>
  policy.rates.some((rate) => rate.slow !== null && elapsedMs > rate.slow.afterMs)

/** Whether the policy looks at how long calls take. */
export const looksAtLength = (policy: Policy): boolean => policy.rates.some((rate) => rate.slow !== null)

/**
 * Counts the outcome of a permit and gives what it calls for, or null. A second settling, one of an older generation and an
 * ignored outcome change nothing but free the place of a trial.
 */
export const settle = (permit: Permit, policy: Policy, outcome: Outcome, now: number): Verdict | null => {
  if (permit.isSettled) return null
  permit.isSettled = true
  const { circuit } = permit
  if (permit.isProbe && circuit.past !== null) {
    const { probes } = circuit.past
    const place = probes.indexOf(permit)
    if (place >= 0) probes.splice(place, 1)
  }
  if (permit.generation !== circuit.generation || outcome._tag === "Ignored") return null
  return circuit.state === "HalfOpen"
    ? settleProbe(permit, policy, outcome, now)
    : countOutcome(circuit, policy, outcome, now - permit.startedAt, now)
}

/** The same for a call of a closed circuit of which nobody took a permit: success or failure, `elapsedMs` long. */
export const countOutcome = (
  circuit: Circuit,
  policy: Policy,
  outcome: Outcome,
  elapsedMs: number,
  now: number
): Verdict | null => {
  circuit.calls++
  if (outcome._tag === "Success") {
    circuit.streak = 0
  } else if (outcome._tag === "Failure") {
    circuit.streak++
    circuit.failures++
    if (outcome.retryAfterMs !== undefined) hear(circuit, policy, outcome.retryAfterMs, now)
    if (outcome.opens === true) return opened("one failure was enough", outcome)
    if (circuit.streak >= policy.consecutive) return opened(sayStreak(circuit.streak), outcome)
  }
  return policy.rates.length === 0 ? null : count(circuit, policy, outcome, elapsedMs, now)
}

const sayStreak = (failures: number): string => (failures === 1 ? "a failure" : `${failures} failures in a row`)

const opened = (why: string, outcome: Outcome): Verdict => ({
  _tag: "Open",
  why,
  retryAfterMs: outcome._tag === "Failure" ? (outcome.retryAfterMs ?? 0) : 0
})

/** What is heeded of a wish: at most `maxOpenMs`, and nothing of what is no length, or the circuit would stay open for good. */
const askedMs = (policy: Policy, retryAfterMs: number): number =>
  retryAfterMs > 0 ? Math.min(retryAfterMs, policy.maxOpenMs) : 0

/** The dependency asked to be left alone: an opening that follows lasts at least until then. */
const hear = (circuit: Circuit, policy: Policy, retryAfterMs: number, now: number): void => {
  const past = pastOf(circuit)
  past.retryAt = Math.max(past.retryAt, now + askedMs(policy, retryAfterMs))
}

const settleProbe = (permit: Permit, policy: Policy, outcome: Outcome, now: number): Verdict | null => {
  const past = pastOf(permit.circuit)
  if (outcome._tag === "Failure") return opened("a trial failed", outcome)
  const elapsedMs = now - permit.startedAt
  if (isSlow(policy, elapsedMs)) return opened(`a trial took ${formatMs(elapsedMs)}`, outcome)
  past.successes++
  return past.successes < policy.successes
    ? null
    : { _tag: "Close", why: policy.successes === 1 ? "a trial succeeded" : `${policy.successes} trials succeeded` }
}

/** Every rate counts every call; the first one that is reached says why. */
const count = (circuit: Circuit, policy: Policy, outcome: Outcome, elapsedMs: number, now: number): Verdict | null => {
  const tallies = (circuit.tallies ??= policy.rates.map((rate) => makeTally(rate.window, now)))
  const failed = outcome._tag === "Failure"
  let verdict: Verdict | null = null
  for (let at = 0; at < tallies.length; at++) {
    const [rate, tally] = [policy.rates[at], tallies[at]]
    if (rate === undefined || tally === undefined) continue
    tally.record(failed, rate.slow !== null && elapsedMs > rate.slow.afterMs, now)
    if (verdict === null && tally.calls >= rate.minimumCalls) {
      const why = reached(rate, tally)
      if (why !== null) verdict = opened(why, outcome)
    }
  }
  return verdict
}

const reached = (rate: Rate, tally: Tally): string | null => {
  const { calls, failures, slow } = tally
  if (failures > 0 && failures / calls >= rate.failure) {
    return describeShare(failures, calls, "failed", rate.window)
  }
  if (rate.slow !== null && slow > 0 && slow / calls >= rate.slow.rate) {
    return describeShare(slow, calls, `were slower than ${formatMs(rate.slow.afterMs)}`, rate.window)
  }
  return null
}

const moveTo = (circuit: Circuit, state: BreakerState): void => {
  circuit.state = state
  circuit.generation++
  circuit.streak = 0
  circuit.calls = 0
  circuit.failures = 0
  circuit.tallies = null
  if (circuit.past !== null) {
    circuit.past.probes = []
    circuit.past.successes = 0
  }
}

/** Opens for the policy's time, or longer where the dependency asked for more (at most `maxOpenMs`). */
export const open = (
  circuit: Circuit,
  policy: Policy,
  now: number,
  draw: number,
  why: string,
  retryAfterMs: number
): void => {
  const past = pastOf(circuit)
  const number = openings(circuit, now) + 1
  const length = lengthOf(policy.open, number, draw)
  const asked = Math.max(now + askedMs(policy, retryAfterMs), past.retryAt)
  openUntil(circuit, now, Math.max(now + length, asked), number, why)
}

/** Opens until an instant, whatever the policy says. */
export const openUntil = (circuit: Circuit, now: number, until: number, openings: number, why: string): void => {
  const past = pastOf(circuit)
  moveTo(circuit, "Open")
  past.openUntil = until
  past.lastOpenMs = until - now
  past.openings = openings
  past.retryAt = Number.NEGATIVE_INFINITY
  past.why = why
}

/** Closes and counts from nothing. Openings grow on until it has stayed closed as long as it was last open. */
export const close = (circuit: Circuit, now: number): void => {
  moveTo(circuit, "Closed")
  const { past } = circuit
  if (past !== null) {
    past.resetAt = now + past.lastOpenMs
    past.retryAt = Number.NEGATIVE_INFINITY
    past.why = null
  }
}

/** Turns everything away until it is closed by hand. */
export const isolate = (circuit: Circuit, why: string): void => {
  moveTo(circuit, "Isolated")
  pastOf(circuit).why = why
}

/** Lets everything through and counts nothing until it is closed by hand. */
export const disable = (circuit: Circuit, why: string): void => {
  moveTo(circuit, "Disabled")
  pastOf(circuit).why = why
}

/** Remembers a transition; the newest 16 are kept. */
export const note = (circuit: Circuit, transition: Transition): void => {
  const past = pastOf(circuit)
  past.transitions = [...past.transitions.slice(1 - KEPT_TRANSITIONS), transition]
  past.moves++
  circuit.since = transition.at
  past.opening = null
  if (transition.to === "Open" || transition.to === "Isolated") past.openedAt = transition.at
}

/** Nobody called it for the idle time, and nothing about it is to be remembered. */
export const isIdle = (circuit: Circuit, policy: Policy, now: number): boolean => {
  if (now - circuit.lastUsed < policy.idleMs) return false
  switch (circuit.state) {
    case "Isolated":
    case "Disabled":
      return false
    case "Open":
      return now - pastOf(circuit).openUntil >= policy.idleMs
    default:
      return true
  }
}

/** Milliseconds until a trial is let through, where that is known: an open circuit. */
export const remainingMs = (circuit: Circuit, now: number): number | null =>
  circuit.state === "Open" ? Math.max(0, pastOf(circuit).openUntil - now) : null

/** Openings in a row, as the next one will see them. */
export const openings = ({ past, state }: Circuit, now: number): number =>
  past === null || (state === "Closed" && now >= past.resetAt) ? 0 : past.openings

/** Takes over how often others saw it open, so that the next opening is as long for all; forgotten after the longest opening. */
export const hearOpenings = (circuit: Circuit, policy: Policy, now: number, heard: number): void => {
  if (heard === 0 && circuit.past === null) return
  const past = pastOf(circuit)
  past.openings = heard
  past.resetAt = heard === 0 ? Number.NEGATIVE_INFINITY : now + policy.open.maxMs
}

/** Counts as they are at `now`; reading moves nothing but what time has moved already. */
export interface Figures {
  readonly calls: number
  readonly failures: number
  readonly slow: number
}

export const figures = (circuit: Circuit, policy: Policy, now: number): Figures => {
  if (policy.rates.length === 0) return { calls: circuit.calls, failures: circuit.failures, slow: 0 }
  const tally = circuit.tallies?.[0]
  tally?.advance(now)
  return { calls: tally?.calls ?? 0, failures: tally?.failures ?? 0, slow: tally?.slow ?? 0 }
}
