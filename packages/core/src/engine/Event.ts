/** What happens while a request is handled, for a face to show. */
import type { ExecutorEvent } from "../executor/ExecutorEvent.ts"
import type { Plan } from "../plan/Plan.ts"
import { type Cost, noCost } from "../plan/Report.ts"
import type { Verdict } from "../plan/Verdict.ts"
import type { TranslateEvent } from "../planner/Translator.ts"
import type { ProgressUnit } from "../tool/TellProgress.ts"

/** How far the looking is that a plan needs: reading an archive or a text through. As in `StepProgress`. */
export interface PlanProgress {
  readonly type: "plan.progress"
  readonly done: number
  readonly total: number | null
  readonly unit: ProgressUnit
}

export type Event =
  | TranslateEvent
  | PlanProgress
  | ExecutorEvent
  /** Settled before this request: transactions that a crash had cut off. */
  | { readonly type: "recovered"; readonly messages: ReadonlyArray<string> }
  | { readonly type: "planned"; readonly plan: Plan; readonly verdict: Verdict }
  | { readonly type: "note"; readonly text: string }

export type Listener = (event: Event) => void

/** What an event says of money: of an answer, and of calls that gave none, whose cost is rarely known. */
export const costOf = (event: Event): Cost =>
  event.type === "model.asked" && event.routed !== null
    ? event.routed.cost
    : event.type === "model.route" && event.event.type === "unanswered"
      ? { microUsd: event.event.microUsd, inputTokens: null, outputTokens: null }
      : noCost
