/**
 * The face of the Confirm port for one request on a terminal. Who asks is loaded when there is something to ask: most requests need no
 * question. A keyboard is made for the question alone, and the terminal is left as it was.
 */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { Confirm, type Reply } from "@zenus/core"
import type { ConfirmParts } from "./askOnce.ts"

const NOBODY: Reply = { _tag: "No", why: "nobody-to-ask" }

/** A question is asked only where standard input and standard error are terminals; which is looked at when there is one to ask. */
export const confirmOnTerminal = (parts: ConfirmParts): Layer.Layer<Confirm> =>
  Layer.succeed(Confirm, {
    ask: (question) =>
      Effect.suspend(() => {
        if (!parts.screen.errIsTerminal || !process.stdin.isTTY) return Effect.succeed(NOBODY)
        return Effect.flatMap(
          Effect.promise(() => import("./askOnce.ts")),
          ({ askOnce }) => askOnce(parts, question)
        )
      })
  })
