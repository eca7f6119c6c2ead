/** Rows of single calls in the state file, by their time (`tables/costByTime.ts`). Inside a transaction of whoever calls. */
import type { SqlValue, Store } from "../state/Store.ts"
import { CALLS_A_MS } from "../state/tables/costByTime.ts"

export interface PaidCall {
  readonly provider: string
  readonly model: string
  /** When it starts, wall-clock milliseconds. */
  readonly at: number
}

/** The smallest number that a call of `at` or later can have. */
export const firstId = (at: number): number => Math.ceil(at) * CALLS_A_MS

/**
 * Writes a call under the next number of its time and gives that number; a millisecond that is full goes on in the next one. `values`:
 * settled, held, and then cost and tokens.
 */
export const insertCall = (store: Store, call: PaidCall, day: string, values: ReadonlyArray<SqlValue>): number => {
  const row = [call.at, day, JSON.stringify(call.provider), JSON.stringify(call.model), ...values]
  for (let id = firstId(call.at); ;) {
    const { changes } = store.run(
      `INSERT INTO cost_call
         (id, at, day, provider, model, settled, held, micro_usd, input_tokens, cached_input_tokens, output_tokens)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING`,
      [id, ...row]
    )
    if (changes > 0) return id
    const until = (Math.floor(id / CALLS_A_MS) + 1) * CALLS_A_MS
    const last = store.get("SELECT MAX(id) AS last FROM cost_call WHERE id >= ? AND id < ?", [id, until])?.["last"]
    id = (typeof last === "number" ? last : 0) + 1
  }
}
