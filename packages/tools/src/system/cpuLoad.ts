/** How busy the processors are: the share of time in which they worked, between two looks. A single look gives the average since boot. */
import { cpus } from "node:os"
import * as Effect from "effect/Effect"

/** Default time between the looks. */
export const LOAD_MS = 500

export interface Times {
  readonly busy: number
  readonly idle: number
}

/** The sums over all processors, milliseconds since boot. */
const look = (): Times =>
  cpus().reduce<Times>(
    (sum, { times: { user, nice, sys, irq, idle } }) => ({
      busy: sum.busy + user + nice + sys + irq,
      idle: sum.idle + idle
    }),
    { busy: 0, idle: 0 }
  )

/** Percent, 0 to 100 for all processors together, one decimal. Pure. */
export const loadBetween = (before: Times, after: Times): number => {
  const busy = Math.max(0, after.busy - before.busy)
  const whole = busy + Math.max(0, after.idle - before.idle)
  return whole === 0 ? 0 : Math.round((busy / whole) * 1000) / 10
}

export const cpuLoad = Effect.fnUntraced(function* (overMs: number) {
  const before = look()
  yield* Effect.sleep(overMs)
  return loadBetween(before, look())
})
