/**
 * Where a call that is about to be made is noted at a tenth of what a row of the state file costs, as a port: a log beside that file,
 * one to a process, that survives `kill -9` and is taken into the ledger within `BOOK_WITHIN_MS` (docs/decisions/0008). Synchronous, and
 * nothing here throws: who cannot be helped says so, and the call is written as a row. What may surprise: a log is emptied, not removed,
 * as long as its process lives; whoever opens the ledger next takes in what a killed process left. A program that brings none has a row
 * written before each call.
 */
import * as Context from "effect/Context"

/** The log of this ledger; nobody else writes it. */
export interface IntentLog {
  /** Tells it from every other log there is, was or will be. */
  readonly name: string
  /** Adds a line, which ends in a line feed. `false`: it is not there as a whole, and nothing more is to be written. */
  readonly write: (line: string) => boolean
  /** Whatever stands in it is in the ledger, which knows what it has: it may be emptied now or later. */
  readonly empty: () => void
  /** Lets go of it; `"keep"` leaves it to whoever opens the ledger next. */
  readonly end: (how: "keep" | "remove") => void
}

export interface FoundLog {
  readonly name: string
  /** Its process is gone, so that it is whoever's finds it. */
  readonly isGone: boolean
}

export interface CallIntentsService {
  /** Makes a log, for this user alone. `null` where none can be made. */
  readonly begin: (stateFile: string) => IntentLog | null
  /** Logs beside the state file. What is called otherwise is not listed. */
  readonly found: (stateFile: string) => ReadonlyArray<FoundLog>
  /** What is in it; `null` for one that is not there any more, is no file, is another user's, or is larger than any log. */
  readonly read: (stateFile: string, name: string) => string | null
  readonly remove: (stateFile: string, name: string) => void
}

/** Read when a ledger is built. Default: none. */
export const CallIntents: Context.Reference<CallIntentsService | null> = Context.Reference<CallIntentsService | null>(
  "@zenus/core/cost/CallIntents",
  { defaultValue: () => null }
)
