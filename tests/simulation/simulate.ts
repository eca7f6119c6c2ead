/**
 * Metastable failure in a box: an overload that outlives its cause because of what callers do. An open loop of requests (Poisson, 70%
 * of capacity, a hundred callers) meets one server of ten workers with a first-in-first-out queue of five seconds; callers
 * give up after a second and the server does not know. A trigger of ten seconds, then peace: a policy is good when service
 * comes back with the peace. After Bronson et al., Metastable Failures in Distributed Systems (HotOS 2021). No real time
 * passes; the same seed gives the same figures.
 */
import { makeEventQueue } from "./EventQueue.ts"
import { exponential, seeded } from "./seeded.ts"

export type Trigger = "burst" | "dip" | "outage" | "random errors"

/** What one attempt came to, for the caller. */
export type Seen = "ok" | "error" | "timeout"

/** One caller's layers. A caller is one process: it shares nothing with the others. */
export interface Caller {
  /** `null`: turned away by the caller's own layers; else what `settle` is told. */
  readonly admit: (now: number) => { readonly settle: (seen: Seen, now: number) => void } | null
  /** How long to wait before attempt `attempt` + 1, in milliseconds; `null`: give up. */
  readonly retry: (attempt: number, seen: Seen, now: number, draw: number) => number | null
  /** A request that ended well. */
  readonly succeeded: (now: number) => void
}

export interface Policy {
  readonly name: string
  readonly makeCaller: (draw: () => number) => Caller
}

export interface World {
  readonly seed: number
  readonly trigger: Trigger
  readonly policy: Policy
  /** Among how many callers the load is divided; default 100. */
  readonly callers?: number
}

/** Requests a second that the server can serve. */
export const CAPACITY = 1000
export const BASE_LOAD = 700
const CALLERS = 100
const WORKERS = 10
const SERVICE_MS = (WORKERS / CAPACITY) * 1000
const QUEUE_MS = 5000
const GIVES_UP_MS = 1000
export const TRIGGER_FROM_S = 10
export const TRIGGER_TO_S = 20
export const END_S = 80
const RANDOM_ERRORS = 0.05
const DIP = 0.3

/** What happened in each second of the run, by the second in which a request arrived. */
export interface Second {
  requests: number
  succeeded: number
  attempts: number
}

export interface Run {
  readonly seconds: ReadonlyArray<Second>
  /** Attempts that the server served for nobody, as a share of all served. */
  readonly wasted: number
}

interface Waiting {
  readonly arrivedAt: number
  readonly answer: () => boolean
}

const isTriggered = (now: number): boolean => now >= TRIGGER_FROM_S * 1000 && now < TRIGGER_TO_S * 1000

export const simulate = ({ callers: count = CALLERS, policy, seed, trigger }: World): Run => {
  const draw = seeded(seed)
  const queue = makeEventQueue()
  const callers = Array.from({ length: count }, () => policy.makeCaller(draw))
  const seconds = Array.from({ length: END_S }, (): Second => ({ requests: 0, succeeded: 0, attempts: 0 }))
  const isIn = (kind: Trigger): boolean => trigger === kind && isTriggered(queue.now())

  // The server.
  const waiting: Array<Waiting> = []
  let head = 0
  let busy = 0
  let served = 0
  let wasted = 0
  const workers = (): number => (isIn("outage") ? 0 : isIn("dip") ? WORKERS * DIP : WORKERS)
  const startNext = (): void => {
    while (busy < workers() && head < waiting.length) {
      const next = waiting[head]
      head += 1
      if (next === undefined) return
      if (head > 10_000) {
        waiting.splice(0, head)
        head = 0
      }
      busy += 1
      queue.add(queue.now() + exponential(draw(), 1 / SERVICE_MS), () => {
        busy -= 1
        served += 1
        if (!next.answer()) wasted += 1
        startNext()
      })
    }
  }
  for (const at of [TRIGGER_FROM_S, TRIGGER_TO_S]) queue.add(at * 1000, startNext)

  // One attempt: `done` is called once, at the time when the caller knows.
  const attempt = (done: (seen: Seen) => void): void => {
    if (isIn("outage")) return queue.add(queue.now() + 1, () => done("error"))
    if (waiting.length - head >= (QUEUE_MS / 1000) * CAPACITY) return queue.add(queue.now() + 1, () => done("error"))
    let open = true
    const end = (seen: Seen): boolean => {
      if (!open) return false
      open = false
      done(seen)
      return true
    }
    queue.add(queue.now() + GIVES_UP_MS, () => end("timeout"))
    const fails = trigger === "random errors" && draw() < RANDOM_ERRORS
    waiting.push({ arrivedAt: queue.now(), answer: () => end(fails ? "error" : "ok") })
    startNext()
  }

  const request = (caller: Caller, second: Second): void => {
    second.requests += 1
    const tryOnce = (count: number): void => {
      const permit = caller.admit(queue.now())
      if (permit === null) return
      second.attempts += 1
      attempt((seen) => {
        const now = queue.now()
        permit.settle(seen, now)
        if (seen === "ok") {
          second.succeeded += 1
          caller.succeeded(now)
          return
        }
        const wait = caller.retry(count, seen, now, draw())
        if (wait !== null) queue.add(now + wait, () => tryOnce(count + 1))
      })
    }
    tryOnce(1)
  }

  const arrive = (): void => {
    const now = queue.now()
    const caller = callers[Math.floor(draw() * count)]
    const second = seconds[Math.floor(now / 1000)]
    if (caller !== undefined && second !== undefined) request(caller, second)
    const load = isIn("burst") ? 3 * CAPACITY : BASE_LOAD
    queue.add(now + exponential(draw(), load / 1000), arrive)
  }
  queue.add(0, arrive)
  queue.runUntil(END_S * 1000)
  return { seconds, wasted: served === 0 ? 0 : wasted / served }
}
