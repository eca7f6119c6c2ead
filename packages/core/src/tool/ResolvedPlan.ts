/** A plan with what its steps were prepared to do: the public document and, beside it, the deeds behind each step. */
import type { IntentIR } from "../plan/IntentIR.ts"
import type { Plan } from "../plan/Plan.ts"
import type { AnyAction, LookContext, Prepared } from "./Action.ts"

export interface ResolvedStep {
  readonly id: string
  readonly tool: string
  readonly action: AnyAction
  /** With references replaced. */
  readonly args: unknown
  readonly context: LookContext
  readonly prepared: Prepared
  /** It reads or changes what an earlier step of this plan changes: look again once that is done, and stop where the effects differ. */
  readonly lookAgain: boolean
  /** It changes nothing, and its answer is what a later step takes over: that one gives the answer. Absent: its own is wanted. */
  readonly onlyFeeds?: true
}

export interface ResolvedPlan {
  readonly plan: Plan
  /** What the plan was made from: arguments as they were written, so that a person can write them otherwise. */
  readonly intent: IntentIR
  /** In the order of `plan.steps`. */
  readonly steps: ReadonlyArray<ResolvedStep>
}
