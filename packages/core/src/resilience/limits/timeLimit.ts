/** What timeout and deadline have in common as operators: a length first, a name for the error, and one error more in the type. */
import type * as Duration from "effect/Duration"
import type * as Effect from "effect/Effect"
import { checkDuration, checkKeys, checkObject } from "../checkOptions.ts"

export interface TimeLimit {
  readonly limitMs: number
  readonly name: string | null
}

/** Checks both, under the operator's own word. */
export const timeLimit =
  (word: string) =>
  (duration: Duration.Input, options: { readonly name?: string } = {}): TimeLimit => {
    checkKeys(word, checkObject(word, options), ["name"])
    return { limitMs: checkDuration(word, duration), name: options.name ?? null }
  }

export type TimeLimitOperator<Options, Added> = {
  (
    duration: Duration.Input,
    options?: Options
  ): <A, E, R>(self: Effect.Effect<A, E, R>) => Effect.Effect<A, E | Added, R>
  <A, E, R>(self: Effect.Effect<A, E, R>, duration: Duration.Input, options?: Options): Effect.Effect<A, E | Added, R>
}
