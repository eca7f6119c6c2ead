/** Calls that are noted in a log before they are made: none is lost by a kill, none counts twice, and nothing foreign is touched. */
import { spawn } from "node:child_process"
import { once } from "node:events"
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { TestClock } from "effect/testing"
import { CallIntents, type CallIntentsService } from "#core/cost/CallIntents.ts"
import { BOOK_WITHIN_MS, Ledger } from "#core/cost/Ledger.ts"
import { PriceTable } from "#core/cost/PriceTable.ts"
import { SpendLimit } from "#core/cost/SpendLimit.ts"
import { makeNodeCallIntents, NodeCallIntentsLayer } from "#core/node/NodeCallIntents.ts"
import { makeNodeOwner } from "#core/node/NodeOwner.ts"
import { openSqliteStore, SqliteStoreLayer } from "#core/node/SqliteStore.ts"
import { it } from "#kit"

const own = [{ provider: "anthropic", model: "claude-x", input: 1, output: 1 }]
const NOON = Date.UTC(2026, 10, 10, 12)
const usage = { inputTokens: 20, outputTokens: 0 }
const ask = { provider: "anthropic", model: "claude-x", atMost: usage }

const run = <A, E>(
  file: string,
  work: Effect.Effect<A, E, SpendLimit | Ledger>,
  intents: Layer.Layer<never> = NodeCallIntentsLayer
): Promise<A> =>
  Effect.runPromise(
    Effect.andThen(TestClock.setTime(NOON), work).pipe(
      Effect.provide(
        SpendLimit.layer().pipe(
          Layer.provideMerge(Layer.mergeAll(Ledger.layer, PriceTable.layer({ own }))),
          Layer.provide(Layer.merge(SqliteStoreLayer({ file }), intents)),
          Layer.provideMerge(TestClock.layer())
        )
      )
    )
  )

const reserve = Effect.flatMap(SpendLimit, (limit) => limit.reserve(ask))
const logsIn = (base: string): ReadonlyArray<string> => readdirSync(base).filter((name) => name.includes("-begun."))

/** What `zenus costs` would add up: calls, those without a price, micro-dollars; and what the day has spent and holds. */
const sums = Effect.gen(function* () {
  const ledger = yield* Ledger
  const all = yield* ledger.sums(0)
  const { day } = yield* ledger.counted(NOON)
  const add = (of: (sum: (typeof all)[number]) => number): number => all.reduce((sum, one) => sum + of(one), 0)
  return {
    calls: add(({ calls }) => calls),
    unpriced: add(({ unpricedCalls }) => unpricedCalls),
    microUsd: add(({ microUsd }) => microUsd),
    ...day
  }
})
/** What is in the file, and nothing beside it. */
const inFile = (file: string) => {
  const store = openSqliteStore({ file, create: true })
  try {
    return {
      calls: store?.all("SELECT settled, held, micro_usd FROM cost_call ORDER BY id").map((row) => Object.values(row)),
      day: Object.values(store?.get("SELECT spent, held FROM cost_day") ?? {}),
      taken: store?.all("SELECT last FROM cost_begun").map(({ last }) => last)
    }
  } finally {
    store?.close()
  }
}

const start = (file: string, acts: ReadonlyArray<string>) => {
  const child = spawn(
    process.execPath,
    ["--conditions=source", join(import.meta.dirname, "begunChild.ts"), file, String(NOON), ...acts],
    { stdio: ["pipe", "pipe", "inherit"] }
  )
  let said = ""
  const stays = new Promise<void>((resolve) => {
    child.stdout.on("data", (data: Buffer) => {
      said += data.toString()
      if (said.includes("stays\n")) resolve()
    })
  })
  const end = async () => {
    const [code, signal] = await once(child, "close")
    return { called: said.match(/called/g)?.length ?? 0, how: signal ?? code }
  }
  return { stays, end: end(), let: () => child.stdin.end(), kill: () => child.kill("SIGKILL") }
}

const times = (count: number, ...acts: ReadonlyArray<string>): ReadonlyArray<string> =>
  Array.from({ length: count }, () => acts).flat()

describe("a begun call", () => {
  it("is in the log at once, and in the file within 20 ms, as what it is by then", async ({ base }) => {
    const file = join(base, "zenus.db")
    const work = Effect.gen(function* () {
      const limit = yield* SpendLimit
      const first = yield* reserve
      assert.deepStrictEqual([inFile(file).calls, logsIn(base)], [[[0, 20, null]], []], "one call needs no log")
      const [runs, ends, refused] = [yield* reserve, yield* reserve, yield* reserve]
      yield* limit.settle(ends, { inputTokens: 3, outputTokens: 4 })
      yield* limit.settle(refused, "unbilled")
      assert.strictEqual(inFile(file).calls?.length, 1)
      const [log = ""] = logsIn(base)
      assert.strictEqual(statSync(join(base, log)).mode & 0o777, 0o600)
      assert.strictEqual(readFileSync(join(base, log), "utf8").split("\n").length, 4, "three lines, each with its end")
      yield* TestClock.adjust(BOOK_WITHIN_MS - 1)
      assert.strictEqual(inFile(file).calls?.length, 1)
      yield* TestClock.adjust(1)
      const [held, settled] = [
        [0, 20, null],
        [1, 0, 7]
      ]
      assert.deepStrictEqual(inFile(file), { calls: [held, held, settled], day: [7, 40], taken: [3] })
      yield* limit.settle(runs, usage)
      yield* limit.settle(first, "unknown")
      assert.deepStrictEqual(yield* sums, { calls: 3, unpriced: 1, microUsd: 27, spent: 27, held: 20 })
    })
    await run(file, work)
    assert.deepStrictEqual(logsIn(base), [])
    await run(file, Effect.andThen(reserve, Effect.void))
    assert.deepStrictEqual(inFile(file).taken, [], "forgotten with its log")
  })

  it("adds up to the last one when five hundred are made at once", async ({ base }) => {
    const file = join(base, "zenus.db")
    const paid = Effect.flatMap(SpendLimit, (limit) => limit.paid(ask, Effect.yieldNow, () => usage))
    const total = await run(
      file,
      Effect.andThen(
        Effect.all(
          times(500, "").map(() => paid),
          { concurrency: "unbounded" }
        ),
        sums
      )
    )
    assert.deepStrictEqual(total, { calls: 500, unpriced: 0, microUsd: 10_000, spent: 10_000, held: 0 })
  })

  for (const [what, ...acts] of [
    ["before it is in the file", ...times(5, "call"), "kill"],
    ["in the middle of the writing", ...times(5, "call"), "commit-kills", "flush"],
    ["in the file and still in the log", ...times(5, "call"), "empty-kills", "flush"],
    ["in the file and out of the log", ...times(5, "call"), "flush", "kill"],
    ["some in the file and some not", ...times(5, "call"), "flush", ...times(3, "call"), "kill"],
    ["in the second writing", ...times(5, "call"), "flush", ...times(3, "call"), "empty-kills", "flush"]
  ] as const) {
    it(`killed ${what} is in the ledger once, without a price`, async ({ base }) => {
      const file = join(base, "zenus.db")
      const { called, how } = await start(file, acts).end
      assert.strictEqual(how, "SIGKILL")
      const once = { calls: called, unpriced: called, microUsd: 0, spent: 0, held: 20 * called }
      assert.deepStrictEqual(await run(file, sums), once)
      assert.deepStrictEqual(logsIn(base), [])
      assert.deepStrictEqual(await run(file, Effect.andThen(Effect.asVoid(reserve), sums)), {
        calls: called + 1,
        unpriced: called + 1,
        microUsd: 0,
        spent: 0,
        held: 20 * (called + 1)
      })
    })
  }

  it("that was not billed does not come back out of the log", async ({ base }) => {
    const file = join(base, "zenus.db")
    const acts = ["call", "settle", "call", "call", "release", "empty-kills", "flush"]
    assert.strictEqual((await start(file, acts).end).how, "SIGKILL")
    assert.strictEqual(logsIn(base).length, 1)
    assert.deepStrictEqual(await run(file, sums), { calls: 1, unpriced: 0, microUsd: 20, spent: 20, held: 0 })
  })

  it("of two processes in the same milliseconds adds up, and so does what one of them leaves", async ({ base }) => {
    const file = join(base, "zenus.db")
    const acts = times(20, ...times(10, "call"), "flush", ...times(5, "call"), "settle")
    const ends = await Promise.all([start(file, acts).end, start(file, [...acts, ...times(7, "call"), "kill"]).end])
    assert.deepStrictEqual(
      ends.map(({ how }) => how),
      [0, "SIGKILL"]
    )
    // What ended since the last writing is not known to have ended, after a kill.
    const all = await run(file, sums)
    assert.strictEqual(all.calls, 607)
    assert.strictEqual(all.microUsd, 20 * (607 - all.unpriced))
    assert.deepStrictEqual([all.spent, all.held], [all.microUsd, 20 * all.unpriced])
    assert.isAtMost(all.unpriced, 22)
  })

  it("that runs is seen by another process once 20 ms are over, and its log is left alone", async ({ base }) => {
    const file = join(base, "zenus.db")
    const child = start(file, ["call", "call", "flush", "call", "stay"])
    await child.stays
    const seen = await run(file, sums)
    assert.deepStrictEqual([seen.calls, logsIn(base).length], [2, 1])
    child.let()
    assert.strictEqual((await child.end).how, 0)
    assert.deepStrictEqual([(await run(file, sums)).calls, logsIn(base)], [3, []])
  })

  it("leaves the log when it is in the file, once the log has 64 KB", async ({ base }) => {
    const file = join(base, "zenus.db")
    const work = Effect.gen(function* () {
      yield* Effect.andThen(reserve, reserve)
      const log = join(base, logsIn(base)[0] ?? "")
      const line = statSync(log).size
      for (let calls = 1; calls * line < 65_536; calls++) yield* reserve
      assert.isAtLeast(statSync(log).size, 65_536)
      yield* TestClock.adjust(BOOK_WITHIN_MS)
      assert.strictEqual(statSync(log).size, 0)
      yield* reserve
      yield* TestClock.adjust(BOOK_WITHIN_MS)
      assert.isAbove(statSync(log).size, 0, "a short one stays")
      const { calls } = yield* sums
      assert.strictEqual(calls, inFile(file).calls?.length)
    })
    await run(file, work)
  })

  for (const [what, broken] of [
    ["where no log can be made", { begin: () => null }],
    [
      "where the disk takes half of a line",
      {
        begin: (stateFile) => {
          const log = makeNodeCallIntents().begin(stateFile)
          return log && { ...log, write: (line) => log.write(line.slice(0, -1)) && false }
        }
      }
    ]
  ] as ReadonlyArray<[string, Partial<CallIntentsService>]>) {
    it(`is a row at once ${what}`, async ({ base }) => {
      const file = join(base, "zenus.db")
      const intents = Layer.succeed(CallIntents, { ...makeNodeCallIntents(), ...broken })
      const work = Effect.gen(function* () {
        for (const made of [1, 2, 3]) {
          yield* reserve
          assert.strictEqual(inFile(file).calls?.length, made)
        }
      })
      await run(file, work, intents)
      assert.strictEqual((await run(file, sums)).calls, 3)
    })
  }
})

const line = (...fields: ReadonlyArray<unknown>): string => `${JSON.stringify(fields)}\n`

const whole = (nth: number): string => line(nth, NOON, "2026-11-10", "anthropic", "claude-x", 5)

describe("logs that a process finds", () => {
  const { me } = makeNodeOwner()
  const nameOf = (pid: number, nth: number): string =>
    `zenus.db-begun.${pid}.${me.startTime}.another-boot.00000000-0000-0000-0000-00000000000${nth}`

  it("are taken as far as they say something, and left where they are no logs", async ({ base }) => {
    const file = join(base, "zenus.db")
    await run(file, Effect.asVoid(reserve))
    writeFileSync(
      join(base, nameOf(7, 1)),
      `\u0000\nnonsense\n{"line":1}\n${whole(1)}${line(2, -1, "2026-11-10", "a", "b", 5)}${line(3, NOON, "x", "a", "b", 5)}${whole(4)}${whole(4)}${whole(5).slice(0, -1)}`
    )
    const mine = `zenus.db-begun.${me.pid}.${me.startTime}.${me.boot}.00000000-0000-0000-0000-000000000002`
    writeFileSync(join(base, "elsewhere"), whole(1))
    const left: ReadonlyArray<string> = [mine, "zenus.db-begun.7", "zenus.db-begun.0.1.b.x", "other.db-begun.7.1.b.c"]
    for (const name of left) writeFileSync(join(base, name), whole(1))
    symlinkSync(join(base, "elsewhere"), join(base, nameOf(7, 3)))
    mkdirSync(join(base, nameOf(7, 4)))
    assert.deepStrictEqual(await run(file, sums), { calls: 3, unpriced: 3, microUsd: 0, spent: 0, held: 30 })
    assert.isFalse(existsSync(join(base, nameOf(7, 1))))
    for (const name of [...left, "elsewhere", nameOf(7, 3)])
      assert.strictEqual(readFileSync(join(base, name), "utf8"), whole(1))
    assert.isTrue(statSync(join(base, nameOf(7, 4))).isDirectory())
    assert.strictEqual((await run(file, sums)).calls, 3)
  })

  it("make no state file where there is none", async ({ base }) => {
    writeFileSync(join(base, nameOf(7, 1)), whole(1))
    assert.strictEqual((await run(join(base, "zenus.db"), sums)).calls, 0)
    assert.deepStrictEqual(readdirSync(base), [nameOf(7, 1)])
  })
})
