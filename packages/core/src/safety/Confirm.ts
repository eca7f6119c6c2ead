/**
 * The port through which a person is asked. The face provides it; without one, the answer is no. Besides yes and no a person may
 * answer with other arguments for the plan: what comes of them is judged and asked about anew, and nothing is done in between.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { Recoverable } from "../errors/Recoverable.ts"
import type { IntentIR } from "../plan/IntentIR.ts"
import type { Plan } from "../plan/Plan.ts"
import type { Verdict } from "../plan/Verdict.ts"
import type { AllowRule } from "./Policy.ts"

/** Why nothing is done: the person does not want it, wants it otherwise and says so next, or is not there. */
export type NoReason = "declined" | "changed" | "nobody-to-ask"

export type Reply =
  | { readonly _tag: "Yes" }
  | { readonly _tag: "No"; readonly why: NoReason }
  /** The same request with other arguments. */
  | { readonly _tag: "Instead"; readonly intent: IntentIR }

export interface Question {
  readonly plan: Plan
  readonly verdict: Extract<Verdict, { readonly _tag: "Confirm" | "ConfirmIrreversible" }>
  /** What the plan was made from. */
  readonly intent: IntentIR
  /** Why the arguments that were given instead came to no plan; the question is still about the plan before. `null` at first. */
  readonly problem: Recoverable | null
  /** Rules that would have taken this question away; empty where none can, as at risk 3. Worked out when asked for: it is judged once more. */
  readonly rules: () => ReadonlyArray<AllowRule>
}

export class Confirm extends Context.Service<
  Confirm,
  {
    readonly ask: (question: Question) => Effect.Effect<Reply>
  }
>()("@zenus/core/safety/Confirm") {
  /** Nobody is there: every question is answered with no. */
  static readonly layerNobody = Layer.succeed(Confirm, {
    ask: () => Effect.succeed({ _tag: "No", why: "nobody-to-ask" } as const)
  })
}
