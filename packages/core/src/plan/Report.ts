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

export class Report extends Schema.Class<Report>("@zenus/core/plan/Report")({
  status: ReportStatus,
  transaction: Schema.NullOr(Schema.String),
  plan: Schema.NullOr(Plan),
  steps: Schema.Array(StepReport),
  answer: Schema.String,
  answerTruncated: Schema.Boolean,
  undoable: Schema.Boolean,
  error: Schema.NullOr(ErrorDocument)
}) {}
