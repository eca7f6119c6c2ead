/** What became of a request: the last value of the one flow. */
import * as Schema from "effect/Schema"
import { Plan } from "./Plan.ts"

export const StepStatus = Schema.Literals(["done", "failed", "skipped", "interrupted"])
export type StepStatus = typeof StepStatus.Type

export const ErrorDocument = Schema.Struct({
  tag: Schema.String,
  message: Schema.String,
  recovery: Schema.Array(Schema.String)
})
export type ErrorDocument = typeof ErrorDocument.Type

export class StepReport extends Schema.Class<StepReport>("@zenus/core/plan/StepReport")({
  id: Schema.String,
  status: StepStatus,
  durationMs: Schema.Finite,
  /** Effects verified on the disk after the act. */
  count: Schema.Int,
  output: Schema.Unknown,
  error: Schema.NullOr(ErrorDocument)
}) {}

export const ReportStatus = Schema.Literals(["done", "failed", "refused", "not-understood", "ambiguous", "interrupted"])
export type ReportStatus = typeof ReportStatus.Type

/** What models were paid for this request. */
export const Cost = Schema.Struct({
  /** Whole micro-dollars; null where the price of an answer is not known. */
  microUsd: Schema.NullOr(Schema.Int),
  /** Null where a provider did not say. */
  inputTokens: Schema.NullOr(Schema.Int),
  outputTokens: Schema.NullOr(Schema.Int)
})
export type Cost = typeof Cost.Type

export const noCost: Cost = { microUsd: 0, inputTokens: 0, outputTokens: 0 }

const sum = (a: number | null, b: number | null): number | null => (a === null || b === null ? null : a + b)

/** What is not known of one is not known of both. */
export const addCost = (a: Cost, b: Cost): Cost => ({
  microUsd: sum(a.microUsd, b.microUsd),
  inputTokens: sum(a.inputTokens, b.inputTokens),
  outputTokens: sum(a.outputTokens, b.outputTokens)
})

export class Report extends Schema.Class<Report>("@zenus/core/plan/Report")({
  status: ReportStatus,
  transaction: Schema.NullOr(Schema.String),
  plan: Schema.NullOr(Plan),
  steps: Schema.Array(StepReport),
  answer: Schema.String,
  answerTruncated: Schema.Boolean,
  undoable: Schema.Boolean,
  error: Schema.NullOr(ErrorDocument),
  cost: Cost
}) {}
