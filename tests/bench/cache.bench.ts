/**
 * What a kept answer takes in one process: the cache's own part (the name of the question with its digest, the answer from memory), and
 * the whole ask of the router around it (who may answer, its span), for a question of some hundred letters and for a long one. Processor time, which other programs do not lengthen.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientResponse from "effect/http/HttpClientResponse"
import {
  Health,
  type ModelAsk,
  type PaidAsk,
  PriceTable,
  Providers,
  ResponseCache,
  RouteCache,
  RouteCacheLayer,
  type Routed,
  Router,
  SpendLimit
} from "@zenus/core/models"
import { sha256 } from "@zenus/core/node"
import { Resilience } from "@zenus/core/resilience"
import { type Bench, type Figure, median } from "./Bench.ts"

const CALLS = 2_000
const ROUNDS = 15

const frame = (value: unknown): string => `data: ${JSON.stringify(value)}\n\n`
const BODY =
  frame({ model: "m-1", choices: [{ delta: { content: "kept" }, finish_reason: "stop" }] }) + "data: [DONE]\n\n"

/** Answers once; what is measured asks nobody. */
const client = HttpClient.make((request) =>
  Effect.succeed(
    HttpClientResponse.fromWeb(request, new Response(BODY, { headers: { "content-type": "text/event-stream" } }))
  )
)

const provider = {
  name: "alive",
  wire: "openai" as const,
  baseUrl: "http://alive.test/v1",
  key: null,
  model: "m-1",
  aliases: {},
  timeouts: { connect: 5_000, firstToken: 30_000, gap: 20_000 },
  isLocal: true,
  whyNot: null
}

const noMoney = Layer.succeed(SpendLimit, {
  reserve: ({ model, provider: name }: PaidAsk) =>
    Effect.succeed({ provider: name, model, at: 0, id: null, line: null }),
  settle: () => Effect.succeed({ microUsd: 0 })
} as unknown as SpendLimit["Service"])

const world = Layer.merge(
  Router.layer({ cascade: ["alive", "rules"] }).pipe(
    Layer.provide(
      Layer.mergeAll(
        Resilience.services(),
        Health.layerMemory(),
        PriceTable.layer(),
        noMoney,
        Layer.provide(Providers.layer([provider]), Layer.succeed(HttpClient.HttpClient, client))
      )
    )
  ),
  Layer.provide(RouteCacheLayer, ResponseCache.layerMemory({ digest: sha256 }))
)

const askOf = (repeats: number): ModelAsk => {
  const text = "Which of these files is the largest? ".repeat(repeats)
  return { chat: { messages: [{ role: "user", content: [{ type: "text", text }] }] }, cache: "use" }
}

const run = async (): Promise<ReadonlyArray<Figure>> => {
  const runtime = ManagedRuntime.make(world)
  try {
    const services = await runtime.runPromise(Effect.context<Router>())
    const router = Context.get(services, Router)
    /** Nanoseconds of one `ask`, which is answered from memory after its first time. */
    const hit = (ask: Effect.Effect<Routed, unknown>): Promise<number> => {
      const timed = Effect.gen(function* () {
        const first = yield* ask
        if (first.answer.content.length === 0) throw new Error("there is no answer to keep")
        const rounds: Array<number> = []
        for (let round = -3; round < ROUNDS; round++) {
          const from = process.cpuUsage()
          for (let made = 0; made < CALLS; made++) {
            const { cached } = yield* ask
            if (cached !== "fresh") throw new Error("it was asked for again")
          }
          const { system, user } = process.cpuUsage(from)
          if (round >= 0) rounds.push(((system + user) * 1_000) / CALLS)
        }
        return median(rounds)
      })
      return Effect.runPromise(Effect.provideContext(timed, services))
    }
    const [short, long] = [askOf(20), askOf(400)]
    const from = [{ provider: "alive", model: "m-1", baseUrl: provider.baseUrl }]
    const cache = Context.get(services, RouteCache)
    if (cache === null) throw new Error("there is no cache")
    const alone = cache.around({ chat: short.chat, from, staleOnOutage: false }, router.complete(short))
    return [
      { name: "cache: a hit, 750 letters", value: await hit(alone), unit: "ns", baseline: null, bar: 20_000 },
      {
        name: "cache: a hit through the router, 750 letters",
        value: await hit(router.complete(short)),
        unit: "ns",
        baseline: null,
        bar: 40_000
      },
      {
        name: "cache: a hit through the router, 15,000 letters",
        value: await hit(router.complete(long)),
        unit: "ns",
        baseline: null,
        bar: 60_000
      }
    ]
  } finally {
    await runtime.dispose()
  }
}

export const bench: Bench = { name: "cache", run }
