/**
 * Words to a resolved plan: asks the translators in order until one understands, then resolves what it said. A translator that does
 * not understand passes on to the next; one that finds two meanings ends the search, since another might guess.
 *
 * A plan that names what is not in the table, or with arguments that no action takes, goes back to its author once where the author
 * can mend it (a model), and then to the next translator. What is understood and not there (`PathNotFound`) or never done
 * (`DeedRefused`) is an outcome: another author would only hide it.
 */
import * as Effect from "effect/Effect"
import { escapeName } from "../errors/escapeName.ts"
import { IntentIR } from "../plan/IntentIR.ts"
import type { Request } from "../plan/Request.ts"
import type { ModelNameUnknown, NoModelAnswered } from "../routing/routeErrors.ts"
import type { ResolvedPlan } from "../tool/ResolvedPlan.ts"
import type { BadArgument, ToolError } from "../tool/ToolError.ts"
import { type PlanInvalid, resolve, type ResolveInput } from "./resolve.ts"
import {
  type Ambiguous,
  type ModelText,
  NotUnderstood,
  type TranslateEvent,
  type Translation,
  type Translator
} from "./Translator.ts"

export type PlanError = NotUnderstood | Ambiguous | NoModelAnswered | ModelNameUnknown | PlanInvalid | ToolError

/** A plan, or an answer that needs none. */
export type Made = { readonly _tag: "Made"; readonly resolved: ResolvedPlan } | ModelText

type World = Omit<ResolveInput, "intent" | "request">

/** What an author could have written otherwise. */
const isMendable = (error: PlanInvalid | ToolError): error is PlanInvalid | BadArgument =>
  error._tag === "PlanInvalid" || error._tag === "BadArgument"

/**
 * Which of two refusals is told: that nobody answered before that nobody understood, since it has another end; among the others the
 * last, which is that of the rules where there are rules.
 */
const foremost = (before: PlanError, now: PlanError): PlanError => (before._tag === "NoModelAnswered" ? before : now)

const make = (translation: Translation, request: Request, world: World): Effect.Effect<Made, PlanError> => {
  if (!(translation instanceof IntentIR) && translation._tag === "ModelText") return Effect.succeed(translation)
  const intent = translation instanceof IntentIR ? translation : translation.intent
  const mend = translation instanceof IntentIR ? null : translation.mend
  return resolve({ ...world, intent, request: request.text }).pipe(
    Effect.map((resolved): Made => ({ _tag: "Made", resolved })),
    Effect.catch((error): Effect.Effect<Made, PlanError> =>
      mend !== null && isMendable(error)
        ? Effect.flatMap(mend(error.message), (mended) => make(mended, request, world))
        : Effect.fail(error)
    )
  )
}

/** Whether the next translator may do better: after a plan of the rules nobody does, they say the same every time. */
const goesOn = (error: PlanError, translation: Translation | null): boolean =>
  error._tag === "NotUnderstood" ||
  error._tag === "NoModelAnswered" ||
  ((error._tag === "PlanInvalid" || error._tag === "BadArgument") && !(translation instanceof IntentIR))

/** Why a model that answered is not followed, in a line. */
const refusalText = (provider: string, error: PlanError): string =>
  `${escapeName(provider)} has no plan: ${error._tag === "NotUnderstood" ? error.reason : error.message}`

export const makePlan = Effect.fnUntraced(function* (
  request: Request,
  translators: ReadonlyArray<Translator>,
  world: World,
  onEvent: (event: TranslateEvent) => void = () => {}
): Effect.fn.Return<Made, PlanError> {
  let declined: PlanError = new NotUnderstood({ reason: "no translator is set up.", suggestions: [] })
  for (const [at, translator] of translators.entries()) {
    let translation: Translation | null = null
    let asked: string | null = null
    const hear = (event: TranslateEvent): void => {
      if (event.type === "model.asked" && event.routed !== null) asked = event.routed.answer.provider
      onEvent(event)
    }
    const made = yield* Effect.result(
      Effect.flatMap(translator.translate(request, hear), (translated) => {
        translation = translated
        return make(translated, request, world)
      })
    )
    if (made._tag === "Success") return made.success
    if (!goesOn(made.failure, translation)) return yield* Effect.fail(made.failure)
    // Who was asked, and paid, had a reason that nobody else would tell.
    if (asked !== null && at + 1 < translators.length) onEvent({ type: "note", text: refusalText(asked, made.failure) })
    declined = foremost(declined, made.failure)
  }
  return yield* Effect.fail(declined)
})
