/**
 * An answer of node:http as effect's HttpClientResponse. Its body is read once, piece by piece and no faster than it is wanted, or
 * as a whole; what is left of it closes the connection, unless all of it has come already.
 */
import type { IncomingMessage } from "node:http"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Inspectable from "effect/Inspectable"
import * as Option from "effect/Option"
import { pipeArguments } from "effect/Pipeable"
import type * as Pull from "effect/Pull"
import type * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import * as Cookies from "effect/http/Cookies"
import * as Headers from "effect/http/Headers"
import * as HttpClientError from "effect/http/HttpClientError"
import type { HttpClientRequest } from "effect/http/HttpClientRequest"
import * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as HttpIncomingMessage from "effect/http/HttpIncomingMessage"
import * as UrlParams from "effect/http/UrlParams"
import type { DirectResponse, Pieces } from "../llm/Direct.ts"

type Failure = HttpClientError.HttpClientError

const bodyEvents = ["readable", "end", "error", "close"] as const

export class NodeResponse extends Inspectable.Class implements DirectResponse {
  readonly [HttpIncomingMessage.TypeId]: typeof HttpIncomingMessage.TypeId = HttpIncomingMessage.TypeId
  readonly [HttpClientResponse.TypeId]: typeof HttpClientResponse.TypeId = HttpClientResponse.TypeId
  readonly request: HttpClientRequest
  readonly status: number
  readonly #source: IncomingMessage
  readonly #from: URL
  /** Not known any more once the connection is closed. */
  readonly #address: string | undefined
  #headers: Headers.Headers | null = null
  /** Why the body broke off. It may do so while nobody reads. */
  #broken: Error | null = null
  #look: (() => void) | null = null
  #isWatched = false
  #whole: Promise<Uint8Array<ArrayBuffer>> | null = null

  constructor(request: HttpClientRequest, source: IncomingMessage, url: URL) {
    super()
    this.request = request
    this.status = source.statusCode ?? 0
    this.#source = source
    this.#from = url
    this.#address = source.socket.remoteAddress
    source.on("error", (error) => {
      this.#broken = error
    })
  }

  // Made for whoever asks: of a good answer nobody does.
  get url(): string {
    return this.#from.href.split("#", 1)[0] ?? ""
  }
  get headers(): Headers.Headers {
    return (this.#headers ??= Headers.fromInput(this.#source.headers))
  }
  get remoteAddress(): Option.Option<string> {
    return Option.fromNullishOr(this.#address)
  }

  /** Nobody wants the rest: what has all come is let go by, so that the connection can be used again; else it is closed. */
  leave(): void {
    if (this.#source.readableEnded || this.#source.destroyed) return
    if (!this.#source.complete) return void this.#source.destroy()
    // Who listens for what is readable holds it back.
    for (const event of bodyEvents) this.#source.off(event, this.#tell)
    this.#source.resume()
  }

  #failure(cause: unknown): Failure {
    return new HttpClientError.HttpClientError({
      reason: new HttpClientError.DecodeError({ request: this.request, response: this, cause })
    })
  }

  /** The same body without a stream around it. */
  readonly pieces: Pieces = {
    take: () => {
      const source = this.#source
      const piece: unknown = source.read()
      if (piece instanceof Uint8Array) return piece
      if (this.#broken !== null) return Exit.fail(this.#failure(this.#broken))
      if (source.readableEnded) return null
      // Closed by us, or by an agent that was.
      return source.destroyed ? Exit.fail(this.#failure({ code: "ECONNRESET" })) : undefined
    },
    watch: (look) => {
      this.#look = look
      if (!this.#isWatched) {
        this.#isWatched = true
        for (const event of bodyEvents) this.#source.on(event, this.#tell)
      }
      return () => {
        if (this.#look === look) this.#look = null
      }
    }
  }

  readonly #tell = (): void => this.#look?.()

  get stream(): Stream.Stream<Uint8Array, Failure> {
    const pull: Pull.Pull<readonly [Uint8Array], Failure> = Effect.suspend(() => {
      const found = this.pieces.take()
      if (found === undefined) return Effect.flatMap(coming, () => pull)
      if (found === null) return Cause.done()
      return found instanceof Uint8Array ? Effect.succeed([found]) : found
    })
    const coming = Effect.callback<void>((resume) => {
      const stop = this.pieces.watch(() => {
        stop()
        resume(Effect.void)
      })
      return Effect.sync(stop)
    })
    return Stream.fromPull(Effect.succeed(pull)).pipe(Stream.ensuring(Effect.sync(() => this.leave())))
  }

  get #bytes(): Effect.Effect<Uint8Array<ArrayBuffer>, Failure> {
    return Effect.tryPromise({
      try: () =>
        (this.#whole ??= this.#source
          .toArray()
          .then((pieces: Array<Uint8Array>) => new Uint8Array(Buffer.concat(pieces)))),
      catch: (cause) => this.#failure(cause)
    })
  }
  get arrayBuffer(): Effect.Effect<ArrayBuffer, Failure> {
    return Effect.map(this.#bytes, ({ buffer }) => buffer)
  }
  get text(): Effect.Effect<string, Failure> {
    return Effect.map(this.#bytes, (bytes) => new TextDecoder().decode(bytes))
  }
  get json(): Effect.Effect<Schema.Json, Failure> {
    return Effect.flatMap(this.text, (text) =>
      Effect.try({
        try: (): Schema.Json => (text === "" ? null : JSON.parse(text)),
        catch: (cause) => this.#failure(cause)
      })
    )
  }
  get urlParamsBody(): Effect.Effect<UrlParams.UrlParams, Failure> {
    return Effect.map(this.text, (text) => UrlParams.fromInput(new URLSearchParams(text)))
  }
  get formData(): Effect.Effect<FormData, Failure> {
    return Effect.flatMap(this.#bytes, (bytes) =>
      Effect.tryPromise({
        try: () => new Response(bytes, { headers: { "content-type": this.headers["content-type"] ?? "" } }).formData(),
        catch: (cause) => this.#failure(cause)
      })
    )
  }
  get cookies(): Cookies.Cookies {
    return Cookies.fromSetCookie(this.#source.headers["set-cookie"] ?? [])
  }
  /** Never asked for by a call of ours: an answer that changes the protocol is refused by node:http. */
  get upgrade(): Effect.Effect<never, Failure> {
    return Effect.fail(
      new HttpClientError.HttpClientError({
        reason: new HttpClientError.StatusCodeError({
          request: this.request,
          response: this,
          description: "this client hands no connection over"
        })
      })
    )
  }

  toJSON(): unknown {
    return HttpIncomingMessage.inspect(this, {
      _id: "HttpClientResponse",
      request: this.request.toJSON(),
      status: this.status
    })
  }
  pipe() {
    return pipeArguments(this, arguments)
  }
}
