/**
 * What a store has given, with nothing believed about it: anybody may have written it, and a store may be anybody's. Each row and each
 * order that is none is left out alone and counted. Pure. The insides of a row are for whoever takes it back.
 */
import { kinds, type KeptRow } from "./KeptRow.ts"
import type { Kept, Order } from "./ResilienceStore.ts"

type Fields = Readonly<Record<string, unknown>>

const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** Within what a Date can hold: an order's time is shown. */
const isTime = (at: unknown): at is number => typeof at === "number" && at >= 0 && at <= 8.64e15

const rowOf = (value: unknown): KeptRow | null => {
  if (!isFields(value)) return null
  const kind = kinds.find((one) => one === value["kind"])
  const name = value["name"]
  return kind !== undefined && typeof name === "string" ? { kind, name, state: value["state"] } : null
}

/** An order as a store may hold it, or null where it is none. */
export const orderOf = (value: unknown): Order | null => {
  if (!isFields(value)) return null
  const { at, breaker, reason, wish } = value
  const isWish = wish === "isolate" || wish === "close"
  return isWish &&
    typeof breaker === "string" &&
    (breaker !== "" || wish === "close") &&
    typeof reason === "string" &&
    isTime(at)
    ? { breaker, wish, reason, at }
    : null
}

const listOf = (value: unknown): ReadonlyArray<unknown> => (Array.isArray(value) ? value : [null])
/** One that cannot even be looked at is one that cannot be read. */
const tried =
  <A>(read: (value: unknown) => A | null) =>
  (value: unknown): A | null => {
    try {
      return read(value)
    } catch {
      return null
    }
  }
const readable = <A>(found: ReadonlyArray<A | null>): ReadonlyArray<A> => found.flatMap((one) => one ?? [])

/** Where there is no list at all, that counts as one refused. */
export const readKept = (value: unknown): Kept => {
  const { orders, refused, rows } = isFields(value) ? value : ({} as Fields)
  const [foundRows, foundOrders] = [listOf(rows).map(tried(rowOf)), listOf(orders).map(tried(orderOf))]
  const before = typeof refused === "number" && refused > 0 ? Math.floor(refused) : 0
  const unreadable = [...foundRows, ...foundOrders].filter((one) => one === null).length
  return { rows: readable(foundRows), orders: readable(foundOrders), refused: before + unreadable }
}
