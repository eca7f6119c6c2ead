/** `zenus run` and `zenus plan`: one request from the arguments, or from standard input with `-`. */
import * as Effect from "effect/Effect"
import type { Recoverable } from "@zenus/core"
import { type CommandMain, has, type Invocation } from "../args/CommandMain.ts"
import { decodeRequest } from "../args/undecoded.ts"
import { UsageError } from "../args/UsageError.ts"
import { handleRequest } from "../session/handleRequest.ts"
import { openSession } from "../session/Session.ts"
import { boundMemory } from "../wiring/boundMemory.ts"

/** Longest request read from standard input, in bytes; what is longer is no request. */
const MAX_STDIN = 1024 * 1024

const readAll = Effect.tryPromise({
  try: async () => {
    const parts: Array<Buffer> = []
    let size = 0
    for await (const part of process.stdin) {
      const bytes = Buffer.from(part as Uint8Array)
      parts.push(bytes)
      size += bytes.length
      if (size > MAX_STDIN)
        throw new UsageError("The request on standard input is longer than 1 MB.", ["Write a shorter request."])
    }
    return decodeRequest(Buffer.concat(parts)).trim()
  },
  catch: (error) =>
    error instanceof UsageError
      ? error
      : new UsageError(`Standard input cannot be read: ${String(error)}`, ["Write the request as an argument."])
})

/** With a request in the arguments standard input is never touched: a pipe that nobody closes hangs nothing. */
const requestText = (invocation: Invocation): Effect.Effect<string, Recoverable> =>
  invocation.words.length === 1 && invocation.words[0] === "-" ? readAll : Effect.succeed(invocation.words.join(" "))

export const main: CommandMain = (invocation) =>
  Effect.scoped(
    Effect.gen(function* () {
      if (invocation.command.name !== "plan") boundMemory()
      const text = yield* requestText(invocation)
      const session = yield* openSession(invocation)
      const mode = invocation.command.name === "plan" ? "plan" : has(invocation, "dry-run") ? "dry-run" : "run"
      return yield* handleRequest(session, text, mode)
    })
  )
