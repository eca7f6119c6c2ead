/**
 * Calls that are noted in a log and not yet in the ledger: their lines, and how they come into the tables, those of a process that was
 * killed as well. A line is a JSON array and a line feed; one without its end, or that says what no call can be, is passed over. Each
 * counts once, since the table of logs is written in the same transaction. Pure but for the store and the port.
 */
import type { Store } from "../state/Store.ts"
import { type Booking, tokensOf } from "./bookings.ts"
import type { DaySums } from "./daySums.ts"
import type { CallIntentsService } from "./CallIntents.ts"
import { firstId, insertCall, type PaidCall } from "./callRows.ts"

export interface BegunCall {
  /** Its place in the log, from 1. */
  readonly line: number
  readonly call: PaidCall
  /** Key of the local day on which it started. */
  readonly day: string
  readonly heldMicroUsd: number
}

export const lineOf = ({ call: { at, model, provider }, day, heldMicroUsd, line }: BegunCall): string =>
  `${JSON.stringify([line, at, day, provider, model, heldMicroUsd])}\n`

const isCount = (value: unknown): value is number =>
  typeof value === "number" && Number.isSafeInteger(value) && value >= 0

const readLine = (text: string): BegunCall | null => {
  let fields: unknown
  try {
    fields = JSON.parse(text)
  } catch {
    return null
  }
  if (!Array.isArray(fields) || fields.length !== 6) return null
  const [line, at, day, provider, model, held]: ReadonlyArray<unknown> = fields
  return isCount(line) &&
    line > 0 &&
    isCount(at) &&
    // Its number is made of its time and must be one that can be read back.
    isCount(firstId(at + 1)) &&
    typeof day === "string" &&
    /^\d{4}-\d\d-\d\d$/.test(day) &&
    typeof provider === "string" &&
    typeof model === "string" &&
    isCount(held)
    ? { line, call: { provider, model, at }, day, heldMicroUsd: held }
    : null
}

/** What a log holds, in order, whole lines only. */
export const readBegun = (text: string): ReadonlyArray<BegunCall> =>
  text
    .split("\n")
    .slice(0, -1)
    .flatMap((line) => readLine(line) ?? [])

const takenUntil = (store: Store, name: string): number => {
  const last = store.get("SELECT last FROM cost_begun WHERE name = ?", [name])?.["last"]
  return typeof last === "number" ? last : 0
}

const setTaken = (store: Store, name: string, last: number): void => {
  store.run("INSERT INTO cost_begun (name, last) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET last = excluded.last", [
    name,
    last
  ])
}

/**
 * Writes calls of this process's own log, those that have ended as ended, and how far it is taken in. Gives the number of each in the
 * ledger, in their order; `null` for one of which nothing more can come.
 */
export const writeBegun = (
  store: Store,
  log: string,
  calls: ReadonlyArray<BegunCall>,
  endOf: (call: BegunCall) => Booking["end"] | null,
  sums: DaySums
): ReadonlyArray<number | null> => {
  const ids = calls.map((one): number | null => {
    const { call, day, heldMicroUsd } = one
    const end = endOf(one)
    if (end === "released") return null
    const kept = end === null || end.microUsd === null ? heldMicroUsd : 0
    sums.add(day, end?.microUsd ?? 0, kept)
    const values = end === null ? [0, kept, null, null, null, null] : [1, kept, end.microUsd, ...tokensOf(end.usage)]
    const id = insertCall(store, call, day, values)
    return end === null ? id : null
  })
  const last = calls.at(-1)
  if (last !== undefined) setTaken(store, log, last.line)
  return ids
}

/**
 * Takes in what processes that are gone have left, each call as one that is held, and forgets logs that are no more. Read under the
 * file's write lock, so that of two processes one takes them. Gives the logs that may be removed once this is committed.
 */
export const takeInGone = (store: Store, intents: CallIntentsService, sums: DaySums): ReadonlyArray<string> => {
  const found = intents.found(store.file)
  const names = new Set<unknown>(found.map(({ name }) => name))
  for (const { name } of store.all("SELECT name FROM cost_begun")) {
    if (name !== undefined && !names.has(name)) store.run("DELETE FROM cost_begun WHERE name = ?", [name])
  }
  return found.flatMap(({ isGone, name }) => {
    const text = isGone ? intents.read(store.file, name) : null
    if (text === null) return []
    let last = takenUntil(store, name)
    for (const { call, day, heldMicroUsd, line } of readBegun(text)) {
      if (line <= last) continue
      insertCall(store, call, day, [0, heldMicroUsd, null, null, null, null])
      sums.add(day, 0, heldMicroUsd)
      last = line
    }
    setTaken(store, name, last)
    return [name]
  })
}
