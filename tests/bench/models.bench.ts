/**
 * What the router adds to a call: processor time and time on the wall beside a bare `fetch` of the same answer from the same local
 * upstream, with everything behind it that a command has (circuits, budgets, health and the ledger in a state file); how much later
 * than fetch it hands on the first piece of a stream; and what a provider costs that does not answer.
 */
import { spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"
import * as Stream from "effect/Stream"
import { SqlResilienceStoreLayer } from "@zenus/core"
import {
  askModel,
  Health,
  Ledger,
  type ModelAsk,
  PriceTable,
  Providers,
  type ProviderSettings,
  Router,
  SpendLimit
} from "@zenus/core/models"
import { NodeCallIntentsLayer, NodeHttpClientLayer, SqliteStoreLayer } from "@zenus/core/node"
import { CircuitBreaker, Resilience } from "@zenus/core/resilience"
import { type Bench, type Figure, median, time } from "./Bench.ts"

const CALLS = 300
const ROUNDS = 15

const { model: _, ...chat } = askModel("m-1", "Which of these files is the largest? ".repeat(20))
const body = JSON.stringify({
  model: "m-1",
  messages: [{ role: "user", content: "Which of these files is the largest? ".repeat(20) }],
  stream: true,
  stream_options: { include_usage: true }
})

const settings = (name: string, port: number, path = ""): ProviderSettings => ({
  name,
  wire: "openai",
  baseUrl: `http://127.0.0.1:${port}${path}/v1`,
  key: null,
  model: "m-1",
  aliases: {},
  timeouts: { connect: 5_000, firstToken: 30_000, gap: 20_000 },
  isLocal: false,
  whyNot: null
})

const world = (file: string, providers: ReadonlyArray<ProviderSettings>) =>
  Router.layer({ cascade: providers.map(({ name }) => name) }).pipe(
    Layer.provideMerge(Resilience.Keeper.layer()),
    Layer.provideMerge(
      Layer.mergeAll(
        Resilience.services(),
        SqlResilienceStoreLayer,
        Health.layer(),
        Providers.layer(providers).pipe(Layer.provide(NodeHttpClientLayer())),
        SpendLimit.layer().pipe(
          Layer.provideMerge(Layer.mergeAll(Layer.provide(Ledger.layer, NodeCallIntentsLayer), PriceTable.layer()))
        )
      )
    ),
    Layer.provide(SqliteStoreLayer({ file }))
  )

/** Milliseconds of the processor for one call of each, in turns, after a warm-up; medians over the rounds. */
const processorTimes = async (
  ours: () => Promise<unknown>,
  theirs: () => Promise<unknown>
): Promise<{ readonly ours: number; readonly theirs: number }> => {
  const found = { ours: [] as Array<number>, theirs: [] as Array<number> }
  for (let round = -3; round < ROUNDS; round++) {
    for (const [name, call] of [
      ["ours", ours],
      ["theirs", theirs]
    ] as const) {
      const before = process.cpuUsage()
      for (let made = 0; made < CALLS; made++) await call()
      const { system, user } = process.cpuUsage(before)
      if (round >= 0) found[name].push((system + user) / 1_000 / CALLS)
    }
  }
  return { ours: median(found.ours), theirs: median(found.theirs) }
}

/** Milliseconds that each says for itself, call by call in turns, since other programs slow both down alike; medians. */
const walls = async <Name extends string>(
  calls: number,
  rows: Readonly<Record<Name, () => Promise<number>>>
): Promise<ReadonlyMap<string, number>> => {
  const found = Object.entries<() => Promise<number>>(rows).map(([name, call]) => ({
    name,
    call,
    all: [] as Array<number>
  }))
  for (let made = -calls / 4; made < calls; made++) {
    for (const { all, call } of found) {
      const ms = await call()
      if (made >= 0) all.push(ms)
    }
  }
  return new Map(found.map(({ all, name }) => [name, median(all)]))
}

const of = (found: ReadonlyMap<string, number>, name: string): number => found.get(name) ?? Number.NaN

const startUpstream = async () => {
  const child = spawn(process.execPath, ["--conditions=source", join(import.meta.dirname, "modelUpstream.ts")], {
    stdio: ["pipe", "pipe", "inherit"]
  })
  const [line] = (await once(child.stdout, "data")) as [Buffer]
  return { port: Number(line.toString()), end: () => child.stdin.end() }
}

const bare = (url: string) => async () => {
  const response = await fetch(url, { method: "POST", headers: { "content-type": "application/json" }, body })
  return response.text()
}
/** Milliseconds until the first bytes of the body. */
const bareFirst = (url: string) => async (): Promise<number> => {
  const from = performance.now()
  const response = await fetch(url, { method: "POST", headers: { "content-type": "application/json" }, body })
  let first: number | null = null
  for await (const piece of response.body ?? []) first ??= piece.length > 0 ? performance.now() - from : null
  return first ?? Number.NaN
}

/** A port at which nobody listens. */
const DEAD = 1

const run = async (): Promise<ReadonlyArray<Figure>> => {
  const folder = mkdtempSync(join(tmpdir(), "zenus-bench-"))
  const upstream = await startUpstream()
  const providers = [
    settings("alive", upstream.port),
    settings("slow", upstream.port, "/slow"),
    settings("dead", DEAD),
    settings("open", DEAD)
  ]
  const runtime = ManagedRuntime.make(world(join(folder, "zenus.db"), providers))
  try {
    const router = await runtime.runPromise(Router)
    const breakers = await runtime.runPromise(CircuitBreaker.Breakers)
    await runtime.runPromise(breakers.forceOpen("open", "1 hour", "for the bench"))
    const complete = (ask: Omit<ModelAsk, "chat">) => () => runtime.runPromise(router.complete({ chat, ...ask }))
    const failing = (ask: Omit<ModelAsk, "chat">) => () =>
      runtime.runPromise(Effect.flip(router.complete({ chat, ...ask })))
    const routedFirst = async (): Promise<number> => {
      const from = performance.now()
      let first: number | null = null
      const events = router.stream({ chat, provider: "slow" })
      await runtime.runPromise(
        Stream.runForEachArray(events, () => Effect.sync(() => (first ??= performance.now() - from)))
      )
      return first ?? Number.NaN
    }
    const url = `http://127.0.0.1:${upstream.port}/v1/chat/completions`
    const cpu = await processorTimes(complete({ provider: "alive" }), bare(url))
    const wall = await walls(1_000, {
      router: () => time(complete({ provider: "alive" })),
      fetch: () => time(bare(url))
    })
    const firsts = await walls(1_000, {
      router: routedFirst,
      fetch: bareFirst(`http://127.0.0.1:${upstream.port}/slow/v1/chat/completions`)
    })
    // Alone in its cascade: all that such a provider costs before the next one is asked, and the making of the error besides.
    const turned = await walls(1_000, {
      dead: async () => {
        await runtime.runPromise(breakers.close("dead"))
        return time(failing({ provider: "dead" }))
      },
      open: () => time(failing({ provider: "open" }))
    })
    return [
      {
        name: "router: processor time of a call, beside fetch",
        value: cpu.ours,
        unit: "ms",
        baseline: { value: cpu.theirs, what: "bare fetch" },
        bar: 1.25
      },
      {
        name: "router: added to a call (p50)",
        value: of(wall, "router") - of(wall, "fetch"),
        unit: "ms",
        baseline: null,
        bar: 0.3
      },
      {
        name: "router: first piece of a stream, later than fetch (p50)",
        value: of(firsts, "router") - of(firsts, "fetch"),
        unit: "ms",
        baseline: null,
        bar: 1
      },
      { name: "router: a refused provider (p50)", value: of(turned, "dead"), unit: "ms", baseline: null, bar: 5 },
      { name: "router: an open circuit (p50)", value: of(turned, "open"), unit: "ms", baseline: null, bar: 0.1 }
    ]
  } finally {
    await runtime.dispose()
    upstream.end()
    rmSync(folder, { recursive: true, force: true })
  }
}

export const bench: Bench = { name: "models", run }
