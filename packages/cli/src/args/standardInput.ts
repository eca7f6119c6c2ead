/** All of standard input, for who asked for it with `-`; never read otherwise, so that a pipe that nobody closes hangs nothing. */
import { isUtf8 } from "node:buffer"
import * as Effect from "effect/Effect"
import { UsageError } from "./UsageError.ts"

/** Bytes; what is longer is no request and no prompt. */
export const MAX_STANDARD_INPUT = 1024 * 1024

/** @param what "request" or "prompt", for messages. Fails with a usage error for what is longer, cannot be read, or is declined by `decode`. */
export const readStandardInput = (
  what: string,
  decode: (bytes: Uint8Array) => string = decodeUtf8(what)
): Effect.Effect<string, UsageError> =>
  Effect.tryPromise({
    try: async (signal) => {
      // Who is interrupted while it waits would otherwise be held by the open pipe.
      signal.addEventListener("abort", () => process.stdin.destroy(), { once: true })
      const parts: Array<Buffer> = []
      let size = 0
      for await (const part of process.stdin) {
        const bytes = Buffer.from(part as Uint8Array)
        parts.push(bytes)
        size += bytes.length
        if (size > MAX_STANDARD_INPUT) {
          throw new UsageError(`The ${what} on standard input is longer than 1 MB.`, [`Write a shorter ${what}.`])
        }
      }
      return decode(Buffer.concat(parts)).trim()
    },
    catch: (error) =>
      error instanceof UsageError
        ? error
        : new UsageError(`Standard input cannot be read: ${String(error)}`, [`Write the ${what} as an argument.`])
  })

const decodeUtf8 =
  (what: string) =>
  (bytes: Uint8Array): string => {
    if (!isUtf8(bytes)) {
      throw new UsageError(`The ${what} on standard input is no text in UTF-8.`, [
        "Convert it first: iconv -f ENCODING -t UTF-8 FILE | zenus ..."
      ])
    }
    return new TextDecoder().decode(bytes)
  }
