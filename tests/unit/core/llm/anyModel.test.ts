import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { firstForChats, withAnyModel } from "#core/llm/anyModel.ts"
import { askModel } from "#core/llm/Chat.ts"
import { type ChatAnswer, unknownUsage } from "#core/llm/ChatAnswer.ts"
import type { ProviderService } from "#core/llm/Provider.ts"
import { ProviderError, type ProviderErrorReason } from "#core/llm/ProviderError.ts"

const listed = (...ids: ReadonlyArray<string>) => ids.map((id) => ({ id, contextTokens: null }))

/** A server with these models, and what it was asked for. */
const serverWith = (models: ReadonlyArray<string>, reason: ProviderErrorReason = "ModelUnknown") => {
  const asked: Array<string> = []
  const answer = (model: string): Effect.Effect<ChatAnswer, ProviderError> =>
    Effect.suspend(() => {
      asked.push(model)
      return models.includes(model)
        ? Effect.succeed({ provider: "o", model, id: null, content: [], finishReason: "stop", usage: unknownUsage })
        : Effect.fail(new ProviderError({ provider: "o", model, reason }))
    })
  const service: ProviderService = {
    name: "o",
    complete: (chat) => answer(chat.model),
    stream: (chat) =>
      Stream.unwrap(Effect.map(answer(chat.model), (done) => Stream.succeed({ type: "done" as const, answer: done }))),
    tell: (chat, told) => Effect.flatMap(answer(chat.model), (done) => told([{ type: "done", answer: done }])),
    models: Effect.suspend(() => {
      asked.push("?")
      return Effect.succeed(listed(...models))
    })
  }
  return { asked, provider: withAnyModel(service, "usual") }
}

describe("withAnyModel", () => {
  it.effect("asks for the first model there is where the usual one is not, and for that one from then on", () =>
    Effect.gen(function* () {
      const { asked, provider } = serverWith(["nomic-embed-text", "qwen3:8b", "x"])
      assert.strictEqual((yield* provider.complete(askModel("usual", "hi"))).model, "qwen3:8b")
      assert.strictEqual((yield* provider.complete(askModel("usual", "hi"))).model, "qwen3:8b")
      yield* Stream.runDrain(provider.stream(askModel("usual", "hi")))
      assert.deepStrictEqual(asked, ["usual", "?", "qwen3:8b", "qwen3:8b", "qwen3:8b"])
    })
  )

  it.effect("does so for whoever is told, and tells the answer once", () =>
    Effect.gen(function* () {
      const { asked, provider } = serverWith(["qwen3:8b"])
      const told: Array<string> = []
      const ask = provider.tell(askModel("usual", "hi"), (events) =>
        Effect.sync(() => void told.push(...events.map((event) => (event.type === "done" ? event.answer.model : "?"))))
      )
      yield* ask
      yield* ask
      assert.deepStrictEqual(told, ["qwen3:8b", "qwen3:8b"])
      assert.deepStrictEqual(asked, ["usual", "?", "qwen3:8b", "qwen3:8b"])
    })
  )

  it.effect("does so for a stream, too, and asks nobody else where the usual one is there", () =>
    Effect.gen(function* () {
      const without = serverWith(["b"])
      const events = yield* Stream.runCollect(without.provider.stream(askModel("usual", "hi")))
      assert.deepInclude(events[0], { type: "done" })
      assert.deepStrictEqual(without.asked, ["usual", "?", "b"])
      const withIt = serverWith(["a", "usual"])
      yield* withIt.provider.complete(askModel("usual", "hi"))
      assert.deepStrictEqual(withIt.asked, ["usual"])
    })
  )

  it.effect("leaves alone a model that somebody named, another failure, and a server that has none", () =>
    Effect.gen(function* () {
      const named = serverWith(["a"])
      assert.deepInclude(yield* Effect.flip(named.provider.complete(askModel("mine", "hi"))), { model: "mine" })
      assert.deepStrictEqual(named.asked, ["mine"])
      const busy = serverWith([], "Overloaded")
      assert.deepInclude(yield* Effect.flip(busy.provider.complete(askModel("usual", "hi"))), { reason: "Overloaded" })
      assert.deepStrictEqual(busy.asked, ["usual"])
      const empty = serverWith([])
      const failed = yield* Effect.flip(Stream.runDrain(empty.provider.stream(askModel("usual", "hi"))))
      assert.deepInclude(failed, { reason: "ModelUnknown", model: "usual" })
    })
  )

  it("knows models that only make vectors by their names", () => {
    const names = ["nomic-embed-text:latest", "mxbai-embed-large", "all-minilm:33m", "bge-m3", "llama3.2:latest"]
    assert.strictEqual(firstForChats(listed(...names)), "llama3.2:latest")
    assert.isUndefined(firstForChats(listed("bge-m3")))
  })
})
