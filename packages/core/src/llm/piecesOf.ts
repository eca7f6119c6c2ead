/**
 * The body of any client's answer as pieces that are there or not: the stream is pulled, on a fiber of its own, only while somebody
 * watches. What a watch that ended has pulled until then is kept.
 */
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Pull from "effect/Pull"
import * as Result from "effect/Result"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type { Pieces } from "./Direct.ts"
import type { Response } from "./transport.ts"

export const piecesOf = (response: Response): Effect.Effect<Pieces, never, Scope.Scope> =>
  Effect.gen(function* () {
    const pull = yield* Stream.toPull(response.stream)
    const context = yield* Effect.context<never>()
    const come: Array<Uint8Array> = []
    let over: ReturnType<Pieces["take"]>
    return {
      take: () => come.shift() ?? over,
      watch: (look) => {
        const fiber = Effect.runForkWith(context)(pull)
        fiber.addObserver((exit) => {
          if (Exit.isFailure(exit) && Cause.hasInterruptsOnly(exit.cause)) return
          if (Exit.isSuccess(exit)) come.push(...exit.value)
          else {
            const end = Pull.filterDone(exit.cause)
            over = Result.isSuccess(end) ? null : Exit.failCause(end.failure)
          }
          look()
        })
        return () => fiber.interruptUnsafe()
      }
    }
  })
