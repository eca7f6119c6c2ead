/**
 * All circuits of one layer: by key, with their events, and forgotten when nobody calls them any more. Synchronous like the
 * machine under it; the layer hands in the wall clock (for times that people read) and the chance (for jitter).
 *
 * No timer sweeps: a call looks at up to 256 circuits when a round is due (eight rounds in the idle time), and the first call after an
 * idle time without any call forgets all at once. A circuit that is forgotten starts again as closed.
 */
import type * as Fiber from "effect/Fiber"
import * as Random from "effect/Random"
import { makeListeners, type Listeners } from "../Listeners.ts"
import type { Outcome } from "../Outcome.ts"
import { type KeptCircuit, keepCircuit, restoreCircuit } from "./keptCircuit.ts"
import { sayError } from "../formatMs.ts"
import * as Machine from "./CircuitBreakerState.ts"
import { CircuitOpen, type Opening } from "./CircuitOpen.ts"
import type { BreakerSnapshot } from "./BreakerSnapshot.ts"
import { coveredBy, decider, keysAbove } from "./cover.ts"
import type { BreakerState, Circuit, Permit, Policy } from "./CircuitBreakerState.ts"

export type { BreakerSnapshot }

interface At {
  readonly name: string
  /** Epoch milliseconds. */
  readonly at: number
}

export type BreakerEvent =
  | (At & {
      readonly _tag:
        "breaker.opened" | "breaker.half-opened" | "breaker.closed" | "breaker.isolated" | "breaker.disabled"
      readonly from: BreakerState
      readonly why: string
      /** How long it stays open, where it opened. */
      readonly openMs: number | null
      /** Openings in a row, this one included. */
      readonly openings: number
    })
  | (At & { readonly _tag: "breaker.rejected"; readonly state: BreakerState })
  | (At & { readonly _tag: "breaker.slow"; readonly elapsedMs: number })
  | (At & { readonly _tag: "breaker.ignored" })
  /** The classifier threw, or gave what is no outcome: the call counts as by default. */
  | (At & { readonly _tag: "breaker.misclassified"; readonly why: string })

const tagOf = {
  Open: "breaker.opened",
  HalfOpen: "breaker.half-opened",
  Closed: "breaker.closed",
  Isolated: "breaker.isolated",
  Disabled: "breaker.disabled"
} as const

const sayFailure = (error: unknown): string => (error === undefined ? "failed" : sayError(error))

const MOST_RELATED = 1_000
const SWEEP_AT_ONCE = 256
const SWEEPS_IN_IDLE_TIME = 8

export interface RegistryOptions {
  readonly policy: Policy
  /** Wall clock, epoch milliseconds. */
  readonly wall: () => number
  /** A number in [0, 1). */
  readonly draw: () => number
}

/** Whose chance is drawn from: a fiber's, or one that is at hand. */
type Chance = Pick<Fiber.Fiber<unknown, unknown>, "getRef"> | Pick<typeof Random.Random.Service, "nextDoubleUnsafe">

export class BreakerRegistry {
  readonly policy: Policy
  readonly looksAtLength: boolean
  readonly events: Listeners<BreakerEvent> = makeListeners<BreakerEvent>()
  readonly changes: Listeners<string> = makeListeners<string>()
  private readonly wall: () => number
  private readonly draw: () => number
  private circuits = new Map<string, Circuit>()
  /** Those that are not closed: few, and they outlive the others. */
  private readonly unwell = new Map<string, Circuit>()
  /** Goes up whenever circuits were let go or replaced, or one above may decide: whoever holds one looks again. */
  lettings = 0
  private lastCall = Number.NEGATIVE_INFINITY
  private sweepAt = Number.NEGATIVE_INFINITY
  private cursor: IterableIterator<Circuit> | null = null
  /** Tells that a classifier gave no outcome for a call of this key. */
  readonly misclassified = (name: string, why: string): void => {
    if (this.events.isHeard()) this.events.publish({ _tag: "breaker.misclassified", name, at: this.wall(), why })
  }
  /** Of a key, all those of the cascade that asked it last. */
  private readonly company = new Map<string, ReadonlyArray<string>>()
  /** Keys that stand in for one another, as the options of a cascade do. The newest say of a key holds; of 1,000 keys it is known. */
  readonly relate = (keys: ReadonlyArray<string>): void => {
    for (const key of keys) {
      if (this.company.get(key) === keys) continue
      this.company.set(key, keys)
      if (this.company.size <= MOST_RELATED) continue
      const [oldest] = this.company.keys()
      if (oldest !== undefined) this.company.delete(oldest)
    }
  }
  /** What else could answer, for whoever was turned away: up to three keys that stand in for this one and are closed. */
  private readonly others = (key: string): ReadonlyArray<string> => {
    const isFree = (name: string): boolean => {
      const circuit = this.circuits.get(name)
      if (circuit === undefined || circuit.state !== "Closed") return false
      const above = keysAbove(name)
      const by = above === null ? null : this.coverOf(circuit, above, this.lastCall)
      return by === null || by.state === "Disabled"
    }
    return (this.company.get(key) ?? []).filter((name) => name !== key && isFree(name)).slice(0, 3)
  }

  constructor(options: RegistryOptions) {
    this.policy = options.policy
    this.looksAtLength = Machine.looksAtLength(options.policy)
    this.wall = options.wall
    this.draw = options.draw
  }

  /** Circuits in memory. */
  get size(): number {
    return this.circuits.size
  }

  /** The circuit of a key; a new one where there is none, or where it was idle for too long. */
  circuit(key: string, now: number): Circuit {
    const found = this.circuits.get(key)
    if (found !== undefined && !Machine.isIdle(found, this.policy, now)) return found
    if (found !== undefined) this.forget(found)
    const made = Machine.makeCircuit(key, now, this.wall())
    this.circuits.set(key, made)
    return made
  }

  /** What the key has, whether or not it is idle. */
  peek(key: string): Circuit | undefined {
    return this.circuits.get(key)
  }

  /** The circuit to call through now. */
  current(key: string, now: number): Circuit {
    if (now >= this.sweepAt) this.sweep(now)
    this.lastCall = now
    return this.circuit(key, now)
  }

  /** A permit, or null when turned away; see `rejection`. */
  admit(circuit: Circuit, now: number): Permit | null {
    const before = circuit.state
    const permit = Machine.admit(circuit, this.policy, now)
    if (circuit.state !== before) this.moved(circuit, before, "its time was over", now)
    if (permit === null) this.turnedAway(circuit, circuit.state)
    return permit
  }

  /** The circuit above that decides for this one now; null where none does. `above` outermost first. */
  private coverOf(circuit: Circuit, above: ReadonlyArray<string>, now: number): Circuit | null {
    if (this.unwell.size === 0) return null
    return decider(
      above,
      circuit.state,
      (name) => this.unwell.get(name),
      (one) => Machine.remainingMs(one, now)
    )
  }

  /** Whether one of those above may decide: false is certain, true is to be asked again with the time. */
  mayBeCovered(above: ReadonlyArray<string> | null): boolean {
    return above !== null && this.unwell.size > 0 && above.some((name) => this.unwell.has(name))
  }

  /** What a circuit above says to a call: turned away, or let through uncounted; null where the circuit itself is to be asked. */
  admitCovered(circuit: Circuit, above: ReadonlyArray<string>, now: number): Permit | CircuitOpen | null {
    const by = this.coverOf(circuit, above, now)
    if (by === null) return null
    circuit.lastUsed = now
    if (by.state === "Disabled") return Machine.uncounted(circuit, now)
    circuit.rejected++
    this.turnedAway(circuit, by.state)
    const opening = this.openingOf(by)
    return new CircuitOpen(circuit.name, by.state, Machine.remainingMs(by, now), opening, this.others, by.name)
  }

  /** Turns a caller away who had a permit, because another process knows better. `trying`: why, where it is being tried elsewhere. */
  reject(circuit: Circuit, now: number, trying?: string): CircuitOpen {
    circuit.rejected++
    const { name } = circuit
    const state = trying === undefined ? circuit.state : "HalfOpen"
    this.turnedAway(circuit, state)
    if (trying === undefined) return this.rejection(circuit, now)
    const opening = { openedAt: circuit.since, number: 1, why: trying, lastError: circuit.lastError }
    return new CircuitOpen(name, state, null, opening, this.others)
  }

  /** What a caller who was turned away is told. */
  rejection(circuit: Circuit, now: number): CircuitOpen {
    const opening = this.openingOf(circuit)
    return new CircuitOpen(circuit.name, circuit.state, Machine.remainingMs(circuit, now), opening, this.others)
  }

  private openingOf(circuit: Circuit): Opening {
    const past = Machine.pastOf(circuit)
    return (past.opening ??= {
      openedAt: past.openedAt,
      number: past.openings,
      why: past.why,
      lastError: circuit.lastError
    })
  }

  /**
   * Hands a permit back. Later settlings of the same one are ignored. `fiber`: whose chance is drawn from; the layer's own without one.
   * Gives whether the call was slow, by the policy.
   */
  settle(permit: Permit, outcome: Outcome, now: number, error?: unknown, fiber?: Chance): boolean {
    const { circuit } = permit
    const counts = !permit.isSettled && permit.generation === circuit.generation
    if (counts && outcome._tag === "Failure") circuit.lastError = sayFailure(error)
    const verdict = Machine.settle(permit, this.policy, outcome, now)
    if (!counts) return false
    const elapsedMs = now - permit.startedAt
    this.settled(circuit, outcome, verdict, elapsedMs, now, fiber)
    return this.looksAtLength && outcome._tag !== "Ignored" && Machine.isSlow(this.policy, elapsedMs)
  }

  /**
   * Counts a call through a closed circuit for which no permit was taken, because its policy does not look at how long calls take: one
   * reading of the clock less a call. `generation` is that of the circuit when the call began.
   */
  settleQuick(held: Circuit, generation: number, outcome: Outcome, now: number, error: unknown, chance?: Chance): void {
    // What is not idle is not forgotten, and so still the one of its key.
    let circuit = held
    if (now >= this.sweepAt || now - held.lastUsed >= this.policy.idleMs) circuit = this.current(held.name, now)
    else this.lastCall = now
    circuit.lastUsed = now
    // One that was forgotten while the call ran is new, and this its first call.
    if (circuit === held ? generation !== circuit.generation : circuit.state !== "Closed") return
    if (outcome._tag === "Failure") circuit.lastError = sayFailure(error)
    const verdict = outcome._tag === "Ignored" ? null : Machine.countOutcome(circuit, this.policy, outcome, 0, now)
    if (verdict === null && circuit.isChanged && !this.events.isHeard()) return
    this.settled(circuit, outcome, verdict, 0, now, chance)
  }

  /** Tells of an outcome that counted, and does what it calls for. */
  private settled(
    circuit: Circuit,
    outcome: Outcome,
    verdict: Machine.Verdict | null,
    elapsedMs: number,
    now: number,
    fiber: Chance | undefined
  ): void {
    const { name } = circuit
    if (outcome._tag === "Ignored") {
      if (this.events.isHeard()) this.events.publish({ _tag: "breaker.ignored", name, at: this.wall() })
      return
    }
    if (!circuit.isChanged) this.mark(circuit)
    if (this.events.isHeard() && Machine.isSlow(this.policy, elapsedMs)) {
      this.events.publish({ _tag: "breaker.slow", name, at: this.wall(), elapsedMs })
    }
    if (verdict === null) return
    const before = circuit.state
    if (verdict._tag === "Close") Machine.close(circuit, now)
    else Machine.open(circuit, this.policy, now, this.drawOf(fiber), verdict.why, verdict.retryAfterMs)
    this.moved(circuit, before, verdict.why, now)
  }

  drawOf(chance: Chance | undefined): number {
    if (chance === undefined) return this.draw()
    return ("getRef" in chance ? chance.getRef(Random.Random) : chance).nextDoubleUnsafe()
  }

  /** `at`: wall clock of the moment in which it was ordered, where that was another one. */
  isolate(key: string, reason: string, now: number, at?: number): void {
    this.move(key, now, reason, (circuit) => Machine.isolate(circuit, reason), at)
  }
  forceOpen(key: string, lengthMs: number, reason: string, now: number): void {
    this.move(key, now, reason, (circuit) =>
      Machine.openUntil(circuit, now, now + lengthMs, circuit.past?.openings ?? 0, reason)
    )
  }
  close(key: string, reason: string, now: number, at?: number): void {
    this.move(key, now, reason, (circuit) => Machine.close(circuit, now), at)
  }
  disable(key: string, reason: string, now: number): void {
    this.move(key, now, reason, (circuit) => Machine.disable(circuit, reason))
  }

  /** Does something to a circuit from outside, and tells it. */
  move(key: string, now: number, why: string, change: (circuit: Circuit) => void, at?: number): void {
    const circuit = this.current(key, now)
    circuit.lastUsed = now
    const before = circuit.state
    change(circuit)
    // An order was given before it was heard of, and never before what it ended.
    const last = (circuit.past?.moves ?? 0) > 0 ? circuit.since : 0
    this.moved(circuit, before, why, now, at === undefined ? this.wall() : Math.max(at, last))
  }

  /** By itself, whatever a circuit above it says. */
  snapshot(circuit: Circuit, now: number): BreakerSnapshot {
    const { calls, failures, slow } = Machine.figures(circuit, this.policy, now)
    return {
      name: circuit.name,
      state: circuit.state,
      calls,
      failures,
      slow,
      failureRate: calls === 0 ? 0 : failures / calls,
      slowRate: calls === 0 ? 0 : slow / calls,
      rejected: circuit.rejected,
      lastError: circuit.lastError,
      retryInMs: Machine.remainingMs(circuit, now),
      openings: Machine.openings(circuit, now),
      trials: circuit.past?.probes.length ?? 0,
      since: circuit.since,
      why: circuit.state === "Closed" ? null : (circuit.past?.why ?? null),
      transitions: circuit.past?.transitions ?? [],
      moves: circuit.past?.moves ?? 0,
      coveredBy: null
    }
  }

  /** As callers of the key find it; one that nobody called yet is closed and empty, and is not made. */
  snapshotOf(key: string, now: number): BreakerSnapshot {
    const circuit = this.circuits.get(key) ?? Machine.makeCircuit(key, now, this.wall())
    const above = keysAbove(key)
    const by = above === null ? null : this.coverOf(circuit, above, now)
    const own = this.snapshot(circuit, now)
    return by === null ? own : coveredBy(own, this.snapshot(by, now))
  }

  /** Those that are not forgotten, by name. */
  all(now: number): ReadonlyArray<Circuit> {
    return [...this.circuits.values()]
      .filter((circuit) => !Machine.isIdle(circuit, this.policy, now))
      .toSorted((a, b) => (a.name < b.name ? -1 : 1))
  }

  /** What is to be written down, by name, and then no longer new. */
  keep(now: number, wall: number, onlyChanged: boolean): ReadonlyArray<{ name: string; state: KeptCircuit }> {
    const rows: Array<{ name: string; state: KeptCircuit }> = []
    for (const circuit of this.all(now)) {
      if (onlyChanged && !circuit.isChanged) continue
      circuit.isChanged = false
      rows.push({ name: circuit.name, state: keepCircuit(circuit, now, wall) })
    }
    return rows
  }

  /** Takes rows back, each in the place of whatever is there; gives how many were damaged. */
  takeBack(rows: ReadonlyArray<unknown>, now: number, wall: number): number {
    let refused = 0
    for (const row of rows) {
      const named = typeof row === "object" && row !== null && "name" in row && "state" in row ? row : undefined
      const name = named?.name
      const circuit = typeof name === "string" ? restoreCircuit(name, named?.state, this.policy, now, wall) : undefined
      if (typeof name !== "string" || circuit === undefined) {
        refused++
        continue
      }
      // Permits of the one that was there stay with it: what they find is of another life.
      const there = this.circuits.get(name)
      if (there !== undefined) this.forget(there)
      this.lastCall = now
      this.circuits.set(name, circuit)
      if (circuit.state !== "Closed") {
        this.unwell.set(name, circuit)
        this.lettings++
      }
    }
    return refused
  }

  private forget(circuit: Circuit): void {
    // Whoever still holds it looks again.
    this.lettings++
    circuit.lastUsed = Number.NEGATIVE_INFINITY
    this.circuits.delete(circuit.name)
    this.unwell.delete(circuit.name)
  }

  /** A count that grew is to be written down, too: once until it is, and then again. */
  private turnedAway(circuit: Circuit, state: BreakerState): void {
    if (!circuit.isChanged) this.mark(circuit)
    if (this.events.isHeard()) {
      this.events.publish({ _tag: "breaker.rejected", name: circuit.name, at: this.wall(), state })
    }
  }

  private mark(circuit: Circuit): void {
    circuit.isChanged = true
    this.changes.publish(circuit.name)
  }

  private moved(circuit: Circuit, from: BreakerState, why: string, now: number, at: number = this.wall()): void {
    const { name, state } = circuit
    Machine.note(circuit, { at, from, to: state, why })
    if (state === "Closed") this.unwell.delete(name)
    else {
      this.unwell.set(name, circuit)
      // Whoever calls through a circuit below it looks again.
      this.lettings++
    }
    this.mark(circuit)
    if (this.events.isHeard()) {
      this.events.publish({
        _tag: tagOf[state],
        name,
        at,
        from,
        why,
        openMs: Machine.remainingMs(circuit, now),
        openings: circuit.past?.openings ?? 0
      })
    }
  }

  private sweep(now: number): void {
    const { idleMs } = this.policy
    if (now - this.lastCall >= idleMs && this.circuits.size > 0) {
      this.cursor = null
      this.circuits = new Map(this.unwell)
      this.lettings++
    }
    this.cursor ??= this.circuits.values()
    for (let looked = 0; looked < SWEEP_AT_ONCE; looked++) {
      const next = this.cursor.next()
      if (next.done === true) {
        this.cursor = null
        this.sweepAt = now + idleMs / SWEEPS_IN_IDLE_TIME
        return
      }
      if (Machine.isIdle(next.value, this.policy, now)) this.forget(next.value)
    }
  }
}
