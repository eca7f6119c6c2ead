/** `zenus run` and `zenus plan`: one request from the arguments, or from standard input with `-`. */
import * as Effect from "effect/Effect"
import type { Recoverable } from "@zenus/core"
import { type CommandMain, has, type Invocation } from "../args/CommandMain.ts"
import { readStandardInput } from "../args/standardInput.ts"
import { decodeRequest } from "../args/undecoded.ts"
import { askRequest } from "./askRequest.ts"
import { openSession } from "../session/Session.ts"

/** With a request in the arguments standard input is never touched: a pipe that nobody closes hangs nothing. */
const requestText = (invocation: Invocation): Effect.Effect<string, Recoverable> =>
  invocation.words.length === 1 && invocation.words[0] === "-"
    ? readStandardInput("request", decodeRequest)
    : Effect.succeed(invocation.words.join(" "))

export const main: CommandMain = (invocation) =>
  Effect.scoped(
    Effect.gen(function* () {
      const text = yield* requestText(invocation)
      const session = yield* openSession(invocation)
      if (has(invocation, "iterative")) {
        const { runIterative } = yield* Effect.promise(() => import("../iterative/runIterative.ts"))
        return yield* runIterative(session, text)
      }
      const mode = invocation.command.name === "plan" ? "plan" : has(invocation, "dry-run") ? "dry-run" : "run"
      return yield* askRequest(session, text, mode)
    })
  )
