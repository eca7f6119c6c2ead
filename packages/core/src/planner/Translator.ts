/** Words to meaning: what every translator (rules, a model) gives, and the ways in which it declines. */
import type * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { Recoverable } from "../errors/Recoverable.ts"
import type { IntentIR } from "../plan/IntentIR.ts"
import type { Request } from "../plan/Request.ts"
import type { RouteAttempt, Routed, RouteEvent } from "../routing/Routed.ts"
import type { ModelNameUnknown, NoModelAnswered } from "../routing/routeErrors.ts"

const suggest = (suggestions: ReadonlyArray<string>): ReadonlyArray<string> =>
  suggestions.length === 0
    ? ["See zenus tools for what can be asked."]
    : suggestions.slice(0, 3).map((suggestion) => `Try: zenus "${suggestion}"`)

/** Nothing that the translator knows covers the request. Every suggestion is a request that it does understand. */
export class NotUnderstood
  extends Schema.TaggedError<NotUnderstood>()("NotUnderstood", {
    reason: Schema.String,
    suggestions: Schema.Array(Schema.String),
    /** What to do instead of asking, in whole sentences. */
    advice: Schema.optionalKey(Schema.Array(Schema.String))
  })
  implements Recoverable
{
  override get message(): string {
    return `The request was not understood: ${this.reason}`
  }
  get recovery(): ReadonlyArray<string> {
    const advice = this.advice ?? []
    return advice.length > 0 && this.suggestions.length === 0
      ? advice
      : [...advice, ...suggest(this.suggestions)].slice(0, 3)
  }
}

/** It could mean things that differ in effect, so nothing was done. */
export class Ambiguous
  extends Schema.TaggedError<Ambiguous>()("Ambiguous", {
    reason: Schema.String,
    suggestions: Schema.Array(Schema.String),
    /** The provider that asks back; absent: the rules. */
    by: Schema.optionalKey(Schema.String)
  })
  implements Recoverable
{
  override get message(): string {
    return `The request can be read in more than one way: ${this.reason}`
  }
  get recovery(): ReadonlyArray<string> {
    return suggest(this.suggestions)
  }
}

/** What a translator tells while it is at work. */
export type TranslateEvent =
  /** A model is asked; as the router tells it. */
  | { readonly type: "model.route"; readonly event: RouteEvent }
  /** What a person should know, as a sentence. */
  | { readonly type: "note"; readonly text: string }
  /** The asking is over, with all that was tried. `routed` is null where nobody answered. */
  | { readonly type: "model.asked"; readonly attempts: ReadonlyArray<RouteAttempt>; readonly routed: Routed | null }

/** A plan that a model made. */
export interface ModelPlan {
  readonly _tag: "ModelPlan"
  readonly intent: IntentIR
  /** Has it mended where it cannot be resolved, which `problem` says in a line; null when it was mended before. */
  readonly mend: ((problem: string) => Effect.Effect<Translation, TranslateError>) | null
}

/** The request needs nothing of this machine: the answer, as plain text that nobody has escaped. */
export interface ModelText {
  readonly _tag: "ModelText"
  readonly text: string
  readonly provider: string
}

/** A plan by itself is one of rules, which say the same every time. */
export type Translation = IntentIR | ModelPlan | ModelText

/** `ModelNameUnknown` and `Ambiguous` end the search, after the others the next translator is asked. */
export type TranslateError = NotUnderstood | Ambiguous | NoModelAnswered | ModelNameUnknown

export interface Translator {
  /** `rules`, a provider, or `model` for whichever answers: whose word it was where nobody made a plan. */
  readonly name: string
  readonly translate: (
    request: Request,
    onEvent: (event: TranslateEvent) => void
  ) => Effect.Effect<Translation, TranslateError>
}

/** One that asks nobody: the rules. Its plan is all there is to it. */
export interface OfflineTranslator {
  readonly name: string
  readonly translate: (request: Request) => Effect.Effect<IntentIR, NotUnderstood | Ambiguous>
}
