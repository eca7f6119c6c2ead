/**
 * Places for calls that run at once and a bounded line of those that wait, first come first served: pure and synchronous, no clock and no
 * fiber. `Bulkhead` gives it a fixed number of places, `Concurrency` one that changes. A place that becomes free is
 * handed to the first in line at that moment, so nobody overtakes, and one who leaves the line leaves no gap.
 */

export interface Waiter {
  /** Called once, when it has got a place; the place is held from then on. */
  readonly admitted: () => void
}

export interface Slots {
  running: number
  readonly waiting: Set<Waiter>
}

export const empty = (): Slots => ({ running: 0, waiting: new Set() })

/** Takes a place, unless none is free or somebody waits for it. */
export const tryTake = (slots: Slots, limit: number): boolean => {
  if (slots.running >= limit || slots.waiting.size > 0) return false
  slots.running++
  return true
}

/** Joins the line, unless `queue` wait already. */
export const join = (slots: Slots, waiter: Waiter, queue: number): boolean => {
  if (slots.waiting.size >= queue) return false
  slots.waiting.add(waiter)
  return true
}

/** Leaves the line; nothing when it has a place already, which it then has to give back. */
export const leave = (slots: Slots, waiter: Waiter): void => {
  slots.waiting.delete(waiter)
}

/** Lets in from the line what has room, also after the limit has grown. */
export const admit = (slots: Slots, limit: number): void => {
  for (const waiter of slots.waiting) {
    if (slots.running >= limit) return
    slots.waiting.delete(waiter)
    slots.running++
    waiter.admitted()
  }
}

/** Gives a place back. */
export const giveBack = (slots: Slots, limit: number): void => {
  slots.running--
  admit(slots, limit)
}
