/**
 * Words to a resolved plan: asks the translators in order until one understands, then resolves what it said. A translator that does
 * not understand passes on to the next; one that finds two meanings ends the search, since another might guess.
 */
import * as Effect from "effect/Effect"
import type { Request } from "../plan/Request.ts"
import type { ResolvedPlan } from "../tool/ResolvedPlan.ts"
import type { ToolError } from "../tool/ToolError.ts"
import { type PlanInvalid, resolve, type ResolveInput } from "./resolve.ts"
import { type Ambiguous, NotUnderstood, type Translator } from "./Translator.ts"

export type PlanError = NotUnderstood | Ambiguous | PlanInvalid | ToolError

export const makePlan = Effect.fnUntraced(function* (
  request: Request,
  translators: ReadonlyArray<Translator>,
  world: Omit<ResolveInput, "intent" | "request">
): Effect.fn.Return<ResolvedPlan, PlanError> {
  let declined: NotUnderstood = new NotUnderstood({ reason: "no translator is set up.", suggestions: [] })
  for (const translator of translators) {
    const translated = yield* Effect.result(translator.translate(request))
    if (translated._tag === "Success")
      return yield* resolve({ ...world, intent: translated.success, request: request.text })
    if (translated.failure._tag === "Ambiguous") return yield* Effect.fail(translated.failure)
    declined = translated.failure
  }
  return yield* Effect.fail(declined)
})
