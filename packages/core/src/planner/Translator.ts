/** Words to meaning: what every translator (rules, a model) gives, and the two ways in which it declines. */
import type * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { Recoverable } from "../errors/Recoverable.ts"
import type { IntentIR } from "../plan/IntentIR.ts"
import type { Request } from "../plan/Request.ts"

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
    suggestions: Schema.Array(Schema.String)
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

export interface Translator {
  /** `rules`, or a provider's name: what the plan says it came from. */
  readonly name: string
  readonly translate: (request: Request) => Effect.Effect<IntentIR, NotUnderstood | Ambiguous>
}
