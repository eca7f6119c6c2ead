/** What happens while a plan is done. The engine passes these on to the face. */
import type { StepReport } from "../plan/Report.ts"
import type { ProgressUnit } from "../tool/TellProgress.ts"

/**
 * How far a step is. Of deeds `done` and `total` count effects, `staged` the copies that are made beyond them and not in their place yet (they
 * would go where it stopped now), `bytes` is what was moved, copied or deleted so far, and `totalBytes` what will have been
 * copied at the end: `null` where the time does not go by bytes, since a rename of a large file takes no longer. What a step
 * tells itself (an archive being written, git) is in `unit`, with nothing beside it. `done` never falls within a phase.
 */
export interface StepProgress {
  readonly type: "step.progress"
  readonly stepId: string
  readonly done: number
  readonly total: number | null
  readonly unit: ProgressUnit
  readonly staged: number
  readonly bytes: number
  readonly totalBytes: number | null
  /** What is being done just now, in words; `null` where it is what the step says. */
  readonly phase: string | null
}

export type ExecutorEvent =
  | { readonly type: "step.started"; readonly stepId: string; readonly explanation: string }
  | StepProgress
  | { readonly type: "step.finished"; readonly report: StepReport }
