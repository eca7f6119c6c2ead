/**
 * The rows of runs in rounds that are not at their end, as text and values: shared by who runs them (`Runs.ts`) and by who only looks
 * whether there are any, without loading the engine for that.
 */
import * as Schema from "effect/Schema"
import type { Owner, OwnerId } from "../history/Owner.ts"

/** Runs that were cut off and not taken up again are forgotten after this. Milliseconds. */
export const FORGOTTEN_AFTER = 30 * 24 * 3_600_000

/** Text with lone surrogates (undecodable bytes of a name) as JSON, which the database can hold. */
export const column = (text: string): string => JSON.stringify(text)

const OwnerJson = Schema.fromJsonString(
  Schema.Struct({ pid: Schema.Int, startTime: Schema.String, boot: Schema.String })
)
const readOwner = Schema.decodeUnknownOption(OwnerJson)

/** Whose it is, where that process still runs. */
export const livingOwner = (text: string, owner: typeof Owner.Service): OwnerId | null => {
  const known = readOwner(text)
  return known._tag === "Some" && owner.lives(known.value) ? known.value : null
}

/** A run that was cut off. */
export interface CutRun {
  readonly id: string
  readonly request: string
  /** When it began, wall-clock milliseconds. */
  readonly at: number
}

/** Newest first; takes the folder (as `column`) and the oldest start that counts. */
export const CUT_RUNS_SQL =
  "SELECT id, request, at, owner FROM iterative_run WHERE cwd = ? AND at >= ? ORDER BY at DESC"

const textOf = (value: unknown): string => (typeof value === "string" ? value : "")

/** What such a row says; `null` for one whose process lives, or that is not ours. */
export const cutRunOf = (row: Readonly<Record<string, unknown>>, owner: typeof Owner.Service): CutRun | null => {
  const { at, id } = row
  if (typeof id !== "string" || typeof at !== "number" || livingOwner(textOf(row["owner"]), owner) !== null) return null
  try {
    const request: unknown = JSON.parse(textOf(row["request"]))
    return typeof request === "string" ? { id, request, at } : null
  } catch {
    return null
  }
}
