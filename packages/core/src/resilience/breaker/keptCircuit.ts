/**
 * A circuit as it is written down between two runs of a program, and read back. Monotonic time means nothing to another process, so
 * lengths that remain are kept beside the wall clock of the moment of keeping: on reading, what has passed by the wall clock is taken
 * off, never less than nothing and never more than there was. So a circuit is open for the rest of its time and never for longer,
 * whatever was done to the clock; one set forward only opens it sooner.
 */
import * as Schema from "effect/Schema"
import * as Result from "effect/Result"
import { LONGEST_MS } from "../checkOptions.ts"
import * as Machine from "./CircuitBreakerState.ts"
import type { Circuit, Policy } from "./CircuitBreakerState.ts"
import { type KeptTally, restoreTally } from "./tally.ts"

const State = Schema.Literals(["Closed", "Open", "HalfOpen", "Isolated", "Disabled"])
const Count = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }))
/** Within what a Date can hold. */
const Epoch = Schema.Finite.check(Schema.isBetween({ minimum: 0, maximum: 8.64e15 }))
/** No length that we write is longer than timers can be. */
const Length = Schema.Finite.check(Schema.isBetween({ minimum: 0, maximum: LONGEST_MS }))
const Calls = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 100_000_000 }))
const Text = Schema.String.check(Schema.isMaxLength(2_000))

const Tally = Schema.Union([
  Schema.Struct({
    kind: Schema.Literal("count"),
    ring: Schema.String.check(Schema.isPattern(/^[0-3]{0,10000}$/))
  }),
  Schema.Struct({
    kind: Schema.Literal("time"),
    slices: Schema.Array(Schema.Tuple([Length, Calls, Calls, Calls])).check(Schema.isMaxLength(100))
  })
])

/** `at`, `since`: epoch milliseconds; names ending in `Ms` are lengths from `at` on. */
export const KeptCircuit = Schema.Struct({
  version: Schema.Literal(1),
  at: Epoch,
  state: State,
  since: Epoch,
  rejected: Count,
  lastError: Schema.NullOr(Text),
  streak: Count,
  calls: Count,
  failures: Count,
  tallies: Schema.Array(Tally).check(Schema.isMaxLength(100)),
  past: Schema.NullOr(
    Schema.Struct({
      openedAt: Epoch,
      remainingMs: Length,
      lastOpenMs: Length,
      openings: Count,
      resetInMs: Length,
      retryInMs: Length,
      successes: Count,
      why: Schema.NullOr(Text),
      transitions: Schema.Array(Schema.Struct({ at: Epoch, from: State, to: State, why: Text })).check(
        Schema.isMaxLength(100)
      )
    })
  ),
  /** Transitions in all; a row without it has as many as it lists. */
  moves: Schema.optionalKey(Count)
})
export type KeptCircuit = typeof KeptCircuit.Type

const cut = (text: string): string => (text.length > 2_000 ? `${text.slice(0, 1_999)}…` : text)
const ahead = (until: number, now: number): number => Math.max(0, until - now)

/** What is written down of a circuit; plain JSON. `now` is monotonic, `wall` epoch milliseconds. Trials that run are not kept. */
export const keepCircuit = (circuit: Circuit, now: number, wall: number): KeptCircuit => {
  const { past } = circuit
  return {
    version: 1,
    at: wall,
    state: circuit.state,
    since: circuit.since,
    rejected: circuit.rejected,
    lastError: circuit.lastError,
    streak: circuit.streak,
    calls: circuit.calls,
    failures: circuit.failures,
    tallies: (circuit.tallies ?? []).map((tally): KeptTally => tally.keep(now)),
    past:
      past === null
        ? null
        : {
            openedAt: past.openedAt,
            remainingMs: circuit.state === "Open" ? ahead(past.openUntil, now) : 0,
            lastOpenMs: past.lastOpenMs,
            openings: past.openings,
            resetInMs: ahead(past.resetAt, now),
            retryInMs: ahead(past.retryAt, now),
            successes: past.successes,
            why: past.why === null ? null : cut(past.why),
            transitions: past.transitions.map((transition) => ({ ...transition, why: cut(transition.why) }))
          },
    moves: past?.moves ?? 0
  }
}

/** Parts that no circuit of ours has together. */
const agrees = ({ calls, failures, past, state, tallies }: KeptCircuit): boolean =>
  (state === "Closed" || past !== null) &&
  failures <= calls &&
  tallies.every(
    (tally) => tally.kind === "count" || tally.slices.every(([, all, failed, slow]) => failed <= all && slow <= all)
  )

const decode = Schema.decodeUnknownResult(KeptCircuit)

/**
 * The circuit that was written down, or undefined for a row that is damaged. A window of another kind than the policy's starts
 * empty. No length is taken for more than the policy can have meant.
 */
export const restoreCircuit = (
  name: string,
  state: unknown,
  policy: Policy,
  now: number,
  wall: number
): Circuit | undefined => {
  const decoded = decode(state)
  if (Result.isFailure(decoded)) return undefined
  const kept = decoded.success
  if (!agrees(kept)) return undefined
  const passed = Math.max(0, wall - kept.at)
  const rest = (ms: number, most: number): number => now + ahead(Math.min(ms, most), passed)
  const circuit = Machine.makeCircuit(name, now, kept.since)
  circuit.state = kept.state
  circuit.rejected = kept.rejected
  circuit.lastError = kept.lastError
  circuit.streak = kept.streak
  circuit.calls = kept.calls
  circuit.failures = kept.failures
  if (kept.tallies.length === policy.rates.length && kept.tallies.length > 0) {
    circuit.tallies = policy.rates.map((rate, at) => restoreTally(rate.window, kept.tallies[at], now, passed))
  }
  if (kept.past !== null) {
    const past = Machine.pastOf(circuit)
    const { lastOpenMs, openedAt, openings, remainingMs, resetInMs, retryInMs, successes, transitions, why } = kept.past
    past.openedAt = openedAt
    past.openings = openings
    past.lastOpenMs = lastOpenMs
    past.openUntil = rest(remainingMs, lastOpenMs)
    past.resetAt = rest(resetInMs, lastOpenMs)
    past.retryAt = rest(retryInMs, policy.maxOpenMs)
    past.successes = successes
    past.why = why
    past.transitions = transitions.slice(-Machine.KEPT_TRANSITIONS)
    past.moves = Math.max(kept.moves ?? 0, past.transitions.length)
  }
  return circuit
}
