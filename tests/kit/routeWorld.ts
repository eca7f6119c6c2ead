/**
 * Providers that play scripts behind the real wire and the real limits, and a router over them: what the router decides can be seen
 * without a network, on TestClock. Every provider speaks chat completions at `http://NAME.test/v1` and has one model, whatever its script
 * says; what each was asked is kept.
 * Money is a list: what was held and how it was settled, in order.
 */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientError from "effect/http/HttpClientError"
import type * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as HttpClientResponse from "effect/http/HttpClientResponse"
import { PriceTable } from "#core/cost/PriceTable.ts"
import type { OwnPrice } from "#core/cost/readPrices.ts"
import { type CallBill, type PaidAsk, SpendLimit } from "#core/cost/SpendLimit.ts"
import { priceUsage } from "#core/cost/priceUsage.ts"
import { SpendLimitReached } from "#core/cost/spendErrors.ts"
import { Health } from "#core/health/Health.ts"
import { ConnectWithin, NoConnection } from "#core/llm/ConnectWithin.ts"
import { Providers, type ProviderSettings } from "#core/llm/Providers.ts"
import { type BreakerOptions, Breakers } from "#core/resilience/breaker/CircuitBreaker.ts"
import { Cascades } from "#core/resilience/cascade/Cascades.ts"
import { RetryBudgets } from "#core/resilience/retry/RetryBudget.ts"
import { Router, type RouterOptions } from "#core/routing/Router.ts"
import type { ModelAsk } from "#core/routing/Routed.ts"

/** An answer that calls tools; `input` as the model writes it. */
export interface Calls {
  readonly calls: ReadonlyArray<{ readonly id: string; readonly name: string; readonly input: string }>
}

/** One answer of an upstream. */
export type Script =
  | Calls
  /** The whole answer, one piece a word. */
  | string
  | "refused"
  /** The head of an answer and then nothing. */
  | { readonly silent: true }
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly message?: string }
  /** The beginning of an answer, and how it goes on. */
  | { readonly pieces: ReadonlyArray<string>; readonly after: "break" | "hang" }

const encoder = new TextEncoder()
const frame = (value: unknown): string => `data: ${JSON.stringify(value)}\n\n`
const piece = (content: string): string =>
  frame({ model: "m-1", choices: [{ delta: { content }, finish_reason: null }] })
const toolCalls = ({ calls }: Calls): string =>
  frame({
    model: "m-1",
    choices: [
      {
        delta: {
          tool_calls: calls.map(({ id, input, name }, index) => ({
            index,
            id,
            type: "function",
            function: { name, arguments: input }
          }))
        },
        finish_reason: null
      }
    ]
  })
/** Seven tokens in, three out. */
const end = (reason = "stop"): string =>
  frame({ model: "m-1", choices: [{ delta: {}, finish_reason: reason }] }) +
  frame({ choices: [], usage: { prompt_tokens: 7, completion_tokens: 3, total_tokens: 10 } }) +
  "data: [DONE]\n\n"

/** A body of these pieces; at their end it ends, breaks, or stays open. `left` is told when nobody reads it any more. */
const bodyOf = (pieces: ReadonlyArray<string>, after: "end" | "break" | "hang", left: () => void) => {
  const rest = [...pieces]
  return new ReadableStream<Uint8Array>(
    {
      pull: (controller) => {
        const next = rest.shift()
        if (next !== undefined) return controller.enqueue(encoder.encode(next))
        if (after === "end") return controller.close()
        if (after === "break") return controller.error(Object.assign(new Error("reset"), { code: "ECONNRESET" }))
        return new Promise<void>(() => undefined)
      },
      cancel: left
    },
    { highWaterMark: 0 }
  )
}

const sse = { headers: { "content-type": "text/event-stream" } }

export interface RouteWorldOptions {
  /** By provider; the last script is played again and again. A provider without any is not configured. */
  readonly scripts: Readonly<Record<string, ReadonlyArray<Script>>>
  readonly router?: Partial<RouterOptions>
  readonly settings?: Readonly<Record<string, Partial<ProviderSettings>>>
  readonly breaker?: BreakerOptions
  /** Providers whose money is spent. */
  readonly spent?: ReadonlyArray<string>
  readonly own?: ReadonlyArray<OwnPrice>
}

export interface Settled {
  readonly provider: string
  readonly model: string
  readonly bill: CallBill
}

export interface RouteWorld {
  /** Requests, oldest first: whose, the body as sent, and what the caller allowed for the connection. */
  readonly asked: Array<{
    readonly provider: string
    readonly body: Record<string, unknown>
    readonly connectMs: number
  }>
  readonly held: Array<PaidAsk>
  readonly settled: Array<Settled>
  /** Answers that were left before their end. */
  readonly left: Array<string>
  readonly layer: Layer.Layer<
    Router | Breakers | RetryBudgets | Cascades | Health | Providers | SpendLimit | PriceTable
  >
}

const bodyText = (request: HttpClientRequest.HttpClientRequest): string =>
  request.body._tag === "Uint8Array" ? new TextDecoder().decode(request.body.body) : ""

export const routeWorld = (options: RouteWorldOptions): RouteWorld => {
  const asked: RouteWorld["asked"] = []
  const held: Array<PaidAsk> = []
  const settled: Array<Settled> = []
  const left: Array<string> = []
  const counts = new Map<string, number>()
  const names = Object.keys(options.scripts)

  const scriptOf = (name: string): Script => {
    const scripts = options.scripts[name] ?? []
    const nth = counts.get(name) ?? 0
    counts.set(name, nth + 1)
    return scripts[Math.min(nth, scripts.length - 1)] ?? "refused"
  }
  const responseOf = (name: string, script: Exclude<Script, "refused">): Response => {
    const leave = (): void => void left.push(name)
    if (typeof script === "string") {
      const words = script.split(/(?<= )/).map(piece)
      return new Response(bodyOf([...words, end()], "end", leave), sse)
    }
    if ("calls" in script) return new Response(bodyOf([toolCalls(script), end("tool_calls")], "end", leave), sse)
    if ("silent" in script) return new Response(bodyOf([], "hang", leave), sse)
    if ("pieces" in script) return new Response(bodyOf(script.pieces.map(piece), script.after, leave), sse)
    return new Response(JSON.stringify({ error: { message: script.message ?? "no", type: "x" } }), {
      status: script.status,
      headers: { "content-type": "application/json", ...script.headers }
    })
  }
  const client = HttpClient.make((request, url) =>
    Effect.gen(function* () {
      const name = url.hostname.replace(".test", "")
      const connectMs = yield* ConnectWithin
      if (request.method === "GET") {
        return HttpClientResponse.fromWeb(request, Response.json({ data: [{ id: `${name}-model` }] }))
      }
      const parsed: Record<string, unknown> = JSON.parse(bodyText(request) || "{}")
      asked.push({ provider: name, body: parsed, connectMs })
      const script = scriptOf(name)
      if (script === "refused") {
        const cause = new NoConnection("ECONNREFUSED", connectMs)
        return yield* Effect.fail(
          new HttpClientError.HttpClientError({ reason: new HttpClientError.TransportError({ request, cause }) })
        )
      }
      return HttpClientResponse.fromWeb(request, responseOf(name, script))
    })
  )
  const settings = names.map((name): ProviderSettings => {
    const isThere = (options.scripts[name] ?? []).length > 0
    return {
      name,
      wire: "openai",
      baseUrl: `http://${name}.test/v1`,
      key: null,
      model: `${name}-model`,
      aliases: {},
      timeouts: { connect: 5_000, firstToken: 30_000, gap: 20_000 },
      isLocal: false,
      whyNot: isThere ? null : `no key: set ${name.toUpperCase()}_API_KEY`,
      ...options.settings?.[name]
    }
  })
  const spend = Layer.effect(
    SpendLimit,
    Effect.map(PriceTable, (prices) =>
      SpendLimit.of({
        reserve: (ask) =>
          Effect.gen(function* () {
            if (options.spent?.includes(ask.provider) === true) {
              return yield* new SpendLimitReached({
                window: "day",
                limitMicroUsd: 1,
                stopMicroUsd: 1,
                spentMicroUsd: 1,
                heldMicroUsd: 0,
                neededMicroUsd: 1,
                resetsInMs: 1_000
              })
            }
            held.push(ask)
            const line = yield* prices.lineOf(ask.provider, ask.model, 0)
            return { ...ask, at: 0, line, id: held.length }
          }),
        settle: ({ line, model, provider }, bill) =>
          Effect.sync(() => {
            settled.push({ provider, model, bill })
            return { microUsd: bill === "unbilled" ? 0 : bill === "unknown" ? null : priceUsage(bill, line) }
          }),
        paid: () => Effect.die(new Error("the router holds and settles by itself")),
        standing: Effect.succeed([]),
        alerts: Stream.empty
      })
    )
  )
  const services = Layer.mergeAll(
    Breakers.layer(options.breaker),
    RetryBudgets.layer(),
    Cascades.layer(),
    Health.layerMemory(),
    Providers.layer(settings).pipe(Layer.provide(Layer.succeed(HttpClient.HttpClient, client))),
    spend
  ).pipe(Layer.provideMerge(PriceTable.layer({ own: options.own ?? [] })))
  const layer = Router.layer({ cascade: names, ...options.router }).pipe(Layer.provideMerge(services))
  return { asked, held, settled, left, layer }
}

/** An ask of one question. */
export const question = (text = "hi", more: Omit<ModelAsk, "chat"> = {}): ModelAsk => ({
  chat: { messages: [{ role: "user", content: [{ type: "text", text }] }] },
  ...more
})
