/**
 * How held calls are booked in the tables of the ledger, many at once, inside a transaction of whoever calls. What was held for a call is
 * known from its holding, so nothing is read. Pure but for the store.
 */
import type { SqlValue, Store } from "../state/Store.ts"
import type { DaySums } from "./daySums.ts"
import { LET_GO } from "./letGo.ts"
import type { TokenUsage } from "./priceUsage.ts"

export interface Settlement {
  /** `null`: nobody knows; what was held stays held. */
  readonly microUsd: number | null
  /** `null`: the provider did not say. */
  readonly usage: TokenUsage | null
}

/** A row of the ledger that holds money for a call. */
export interface Held {
  readonly id: number
  /** Key of the local day on which it started. */
  readonly day: string
  readonly heldMicroUsd: number
}

/** What came of a held call; `released`: nothing was billed, so it is forgotten. */
export interface Booking {
  readonly held: Held
  readonly end: Settlement | "released"
}

export const tokensOf = (usage: TokenUsage | null): ReadonlyArray<SqlValue> => [
  usage?.inputTokens ?? null,
  usage?.cachedInputTokens ?? null,
  usage?.outputTokens ?? null
]

/** The end of a call that was taken for gone: what it held is let go of already, what it cost counts. */
const bookLate = (
  store: Store,
  { end: { microUsd, usage }, held: { day, id } }: { readonly end: Settlement; readonly held: Held },
  sums: DaySums
): void => {
  const { changes } = store.run(
    `UPDATE cost_call SET settled = 1, micro_usd = ?, input_tokens = ?, cached_input_tokens = ?, output_tokens = ?
     WHERE id = ? AND settled = ?`,
    [microUsd, ...tokensOf(usage), id, LET_GO]
  )
  if (changes > 0) sums.add(day, microUsd ?? 0, 0)
}

/** Books each held call once: one that is settled or gone stays as it is. */
export const writeBookings = (store: Store, bookings: Iterable<Booking>, sums: DaySums): void => {
  for (const { end, held } of bookings) {
    const { day, heldMicroUsd, id } = held
    if (end === "released") {
      const { changes } = store.run("DELETE FROM cost_call WHERE id = ? AND settled = 0", [id])
      if (changes > 0) sums.add(day, 0, -heldMicroUsd)
      else store.run("DELETE FROM cost_call WHERE id = ? AND settled = ?", [id, LET_GO])
      continue
    }
    const { microUsd, usage } = end
    const kept = microUsd === null ? heldMicroUsd : 0
    const { changes } = store.run(
      `UPDATE cost_call SET settled = 1, held = ?, micro_usd = ?, input_tokens = ?, cached_input_tokens = ?, output_tokens = ?
       WHERE id = ? AND settled = 0`,
      [kept, microUsd, ...tokensOf(usage), id]
    )
    if (changes > 0) sums.add(day, microUsd ?? 0, kept - heldMicroUsd)
    else bookLate(store, { end, held }, sums)
  }
}
