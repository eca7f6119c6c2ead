/**
 * What circuits and budgets have learned, in the one state file. Two processes may write at once: each merges under the
 * file's write lock. Reading creates nothing; the file is made by the first writing. Looking whether somebody else wrote is one
 * PRAGMA, no row is read. A row that cannot be read is left out alone, and overwritten by the next writing of its name or
 * forgotten by a reset of all.
 */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { type KeptRow, type Kind, kinds } from "../resilience/keep/KeptRow.ts"
import { orderOf } from "../resilience/keep/readKept.ts"
import { type Order, ResilienceStore, ResilienceStoreFailed } from "../resilience/keep/ResilienceStore.ts"
import { type Row, type Store, StoreService } from "../state/Store.ts"

const unreadable: unique symbol = Symbol("unreadable")

const parse = (text: unknown): unknown => {
  try {
    return typeof text === "string" ? JSON.parse(text) : unreadable
  } catch {
    return unreadable
  }
}

const rowOf = (row: Row): KeptRow | null => {
  const kind = kinds.find((one) => one === row["kind"])
  const [name, state] = [parse(row["name"]), parse(row["state"])]
  return kind !== undefined && typeof name === "string" && state !== unreadable ? { kind, name, state } : null
}

const orderIn = (row: Row): Order | null => orderOf({ ...row, breaker: parse(row["breaker"]) })

const readable = <A>(found: ReadonlyArray<A | null>): ReadonlyArray<A> => found.flatMap((one) => one ?? [])

const ordersIn = (store: Store) => store.all("SELECT breaker, wish, reason, at FROM resilience_order").map(orderIn)

const load = (store: Store) => {
  const rows = store.all("SELECT kind, name, state FROM resilience_row").map(rowOf)
  const orders = ordersIn(store)
  const refused = [...rows, ...orders].filter((one) => one === null).length
  return { rows: readable(rows), orders: readable(orders), refused }
}

const stored = (store: Store, kind: Kind, name: string): unknown => {
  const row = store.get("SELECT state FROM resilience_row WHERE kind = ? AND name = ?", [kind, name])
  const state = parse(row?.["state"])
  return state === unreadable ? undefined : state
}

const writeOrder = (store: Store, { at, breaker, reason, wish }: Order): void =>
  void store.run("INSERT OR REPLACE INTO resilience_order (breaker, wish, reason, at) VALUES (?, ?, ?, ?)", [
    JSON.stringify(breaker),
    wish,
    reason,
    at
  ])

/** Orders that cannot be read have no name by which anybody could take them back. Gives how many there were. */
const forgetUnreadable = (store: Store): number => {
  const orders = ordersIn(store)
  const good = readable(orders)
  if (good.length === orders.length) return 0
  store.run("DELETE FROM resilience_order")
  for (const order of good) writeOrder(store, order)
  return orders.length - good.length
}

const nothing = { rows: [], orders: [], refused: 0 } as const

/** Over the state file that `StoreService` opens. */
export const SqlResilienceStoreLayer: Layer.Layer<ResilienceStore, never, StoreService> = Layer.effect(
  ResilienceStore,
  Effect.gen(function* () {
    const service = yield* StoreService
    /** Whatever goes wrong with the file is one failure of this store, since nobody's call may be hurt by it. */
    const using = <A>(
      doing: ResilienceStoreFailed["doing"],
      work: (store: Store | null) => A
    ): Effect.Effect<A, ResilienceStoreFailed> => {
      const opened: Effect.Effect<Store | null, unknown> = doing === "read" ? service.openExisting : service.open
      return Effect.flatMap(opened, (store) => Effect.try({ try: () => work(store), catch: (cause) => cause })).pipe(
        Effect.mapError((cause) => new ResilienceStoreFailed(doing, cause))
      )
    }
    /** `flushed`: what a person ordered. What is merely learned waits for no disk. */
    const writing = <A>(
      how: "flushed" | "unflushed",
      work: (store: Store) => A
    ): Effect.Effect<A, ResilienceStoreFailed> =>
      using("write", (store) => {
        if (store === null) throw new Error("An opened store is there.")
        return how === "flushed" ? store.transaction(() => work(store)) : store.unflushed(() => work(store))
      })
    return ResilienceStore.of({
      load: using("read", (store) => (store === null ? nothing : load(store))),
      save: (changes) =>
        writing("unflushed", (store) => {
          for (const { kind, merge, name } of changes) {
            const key = JSON.stringify(name)
            const state = JSON.stringify(merge(stored(store, kind, key)))
            store.run("INSERT OR REPLACE INTO resilience_row (kind, name, state) VALUES (?, ?, ?)", [kind, key, state])
          }
        }),
      order: (order) => writing("flushed", (store) => writeOrder(store, order)),
      version: using("read", (store) =>
        store === null ? 0 : Number(store.get("PRAGMA data_version")?.["data_version"] ?? 0)
      ),
      reset: (name) =>
        // A reset of nothing makes no file.
        Effect.flatMap(
          using("read", (store) => store !== null),
          (isThere) =>
            isThere
              ? writing("flushed", (store) =>
                  name === undefined
                    ? store.run("DELETE FROM resilience_row").changes + forgetUnreadable(store)
                    : store.run("DELETE FROM resilience_row WHERE name = ?", [JSON.stringify(name)]).changes
                )
              : Effect.succeed(0)
        )
    })
  })
)
