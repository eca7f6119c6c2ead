/**
 * How does my program ask models, so that it goes on when the first is down and never spends more than it may? `npm run example router`.
 * Two providers of a router on this machine, one of which is not there, prices of our own, and a limit of 5 cents a day.
 */
import { once } from "node:events"
import { mkdtempSync, rmSync } from "node:fs"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { costReport, Health, Ledger, PriceTable, Providers, Router, SpendLimit, textOf } from "@zenus/core/models"
import { NodeHttpClientLayer, SqliteStoreLayer } from "@zenus/core/node"
import { Resilience } from "@zenus/core/resilience"

const data = (value: object): string => `data: ${JSON.stringify(value)}\n\n`
const upstream = createServer((_, response) => {
  response.writeHead(200, { "content-type": "text/event-stream" })
  response.write(data({ model: "big", choices: [{ delta: { content: "Paris." }, finish_reason: "stop" }] }))
  response.end(`${data({ choices: [], usage: { prompt_tokens: 9, completion_tokens: 2 } })}data: [DONE]\n\n`)
}).listen(0, "127.0.0.1")
await once(upstream, "listening")
const { port } = upstream.address() as AddressInfo

const provider = (name: string, at: number) => ({
  name,
  wire: "openai" as const,
  baseUrl: `http://127.0.0.1:${at}/v1`,
  key: null,
  model: "big",
  aliases: {},
  timeouts: { connect: 1_000, firstToken: 5_000, gap: 5_000 },
  isLocal: false,
  whyNot: null
})
const price = (name: string) => ({ provider: name, model: "big", input: 1_000, output: 2_000 })

const folder = mkdtempSync(join(tmpdir(), "zenus-example-"))
const money = SpendLimit.layer({ day: 50_000 }).pipe(
  Layer.provideMerge(Layer.mergeAll(Ledger.layer, PriceTable.layer({ own: [price("first"), price("second")] }))),
  Layer.provide(SqliteStoreLayer({ file: join(folder, "costs.db") }))
)
const models = Router.layer({ cascade: ["first", "second"] }).pipe(
  Layer.provideMerge(money),
  Layer.provide(Providers.layer([provider("first", 9), provider("second", port)])),
  Layer.provide(Layer.mergeAll(Resilience.services(), Health.layerMemory(), NodeHttpClientLayer()))
)

const program = Effect.gen(function* () {
  const router = yield* Router
  const question = { role: "user" as const, content: [{ type: "text" as const, text: "The capital of France?" }] }
  const chat = { messages: [question], maxOutputTokens: 10 }
  const { answer, attempts } = yield* router.complete({ chat })
  for (const { error = "", outcome, provider: name } of attempts) console.log(`${name}: ${outcome} ${error}`.trim())
  console.log(`${textOf(answer)} (${answer.provider})`)
  const long = yield* Effect.flip(router.complete({ chat: { ...chat, maxOutputTokens: 1_000 } }))
  console.log(long._tag, "attempts" in long ? long.attempts.map(({ error }) => error).join(", ") : "")
  const { limits, total } = yield* costReport(0)
  console.log(`${total.calls} paid, $${total.usd} of $${limits[0]?.limitUsd}`)
})

await Effect.runPromise(Effect.provide(program, models)).finally(() => {
  upstream.close()
  upstream.closeAllConnections()
  rmSync(folder, { recursive: true })
})
