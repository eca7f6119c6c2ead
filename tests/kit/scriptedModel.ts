/**
 * A model that plays prepared answers in order and keeps what it was asked. Asked once more than it has answers, it
 * dies: a test that forgot an answer should not look like a model that failed.
 */
import * as Effect from "effect/Effect"

export interface ScriptedModel<E = never> {
  readonly complete: (prompt: string) => Effect.Effect<string, E>
  /** Every prompt so far, oldest first. */
  readonly prompts: ReadonlyArray<string>
}

/** Answers are texts, or effects for the answers that fail or take their time. */
export const scriptedModel = <E = never>(
  answers: ReadonlyArray<string | Effect.Effect<string, E>>
): ScriptedModel<E> => {
  const prompts: Array<string> = []
  return {
    prompts,
    complete: (prompt) =>
      Effect.suspend(() => {
        const answer = answers[prompts.length]
        prompts.push(prompt)
        if (answer === undefined) {
          return Effect.die(new Error(`scripted model: asked ${prompts.length} times, has ${answers.length} answers`))
        }
        return typeof answer === "string" ? Effect.succeed(answer) : answer
      })
  }
}
