/**
 * effect's HttpClient over node:http and node:https: the one way out to model providers. Connections are kept for the next call, bounded
 * in number for each host, and hold no process open while nobody uses them. An answer is read as fast as it is wanted. Of our own because
 * the one of @effect/platform-node knows no time for a connection, and takes more than twice the CPU a call. Connections: `KeptAgent.ts`.
 *
 * It refuses to follow redirects (a 3xx is an answer, so that a key never goes to another host), sends no forms and reads no proxy settings. The time
 * until a connection stands is the caller's `ConnectWithin`, where waiting for one of the bounded connections does not count; a call
 * whose connection never stood fails with the cause `NoConnection`. Interruption, or leaving an answer half-read, closes it.
 *
 * What may surprise: a kept connection may have been closed at the other side just before we write to it. Where nothing of an answer
 * came, and the reset came at once, the same call is made once more on a new connection (RFC 9112, section 9.3.1); a server that had
 * the request for longer may have worked on it, and then the caller decides.
 */
import * as http from "node:http"
import * as https from "node:https"
import type { Socket } from "node:net"
import { urlToHttpOptions } from "node:url"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import type * as HttpBody from "effect/http/HttpBody"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientError from "effect/http/HttpClientError"
import type { HttpClientRequest } from "effect/http/HttpClientRequest"
import * as Url from "effect/http/Url"
import { ConnectWithin, NoConnection } from "../llm/ConnectWithin.ts"
import { type DirectCall, DirectId, type Line } from "../llm/Direct.ts"
import { KeptAgent } from "./KeptAgent.ts"
import { makeLookup } from "./lookUpName.ts"
import { NodeResponse } from "./NodeResponse.ts"

export interface NodeHttpOptions {
  /** Connections to one host at once; further calls wait. Default 128. */
  readonly maxSockets?: number
  /** Of them, those that are kept while nobody uses them. Default 16. */
  readonly maxFreeSockets?: number
  /** Milliseconds that an unused one is kept: less than the five seconds after which many servers close theirs. Default 4,000. */
  readonly idleMs?: number
  /** A kept connection that is reset later than this many milliseconds after a call was sent is not tried again. Default 1,000. */
  readonly againWithinMs?: number
  /** Who is asked for names: addresses, with ports where they are unusual. Default: the system's. */
  readonly nameServers?: ReadonlyArray<string> | undefined
}

export const nodeHttpDefaults = { maxSockets: 128, maxFreeSockets: 16, idleMs: 4_000, againWithinMs: 1_000 } as const

interface Agents {
  readonly kept: KeptAgent
  /** For the second try: never a connection that was there before. */
  readonly fresh: http.Agent
}

interface Door {
  readonly request: typeof http.request
  readonly agents: Agents
  /** What a new socket says when it stands. */
  readonly stands: "connect" | "secureConnect"
}

/** Where a request goes. */
interface Place {
  readonly url: URL
  /** The same as node:http takes it. */
  readonly options: http.RequestOptions
}

/** Only what a request needs, in an object of its own: it is copied for each call. */
const placeOf = (url: URL): Place => {
  const { auth, hostname, path, port, protocol } = urlToHttpOptions(url)
  return { url, options: { protocol, hostname, port, path, ...(auth === undefined ? {} : { auth }) } }
}

/** Bytes that can be sent again. */
type Payload = string | Uint8Array | undefined

interface Call {
  readonly door: Door
  readonly request: HttpClientRequest
  readonly place: Place
  readonly headers: http.OutgoingHttpHeaders
  /** Hung up by the one or by the other. */
  readonly signal: AbortSignal | null
  readonly line: Line | null
  readonly connectWithinMs: number
  readonly againWithinMs: number
  readonly nameServers: ReadonlyArray<string> | undefined
}

const failure = (reason: HttpClientError.HttpClientErrorReason) =>
  Effect.fail(new HttpClientError.HttpClientError({ reason }))

/** `null` where there is no code of the system. */
const codeOf = (error: unknown): string | null =>
  typeof error === "object" && error !== null && "code" in error && typeof error.code === "string" ? error.code : null

/** Sockets whose connection stood once: what comes again with them was kept. */
type Stood = WeakSet<Socket>

const isReset = (error: unknown): boolean => codeOf(error) === "ECONNRESET" || codeOf(error) === "EPIPE"

/** The head of the answer to a request that `write` fills and ends. */
const exchange = (
  call: Call,
  agent: http.Agent,
  stood: Stood,
  write: (outgoing: http.ClientRequest) => void,
  isLast: boolean
): Effect.Effect<NodeResponse | "again", HttpClientError.HttpClientError> =>
  Effect.callback((resume) => {
    const { againWithinMs, connectWithinMs, door, headers, line, nameServers, place, request, signal } = call
    const names = makeLookup(nameServers)
    let outgoing: http.ClientRequest
    try {
      outgoing = door.request({ ...place.options, agent, method: request.method, headers, lookup: names.lookup })
    } catch (cause) {
      // A header that holds a line end, for one.
      resume(failure(new HttpClientError.EncodeError({ request, cause })))
      return undefined
    }
    let reused: { readonly socket: Socket; readonly bytesRead: number; readonly at: number } | null = null
    let hasStood = false
    let isLate = false
    let timer: NodeJS.Timeout | undefined
    const stop = (): void => {
      clearTimeout(timer)
      names.cancel()
      outgoing.destroy()
    }

    if (line !== null) {
      line.hangUp = () => {
        stop()
        resume(failure(new HttpClientError.TransportError({ request, description: "the caller hung up" })))
      }
    }

    outgoing.once("socket", (socket) => {
      if (stood.has(socket)) {
        hasStood = true
        reused = { socket, bytesRead: socket.bytesRead, at: performance.now() }
        return
      }
      if (Number.isFinite(connectWithinMs)) {
        timer = setTimeout(() => {
          isLate = true
          stop()
        }, connectWithinMs)
        timer.unref()
      }
      socket.once(door.stands, () => {
        stood.add(socket)
        hasStood = true
        clearTimeout(timer)
      })
    })
    outgoing.on("error", (error) => {
      clearTimeout(timer)
      const wasJustClosed =
        reused !== null &&
        isReset(error) &&
        reused.socket.bytesRead === reused.bytesRead &&
        performance.now() - reused.at < againWithinMs
      if (wasJustClosed && !isLast) return resume(Effect.succeed("again"))
      const cause = hasStood ? error : new NoConnection(isLate ? null : codeOf(error), connectWithinMs)
      resume(failure(new HttpClientError.TransportError({ request, cause })))
    })
    // Nobody asked for another protocol. Without this the connection is closed and the call never hears of it.
    outgoing.once("upgrade", (_incoming, socket) => {
      clearTimeout(timer)
      socket.destroy()
      const cause = Object.assign(new Error("the server wants another protocol"), { code: "HPE_PAUSED_UPGRADE" })
      resume(failure(new HttpClientError.TransportError({ request, cause })))
    })
    outgoing.once("response", (incoming) => {
      door.agents.kept.heard(incoming)
      const response = new NodeResponse(request, incoming, place.url)
      // By then the fiber may be gone, but not the connection.
      signal?.addEventListener("abort", () => response.leave(), { once: true })
      if (line !== null) line.hangUp = () => response.leave()
      resume(Effect.succeed(response))
    })
    write(outgoing)
    return Effect.sync(stop)
  })

/** Writes the pieces of a body as fast as they are taken. */
const writeStream = (outgoing: http.ClientRequest, body: HttpBody.Stream) =>
  Stream.runForEach(body.stream, (piece) =>
    outgoing.write(piece)
      ? Effect.void
      : Effect.callback<void>((resume) => {
          const stop = (): void => {
            outgoing.off("drain", go)
            outgoing.off("close", go)
          }
          const go = (): void => {
            stop()
            resume(Effect.void)
          }
          outgoing.on("drain", go)
          outgoing.on("close", go)
          return Effect.sync(stop)
        })
  ).pipe(Effect.andThen(Effect.sync(() => outgoing.end())))

const sendPayload = (call: Call, stood: Stood, payload: Payload) => {
  const write = (outgoing: http.ClientRequest): void => void outgoing.end(payload)
  const { fresh, kept } = call.door.agents
  return Effect.flatMap(exchange(call, kept, stood, write, false), (first) =>
    first === "again" ? exchange(call, fresh, stood, write, true) : Effect.succeed(first)
  )
}

/** The pieces of a stream exist once, so nothing of it is sent again. */
const sendStream = (call: Call, stood: Stood, body: HttpBody.Stream) =>
  Effect.withFiber<NodeResponse | "again", HttpClientError.HttpClientError>((fiber) =>
    exchange(
      call,
      call.door.agents.kept,
      stood,
      (outgoing) => {
        const upload = Effect.runForkWith(fiber.context)(
          Effect.tapCause(writeStream(outgoing, body), () =>
            Effect.sync(() => outgoing.destroy(new Error("The body of the request could not be read.")))
          )
        )
        outgoing.once("close", () => upload.interruptUnsafe())
      },
      true
    )
  )

const send = (call: Call, stood: Stood) => {
  const { request } = call
  const { body } = request
  switch (body._tag) {
    case "Empty":
      return sendPayload(call, stood, undefined)
    case "Uint8Array":
      // A text goes out in one write with the head, and is encoded once.
      return sendPayload(call, stood, body.text ?? body.body)
    case "Raw":
      return typeof body.body === "string" || body.body instanceof Uint8Array
        ? sendPayload(call, stood, body.body)
        : failure(new HttpClientError.EncodeError({ request, description: "the body is no text and no bytes" }))
    case "Stream":
      return sendStream(call, stood, body)
    case "FormData":
      return failure(new HttpClientError.EncodeError({ request, description: "forms are not sent" }))
  }
}

/** A client and what closes all its connections, also those in use. */
export const makeNodeHttpClient = (
  options: NodeHttpOptions = {}
): { readonly client: HttpClient.HttpClient; readonly close: () => void } => {
  const { againWithinMs, idleMs, maxFreeSockets, maxSockets } = { ...nodeHttpDefaults, ...options }
  const stood: Stood = new WeakSet()
  const kept = { maxSockets, maxFreeSockets, idleMs }
  const plain: Door = {
    request: http.request,
    agents: { kept: new KeptAgent("plain", kept), fresh: new http.Agent({ maxSockets }) },
    stands: "connect"
  }
  const secure: Door = {
    request: https.request,
    agents: { kept: new KeptAgent("secure", kept), fresh: new https.Agent({ maxSockets }) },
    stands: "secureConnect"
  }
  const exchangeOf = (
    request: HttpClientRequest,
    place: Place,
    connectWithinMs: number,
    signal: AbortSignal | null,
    line: Line | null
  ): Effect.Effect<NodeResponse, HttpClientError.HttpClientError> => {
    const call: Call = {
      door: place.url.protocol === "https:" ? secure : plain,
      request,
      place,
      headers: { ...request.headers },
      signal,
      line,
      connectWithinMs,
      againWithinMs,
      nameServers: options.nameServers
    }
    return Effect.flatMap(send(call, stood), (response) =>
      response === "again" ? Effect.die(new Error("A second try asked for a third.")) : Effect.succeed(response)
    )
  }
  let last: { readonly text: string; readonly place: Place } | null = null
  /** The last address is kept: nearly all calls of a provider go to the same. */
  const placeIn = ({ hash, url: text, urlParams }: HttpClientRequest): Result.Result<Place, Url.UrlError> => {
    if (last?.text === text && urlParams.params.length === 0 && Option.isNone(hash)) return Result.succeed(last.place)
    const place = Result.map(Url.make(text, urlParams, Option.getOrUndefined(hash)), placeOf)
    if (Result.isSuccess(place) && urlParams.params.length === 0 && Option.isNone(hash)) {
      last = { text, place: place.success }
    }
    return place
  }
  const direct: DirectCall = (request, connectWithinMs, line) =>
    Effect.suspend(() => {
      const place = placeIn(request)
      return Result.isFailure(place)
        ? failure(new HttpClientError.InvalidUrlError({ request, cause: place.failure }))
        : exchangeOf(request, place.success, connectWithinMs, null, line)
    })
  const client = Object.assign(
    HttpClient.make((request, url, signal, fiber) =>
      exchangeOf(request, placeOf(url), fiber.getRef(ConnectWithin), signal, null)
    ),
    { [DirectId]: direct }
  )
  const close = (): void => {
    for (const { agents } of [plain, secure]) for (const agent of [agents.kept, agents.fresh]) agent.destroy()
  }
  return { client, close }
}

/** Its connections are closed with the layer. */
export const NodeHttpClientLayer = (options: NodeHttpOptions = {}): Layer.Layer<HttpClient.HttpClient> =>
  Layer.effect(
    HttpClient.HttpClient,
    Effect.map(
      Effect.acquireRelease(
        Effect.sync(() => makeNodeHttpClient(options)),
        ({ close }) => Effect.sync(close)
      ),
      ({ client }) => client
    )
  )
