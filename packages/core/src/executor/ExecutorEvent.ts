/** What happens while a plan is done. The engine passes these on to the face. */
import type { StepReport } from "../plan/Report.ts"

export type ExecutorEvent =
  | { readonly type: "step.started"; readonly stepId: string; readonly explanation: string }
  /** `done` and `total` count effects (or what an own deed counts); `bytes` is what was moved, copied or deleted so far. */
  | {
      readonly type: "step.progress"
      readonly stepId: string
      readonly done: number
      readonly total: number | null
      readonly bytes: number
    }
  | { readonly type: "step.finished"; readonly report: StepReport }
