/**
 * Counts of calls in a window: a ring of the last calls, or slices of time that are thrown away by how much time has
 * passed, however much that is and whether or not anything was called meanwhile (a window that drops one slice a call
 * still trips over failures of ten minutes ago). No clock: `now` is monotonic milliseconds.
 */
import type { Window } from "./Window.ts"

export interface Tally {
  readonly calls: number
  readonly failures: number
  readonly slow: number
  /** Counts a call that ended at `now`. */
  readonly record: (failed: boolean, slow: boolean, now: number) => void
  /** Forgets what is too old at `now`. */
  readonly advance: (now: number) => void
  /** What can be written down, ages counted from `now`. */
  readonly keep: (now: number) => KeptTally
}

/** `ring`: a digit a call, oldest first, 1 for failed plus 2 for slow. `slices`: [age of the slice's start in ms, calls, failures, slow]. */
export type KeptTally =
  | { readonly kind: "count"; readonly ring: string }
  | { readonly kind: "time"; readonly slices: ReadonlyArray<readonly [number, number, number, number]> }

const FAILED = 1
const SLOW = 2

class CountTally implements Tally {
  calls = 0
  failures = 0
  slow = 0
  private next = 0
  private readonly ring: Uint8Array
  constructor(size: number) {
    this.ring = new Uint8Array(size)
  }
  record(failed: boolean, slow: boolean): void {
    const { next, ring } = this
    if (this.calls === ring.length) {
      const old = ring[next] ?? 0
      if ((old & FAILED) !== 0) this.failures--
      if ((old & SLOW) !== 0) this.slow--
    } else {
      this.calls++
    }
    ring[next] = (failed ? FAILED : 0) | (slow ? SLOW : 0)
    if (failed) this.failures++
    if (slow) this.slow++
    this.next = next + 1 === ring.length ? 0 : next + 1
  }
  advance(): void {}
  keep(): KeptTally {
    const { calls, next, ring } = this
    const from = (next - calls + ring.length) % ring.length
    let text = ""
    for (let at = 0; at < calls; at++) text += String(ring[(from + at) % ring.length])
    return { kind: "count", ring: text }
  }
}

/** Slices of a time window. */
export const SLICES = 20

class TimeTally implements Tally {
  calls = 0
  failures = 0
  slow = 0
  /** The newest slice, as a number of slices since the clock's zero, where it ends, and its place in `counts`. */
  private newest: number
  private endsAt: number
  private place: number
  private readonly sliceMs: number
  /** [calls, failures, slow] of each slice, the newest at `newest % SLICES`. */
  private readonly counts = new Uint32Array(SLICES * 3)
  constructor(lengthMs: number, now: number) {
    this.sliceMs = lengthMs / SLICES
    this.newest = Math.floor(now / this.sliceMs)
    this.endsAt = (this.newest + 1) * this.sliceMs
    this.place = placeOf(this.newest)
  }
  advance(now: number): void {
    if (now < this.endsAt) return
    const slice = Math.floor(now / this.sliceMs)
    const passed = slice - this.newest
    this.newest = slice
    this.endsAt = (slice + 1) * this.sliceMs
    this.place = placeOf(slice)
    if (this.calls === 0) return
    if (passed >= SLICES) {
      this.counts.fill(0)
      this.calls = 0
      this.failures = 0
      this.slow = 0
      return
    }
    for (let back = 0; back < passed; back++) this.drop(slice - back)
  }
  /** Every slice that comes in takes the place of the one that goes out. */
  private drop(slice: number): void {
    const at = placeOf(slice)
    const { counts } = this
    this.calls -= counts[at] ?? 0
    this.failures -= counts[at + 1] ?? 0
    this.slow -= counts[at + 2] ?? 0
    counts[at] = 0
    counts[at + 1] = 0
    counts[at + 2] = 0
  }
  record(failed: boolean, slow: boolean, now: number): void {
    this.advance(now)
    this.add(this.place, 1, failed ? 1 : 0, slow ? 1 : 0)
  }
  /** Adds to the slice at a place. */
  private add(at: number, calls: number, failures: number, slow: number): void {
    const { counts } = this
    counts[at] = (counts[at] ?? 0) + calls
    counts[at + 1] = (counts[at + 1] ?? 0) + failures
    counts[at + 2] = (counts[at + 2] ?? 0) + slow
    this.calls += calls
    this.failures += failures
    this.slow += slow
  }
  keep(now: number): KeptTally {
    this.advance(now)
    const slices: Array<readonly [number, number, number, number]> = []
    for (let slice = this.newest - SLICES + 1; slice <= this.newest; slice++) {
      const at = placeOf(slice)
      const calls = this.counts[at] ?? 0
      if (calls > 0) {
        const age = Math.max(0, Math.round(now - slice * this.sliceMs))
        slices.push([age, calls, this.counts[at + 1] ?? 0, this.counts[at + 2] ?? 0])
      }
    }
    return { kind: "time", slices }
  }
  /** Takes back what was kept; what is too old by now is left out. */
  restore(slices: ReadonlyArray<readonly [number, number, number, number]>, now: number, passedMs: number): void {
    this.advance(now)
    for (const [age, calls, failures, slow] of slices) {
      const slice = Math.floor((now - age - passedMs) / this.sliceMs)
      if (slice <= this.newest && slice > this.newest - SLICES) this.add(placeOf(slice), calls, failures, slow)
    }
  }
}

const placeOf = (slice: number): number => (((slice % SLICES) + SLICES) % SLICES) * 3

export const makeTally = (window: Window, now: number): Tally =>
  window._tag === "Count" ? new CountTally(window.size) : new TimeTally(window.lengthMs, now)

/**
 * A tally as it was kept `passedMs` ago (0 or more). One of another kind of window starts empty: the options were changed
 * meanwhile.
 */
export const restoreTally = (window: Window, kept: KeptTally | undefined, now: number, passedMs: number): Tally => {
  if (window._tag === "Count") {
    const tally = new CountTally(window.size)
    if (kept?.kind === "count") {
      for (const digit of kept.ring) tally.record((Number(digit) & FAILED) !== 0, (Number(digit) & SLOW) !== 0)
    }
    return tally
  }
  const tally = new TimeTally(window.lengthMs, now)
  if (kept?.kind === "time") tally.restore(kept.slices, now, passedMs)
  return tally
}
