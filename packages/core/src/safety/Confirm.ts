/** The port through which a person is asked. The face provides it; without one, the answer is no. */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { Plan } from "../plan/Plan.ts"
import type { Verdict } from "../plan/Verdict.ts"

export type Reply = { readonly _tag: "Yes" } | { readonly _tag: "No"; readonly why: "declined" | "nobody-to-ask" }

export interface Question {
  readonly plan: Plan
  readonly verdict: Extract<Verdict, { readonly _tag: "Confirm" | "ConfirmIrreversible" }>
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
