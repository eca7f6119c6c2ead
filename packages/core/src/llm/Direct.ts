/**
 * A shorter way to call than effect's HttpClient, for a client that knows it: no abort signal, no span and no stream between a socket and
 * who reads. A client says that it knows this way by holding a `DirectCall`; what wraps such a client (a mapped request, a retry) is
 * another object without it, so nothing that somebody put around a client is ever passed by. It is not taken where a tracer is set, since it tells none.
 */
import type * as Effect from "effect/Effect"
import type * as Exit from "effect/Exit"
import type * as HttpClientError from "effect/http/HttpClientError"
import type { HttpClientRequest } from "effect/http/HttpClientRequest"
import type { HttpClientResponse } from "effect/http/HttpClientResponse"

/** A body, read once, no faster than it is taken. */
export interface Pieces {
  /** What has come, `null` at the end, `undefined` where nothing has come yet, a failure where it broke off. */
  readonly take: () => Uint8Array | null | undefined | Exit.Exit<never, HttpClientError.HttpClientError>
  /** Calls `look` when there is something to take; gives what ends that. One at a time. */
  readonly watch: (look: () => void) => () => void
}

/** One call while it lasts. Whoever calls it makes it, with nothing to hang up. */
export interface Line {
  /** Ends the call wherever it is: fails it before its head has come, closes its connection behind that. Once more does nothing. */
  hangUp: () => void
}

export type DirectResponse = HttpClientResponse & { readonly pieces: Pieces }

/** Until the head of an answer; a connection may take `connectWithinMs`. The caller hangs up, whatever came. */
export type DirectCall = (
  request: HttpClientRequest,
  connectWithinMs: number,
  line: Line
) => Effect.Effect<DirectResponse, HttpClientError.HttpClientError>

export const DirectId = "~@zenus/core/llm/Direct"

const isDirect = (client: object): client is { readonly [DirectId]: DirectCall } => Object.hasOwn(client, DirectId)

/** The direct way of `client`; `null` where it has none. */
export const directOf = (client: object): DirectCall | null => (isDirect(client) ? client[DirectId] : null)
