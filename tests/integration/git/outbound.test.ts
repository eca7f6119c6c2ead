/** Git's calls to another machine, through the program's own door to the outside: real git, a real server that behaves as it is told. */
import { join } from "node:path"
import { assert, describe } from "@effect/vitest"
import { type CallOutbound, Outbound, SqlResilienceStoreLayer, type StepFailed, StoreService } from "@zenus/core"
import { openSqliteStore, SqliteStoreLayer } from "@zenus/core/node"
import { Resilience } from "@zenus/core/resilience"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import { it as base, makeGitRepo } from "#kit"
import { type GitServer, startGitServer } from "#kit/gitServer.ts"
import { statsOf } from "#cli/stats/readStats.ts"
import { guardedOutbound } from "#cli/wiring/guardedOutbound.ts"
import { makeResilience } from "#cli/wiring/resilience.ts"
import { procGits } from "#tools/git/outlivingGit.ts"
import { deedGit, deedMark } from "#tools/git/runGit.ts"
import { actionOf, makeWorld } from "./world.ts"

interface Place {
  readonly server: GitServer
  readonly key: string
  /** What a person was told. */
  readonly notes: ReadonlyArray<string>
  readonly damage: () => void
  /** One process's worth: `git ls-remote` of the served repository. */
  readonly call: (options?: {
    readonly repeatable?: boolean
    readonly timeoutMs?: number
    readonly repository?: string
  }) => Promise<Result.Result<string, StepFailed>>
  /** Any work with the door in place. */
  readonly within: <A, E>(work: Effect.Effect<A, E>) => Promise<A>
  readonly stats: () => Promise<Effect.Success<ReturnType<typeof statsOf>>["stats"]>
  readonly order: (wish: "isolate" | "close", reason: string) => Promise<void>
}

const MARK = "outbound-test"

const it = base.extend("place", async ({ base, env }, { onCleanup }): Promise<Place> => {
  const seed = makeGitRepo(join(base, "seed"), env)
  seed.git("clone", "-q", "--bare", seed.path, join(base, "served.git"))
  const server = await startGitServer(base)
  onCleanup(() => server.close())
  const file = SqliteStoreLayer({ file: join(base, "zenus.db") })
  const key = `git/${server.host}`
  const notes: Array<string> = []
  const kept = Layer.provide(SqlResilienceStoreLayer, file)
  const within = <A, E>(work: Effect.Effect<A, E>) =>
    Effect.gen(function* () {
      const door = guardedOutbound(yield* makeResilience(yield* StoreService, (line) => notes.push(line)))
      return yield* Effect.provideService(work, Outbound, door)
    }).pipe(Effect.scoped, Effect.provide(Layer.fresh(file)), Effect.runPromise)
  return {
    server,
    key,
    notes,
    within,
    call: ({ repeatable = true, timeoutMs = 20_000, repository = "served.git" } = {}) =>
      within(
        deedGit({ cwd: base, env: new Map(Object.entries(env)) }, MARK, "Look", ["ls-remote", server.url(repository)], {
          timeoutMs,
          toward: { host: server.host, repeatable }
        }).pipe(
          Effect.map(({ stdout }) => new TextDecoder().decode(stdout)),
          Effect.result
        )
      ),
    damage: () => {
      const store = openSqliteStore({ file: join(base, "zenus.db"), create: true })
      store?.run("INSERT INTO resilience_row (kind, name, state) VALUES ('breaker', '\"torn\"', '{}')")
      store?.close()
    },
    stats: () =>
      Effect.gen(function* () {
        const store = yield* Resilience.ResilienceStore
        return (yield* statsOf(yield* store.load, Date.now())).stats
      }).pipe(Effect.provide(Layer.fresh(kept)), Effect.runPromise),
    order: (wish, reason) =>
      Effect.flatMap(Resilience.ResilienceStore, (store) =>
        store.order({ breaker: key, wish, reason, at: Date.now() })
      ).pipe(Effect.provide(Layer.fresh(kept)), Effect.runPromise)
  }
})

const failureOf = (result: Result.Result<string, StepFailed>): StepFailed => {
  assert.isTrue(Result.isFailure(result), "it went well")
  return Result.isFailure(result) ? result.failure : assert.fail()
}

describe("a call to another machine", () => {
  it("goes through where all is well, and pays nothing but a line in the figures", async ({ place }) => {
    assert.include(Result.getOrThrow(await place.call()), "refs/heads/main")
    assert.strictEqual(place.server.calls(), 1)
    const { breakers, retryBudgets } = await place.stats()
    assert.deepInclude(breakers[0], { name: place.key, state: "Closed", calls: 1, failures: 0 })
    assert.deepInclude(retryBudgets[0], { name: place.key, balance: 10, granted: 0 })
  })

  it.for([
    ["answers 503", 503, /HTTP 503/],
    ["breaks off", "reset", /the connection broke off/]
  ] as const)(
    "28: is made again where the server %s and that is safe, and once otherwise",
    async ([, manner, why], { place }) => {
      place.server.behave(manner)
      assert.match(failureOf(await place.call({ repeatable: false })).message, why)
      assert.deepStrictEqual([place.server.connections(), (await place.stats()).breakers[0]?.failures], [1, 1])
      place.server.behave(manner)
      // That failure was the first of three in a row, so the circuit opens before the third attempt; told is what the server did.
      const { message } = failureOf(await place.call())
      assert.match(message, why)
      assert.notInclude(message, "was not called")
      assert.strictEqual(place.server.connections(), 2)
    }
  )

  it("28: opens the circuit by three failures, and the next process calls nobody", async ({ place }) => {
    place.server.behave(503)
    assert.match(failureOf(await place.call()).message, /HTTP 503/)
    assert.strictEqual(place.server.connections(), 3)
    const { breakers, retryBudgets } = await place.stats()
    assert.deepInclude(breakers[0], { name: place.key, state: "Open", why: "3 failures in a row", rejected: 0 })
    assert.deepInclude(retryBudgets[0], { name: place.key, balance: 8, granted: 2, refused: 0 })
    const error = failureOf(await place.call())
    assert.match(error.message, /is resting after 3 failures in a row, so it was not called; next try in \d s/)
    assert.include(error.recovery.join("\n"), `zenus breaker close ${place.key}`)
    assert.strictEqual(place.server.connections(), 3)
    assert.strictEqual((await place.stats()).breakers[0]?.rejected, 1)
  })

  it("goes well at the third attempt, and a success pays back a tenth", async ({ place }) => {
    place.server.behave(503, "reset", "serve")
    assert.include(Result.getOrThrow(await place.call()), "refs/heads/main")
    assert.strictEqual(place.server.calls(), 3)
    const { breakers, retryBudgets } = await place.stats()
    assert.deepInclude(breakers[0], { state: "Closed", calls: 3, failures: 2 })
    assert.closeTo(retryBudgets[0]?.balance ?? 0, 8.1, 1e-9)
  })

  it.for([
    [401, /name and a password/],
    [403, /name and a password/],
    [404, /no repository at that address/]
  ] as const)(
    "15: is made once where the answer is %d, which says nothing about the server",
    async ([status, why], { place }) => {
      place.server.behave(status)
      assert.match(failureOf(await place.call()).message, why)
      assert.strictEqual(place.server.calls(), 1)
      const { breakers } = await place.stats()
      assert.deepStrictEqual(
        breakers.map(({ calls, state }) => [calls, state]),
        []
      )
    }
  )

  it("36: ends at its limit where the server hangs, and the git that waited is gone", async ({ place }) => {
    place.server.behave("hang")
    const before = performance.now()
    assert.match(failureOf(await place.call({ timeoutMs: 1_500 })).message, /did not answer within 2 s/)
    assert.isBelow(performance.now() - before, 10_000)
    assert.strictEqual(place.server.connections(), 1)
    assert.deepStrictEqual(
      procGits().filter(({ args }) => args.includes(deedMark(MARK))),
      []
    )
    assert.deepInclude((await place.stats()).breakers[0], { state: "Closed", calls: 1, failures: 1 })
  })

  it("goes through over a damaged row, which is said once in plain words", async ({ place }) => {
    place.damage()
    assert.include(Result.getOrThrow(await place.call()), "refs/heads/main")
    assert.deepStrictEqual(place.notes, [
      "1 row of what circuits and budgets had learned could not be read and was left out."
    ])
  })

  it("20: where nobody listens opens the circuit too, with the machine named", async ({ place }) => {
    await place.server.close()
    assert.match(failureOf(await place.call()).message, /does not answer/)
    assert.deepInclude((await place.stats()).breakers[0], { state: "Open", openings: 1 })
  })

  it("19: is turned away by order until the order ends, in every process", async ({ place }) => {
    await place.order("isolate", "too slow")
    const error = failureOf(await place.call())
    assert.strictEqual(error.message, `Look: ${place.server.host} is isolated (too slow), so it was not called.`)
    assert.match(failureOf(await place.call({ repeatable: false })).message, /isolated/)
    assert.strictEqual(place.server.connections(), 0)
    const [isolated] = (await place.stats()).breakers
    assert.deepInclude(isolated, { name: place.key, state: "Isolated", why: "too slow", rejected: 2 })
    // Twice heard of, once ordered.
    assert.lengthOf(isolated?.transitions ?? [], 1)
    await place.order("close", "")
    assert.include(Result.getOrThrow(await place.call()), "refs/heads/main")
    assert.deepInclude((await place.stats()).breakers[0], { state: "Closed", calls: 1, rejected: 2 })
  })
})

describe("the deeds", () => {
  it("clone, fetch, pull and push go through the door of their machine; a folder beside does not", async ({
    base,
    env,
    place
  }) => {
    let deeds = 0
    const asked: Array<readonly [key: string, repeatable: boolean]> = []
    const listening: CallOutbound = ({ key, repeatable, run }) => {
      asked.push([key, repeatable])
      return run
    }
    /** As the executor does it, which hands on what the table entry says. */
    const act = async (cwd: string, name: string, args: Record<string, unknown> = {}) => {
      const world = makeWorld(join(base, cwd), base, env)
      const action = actionOf(name)
      const deed = Effect.gen(function* () {
        const { own } = yield* action.prepare(args, world.context)
        const context = { ...world.actContext(`${cwd}-${name}-${++deeds}`), repeatable: action.repeatable === true }
        yield* own?.act(context, yield* own.before(context)) ?? Effect.die("no deed")
      })
      await Effect.runPromise(Effect.provideService(deed, Outbound, listening))
    }
    await act(".", "clone", { url: place.server.url("served.git"), to: "one" })
    await act(".", "clone", { url: join(base, "served.git"), to: "two" })
    await act("one", "fetch")
    await act("one", "pull")
    await act("two", "fetch")
    await act("one", "createTag", { name: "v1" })
    await act("one", "push", { tag: "v1" })
    assert.deepStrictEqual(asked, [
      [place.key, true],
      [place.key, true],
      [place.key, true],
      [place.key, false]
    ])
  })
})
