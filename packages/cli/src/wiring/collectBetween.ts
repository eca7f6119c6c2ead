/**
 * For a process that answers one request after the other: what they left is collected between two of them, where it is much. V8
 * by itself waits until a heap of 20 MB has become one of 60 (136 MB of the process after 1,000 requests, 93 after 50), and a
 * flag that makes it do so earlier comes too late: the first limit is set when the program starts. It costs a tenth of
 * the time, after an answer is out. No flag stays set: V8 would refuse code that was kept under others (bin/loadBundle.js).
 */
import v8 from "node:v8"
import vm from "node:vm"

/** The heap may grow by so much from one collection to the next: with 1.4 the process grows by a sixth after its 50th request, with 1.2 by a tenth, which takes three times the collections. */
const GROWTH = 1.2

/** The system's own collector of the whole heap; `null` where this Node does not hand it out. */
const findCollector = (): (() => void) | null => {
  // New contexts have it while the flag is set.
  v8.setFlagsFromString("--expose-gc")
  try {
    const found: unknown = vm.runInNewContext("typeof gc === 'function' ? gc : null")
    return typeof found === "function" ? () => void Reflect.apply(found, undefined, []) : null
  } finally {
    v8.setFlagsFromString("--no-expose-gc")
  }
}

export interface Heap {
  /** Bytes of objects, alive or not. */
  readonly used: () => number
  /** Takes away what is not alive. */
  readonly collect: () => void
}

export const makeHeap = (): Heap => {
  let collector: (() => void) | null | undefined
  return {
    used: () => process.memoryUsage().heapUsed,
    collect: () => {
      if (collector === undefined) collector = findCollector()
      collector?.()
    }
  }
}

/** Gives what to call after each answer. The first call collects nothing: it sees what a request leaves that needs so much. */
export const makeCollectBetween = (heap: Heap = makeHeap()): (() => void) => {
  let left = Number.POSITIVE_INFINITY
  return () => {
    const used = heap.used()
    if (used > left * GROWTH) {
      heap.collect()
      left = heap.used()
    } else left = Math.min(left, used)
  }
}
