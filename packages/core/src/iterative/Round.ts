/**
 * What is kept of a run in rounds: what the model said in each and what came of it, as it is written into the log of the durable
 * engine. A run that was cut off is told from these alone, so everything that a later round looks at stands here.
 */
import * as Schema from "effect/Schema"
import { Cost, ErrorDocument, ReportStatus } from "../plan/Report.ts"

/** Milliseconds that a round's half took, so that a limit on time counts the time spent and not the time away. */
const spent = { cost: Cost, ms: Schema.Finite }

/** What one question to the models gave. */
export const RoundReply = Schema.Union([
  /** `intent` is an `IntentIR` as JSON: arguments hold whatever an action takes. */
  Schema.Struct({ kind: Schema.Literal("plan"), provider: Schema.String, intent: Schema.String, ...spent }),
  /** The request is done, as the model sees it. */
  Schema.Struct({ kind: Schema.Literal("answer"), provider: Schema.String, text: Schema.String, ...spent }),
  /** No plan: nobody answered, or who answered said no. */
  Schema.Struct({ kind: Schema.Literal("none"), status: ReportStatus, error: ErrorDocument, ...spent })
])
export type RoundReply = typeof RoundReply.Type

/** What became of one plan. */
export const RoundOutcome = Schema.Struct({
  goal: Schema.String,
  status: ReportStatus,
  /** `null` where nothing was done that could be taken back. */
  transaction: Schema.NullOr(Schema.String),
  undoable: Schema.Boolean,
  /** What the steps gave, as the model is told it; cut to a bound. */
  result: Schema.String,
  error: Schema.NullOr(ErrorDocument),
  /** A person said no, stopped it, or had to say yes and was not there: nobody goes on after that. */
  ends: Schema.Boolean,
  ms: Schema.Finite
})
export type RoundOutcome = typeof RoundOutcome.Type

/** One round, for the report. */
export const Round = Schema.Struct({
  round: Schema.Int,
  goal: Schema.String,
  provider: Schema.String,
  status: ReportStatus,
  transaction: Schema.NullOr(Schema.String),
  undoable: Schema.Boolean,
  error: Schema.NullOr(ErrorDocument),
  cost: Cost
})
export type Round = typeof Round.Type

/** The end of the whole run. */
export const IterationResult = Schema.Struct({
  /** That of the last plan where there was one: an answer in words after a failed plan makes it no success. */
  status: ReportStatus,
  /** The model's last word; empty where it had none. */
  answer: Schema.String,
  error: Schema.NullOr(ErrorDocument),
  rounds: Schema.Array(Round),
  cost: Cost
})
export type IterationResult = typeof IterationResult.Type

/** Where a run stops by itself. */
export interface IterationLimits {
  /** Plans at most, 1 to 100. */
  readonly rounds: number
  /** Milliseconds of work, without the time between a crash and going on. */
  readonly ms: number
  /** Whole micro-dollars; null: no limit of its own. Where a price is not known, a limit ends the run. */
  readonly microUsd: number | null
}

export const defaultLimits: IterationLimits = { rounds: 10, ms: 600_000, microUsd: null }
