/**
 * One provider of models, ready to be called: a wire over effect's HttpClient, with its waits and sizes bounded. It makes exactly
 * one HTTP call per call: retries, circuits, budgets and the next provider are a policy's business, which reads
 * `ProviderError` for what helps. It reads no configuration and no environment.
 *
 * Surprises: `firstTokenTimeout` counts until something of the answer came, not until headers did (a proxy sends those at once);
 * a server that pings without ever answering is timed out, too. After it `stallTimeout` is the longest silence. An answer that is whole
 * waits a moment for the mark of its end, and does without. A stream that is left early closes its connection.
 */
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Pull from "effect/Pull"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import * as Tracer from "effect/Tracer"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import type { ChatAnswer, ChatEvent, ModelInfo } from "./ChatAnswer.ts"
import type { Chat } from "./Chat.ts"
import type { CallBounds, SoFar } from "./CallBounds.ts"
import { ConnectWithin } from "./ConnectWithin.ts"
import { type DirectCall, directOf, type Line, type Pieces } from "./Direct.ts"
import { startWatchdog, type Watchdog } from "./startWatchdog.ts"
import { piecesOf } from "./piecesOf.ts"
import { ProviderError } from "./ProviderError.ts"
import { monotonicMs } from "../resilience/monotonic.ts"
import { redact } from "./redact.ts"
import { isGood, readText, type Response, transportFault, within } from "./transport.ts"
import { type Draft, toAnswer } from "./wire/Draft.ts"
import { type Fault, faultOf } from "./wire/faults.ts"
import { parseJson } from "./wire/json.ts"
import { makeReader, type Read, readBody } from "./wire/Reader.ts"
import type { Wire } from "./wire/Wire.ts"

export interface ProviderOptions {
  /** For messages, metrics and the cascade. */
  readonly name: string
  readonly wire: Wire
  /** As `readBaseUrl` gives it. */
  readonly baseUrl: string
  /** Default: none is sent. */
  readonly key?: Redacted.Redacted | undefined
  /** Until the connection stands; a shorter `ConnectWithin` of the caller holds. Default 5 seconds. */
  readonly connectTimeout?: Duration.Input | undefined
  /**
   * Of a stream, until the first piece of the answer, unless the caller bounds it otherwise; of a list of models, until it is there.
   * Default 30 seconds.
   */
  readonly firstTokenTimeout?: Duration.Input | undefined
  /** Of an answer that is not streamed, until the whole of it is there. Default 5 minutes. */
  readonly answerTimeout?: Duration.Input | undefined
  /** The longest silence within an answer. Default 20 seconds. */
  readonly stallTimeout?: Duration.Input | undefined
  /** Bytes of one answer. Default 16 MB. */
  readonly maxBytes?: number | undefined
}

export const defaults = {
  connectTimeout: "5 seconds",
  firstTokenTimeout: "30 seconds",
  answerTimeout: "5 minutes",
  stallTimeout: "20 seconds",
  maxBytes: 16 * 1_048_576,
  /** Bytes of an answer that says what went wrong; the rest of it is not read. */
  maxErrorBytes: 65_536
} as const

export interface ProviderService {
  readonly name: string
  /** The whole answer of one call. */
  readonly complete: (chat: Chat) => Effect.Effect<ChatAnswer, ProviderError>
  /** The answer as it is written; ends with `done`, or fails with what was `received`. Each run is a call of its own. */
  readonly stream: (chat: Chat, bounds?: CallBounds) => Stream.Stream<ChatEvent, ProviderError>
  /** The same, told piece by piece to whoever reads all of it, with no stream in between. Ends when the answer does; `told` may wait. */
  readonly tell: (
    chat: Chat,
    told: (events: ReadonlyArray<ChatEvent>) => Effect.Effect<void>,
    bounds?: CallBounds
  ) => Effect.Effect<void, ProviderError>
  /** In the provider's order, at most 1,000. The call costs nothing and is how a key is checked. */
  readonly models: Effect.Effect<ReadonlyArray<ModelInfo>, ProviderError>
}

/**
 * How long an answer that has said why it ended waits for the mark of its end or of the connection, milliseconds: some servers send neither.
 * Longer where its tokens have not been counted, which most do last.
 */
const END_WITHIN_MS = { whole: 1_000, uncounted: 3_000 } as const

/** A fault of a call whose answer had a head. */
const withHead = <F extends Fault>(fault: F): F => ({ ...fault, hasBegun: true })

/** What the reading of one answer goes by. Times are monotonic milliseconds. */
interface Reading {
  readonly chat: Chat
  readonly watchdog: Watchdog
  readonly now: () => number
  /** The first piece is late after this. */
  readonly beginsAt: number
  readonly soFar: SoFar | undefined
}

type NonEmpty<A> = readonly [A, ...Array<A>]

/** The head of an answer; `pieces` of its body where the client has them by itself. */
interface Sent {
  readonly response: Response
  readonly pieces: Pieces | null
}

/** Until the head of an answer, the short way. */
const sendDirect = (
  call: DirectCall,
  request: HttpClientRequest.HttpClientRequest,
  watchdog: Watchdog,
  line: Line,
  waitMs: number,
  withinMs: number
): Effect.Effect<Sent, Fault> =>
  Effect.withFiber((fiber) => {
    let isLate = false
    const inTime = watchdog.within(waitMs, () => {
      isLate = true
      line.hangUp()
    })
    return call(request, Math.min(fiber.getRef(ConnectWithin), withinMs), line).pipe(
      Effect.map((response) => {
        inTime()
        return { response, pieces: response.pieces }
      }),
      Effect.mapError((error): Fault => (isLate ? { reason: "TimedOut", detail: "" } : transportFault(error)))
    )
  })

/** A provider over `client`. */
export const make = (client: HttpClient.HttpClient, options: ProviderOptions): ProviderService => {
  const { name, wire, baseUrl } = options
  const key = options.key === undefined ? null : Redacted.value(options.key)
  const connectMs = Duration.toMillis(options.connectTimeout ?? defaults.connectTimeout)
  const firstMs = Duration.toMillis(options.firstTokenTimeout ?? defaults.firstTokenTimeout)
  const answerMs = Duration.toMillis(options.answerTimeout ?? defaults.answerTimeout)
  const stallMs = Duration.toMillis(options.stallTimeout ?? defaults.stallTimeout)
  const maxBytes = options.maxBytes ?? defaults.maxBytes
  // Reading to the end, or leaving early, closes a connection by itself; a call that is cancelled in between does by its scope.
  const http = HttpClient.withScope(client)
  const direct = directOf(client)

  const fail = (fault: Fault, model: string, draft?: Draft): ProviderError =>
    new ProviderError({
      provider: name,
      model,
      reason: fault.reason,
      detail: redact(fault.detail, key === null ? [] : [key]),
      status: fault.status,
      retryAfterMs: fault.retryAfterMs,
      hasBegun: fault.hasBegun,
      received: draft === undefined || draft.parts.length === 0 ? undefined : toAnswer(draft, name, model)
    })

  /** Until the head of an answer. */
  const send = (
    request: HttpClientRequest.HttpClientRequest,
    withinMs = connectMs
  ): Effect.Effect<Response, Fault, Scope.Scope> =>
    http.execute(request).pipe(
      Effect.updateService(ConnectWithin, (ms) => Math.min(ms, withinMs)),
      Effect.mapError(transportFault)
    )

  /** The whole body as text; of an answer that is no success only its beginning, whatever reading it comes to. */
  const bodyOf = (response: Response): Effect.Effect<string, Fault, Scope.Scope> =>
    isGood(response)
      ? readText(response, { maxBytes, stallMs })
      : readText(response, { maxBytes: defaults.maxErrorBytes, stallMs, cut: true }).pipe(
          within(stallMs),
          Effect.orElseSucceed(() => "")
        )

  const withHeaders = HttpClientRequest.setHeaders(wire.headers(key))
  let last: { readonly path: string; readonly request: HttpClientRequest.HttpClientRequest } | null = null
  /** Without a body. The last one is kept, since nearly all go the same way. */
  const postTo = (path: string): HttpClientRequest.HttpClientRequest => {
    if (last?.path !== path) last = { path, request: withHeaders(HttpClientRequest.post(`${baseUrl}${path}`)) }
    return last.request
  }
  const requestOf = (chat: Chat, stream: boolean): Result.Result<HttpClientRequest.HttpClientRequest, Fault> =>
    wire.encode(chat, stream).pipe(
      Result.mapError((detail): Fault => ({ reason: "BadRequest", detail })),
      Result.map(({ path, body }) => HttpClientRequest.bodyText(postTo(path), JSON.stringify(body), "application/json"))
    )

  const complete = Effect.fn("Provider.complete")(function* (chat: Chat) {
    const answer = Effect.gen(function* () {
      const request = yield* Effect.fromResult(requestOf(chat, false))
      const response = yield* send(request)
      return yield* bodyOf(response).pipe(
        Effect.flatMap((body) => Effect.fromResult(readBody(wire, response, body))),
        Effect.mapError(withHead)
      )
    })
    const draft = yield* answer.pipe(
      within(answerMs),
      Effect.scoped,
      Effect.mapError((fault: Fault & { readonly draft?: Draft }) => fail(fault, chat.model, fault.draft))
    )
    return toAnswer(draft, name, chat.model)
  })

  /** Reads a good answer, event by event. */
  const eventsOf = (
    response: Response,
    pieces: Pieces,
    { beginsAt, chat, now, soFar, watchdog }: Reading
  ): Pull.Pull<NonEmpty<ChatEvent>, ProviderError> => {
    const reader = makeReader(wire, response, { maxEvent: Math.min(maxBytes, 4 * 1_048_576), maxBytes })
    if (soFar !== undefined) {
      soFar.read = () => {
        const draft = reader.draft()
        return draft.parts.length === 0 ? null : toAnswer(draft, name, chat.model)
      }
    }
    let hasBegun = false
    let isLate = false
    let over: Read | null = null
    let wholeSince: number | null = null
    /** How long the next piece may take. */
    const patienceMs = (): number => {
      const wholeness = reader.wholeness()
      if (wholeness === "part") return hasBegun ? stallMs : Math.max(0, beginsAt - now())
      wholeSince ??= now()
      return Math.max(0, Math.min(stallMs, wholeSince + END_WITHIN_MS[wholeness] - now()))
    }

    const wait = Effect.callback<void>((resume) => {
      const stop = (): void => {
        inTime()
        unwatch()
      }
      const go = (): void => {
        stop()
        resume(Effect.void)
      }
      const inTime = watchdog.within(patienceMs(), () => {
        isLate = true
        go()
      })
      const unwatch = pieces.watch(go)
      return Effect.sync(stop)
    })

    /** What has come since; null where nothing has. */
    const read = (): Read | Effect.Effect<never> | null => {
      const found = pieces.take()
      if (found instanceof Uint8Array) return reader.push(found)
      if (found === null) return reader.end()
      if (found !== undefined) {
        const error = Exit.findErrorOption(found)
        return Option.isSome(error) ? reader.broken(transportFault(error.value)) : Effect.die(found)
      }
      return isLate ? reader.broken({ reason: hasBegun ? "Stalled" : "TimedOut", detail: "" }) : null
    }

    const pull: Pull.Pull<NonEmpty<ChatEvent>, ProviderError> = Effect.suspend(() => {
      for (;;) {
        if (over !== null) {
          return over.fault === undefined
            ? Cause.done()
            : Effect.fail(fail(withHead(over.fault), chat.model, reader.draft()))
        }
        const found = read()
        if (found === null) return Effect.flatMap(wait, () => pull)
        if (Effect.isEffect(found)) return found
        hasBegun ||= found.events.length > 0
        const isWhole = found.fault === undefined && found.ended
        if (found.fault !== undefined || isWhole) over = found
        const [first, ...others] = found.events
        const done: ReadonlyArray<ChatEvent> = isWhole
          ? [{ type: "done", answer: toAnswer(reader.draft(), name, chat.model) }]
          : []
        const [head, ...tail] = first === undefined ? done : [first, ...others, ...done]
        if (head !== undefined) return Effect.succeed([head, ...tail])
      }
    })
    return pull
  }

  type Events = Pull.Pull<NonEmpty<ChatEvent>, ProviderError>
  /** Until the head of a streamed answer, which is read within the scope. */
  const begin = (chat: Chat, bounds: CallBounds): Effect.Effect<Events, ProviderError, Scope.Scope> =>
    Effect.withFiber((fiber) => {
      const clock = fiber.getRef(Clock.Clock)
      const waitMs = bounds.firstTokenMs ?? firstMs
      const withinMs = Math.min(bounds.connectMs ?? connectMs, connectMs)
      const until = monotonicMs(clock) + waitMs
      const request = requestOf(chat, true)
      if (Result.isFailure(request)) return Effect.fail(request.failure)
      const isShort = direct !== null && fiber.getRef(Tracer.Tracer) === Tracer.nativeTracer
      const { soFar } = bounds
      const line: Line = { hangUp: () => undefined }
      const watchdog = startWatchdog(fiber.context, Math.min(stallMs, END_WITHIN_MS.whole))
      const over = Effect.sync(() => {
        watchdog.end()
        line.hangUp()
      })
      return Effect.flatMap(
        Effect.addFinalizer(() => over),
        () => {
          const sent: Effect.Effect<Sent, Fault, Scope.Scope> = isShort
            ? sendDirect(direct, request.success, watchdog, line, waitMs, withinMs)
            : Effect.map(within(waitMs)(send(request.success, withinMs)), (response) => ({ response, pieces: null }))
          const reading = { chat, watchdog, now: () => monotonicMs(clock), beginsAt: until, soFar }
          return Effect.flatMap(sent, ({ pieces, response }): Effect.Effect<Events, Fault, Scope.Scope> =>
            isGood(response)
              ? Effect.map(pieces === null ? piecesOf(response) : Effect.succeed(pieces), (body) =>
                  eventsOf(response, body, reading)
                )
              : Effect.flatMap(bodyOf(response), (body) => Effect.fail(withHead(readBodyFault(wire, response, body))))
          )
        }
      )
    }).pipe(Effect.mapError((fault) => fail(fault, chat.model)))

  const stream: ProviderService["stream"] = (chat, bounds = {}) =>
    Stream.unwrap(Effect.map(begin(chat, bounds), (events) => Stream.fromPull(Effect.succeed(events))))

  const tell: ProviderService["tell"] = (chat, told, bounds = {}) =>
    Effect.scoped(
      Effect.flatMap(begin(chat, bounds), (events) => {
        const all: Pull.Pull<never, ProviderError> = Effect.flatMap(events, (some) =>
          Effect.flatMap(told(some), () => all)
        )
        return Pull.catchDone(all, () => Effect.void)
      })
    )

  const models = Effect.gen(function* () {
    const response = yield* send(withHeaders(HttpClientRequest.get(`${baseUrl}${wire.models.path}`)))
    const body = yield* Effect.mapError(bodyOf(response), withHead)
    const parsed = parseJson(body)
    if (!isGood(response) || Result.isFailure(parsed) || wire.errorIn(parsed.success) !== undefined) {
      return yield* Effect.fail(withHead(readBodyFault(wire, response, body)))
    }
    return wire.models.decode(parsed.success).slice(0, 1_000)
  }).pipe(
    within(firstMs),
    Effect.scoped,
    Effect.mapError((fault) => fail(fault, "")),
    Effect.withSpan("Provider.models")
  )

  return { name, complete, stream, tell, models }
}

/** The fault of a body that is known to be no answer. */
const readBodyFault = (wire: Wire, response: Response, body: string): Fault => {
  const parsed = parseJson(body)
  return faultOf(response, body, Result.isSuccess(parsed) ? wire.errorIn(parsed.success) : undefined, wire.faultRows)
}

export class Provider extends Context.Service<Provider, ProviderService>()("@zenus/core/llm/Provider") {
  /** Takes its HttpClient when it is built. */
  static readonly layer = (options: ProviderOptions): Layer.Layer<Provider, never, HttpClient.HttpClient> =>
    Layer.effect(
      Provider,
      Effect.map(HttpClient.HttpClient, (client) => make(client, options))
    )
}
