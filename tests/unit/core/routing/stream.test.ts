/** Streamed answers: what is handed on, when nobody else is asked any more, and what is left when nobody listens. */
import { assert, describe } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import { textOf } from "#core/llm/ChatAnswer.ts"
import { RouteCache } from "#core/routing/RouteCache.ts"
import type { NoModelAnswered } from "#core/routing/routeErrors.ts"
import type { ModelAsk, RoutedEvent } from "#core/routing/Routed.ts"
import { question } from "#kit/routeWorld.ts"
import { complete, course, inTime, stream, test, who } from "./routeTest.ts"

const collect = (ask: ModelAsk) =>
  Effect.gen(function* () {
    const events: Array<RoutedEvent> = []
    const exit = yield* Effect.result(Stream.runForEach(stream(ask), (event) => Effect.sync(() => events.push(event))))
    return { events, exit }
  })
const texts = (events: ReadonlyArray<RoutedEvent>) =>
  events.flatMap((event) => (event.type === "text" ? event.text : []))

describe("Router.stream", () => {
  test(
    "gives the pieces of one answer as they come, and what it took at the end",
    { scripts: { anthropic: ["refused"], deepseek: ["Hello there you"] } },
    () =>
      Effect.gen(function* () {
        const { events } = yield* collect(question())
        assert.deepStrictEqual(texts(events), ["Hello ", "there ", "you"])
        const last = events.at(-1)
        assert.isTrue(last?.type === "done")
        if (last?.type !== "done") return
        assert.strictEqual(textOf(last.routed.answer), "Hello there you")
        assert.deepStrictEqual(course(last.routed.attempts), ["anthropic failed Unreachable", "deepseek answered"])
        assert.strictEqual(events.filter(({ type }) => type === "done").length, 1)
      })
  )

  test(
    "asks nobody else once something was seen, and gives what had been received",
    { scripts: { anthropic: [{ pieces: ["Hel", "lo"], after: "break" }], deepseek: ["whole"] } },
    (world) =>
      Effect.gen(function* () {
        const { events, exit } = yield* collect(question())
        assert.deepStrictEqual(texts(events), ["Hel", "lo"])
        assert.isTrue(exit._tag === "Failure")
        const error = (exit._tag === "Failure" ? exit.failure : null) as NoModelAnswered
        assert.strictEqual(error._tag, "NoModelAnswered")
        assert.deepStrictEqual(course(error.attempts), ["anthropic failed ConnectionLost", "deepseek skipped NotAsked"])
        assert.strictEqual(error.attempts[1]?.reason, "the answer of another had begun")
        assert.strictEqual(error.received === null ? null : textOf(error.received), "Hello")
        assert.match(error.message, /^The answer broke off\. anthropic broke off the connection/)
        assert.deepStrictEqual(who(world), ["anthropic"])
        assert.strictEqual(world.settled[0]?.bill, "unknown")
      })
  )

  test("says who answers when the first piece comes", { scripts: { anthropic: ["one two"] } }, () =>
    Effect.gen(function* () {
      const told: Array<string> = []
      const ask = question("hi", { onEvent: ({ type }) => void told.push(type) })
      yield* Stream.runForEach(stream(ask), (event) => Effect.sync(() => told.push(event.type)))
      assert.deepStrictEqual(told, ["attempt", "answered", "text", "text", "done"])
    })
  )

  test(
    "ends the call when it is left early, and holds what that may have cost",
    { scripts: { anthropic: [{ pieces: ["one", "two"], after: "hang" }] } },
    (world) =>
      Effect.gen(function* () {
        const first = yield* Stream.runCollect(Stream.take(stream(question()), 1))
        assert.deepStrictEqual(texts([...first]), ["one"])
        assert.deepStrictEqual(world.left, ["anthropic"])
        assert.deepStrictEqual(
          world.settled.map(({ bill }) => bill),
          ["unknown"]
        )
      })
  )

  const slow = {
    scripts: { anthropic: [{ pieces: ["one ", "two"], after: "hang" as const }] },
    router: { deadline: "10 seconds" as const }
  }
  test("fails with what had come where the deadline ended it, as whoever broke off by itself", slow, () =>
    Effect.gen(function* () {
      const { value } = yield* inTime(collect(question()), 1_000)
      const whole = yield* inTime(Effect.flip(complete(question())), 1_000)
      for (const error of [Result.isFailure(value.exit) ? value.exit.failure : null, whole.value]) {
        if (error?._tag !== "NoModelAnswered") return assert.fail("it did not fail with what was tried")
        assert.strictEqual(error.received === null ? null : textOf(error.received), "one two")
        assert.match(error.message, /^The answer broke off\. anthropic: no time was left after 10 s\.$/)
      }
    })
  )

  test("tells a kept answer as if it were written", { scripts: { anthropic: ["hi"] } }, () =>
    Effect.gen(function* () {
      const routed = yield* complete(question())
      const { events } = yield* collect(question("hi", { cache: "use" })).pipe(
        Effect.provideService(RouteCache, { around: () => Effect.succeed({ ...routed, cached: "fresh" as const }) })
      )
      assert.deepStrictEqual(
        events.map(({ type }) => type),
        ["text", "done"]
      )
    })
  )
})
