/** What an ask says to tracers. */
import { assert, describe } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import * as Tracer from "effect/Tracer"
import { Router } from "#core/routing/Router.ts"
import { question } from "#kit/routeWorld.ts"
import { complete, test } from "./routeTest.ts"

const tracing = () => {
  const spans: Array<Tracer.Span> = []
  const tracer = Tracer.make({
    span: (options) => {
      const span = new Tracer.NativeSpan(options)
      spans.push(span)
      return span
    }
  })
  return { spans, tracer }
}

const streamed = Effect.flatMap(Router, (router) => Stream.runDrain(router.stream(question())))

describe("an ask", () => {
  test(
    "is one span of the tracer, with who answered and who was passed over",
    { scripts: { anthropic: ["refused"], deepseek: ["hi", "again"] } },
    () =>
      Effect.gen(function* () {
        const { spans, tracer } = tracing()
        yield* Effect.withTracer(Effect.andThen(complete(question()), streamed), tracer)
        const asks = spans.filter(({ name }) => name.startsWith("Router."))
        assert.deepStrictEqual(
          asks.map(({ attributes, name }) => [
            name,
            attributes.get("zenus.cascade.answered"),
            attributes.get("zenus.cascade.failed")
          ]),
          [
            ["Router.complete", "deepseek", "anthropic"],
            ["Router.stream", "deepseek", ""]
          ]
        )
        assert.isTrue(asks.every(({ status }) => status._tag === "Ended"))
      })
  )

  test("keeps what it says on a span of its own, off its caller's", { scripts: { anthropic: ["hi"] } }, () =>
    Effect.gen(function* () {
      const span = yield* Effect.withSpan(
        Effect.andThen(complete(question()), Effect.orDie(Effect.currentSpan)),
        "the caller's"
      )
      assert.deepStrictEqual([...span.attributes.keys()], [])
    })
  )
})
