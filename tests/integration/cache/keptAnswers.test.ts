/** Kept answers in their file: found by the next process, within their bounds, for this user alone, and never in anybody's way. */
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import { TestClock } from "effect/testing"
import { cacheMigrations } from "#core/cache/answerRows.ts"
import { ResponseCache, type ResponseCacheOptions } from "#core/cache/ResponseCache.ts"
import { type ChatAnswer, unknownUsage } from "#core/llm/ChatAnswer.ts"
import { sha256 } from "#core/node/sha256.ts"
import { openSqliteStore, SqliteStoreLayer } from "#core/node/SqliteStore.ts"
import { Housekeeping } from "#core/state/Housekeeping.ts"
import { it } from "#kit"

const fileIn = (base: string): string => join(base, "cache", "answers.db")
const NOON = Date.UTC(2026, 10, 21, 12)

const answerOf = (text: string): ChatAnswer => ({
  provider: "anthropic",
  model: "m",
  id: "x",
  content: [{ type: "text", text }],
  finishReason: "stop",
  usage: { ...unknownUsage, inputTokens: 7, outputTokens: 3 }
})

const asked = (text: string, answer: ChatAnswer | null = answerOf(text)) =>
  Effect.flatMap(ResponseCache, (cache) =>
    cache.around({
      question: {
        chat: { messages: [{ role: "user", content: [{ type: "text", text }] }] },
        from: [{ provider: "anthropic", model: "m", baseUrl: "https://a.example" }]
      },
      call: answer === null ? Effect.fail("down") : Effect.succeed(answer),
      answerOf: (value: ChatAnswer) => value,
      mayBeStale: () => true
    })
  )

/** One process: its own memory over the shared file; what it logs is kept. */
const inProcess = <A, E>(
  base: string,
  work: Effect.Effect<A, E, ResponseCache>,
  options: Partial<ResponseCacheOptions> & {
    readonly at?: number
    readonly logged?: Array<unknown>
    readonly told?: Array<string>
  } = {}
): Promise<A> => {
  const { at = NOON, logged = [], told = [], ...rest } = options
  const layer = ResponseCache.layer({ digest: sha256, ...rest }).pipe(
    Layer.provide(SqliteStoreLayer({ file: fileIn(base), migrations: cacheMigrations })),
    Layer.provideMerge(TestClock.layer())
  )
  return Effect.andThen(TestClock.setTime(at), work).pipe(
    Effect.provide(layer),
    Effect.provideService(Housekeeping, {
      isAllowed: true,
      tidied: (what) => Effect.sync(() => void told.push(what))
    }),
    Effect.provideService(Logger.CurrentLoggers, new Set([Logger.make(({ message }) => void logged.push(message))])),
    Effect.runPromise
  )
}

const keysIn = (base: string): number => {
  const store = openSqliteStore({ file: fileIn(base), migrations: cacheMigrations, create: false })
  const found = Number(store?.get("SELECT COUNT(*) AS n FROM cache_answer")?.["n"])
  store?.close()
  return found
}

describe("kept answers", () => {
  it("are found by the next process, are this user's alone, and hold nothing of the question", async ({ base }) => {
    const made = await inProcess(base, asked("a question of mine", answerOf("an answer")))
    assert.strictEqual(made.how, "called")
    const found = await inProcess(base, asked("a question of mine", null), { at: NOON + 1_000 })
    assert.deepStrictEqual(found, { how: "kept", answer: answerOf("an answer"), ageMs: 1_000 })
    assert.strictEqual(statSync(fileIn(base)).mode & 0o777, 0o600)
    assert.strictEqual(statSync(join(base, "cache")).mode & 0o777, 0o700)
    assert.notInclude(readFileSync(fileIn(base)).toString("latin1"), "question of mine")
  })

  it("are given when they are too old only after a failure, and removed after 30 days", async ({ base }) => {
    const DAY = 86_400_000
    await inProcess(base, asked("a"))
    assert.deepInclude(await inProcess(base, asked("a", null), { at: NOON + 2 * DAY }), {
      how: "stale",
      ageMs: 2 * DAY
    })
    const told: Array<string> = []
    await inProcess(base, asked("b"), { at: NOON + 30 * DAY, told })
    assert.strictEqual(keysIn(base), 1)
    await inProcess(base, asked("c"), { at: NOON + 30 * DAY, told })
    assert.deepStrictEqual(told, ["Remove kept answers: 1 older than 30d"])
  })

  it("stay within their bytes: those that nobody asked for the longest go, and a tenth of the room stays free", async ({
    base
  }) => {
    const long = (text: string) => asked(text, answerOf("x".repeat(1_000)))
    const told: Array<string> = []
    const options = { maxSize: 4_400, told }
    for (const [nth, text] of ["a", "b", "c"].entries())
      await inProcess(base, long(text), { ...options, at: NOON + nth })
    assert.strictEqual((await inProcess(base, asked("a", null), { ...options, at: NOON + 5 })).how, "kept")
    await inProcess(base, long("d"), { ...options, at: NOON + 6 })
    assert.strictEqual(keysIn(base), 3)
    assert.strictEqual((await inProcess(base, asked("a", null), { ...options, at: NOON + 7 })).how, "kept")
    assert.strictEqual((await inProcess(base, long("b"), { ...options, at: NOON + 8 })).how, "called")
    await inProcess(base, asked("huge", answerOf("y".repeat(5_000))), { ...options, at: NOON + 9 })
    assert.strictEqual((await inProcess(base, asked("huge"), { ...options, at: NOON + 10 })).how, "called")
    const [first, ...others] = told
    assert.strictEqual(first, "Remove kept answers: 1 that nobody asked for the longest, for want of room")
    for (const other of others) assert.strictEqual(other, first)
  })

  it("make no file where none are kept", async ({ base }) => {
    await inProcess(base, asked("a"), { maxSize: 0 })
    assert.isFalse(existsSync(fileIn(base)))
  })

  it("are asked for anew where their file is no file of ours, which is said once", async ({ base }) => {
    mkdirSync(join(base, "cache"))
    writeFileSync(fileIn(base), "this is no database, it is a long text about something else".repeat(20))
    const logged: Array<unknown> = []
    const work = Effect.andThen(asked("a"), asked("b"))
    assert.strictEqual((await inProcess(base, work, { logged })).how, "called")
    assert.lengthOf(logged, 1)
    assert.match(String(logged[0]), /^Kept answers could not be read or written: /)
  })

  it("are asked for anew where a row cannot be read, and kept again", async ({ base }) => {
    await inProcess(base, asked("a"))
    const store = openSqliteStore({ file: fileIn(base), migrations: cacheMigrations, create: false })
    store?.run("UPDATE cache_answer SET answer = '{'")
    store?.close()
    assert.strictEqual((await inProcess(base, asked("a"))).how, "called")
    assert.strictEqual((await inProcess(base, asked("a", null))).how, "kept")
  })
})
