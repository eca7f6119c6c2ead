/**
 * Questions to a store that may be slow, hang, throw or say nonsense: one at a time, each waited for so long and no longer, so that no store
 * keeps a program from starting or ending. A question that was given up goes on by itself, since one that is cut off may
 * have been half done; until it has ended, the store is asked nothing else and every question fails at once.
 */
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Option from "effect/Option"
import { formatMs } from "../formatMs.ts"
import { ResilienceStoreFailed } from "./ResilienceStore.ts"

export type AskStore = <A>(
  doing: ResilienceStoreFailed["doing"],
  question: () => Effect.Effect<A, ResilienceStoreFailed>
) => Effect.Effect<A, ResilienceStoreFailed>

/**
 * Waits `timeoutMs` for each answer. A store that throws has failed like any other, whether it does while it is asked or before: so a question is a
 * function. So has one that fails with an error that is none of its own.
 */
export const makeAskStore = (timeoutMs: number): AskStore => {
  let late: Fiber.Fiber<unknown> | null = null
  const silent = (doing: ResilienceStoreFailed["doing"]) =>
    Effect.fail(new ResilienceStoreFailed(doing, new Error(`the store gave no answer within ${formatMs(timeoutMs)}.`)))
  return (doing, question) =>
    Effect.suspend(() => {
      if (late !== null && late.pollUnsafe() === undefined) return silent(doing)
      late = null
      const asked = Effect.exit(Effect.suspend(question))
      return Effect.flatMap(Effect.forkDetach(asked, { startImmediately: true, uninterruptible: true }), (running) =>
        Effect.flatMap(Effect.timeoutOption(Fiber.join(running), timeoutMs), (waited) => {
          // Work that blocked the thread may have ended together with its time.
          const found = Option.isSome(waited) ? waited.value : Option.getOrUndefined(ended(running))
          if (found === undefined) {
            late = running
            return silent(doing)
          }
          if (Exit.isSuccess(found)) return found
          const error: unknown = Cause.squash(found.cause)
          return Effect.fail(error instanceof ResilienceStoreFailed ? error : new ResilienceStoreFailed(doing, error))
        })
      )
    })
}

const ended = <A>(running: Fiber.Fiber<A>): Option.Option<A> => {
  const exit = running.pollUnsafe()
  return exit !== undefined && Exit.isSuccess(exit) ? Option.some(exit.value) : Option.none()
}
