/**
 * What lies between a wire and effect's HttpClient: bodies read with bounds, and failures below HTTP as faults. Nothing of a
 * request is kept: the text of a transport error may hold the address and headers, so only the code of the socket is said.
 */
import * as Effect from "effect/Effect"
import * as Pull from "effect/Pull"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type * as HttpClientError from "effect/http/HttpClientError"
import type * as HttpClientResponse from "effect/http/HttpClientResponse"
import { formatMs } from "../resilience/formatMs.ts"
import { isUnreachable } from "../resilience/httpOutcome.ts"
import { NoConnection } from "./ConnectWithin.ts"
import { type Fault, malformed } from "./wire/faults.ts"

export type Response = HttpClientResponse.HttpClientResponse

/** Whether the status promises an answer. */
export const isGood = ({ status }: Response): boolean => status >= 200 && status < 300

/** What a failure below HTTP was. Its text may hold the address and headers, so only the code of the socket is said. */
export const transportFault = (error: HttpClientError.HttpClientError): Fault => {
  const { reason } = error
  switch (reason._tag) {
    case "InvalidUrlError":
      return { reason: "BadRequest", detail: "the base URL and the path make no address" }
    case "EncodeError":
      return { reason: "BadRequest", detail: "the request could not be written" }
    case "TransportError": {
      if (reason.cause instanceof NoConnection) return unreachable(reason.cause)
      const code = codeOf(reason.cause)
      // What came was read and is no HTTP.
      if (code.startsWith("HPE_")) return malformed(`the answer is no HTTP (${code})`)
      return { reason: isUnreachable(error) ? "Unreachable" : "ConnectionLost", detail: code }
    }
    case "EmptyBodyError":
      return malformed("the answer was empty")
    default:
      return { reason: "ConnectionLost", detail: codeOf("cause" in reason ? reason.cause : undefined) }
  }
}

const unreachable = ({ code, withinMs }: NoConnection): Fault => ({
  reason: "Unreachable",
  detail: code ?? `no connection within ${formatMs(withinMs)}`
})

/** The code of a system error, up to five causes down; empty where there is none. */
const codeOf = (error: unknown): string => {
  let found = error
  for (let depth = 0; depth < 6 && typeof found === "object" && found !== null; depth++) {
    if ("code" in found && typeof found.code === "string" && /^[A-Z_0-9]+$/.test(found.code)) return found.code
    found = "cause" in found ? found.cause : undefined
  }
  return ""
}

/** A longer wait is `TimedOut`. */
export const within =
  (ms: number) =>
  <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E | Fault, R> =>
    Effect.timeoutOrElse(effect, {
      duration: ms,
      orElse: () => Effect.fail<Fault>({ reason: "TimedOut", detail: "" })
    })

/**
 * A body as text. Fails where it breaks off, falls silent for `stallMs`, or is longer than `maxBytes`; with `cut` (default
 * false) only its first `maxBytes` are read.
 */
export const readText = (
  response: Response,
  options: { readonly maxBytes: number; readonly stallMs: number; readonly cut?: boolean }
): Effect.Effect<string, Fault, Scope.Scope> =>
  Effect.gen(function* () {
    const pull = yield* Stream.toPull(response.stream)
    const decoder = new TextDecoder("utf-8")
    const pieces: Array<string> = []
    let length = 0
    let open = true
    while (open) {
      const bytes = yield* pull.pipe(
        Effect.timeoutOrElse({
          duration: options.stallMs,
          orElse: () => Effect.fail<Fault>({ reason: "Stalled", detail: "" })
        }),
        Pull.catchDone(() => Effect.succeed(null)),
        Effect.mapError((error) => ("_tag" in error ? transportFault(error) : error))
      )
      if (bytes === null) break
      for (const piece of bytes) {
        length += piece.length
        if (length > options.maxBytes) {
          if (options.cut !== true) {
            return yield* Effect.fail<Fault>({
              reason: "AnswerTooLarge",
              detail: `the answer is longer than ${options.maxBytes} bytes`
            })
          }
          pieces.push(decoder.decode(piece.subarray(0, options.maxBytes - length + piece.length), { stream: true }))
          open = false
          break
        }
        pieces.push(decoder.decode(piece, { stream: true }))
      }
    }
    return pieces.join("") + decoder.decode()
  })
