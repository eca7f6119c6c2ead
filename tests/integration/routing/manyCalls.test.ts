/**
 * Five hundred asks at once, over real connections to two upstreams of which each fails half of its calls, with the ledger in a real state
 * file: whoever counts must come to the same figures, exactly, and nothing may be left behind.
 */
import { createServer, type Server } from "node:http"
import type { AddressInfo, Socket } from "node:net"
import { join } from "node:path"
import { setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"
import { assert, describe } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import {
  Health,
  Ledger,
  type ModelAsk,
  NoModelAnswered,
  PriceTable,
  Providers,
  type ProviderSettings,
  type RouteAttempt,
  Router,
  SpendLimit
} from "@zenus/core/models"
import { NodeHttpClientLayer, SqliteStoreLayer } from "@zenus/core/node"
import { CircuitBreaker, Fallback, Resilience } from "@zenus/core/resilience"
import { it } from "#kit"

const ASKS = 500
/** Rounds of so many show whether something stays. */
const FEW = 150
const TOKENS = { in: 11, out: 5 }
const frame = (value: unknown): string => `data: ${JSON.stringify(value)}\n\n`
const ANSWER =
  frame({ id: "c", model: "m", choices: [{ delta: { content: "yes" }, finish_reason: null }] }) +
  frame({ id: "c", model: "m", choices: [{ delta: {}, finish_reason: "stop" }] }) +
  frame({ choices: [], usage: { prompt_tokens: TOKENS.in, completion_tokens: TOKENS.out, total_tokens: 16 } }) +
  "data: [DONE]\n\n"

interface Upstream {
  readonly port: number
  /** Requests, and of them those with an answer: what this provider would put on the bill. */
  readonly count: { asked: number; answered: number; open: number; mostOpen: number }
  /** When the last connection is gone. */
  readonly quiet: () => Promise<void>
  readonly close: () => Promise<void>
}

/** `fails`: by the number of the request, from 1; `hangs`: sends a beginning and no more. */
const startUpstream = async (does: (nth: number) => "answers" | "fails" | "hangs"): Promise<Upstream> => {
  const count = { asked: 0, answered: 0, open: 0, mostOpen: 0 }
  const sockets = new Set<Socket>()
  let told: (() => void) | null = null
  const server: Server = createServer((request, response) => {
    const what = does(++count.asked)
    request.resume()
    request.once("end", () => {
      if (what === "fails") {
        response.writeHead(500, { "content-type": "application/json" })
        response.end(`{"error":{"message":"no","type":"server_error"}}`)
        return
      }
      response.writeHead(200, { "content-type": "text/event-stream" })
      if (what === "hangs") {
        response.write(ANSWER.slice(0, 90))
        return
      }
      count.answered++
      response.end(ANSWER)
    })
  })
  server.on("connection", (socket) => {
    sockets.add(socket)
    count.open++
    count.mostOpen = Math.max(count.mostOpen, count.open)
    socket.once("close", () => {
      sockets.delete(socket)
      if (--count.open === 0) told?.()
    })
    socket.on("error", () => socket.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  return {
    port: (server.address() as AddressInfo).port,
    count,
    quiet: () => (count.open === 0 ? Promise.resolve() : new Promise((resolve) => (told = resolve))),
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy()
        server.close(() => resolve())
      })
  }
}

const settings = (name: string, { port }: Upstream): ProviderSettings => ({
  name,
  wire: "openai",
  baseUrl: `http://127.0.0.1:${port}/v1`,
  key: null,
  model: "m",
  aliases: {},
  timeouts: { connect: 5_000, firstToken: 30_000, gap: 20_000 },
  isLocal: false,
  whyNot: null
})

/** One micro-dollar a token. */
const own = ["first", "second"].map((provider) => ({ provider, model: "m", input: 1, output: 1 }))

const world = (file: string, providers: ReadonlyArray<ProviderSettings>, breaker: CircuitBreaker.BreakerOptions) =>
  Router.layer({ cascade: providers.map(({ name }) => name) }).pipe(
    Layer.provideMerge(
      Layer.mergeAll(
        Resilience.services({ breaker, retryBudget: { capacity: 1_000 } }),
        Health.layer(),
        Layer.provide(Providers.layer(providers), NodeHttpClientLayer()),
        SpendLimit.layer({ day: 1_000_000_000 }).pipe(
          Layer.provideMerge(Layer.mergeAll(Ledger.layer, PriceTable.layer({ own })))
        )
      )
    ),
    Layer.provide(SqliteStoreLayer({ file }))
  )

const ask: ModelAsk = { chat: { messages: [{ role: "user", content: [{ type: "text", text: "hi" }] }] } }

setFlagsFromString("--expose-gc")
const collectGarbage = (): void => {
  const gc: unknown = runInNewContext("gc")
  if (typeof gc === "function") gc()
}

const ofOutcome = (attempts: ReadonlyArray<RouteAttempt>, provider: string, outcome: RouteAttempt["outcome"]) =>
  attempts.filter((one) => one.provider === provider && one.outcome === outcome).length

const round = (asks: number) =>
  Effect.gen(function* () {
    const router = yield* Router
    const ends = yield* Effect.forEach(Array.from({ length: asks }), () => Effect.result(router.complete(ask)), {
      concurrency: "unbounded"
    })
    const attempts = ends.flatMap((end): ReadonlyArray<RouteAttempt> => {
      if (Result.isSuccess(end)) return end.success.attempts
      assert.instanceOf(end.failure, NoModelAnswered)
      return end.failure instanceof NoModelAnswered ? end.failure.attempts : []
    })
    const microUsd = ends.reduce(
      (sum, end) => sum + (Result.isSuccess(end) ? (end.success.cost.microUsd ?? NaN) : 0),
      0
    )
    return { ends, attempts, microUsd }
  })

describe("500 asks at once, half of the calls failing", () => {
  for (const [what, breaker] of [
    ["with circuits that never open", { trip: { _tag: "Consecutive", failures: 10_000 } }],
    ["with circuits that do", {}]
  ] as const) {
    it(`${what}: attempts, circuits, cascade, health, ledger and upstream come to the same figures`, async ({
      base
    }) => {
      const upstreams = {
        first: await startUpstream((nth) => (nth % 2 === 0 ? "answers" : "fails")),
        second: await startUpstream((nth) => (nth % 2 === 1 ? "answers" : "fails"))
      }
      const providers = [settings("first", upstreams.first), settings("second", upstreams.second)]
      try {
        await Effect.runPromise(
          Effect.gen(function* () {
            const breakers = yield* CircuitBreaker.Breakers
            const { attempts, ends, microUsd } = yield* round(ASKS)
            const answered = ends.filter(Result.isSuccess).length
            assert.strictEqual(ends.length, ASKS)
            assert.strictEqual(attempts.filter(({ outcome }) => outcome === "answered").length, answered)
            const [cascade] = yield* Effect.flatMap(Fallback.Cascades, (cascades) => cascades.snapshots)
            const circuits = yield* breakers.snapshots
            const healths = yield* Effect.flatMap(Health, (health) => health.all)
            const sums = yield* Effect.flatMap(Ledger, (ledger) => ledger.sums(0))
            for (const name of ["first", "second"] as const) {
              const { count } = upstreams[name]
              const good = ofOutcome(attempts, name, "answered")
              const bad = ofOutcome(attempts, name, "failed")
              const skipped = ofOutcome(attempts, name, "skipped")
              // What we say we did is what the upstream saw.
              assert.deepStrictEqual([good + bad, good], [count.asked, count.answered], name)
              const option = cascade?.options.find((one) => one.name === name)
              // Each ask that came to this provider either called it or was turned away by its circuit.
              const came = name === "first" ? ASKS : ASKS - ofOutcome(attempts, "first", "answered")
              assert.strictEqual((option?.attempts ?? 0) + (option?.skips ?? 0), came, name)
              assert.strictEqual(option?.skips, skipped, name)
              assert.strictEqual(option?.attempts, (option?.successes ?? 0) + (option?.failures ?? 0), name)
              assert.strictEqual(option?.successes, good, name)
              // A skip is a call that the circuit rejected; it also ends retries of those that it let in before.
              const circuit = circuits.find((one) => one.name === `${name}/m`)
              assert.isAtLeast(circuit?.rejected ?? 0, skipped, name)
              if (what === "with circuits that never open") {
                assert.deepStrictEqual([circuit?.calls, circuit?.rejected, skipped], [count.asked, 0, 0], name)
              }
              const sum = sums.find(({ provider }) => provider === name)
              assert.deepStrictEqual(
                [sum?.calls, sum?.inputTokens, sum?.outputTokens, sum?.microUsd, sum?.unpricedCalls],
                [
                  count.answered,
                  count.answered * TOKENS.in,
                  count.answered * TOKENS.out,
                  count.answered * (TOKENS.in + TOKENS.out),
                  0
                ],
                name
              )
              const known = healths.find(({ provider }) => provider === name)
              assert.isNotNull(known?.successRate ?? null, name)
              assert.isAtMost(count.mostOpen, 128, name)
            }
            if (what === "with circuits that do") {
              assert.isAbove(attempts.filter(({ error }) => error === "CircuitOpen").length, 0)
            }
            // Nothing is held for calls that have ended, and what was spent is what the answers said.
            const [day] = yield* Effect.flatMap(SpendLimit, (limit) => limit.standing)
            assert.deepStrictEqual([day?.heldMicroUsd, day?.spentMicroUsd], [0, microUsd])
          }).pipe(Effect.provide(world(join(base, "zenus.db"), providers, breaker)))
        )
      } finally {
        await Promise.all([upstreams.first.close(), upstreams.second.close()])
      }
    })
  }

  it("leaves no memory behind", async ({ base }) => {
    const upstream = await startUpstream((nth) => (nth % 2 === 0 ? "answers" : "fails"))
    try {
      await Effect.runPromise(
        Effect.gen(function* () {
          const held = Effect.map(round(FEW), () => {
            collectGarbage()
            return process.memoryUsage().heapUsed
          })
          const first = yield* Effect.andThen(held, held)
          const later = yield* Effect.andThen(held, held)
          assert.isBelow(later - first, 2_000_000, `bytes after ${2 * FEW} asks and after ${4 * FEW}`)
        }).pipe(
          Effect.provide(
            world(join(base, "zenus.db"), [settings("first", upstream)], {
              trip: { _tag: "Consecutive", failures: 10_000 }
            })
          )
        )
      )
    } finally {
      await upstream.close()
    }
  })

  it("that are all interrupted close every connection and hold what may have been billed", async ({ base }) => {
    const upstream = await startUpstream(() => "hangs")
    try {
      await Effect.runPromise(
        Effect.gen(function* () {
          const router = yield* Router
          const begun = new Set<number>()
          const enough = Promise.withResolvers<void>()
          const fiber = yield* Effect.forkChild(
            Effect.forEach(
              Array.from({ length: 100 }, (_, at) => at),
              (at) =>
                router.complete({
                  ...ask,
                  onEvent: ({ type }) => {
                    if (type === "attempt") begun.add(at)
                    if (begun.size === 100) enough.resolve()
                  }
                }),
              { concurrency: "unbounded" }
            )
          )
          yield* Effect.promise(() => enough.promise)
          yield* Fiber.interrupt(fiber)
          yield* Effect.promise(() => upstream.quiet())
          const [day] = yield* Effect.flatMap(SpendLimit, (limit) => limit.standing)
          assert.strictEqual(day?.spentMicroUsd, 0)
          assert.isAbove(day?.heldMicroUsd ?? 0, 0)
          const [sum] = yield* Effect.flatMap(Ledger, (ledger) => ledger.sums(0))
          assert.deepStrictEqual([sum?.calls, sum?.unpricedCalls], [100, 100])
          // A call that was cancelled says nothing about the provider.
          const circuits = yield* Effect.flatMap(CircuitBreaker.Breakers, (breakers) => breakers.snapshots)
          assert.deepStrictEqual(
            circuits.map(({ calls, failureRate, state }) => [calls, failureRate, state]),
            circuits.map(() => [0, 0, "Closed"])
          )
        }).pipe(Effect.provide(world(join(base, "zenus.db"), [settings("first", upstream)], {})))
      )
    } finally {
      await upstream.close()
    }
  })
})
