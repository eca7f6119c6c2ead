/** Limits for money on a real state file: what was held, booked, refused and announced, also by two processes at once. */
import { spawn } from "node:child_process"
import { once } from "node:events"
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Stream from "effect/Stream"
import { TestClock } from "effect/testing"
import { type SpendAlert, SpendLimit, type SpendLimitOptions } from "#core/cost/SpendLimit.ts"
import { Ledger } from "#core/cost/Ledger.ts"
import { GONE_AFTER_MS } from "#core/cost/letGo.ts"
import { dayOf, monthOf } from "#core/cost/localCalendar.ts"
import { openSqliteStore } from "#core/node/SqliteStore.ts"
import { it } from "#kit"
import { ask, NOON, run, used, world } from "./moneyWorld.ts"

/** Interrupted calls may have been billed, failed ones were not. */
const bill = <A, E>(exit: Exit.Exit<A, E>) =>
  Exit.isSuccess(exit) ? used(1) : Cause.hasInterruptsOnly(exit.cause) ? "unknown" : "unbilled"

const asked = (tokens: number) => Effect.flatMap(SpendLimit, (limit) => limit.reserve(ask(tokens)))
const spend = (tokens: number) =>
  Effect.flatMap(SpendLimit, (limit) => limit.paid(ask(tokens), Effect.void, () => used(tokens)))
const standing = Effect.flatMap(SpendLimit, (limit) => limit.standing)
const month = Effect.flatMap(Ledger, (ledger) => Effect.map(ledger.counted(NOON), (counted) => counted.month))
const day = (at: number) =>
  Effect.map(
    Effect.flatMap(Ledger, (ledger) => ledger.counted(at)),
    (counted) => counted.day
  )

/** Alerts of `work`, by level. */
const alertsOf = <A, E, R>(work: Effect.Effect<A, E, R>) =>
  Effect.gen(function* () {
    const seen: Array<SpendAlert> = []
    const limit = yield* SpendLimit
    const fiber = yield* Effect.forkChild(
      Stream.runForEach(limit.alerts, (alert) => Effect.sync(() => void seen.push(alert))),
      { startImmediately: true }
    )
    yield* Effect.yieldNow
    yield* work
    for (let turn = 0; turn < 20; turn++) yield* Effect.yieldNow
    yield* Fiber.interrupt(fiber)
    return seen.map(({ level, window }) => `${window} ${level}`)
  })

describe("SpendLimit", () => {
  it("C7: lets in exactly as many calls at once as there is money for, and none after them", async ({ base }) => {
    const refused = await run(
      base,
      { day: 1_000 },
      Effect.gen(function* () {
        const exits = yield* Effect.all(
          Array.from({ length: 30 }, () => Effect.exit(asked(100))),
          { concurrency: "unbounded" }
        )
        assert.strictEqual(exits.filter(Exit.isSuccess).length, 9)
        return yield* Effect.flip(asked(51))
      })
    )
    assert.strictEqual(refused._tag, "SpendLimitReached")
    assert.strictEqual(
      refused.message,
      "A paid call of up to $0.000051 was not made: calls stop at $0.00095 of $0.001 a day, and $0 are spent and $0.0009 held for other calls; what is held is mostly let go of when those calls end."
    )
    assert.strictEqual(refused.recovery[0], "Try again in a moment.")
  })

  it("lets go of what a call did not use, and of all of it when nothing was billed", ({ base }) =>
    run(
      base,
      { day: 1_000, month: 5_000 },
      Effect.gen(function* () {
        const limit = yield* SpendLimit
        const reservation = yield* asked(900)
        assert.deepStrictEqual(yield* month, { spent: 0, held: 900 })
        assert.deepStrictEqual(yield* limit.settle(reservation, used(100)), { microUsd: 100 })
        assert.deepStrictEqual(yield* month, { spent: 100, held: 0 })
        yield* limit.settle(reservation, used(100))
        assert.deepStrictEqual(yield* month, { spent: 100, held: 0 }, "settled once")
        const other = yield* asked(800)
        assert.deepStrictEqual(yield* limit.settle(other, "unbilled"), { microUsd: 0 })
        assert.deepStrictEqual(yield* month, { spent: 100, held: 0 })
        assert.strictEqual((yield* (yield* Ledger).sums(0))[0]?.calls, 1)
      })
    ))

  it("goes on holding what a call may have cost when nobody knows", ({ base }) =>
    run(
      base,
      { day: 1_000 },
      Effect.gen(function* () {
        const limit = yield* SpendLimit
        assert.deepStrictEqual(yield* limit.settle(yield* asked(900), "unknown"), { microUsd: null })
        assert.deepStrictEqual(yield* month, { spent: 0, held: 900 })
        assert.deepInclude((yield* standing)[0], { spentMicroUsd: 0, heldMicroUsd: 900, state: "warning" })
        assert.deepInclude((yield* (yield* Ledger).sums(0))[0], { calls: 1, unpricedCalls: 1, microUsd: 0 })
        yield* Effect.flip(asked(51))
      })
    ))

  it("lets go of what a killed call holds after ten minutes; it stays unpriced, and counts should it end after all", ({
    base
  }) =>
    run(
      base,
      { day: 1_000, month: 5_000 },
      Effect.gen(function* () {
        const limit = yield* SpendLimit
        const gone = yield* asked(900)
        const other = yield* asked(20)
        yield* TestClock.adjust(GONE_AFTER_MS)
        assert.deepStrictEqual(yield* day(NOON + GONE_AFTER_MS), { spent: 0, held: 920 })
        yield* Effect.flip(asked(900))
        yield* TestClock.adjust(1)
        const now = NOON + GONE_AFTER_MS + 1
        // Looking says so and changes nothing; the next call that needs the room takes it.
        assert.deepStrictEqual(yield* day(now), { spent: 0, held: 0 })
        yield* asked(900)
        assert.deepStrictEqual(yield* day(now), { spent: 0, held: 900 })
        assert.deepInclude((yield* (yield* Ledger).sums(0))[0], { calls: 3, unpricedCalls: 3 })
        yield* limit.settle(gone, used(100))
        yield* limit.settle(other, "unbilled")
        assert.deepStrictEqual(yield* day(now), { spent: 100, held: 900 })
        assert.deepInclude((yield* (yield* Ledger).sums(0))[0], { calls: 2, unpricedCalls: 1, microUsd: 100 })
      })
    ))

  it("settles a call that fails, dies or is interrupted", ({ base }) =>
    run(
      base,
      { day: 100_000 },
      Effect.gen(function* () {
        const limit = yield* SpendLimit
        yield* Effect.exit(limit.paid(ask(100), Effect.fail("refused"), bill))
        yield* Effect.exit(limit.paid(ask(100), Effect.die("a bug"), bill))
        assert.deepStrictEqual(yield* month, { spent: 0, held: 0 })
        const fiber = yield* Effect.forkChild(limit.paid(ask(100), Effect.never, bill), { startImmediately: true })
        for (let turn = 0; turn < 20; turn++) yield* Effect.yieldNow
        yield* Fiber.interrupt(fiber)
        assert.deepStrictEqual(yield* month, { spent: 0, held: 100 })
      })
    ))

  it("begins anew at local midnight, and the month goes on", ({ base }) =>
    run(
      base,
      { day: 1_000, month: 1_500 },
      Effect.gen(function* () {
        yield* spend(900)
        assert.strictEqual((yield* Effect.flip(asked(100)))._tag, "SpendLimitReached")
        yield* TestClock.setTime(dayOf(NOON).endsAt - 1)
        yield* Effect.flip(asked(100))
        yield* TestClock.setTime(dayOf(NOON).endsAt)
        yield* spend(500)
        const error = yield* Effect.flip(asked(100))
        assert.deepInclude(error, { window: "month", spentMicroUsd: 1_400 })
        yield* TestClock.setTime(monthOf(NOON).endsAt)
        yield* spend(100)
        assert.deepStrictEqual(
          (yield* standing).map((one) => [one.window, one.spentMicroUsd, one.state]),
          [
            ["day", 100, "ok"],
            ["month", 100, "ok"]
          ]
        )
      })
    ))

  it("takes what runs on this machine as free, unless somebody wrote a price for it", async ({ base }) => {
    await run(
      base,
      { day: 1 },
      Effect.gen(function* () {
        const limit = yield* SpendLimit
        const box = { ...ask(5), provider: "box", model: "of-my-own" }
        assert.strictEqual((yield* Effect.flip(limit.reserve(box)))._tag, "PriceUnknown")
        const local = yield* limit.reserve({ ...box, isLocal: true })
        assert.deepStrictEqual([local.id, yield* limit.settle(local, used(5))], [null, { microUsd: 0 }])
        const priced = yield* Effect.flip(limit.reserve({ ...ask(5), isLocal: true }))
        assert.strictEqual(priced._tag, "SpendLimitReached")
      })
    )
  })

  it("C5, C10: refuses what it cannot count only where there is a limit, and free models never", async ({ base }) => {
    const unknown = { ...ask(1), model: "of-next-year" }
    const free = { ...ask(1_000_000), provider: "ollama" }
    await run(
      base,
      { day: 1 },
      Effect.gen(function* () {
        const limit = yield* SpendLimit
        const refused = yield* Effect.flip(limit.reserve(unknown))
        assert.strictEqual(refused._tag, "PriceUnknown")
        assert.match(refused.recovery[0] ?? "", /costs\.prices/)
        yield* Effect.flip(limit.reserve(ask(2)))
        assert.deepStrictEqual(yield* limit.settle(yield* limit.reserve(free), used(1_000)), { microUsd: 0 })
      })
    )
    await run(
      base,
      {},
      Effect.gen(function* () {
        const limit = yield* SpendLimit
        assert.deepStrictEqual(yield* limit.settle(yield* limit.reserve(unknown), used(10)), { microUsd: null })
        yield* spend(1_000_000)
        assert.deepStrictEqual(yield* standing, [])
        const sums = yield* (yield* Ledger).sums(0)
        assert.deepStrictEqual(
          sums.map(({ calls, microUsd, model, unpricedCalls }) => [model, calls, microUsd, unpricedCalls]),
          [
            ["claude-x", 1, 1_000_000, 0],
            ["of-next-year", 1, 0, 1],
            ["claude-x", 1, 0, 0]
          ]
        )
      })
    )
  })

  it("gives each alert once a day, also when processes come and go", async ({ base }) => {
    const limits = { day: 1_000 }
    const first = await run(base, limits, alertsOf(Effect.andThen(spend(500), spend(10))))
    assert.deepStrictEqual(first, ["day 50%"])
    const second = await run(base, limits, alertsOf(Effect.andThen(spend(390), Effect.flip(asked(100)))))
    assert.deepStrictEqual(second, ["day 75%", "day 90%", "day stop"])
    assert.deepStrictEqual(await run(base, limits, alertsOf(Effect.flip(asked(100)))), [])
    const nextDay = Effect.andThen(TestClock.setTime(dayOf(NOON).endsAt), spend(500))
    assert.deepStrictEqual(await run(base, limits, alertsOf(nextDay)), ["day 50%"])
  })

  it("takes what is only held for no stop, so that the true one is still told", async ({ base }) => {
    const crowd = Effect.all(
      Array.from({ length: 10 }, () => Effect.flip(asked(900)).pipe(Effect.option)),
      { concurrency: "unbounded" }
    )
    assert.deepStrictEqual(await run(base, { day: 1_000 }, alertsOf(crowd)), [])
    const later = join(base, "later")
    mkdirSync(later)
    const spent = alertsOf(Effect.andThen(spend(900), Effect.flip(asked(100))))
    assert.deepStrictEqual(await run(later, { day: 1_000 }, spent), ["day 50%", "day 75%", "day 90%", "day stop"])
  })

  it("has a paid call in the sums before it is made, also without a limit: its process may be killed", ({ base }) =>
    run(
      base,
      {},
      Effect.gen(function* () {
        const limit = yield* SpendLimit
        const ledger = yield* Ledger
        const [cutOff, refused] = [yield* asked(900), yield* asked(100)]
        assert.deepInclude((yield* ledger.sums(0))[0], { calls: 2, unpricedCalls: 2, microUsd: 0 })
        yield* limit.settle(refused, "unbilled")
        assert.deepInclude((yield* ledger.sums(0))[0], { calls: 1, unpricedCalls: 1 })
        assert.deepStrictEqual(yield* limit.settle(cutOff, used(5)), { microUsd: 5 })
        assert.deepInclude((yield* ledger.sums(0))[0], { calls: 1, unpricedCalls: 0, microUsd: 5 })
        assert.deepStrictEqual(yield* month, { spent: 5, held: 0 })
        const unpriced = yield* limit.reserve({ ...ask(1), model: "of-next-year" })
        assert.isNotNull(unpriced.id)
      })
    ))

  it("names the limit that a call fits into, which a day of this one never has room for", async ({ base }) => {
    const error = await run(base, { day: 10_000 }, Effect.flip(asked(41_000)))
    assert.strictEqual(error._tag, "SpendLimitReached")
    assert.include(error.message, "even an unspent limit has no room for the longest answer that it may give")
    assert.strictEqual(error.recovery[0], "Raise costs.limits.day: zenus config set costs.limits.day 0.05")
    await run(base, { day: 50_000 }, asked(41_000))
  })

  it("says once that the month will end above its limit, and not on the evidence of a day", async ({ base }) => {
    // A day like this one would make 21,500 by the end of the month.
    assert.deepStrictEqual(await run(base, { month: 20_000 }, alertsOf(spend(1_000))), [])
    const overrun = await run(
      base,
      { month: 20_000 },
      alertsOf(
        Effect.gen(function* () {
          for (let day = 1; day < 7; day++) {
            yield* TestClock.setTime(dayOf(NOON, day).startsAt + 43_200_000)
            yield* spend(1_000)
          }
        })
      )
    )
    assert.deepStrictEqual(overrun, ["month overrun"])
  })

  it("stops paid calls when a limit cannot be kept, and none when there is no limit", async ({ base }) => {
    const folder = join(base, "state")
    mkdirSync(folder)
    const file = join(folder, "zenus.db")
    openSqliteStore({ file, create: true })?.close()
    rmSync(folder, { recursive: true })
    writeFileSync(folder, "not a folder")
    const of = (options: SpendLimitOptions) =>
      Effect.runPromise(Effect.exit(spend(1)).pipe(Effect.provide(world(file, options))))
    assert.isTrue(Exit.isSuccess(await of({})))
    assert.isTrue(Exit.isFailure(await of({ day: 1_000 })))
  })

  it("creates nothing where only is looked", async ({ base }) => {
    await run(
      base,
      { day: 5 },
      Effect.gen(function* () {
        const ledger = yield* Ledger
        assert.strictEqual((yield* standing)[0]?.state, "ok")
        assert.deepStrictEqual([yield* ledger.sums(0), yield* ledger.days(0), yield* ledger.trends(NOON)], [[], [], []])
      })
    )
    assert.isFalse(existsSync(join(base, "zenus.db")))
  })

  it("C7: two processes together let in exactly as many calls as there is money for", async ({ base }) => {
    const file = join(base, "zenus.db")
    openSqliteStore({ file, create: true })?.close()
    const start = () => {
      const child = spawn(
        process.execPath,
        ["--conditions=source", join(import.meta.dirname, "spendChild.ts"), file, "40"],
        { stdio: ["pipe", "pipe", "inherit"] }
      )
      let said = ""
      child.stdout.on("data", (data: Buffer) => {
        said += data.toString()
      })
      return {
        ready: once(child.stdout, "data"),
        go: async (): Promise<number> => {
          child.stdin.end("go\n")
          const [code] = await once(child, "close")
          assert.strictEqual(code, 0)
          return Number(said.trim().split("\n").at(-1))
        }
      }
    }
    const children = [start(), start()]
    await Promise.all(children.map(({ ready }) => ready))
    const [one = 0, two = 0] = await Promise.all(children.map(({ go }) => go()))
    assert.strictEqual(one + two, 47, "of 80 calls of 20 with 950 to spend")
    const { day } = await Effect.runPromise(
      Effect.flatMap(Ledger, (ledger) => ledger.counted(Date.now())).pipe(Effect.provide(world(file, {})))
    )
    assert.deepStrictEqual(day, { spent: 940, held: 0 })
  })
})
