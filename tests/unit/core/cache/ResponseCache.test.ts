import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Deferred from "effect/Deferred"
import { TestClock } from "effect/testing"
import { ResponseCache } from "#core/cache/ResponseCache.ts"
import type { Chat } from "#core/llm/Chat.ts"
import { type ChatAnswer, unknownUsage } from "#core/llm/ChatAnswer.ts"

const DAY = "1 day"
const from = [{ provider: "anthropic", model: "m", baseUrl: "https://a.example" }]
const chatOf = (text: string): Omit<Chat, "model"> => ({
  messages: [{ role: "user", content: [{ type: "text", text }] }]
})
const answerOf = (text: string, more: Partial<ChatAnswer> = {}): ChatAnswer => ({
  provider: "anthropic",
  model: "m",
  id: null,
  content: [{ type: "text", text }],
  finishReason: "stop",
  usage: unknownUsage,
  ...more
})

/** Asks a question; `calls` holds what each call of a provider gives. */
const asking = (calls: ReadonlyArray<ChatAnswer | "down">) => {
  let made = 0
  const ask = (text = "hi", options: { readonly stale?: boolean; readonly chat?: Partial<Omit<Chat, "model">> } = {}) =>
    Effect.flatMap(ResponseCache, (cache) =>
      cache.around({
        question: { chat: { ...chatOf(text), ...options.chat }, from },
        call: Effect.suspend(() => {
          const next = calls[made++] ?? "down"
          return next === "down" ? Effect.fail("nobody answered") : Effect.succeed(next)
        }),
        answerOf: (answer: ChatAnswer) => answer,
        mayBeStale: () => options.stale ?? false
      })
    )
  return { ask, made: () => made }
}

const layer = ResponseCache.layerMemory({ ttl: DAY, staleFor: "2 days", digest: (text) => text })
const test = (name: string, work: Effect.Effect<void, unknown, ResponseCache>) =>
  it.effect(name, () => Effect.provide(work, layer))

describe("ResponseCache", () => {
  test(
    "gives an answer again until it is a day old, and asks anew then",
    Effect.gen(function* () {
      const { ask, made } = asking([answerOf("one"), answerOf("two")])
      assert.deepStrictEqual(yield* ask(), { how: "called", value: answerOf("one") })
      yield* TestClock.adjust("23 hours")
      assert.deepStrictEqual(yield* ask(), { how: "kept", answer: answerOf("one"), ageMs: 23 * 3_600_000 })
      yield* TestClock.adjust("1 hour")
      assert.deepStrictEqual(yield* ask(), { how: "called", value: answerOf("two") })
      assert.strictEqual(made(), 2)
    })
  )

  test(
    "asks for each other question",
    Effect.gen(function* () {
      const { ask, made } = asking([answerOf("one"), answerOf("two")])
      yield* ask("a")
      yield* ask("b")
      assert.strictEqual(made(), 2)
    })
  )

  test(
    "keeps no failure",
    Effect.gen(function* () {
      const { ask } = asking(["down", answerOf("one")])
      assert.strictEqual(yield* Effect.flip(ask()), "nobody answered")
      assert.strictEqual((yield* ask()).how, "called")
    })
  )

  for (const [name, answer] of [
    ["cut off", answerOf("o", { finishReason: "length" })],
    ["of another end", answerOf("o", { finishReason: "other" })],
    ["empty", answerOf(" \n")],
    [
      "a call of a tool",
      answerOf("o", {
        content: [
          { type: "text", text: "o" },
          { type: "tool-call", id: "1", name: "t", input: {}, inputText: "{}", signature: null }
        ]
      })
    ]
  ] as const) {
    test(
      `keeps none that is ${name}`,
      Effect.gen(function* () {
        const { ask } = asking([answer, answerOf("whole")])
        yield* ask()
        assert.deepStrictEqual(yield* ask(), { how: "called", value: answerOf("whole") })
      })
    )
  }

  test(
    "keeps none of a chat with tools, which may act, unless none may be used",
    Effect.gen(function* () {
      const tools = [{ name: "t", description: "d", input: {} }]
      const { ask, made } = asking([answerOf("1"), answerOf("2"), answerOf("3")])
      yield* ask("hi", { chat: { tools } })
      yield* ask("hi", { chat: { tools } })
      assert.strictEqual(made(), 2)
      yield* ask("hi", { chat: { tools, toolChoice: "none" } })
      assert.strictEqual((yield* ask("hi", { chat: { tools, toolChoice: "none" } })).how, "kept")
    })
  )

  test(
    "gives an old answer only to who asked for that, only where the call failed, and not for ever",
    Effect.gen(function* () {
      const { ask, made } = asking([answerOf("one"), "down", "down", "down"])
      yield* ask()
      yield* TestClock.adjust("25 hours")
      assert.strictEqual(yield* Effect.flip(ask()), "nobody answered")
      assert.deepStrictEqual(yield* ask("hi", { stale: true }), {
        how: "stale",
        answer: answerOf("one"),
        ageMs: 25 * 3_600_000,
        error: "nobody answered"
      })
      assert.strictEqual(made(), 3)
      yield* TestClock.adjust("23 hours")
      assert.strictEqual(yield* Effect.flip(ask("hi", { stale: true })), "nobody answered")
    })
  )

  test(
    "makes one call of equal questions at one time, and says who joined it",
    Effect.gen(function* () {
      const cache = yield* ResponseCache
      const gate = yield* Deferred.make<ChatAnswer>()
      let calls = 0
      const one = cache.around({
        question: { chat: chatOf("hi"), from },
        call: Effect.suspend(() => {
          calls++
          return Deferred.await(gate)
        }),
        answerOf: (answer: ChatAnswer) => answer,
        mayBeStale: () => false
      })
      const fibers = yield* Effect.forEach([1, 2, 3], () => Effect.forkChild(one, { startImmediately: true }))
      yield* Deferred.succeed(gate, answerOf("one"))
      const found = yield* Effect.forEach(fibers, Fiber.join)
      assert.deepStrictEqual(
        found.map(({ how }) => how),
        ["called", "joined", "joined"]
      )
      assert.strictEqual(calls, 1)
    })
  )
})
