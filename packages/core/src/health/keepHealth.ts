/**
 * What is known of providers, in the state file. Two processes may write at once: each adds what it saw to what is there, under the
 * file's write lock. Reading creates nothing. A row that cannot be read is left out alone, and overwritten by the next writing.
 */
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import type { Store } from "../state/Store.ts"
import { emptyHealth, type HealthState, joinHealth, MAX_ERROR, MAX_SAMPLES } from "./HealthState.ts"

/** Models kept at most; the one that was silent longest gives way. */
export const MAX_MODELS = 256

/** Which model of which provider. */
export interface HealthName {
  readonly provider: string
  readonly model: string
}

const Count = Schema.Int.check(Schema.isGreaterThanOrEqualTo(0))
const Row = Schema.fromJsonString(
  Schema.Struct({
    samples: Schema.Array(
      Schema.Struct({
        at: Schema.Finite,
        ok: Schema.Boolean,
        durationMs: Schema.Finite,
        probe: Schema.optionalKey(Schema.Literal(true))
      })
    ),
    calls: Count,
    failures: Count,
    lastError: Schema.NullOr(Schema.Struct({ at: Schema.Finite, message: Schema.String }))
  })
)
const Name = Schema.fromJsonString(Schema.Tuple([Schema.String, Schema.String]))
const decodeRow = Schema.decodeUnknownOption(Row)
const decodeName = Schema.decodeUnknownOption(Name)

/** One text for a name, as it is in the file. */
export const healthKey = ({ model, provider }: HealthName): string => JSON.stringify([provider, model])

const stateIn = (text: unknown): HealthState | null =>
  Option.match(decodeRow(text), {
    onNone: () => null,
    onSome: (row) => ({
      ...row,
      samples: row.samples.slice(-MAX_SAMPLES),
      lastError:
        row.lastError === null ? null : { ...row.lastError, message: row.lastError.message.slice(0, MAX_ERROR) }
    })
  })

/** By `healthKey`. */
export type HealthRows = ReadonlyMap<string, { readonly name: HealthName; readonly state: HealthState }>

export const loadHealth = (store: Store): HealthRows =>
  new Map(
    store.all("SELECT name, state FROM health_row").flatMap((row) => {
      const name = Option.getOrNull(decodeName(row["name"]))
      const state = stateIn(row["state"])
      if (name === null || state === null) return []
      const [provider, model] = name
      return [[healthKey({ provider, model }), { name: { provider, model }, state }] as const]
    })
  )

/** Forgets a provider, one model of it (`openai/gpt-5`), or all; also what cannot be read. Gives how many rows there were. */
export const forgetHealth = (store: Store, which?: string): number =>
  store.transaction(() => {
    if (which === undefined) return store.run("DELETE FROM health_row").changes
    return store
      .all("SELECT name FROM health_row")
      .map(({ name }) => {
        const [provider, model] = Option.getOrElse(decodeName(name), () => ["", ""] as const)
        const isMeant = which === provider || which === `${provider}/${model}`
        return isMeant ? store.run("DELETE FROM health_row WHERE name = ?", [name ?? null]).changes : 0
      })
      .reduce((sum, changes) => sum + changes, 0)
  })

/** Rows as they are now, by key, and how many gave way to others. */
export interface AddedHealth {
  readonly rows: ReadonlyMap<string, HealthState>
  readonly removed: number
}

/** Adds what was seen to each row, all or none. `mayForget`: whether there may be fewer rows after it. */
export const addHealth = (store: Store, added: ReadonlyMap<string, HealthState>, mayForget: boolean): AddedHealth =>
  store.unflushed(() => {
    const joined = [...added].map(([key, state]) => {
      const stored = stateIn(store.get("SELECT state FROM health_row WHERE name = ?", [key])?.["state"])
      return [key, joinHealth(stored ?? emptyHealth, state)] as const
    })
    for (const [key, state] of joined) {
      store.run("INSERT OR REPLACE INTO health_row (name, at, state) VALUES (?, ?, ?)", [
        key,
        state.samples.at(-1)?.at ?? 0,
        JSON.stringify(state)
      ])
    }
    if (!mayForget) return { rows: new Map(joined), removed: 0 }
    const { changes } = store.run(
      "DELETE FROM health_row WHERE name IN (SELECT name FROM health_row ORDER BY at DESC LIMIT -1 OFFSET ?)",
      [MAX_MODELS]
    )
    return { rows: new Map(joined), removed: changes }
  })
