/** What happens when, in order of time; equal times in order of adding. A binary heap, so that a million events are quick. */
export interface EventQueue {
  /** `at` in milliseconds. */
  readonly add: (at: number, event: () => void) => void
  /** Runs all up to `end`, each at its time. */
  readonly runUntil: (end: number) => void
  readonly now: () => number
}

interface Entry {
  readonly at: number
  readonly order: number
  readonly event: () => void
}

const isBefore = (one: Entry, other: Entry): boolean =>
  one.at < other.at || (one.at === other.at && one.order < other.order)

export const makeEventQueue = (): EventQueue => {
  const heap: Array<Entry> = []
  let order = 0
  let now = 0

  const swapUp = (entry: Entry): void => {
    let at = heap.push(entry) - 1
    while (at > 0) {
      const parent = (at - 1) >> 1
      const above = heap[parent]
      if (above === undefined || isBefore(above, entry)) return
      heap[parent] = entry
      heap[at] = above
      at = parent
    }
  }
  const take = (): Entry | undefined => {
    const first = heap[0]
    const last = heap.pop()
    if (first === undefined || last === undefined || heap.length === 0) return first
    let at = 0
    for (;;) {
      const left = heap[2 * at + 1]
      const right = heap[2 * at + 2]
      if (left === undefined) break
      const smaller = right !== undefined && isBefore(right, left) ? 2 * at + 2 : 2 * at + 1
      const child = heap[smaller]
      if (child === undefined || isBefore(last, child)) break
      heap[at] = child
      at = smaller
    }
    heap[at] = last
    return first
  }

  return {
    now: () => now,
    add: (at, event) => swapUp({ at: Math.max(at, now), order: order++, event }),
    runUntil: (end) => {
      for (let next = heap[0]; next !== undefined && next.at <= end; next = heap[0]) {
        now = next.at
        take()?.event()
      }
      now = end
    }
  }
}
