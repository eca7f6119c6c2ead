/**
 * Calls that were held and never ended: their process was killed. Nobody knows whether they are on the bill, so they stay in the sums as
 * unpriced; but what was held for them is let go of once no call could still run, since a limit that dead calls fill up for the rest of
 * its day or month helps nobody. Should one of them end after all, its cost is booked like any other's (`writeBookings`).
 */
import type { Store } from "../state/Store.ts"
import type { DaySums } from "./daySums.ts"

/** How long a call may be under way before it counts as gone, milliseconds. An ask as a whole takes two minutes by default. */
export const GONE_AFTER_MS = 600_000

/** In the column `settled`: what was held is let go of, and nobody has said what the call cost. */
export const LET_GO = 2

const numberIn = (value: unknown): number => (typeof value === "number" ? value : 0)

/** Micro-dollars that gone calls hold of the days from `first` to `last`, keys included. */
export const heldByGone = (store: Store, now: number, first: string, last: string): number =>
  numberIn(
    store.get("SELECT TOTAL(held) AS held FROM cost_call WHERE settled = 0 AND at < ? AND day BETWEEN ? AND ?", [
      now - GONE_AFTER_MS,
      first,
      last
    ])?.["held"]
  )

/** Lets go of what gone calls hold, on whatever day; gives whether there were any. Inside a transaction of whoever calls. */
export const letGo = (store: Store, now: number, sums: DaySums): boolean => {
  const gone = store.all("SELECT id, day, held FROM cost_call WHERE settled = 0 AND at < ?", [now - GONE_AFTER_MS])
  for (const { day, held, id } of gone) {
    store.run("UPDATE cost_call SET settled = ?, held = 0 WHERE id = ?", [LET_GO, id ?? null])
    sums.add(String(day), 0, -numberIn(held))
  }
  return gone.length > 0
}
