/** Whole answers: who is asked, in which order, what is held and what is told; and where providers stand. */
import { assert, describe } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { TestClock } from "effect/testing"
import { textOf } from "#core/llm/ChatAnswer.ts"
import { Breakers } from "#core/resilience/breaker/CircuitBreaker.ts"
import { Cascades } from "#core/resilience/cascade/Cascades.ts"
import { RouteCache } from "#core/routing/RouteCache.ts"
import { type NoModelAnswered, ModelNameUnknown } from "#core/routing/routeErrors.ts"
import { Router } from "#core/routing/Router.ts"
import type { ModelAsk, RouteEvent } from "#core/routing/Routed.ts"
import { question } from "#kit/routeWorld.ts"
import { complete, course, inTime, test, who } from "./routeTest.ts"
import { slowdown } from "#kit/slowdown.ts"

describe("Router.complete", () => {
  test(
    "gives the first provider's answer, what it cost, and one attempt",
    {
      scripts: { anthropic: ["Hello there"], deepseek: ["never"] },
      own: [{ provider: "anthropic", model: "anthropic-model", input: 1, output: 2 }]
    },
    (world) =>
      Effect.gen(function* () {
        const { answer, attempts, cached, cost } = yield* complete(question())
        assert.strictEqual(textOf(answer), "Hello there")
        assert.deepStrictEqual(course(attempts), ["anthropic answered"])
        assert.deepStrictEqual(cost, { microUsd: 13, inputTokens: 7, outputTokens: 3, cachedInputTokens: null })
        assert.strictEqual(cached, "no")
        assert.deepStrictEqual(who(world), ["anthropic"])
        assert.deepStrictEqual(world.settled.length, 1)
      })
  )

  test(
    "passes over what cannot be called, with the reason, and rules, which only plan",
    {
      scripts: { anthropic: [], rules: [], deepseek: ["hi"] },
      settings: {},
      router: { cascade: ["anthropic", "deepseek"] }
    },
    () =>
      Effect.gen(function* () {
        const { attempts, cost } = yield* complete(question("hi", { cascade: ["rules", "anthropic", "deepseek"] }))
        assert.deepStrictEqual(course(attempts).slice(1), ["anthropic skipped NotConfigured", "deepseek answered"])
        assert.strictEqual(attempts[1]?.reason, "no key: set ANTHROPIC_API_KEY")
        assert.strictEqual(cost.microUsd, null)
      })
  )

  test(
    "goes to the next at once when nobody listens, and does not ask there again while the circuit is open",
    { scripts: { anthropic: ["refused"], deepseek: ["hi"] } },
    (world) =>
      Effect.gen(function* () {
        const first = yield* inTime(complete(question()))
        assert.deepStrictEqual(course(first.value.attempts), ["anthropic failed Unreachable", "deepseek answered"])
        assert.strictEqual(first.ms, 0)
        const second = yield* complete(question())
        assert.deepStrictEqual(course(second.attempts), ["anthropic skipped CircuitOpen", "deepseek answered"])
        assert.match(second.attempts[0]?.reason ?? "", /open for .* s/)
        assert.deepStrictEqual(who(world), ["anthropic", "deepseek", "deepseek"])
        // A refused connection costs nothing.
        assert.strictEqual(world.settled[0]?.bill, "unbilled")
        yield* TestClock.adjust("6 seconds")
        const third = yield* complete(question())
        assert.deepStrictEqual(course(third.attempts), ["anthropic failed Unreachable", "deepseek answered"])
      })
  )

  test(
    "counts a turned-away option as skipped in the cascade's figures",
    { scripts: { anthropic: ["refused"], deepseek: ["hi"] } },
    () =>
      Effect.gen(function* () {
        yield* complete(question())
        yield* complete(question())
        const [snapshot] = yield* Effect.flatMap(Cascades, (cascades) => cascades.snapshots)
        assert.strictEqual(snapshot?.name, "models")
        assert.deepStrictEqual(
          snapshot?.options.map(({ attempts, name, skips, successes }) => ({ name, attempts, successes, skips })),
          [
            { name: "anthropic", attempts: 1, successes: 0, skips: 1 },
            { name: "deepseek", attempts: 2, successes: 2, skips: 0 }
          ]
        )
      })
  )

  test(
    "asks one that failed on its side at most three times, with waits, and then the next",
    { scripts: { anthropic: [{ status: 500 }], deepseek: ["hi"] } },
    (world) =>
      Effect.gen(function* () {
        const events: Array<RouteEvent> = []
        const { value } = yield* inTime(complete(question("hi", { onEvent: (event) => void events.push(event) })))
        assert.deepStrictEqual(course(value.attempts), [
          "anthropic failed ServerFailed",
          "anthropic failed ServerFailed",
          "anthropic failed ServerFailed",
          "deepseek answered"
        ])
        assert.deepStrictEqual(
          events.map(
            (event) => `${event.type} ${event.provider}${"attempt" in event ? ` ${event.attempt}/${event.of}` : ""}`
          ),
          [
            "attempt anthropic 1/3",
            "failed anthropic",
            "waiting anthropic 2/3",
            "attempt anthropic 2/3",
            "failed anthropic",
            "waiting anthropic 3/3",
            "attempt anthropic 3/3",
            "failed anthropic",
            "attempt deepseek 1/3",
            "answered deepseek"
          ]
        )
        const last = events.at(-1)
        assert.isTrue(last?.type === "answered" && last.isFallback)
        assert.deepStrictEqual(world.settled.map(({ bill }) => bill).slice(0, 3), ["unbilled", "unbilled", "unbilled"])
      })
  )

  const limited = { status: 429, headers: { "retry-after": "1" } }
  test(
    "waits a short rest that was asked for and asks again",
    { scripts: { anthropic: [limited, "hi"], deepseek: ["other"] } },
    () =>
      Effect.gen(function* () {
        const { ms, value } = yield* inTime(complete(question()))
        assert.deepStrictEqual(course(value.attempts), ["anthropic failed RateLimited", "anthropic answered"])
        assert.isAtLeast(ms, 1_000)
        assert.isBelow(ms, 2_500)
      })
  )

  const long = { status: 429, headers: { "retry-after": "30" } }
  test(
    "asks the next instead of waiting a long rest",
    { scripts: { anthropic: [long, "hi"], deepseek: ["other"] } },
    () =>
      Effect.gen(function* () {
        const { ms, value } = yield* inTime(complete(question()))
        assert.deepStrictEqual(course(value.attempts), ["anthropic failed RateLimited", "deepseek answered"])
        assert.strictEqual(ms, 0)
      })
  )

  test("waits a long rest where nobody else can answer", { scripts: { anthropic: [long, "hi"], deepseek: [] } }, () =>
    Effect.gen(function* () {
      const { ms, value } = yield* inTime(complete(question()), 1_000)
      assert.deepStrictEqual(course(value.attempts), ["anthropic failed RateLimited", "anthropic answered"])
      assert.isAtLeast(ms, 30_000)
    })
  )

  test(
    "leaves one that never begins after its time, once, and gives the last all that is left",
    { scripts: { anthropic: [{ silent: true }], deepseek: [{ silent: true }] } },
    (world) =>
      Effect.gen(function* () {
        const ends: Array<number> = []
        const ask = question("hi", { onEvent: (event) => event.type === "attempt" && ends.push(event.endsInMs) })
        const { ms, value: error } = yield* inTime(Effect.flip(complete(ask)), 1_000)
        assert.strictEqual(error._tag, "NoModelAnswered")
        assert.deepStrictEqual(ends, [30_000, 90_000])
        assert.strictEqual(ms, 120_000)
        const [first, second, ...more] = (error as NoModelAnswered).attempts
        assert.deepStrictEqual([first?.error, first?.durationMs], ["TimedOut", 30_000])
        assert.strictEqual(second?.provider, "deepseek")
        assert.include(["TimedOut", "DeadlineExceeded"], second?.error)
        assert.deepStrictEqual(more, [])
        assert.deepStrictEqual(world.left, ["anthropic", "deepseek"])
        assert.deepStrictEqual(
          world.settled.map(({ bill }) => bill),
          ["unknown", "unknown"]
        )
      })
  )

  test(
    "30: with all circuits open nobody is called, and it is said within 50 real milliseconds, in order",
    { scripts: { anthropic: ["never"], deepseek: ["never"] } },
    (world) =>
      Effect.gen(function* () {
        const breakers = yield* Breakers
        yield* breakers.forceOpen("anthropic", "1 hour", "test")
        yield* breakers.forceOpen("deepseek", "1 hour", "test")
        yield* Effect.flip(complete(question()))
        const from = performance.now()
        const error = yield* Effect.flip(complete(question()))
        assert.isBelow(performance.now() - from, 50 * slowdown())
        assert.strictEqual(error._tag, "NoModelAnswered")
        assert.deepStrictEqual(who(world), [])
        assert.deepStrictEqual(course((error as NoModelAnswered).attempts), [
          "anthropic skipped CircuitOpen",
          "deepseek skipped CircuitOpen"
        ])
      })
  )

  test(
    "gives the last no more time than the others where whoever asks has an answer of its own at hand",
    { scripts: { anthropic: [{ silent: true }], deepseek: [{ silent: true }] } },
    () =>
      Effect.gen(function* () {
        const ends: Array<number> = []
        const onEvent = (event: RouteEvent) => event.type === "attempt" && ends.push(event.endsInMs)
        const { ms } = yield* inTime(Effect.flip(complete(question("hi", { connectWithinMs: 1_500, onEvent }))), 1_000)
        assert.deepStrictEqual([...new Set(ends)], [30_000])
        assert.isBelow(ms, 120_000)
      })
  )

  for (const [what, close] of [
    ["an open circuit", (breakers: Breakers["Service"]) => breakers.forceOpen("deepseek", "1 hour", "test")],
    ["an isolated model", (breakers: Breakers["Service"]) => breakers.isolate("deepseek/deepseek-model", "test")]
  ] as const) {
    test(
      `gives all the time to one behind which only ${what} is left`,
      { scripts: { anthropic: ["hi"], deepseek: ["never"] } },
      () =>
        Effect.gen(function* () {
          yield* Effect.flatMap(Breakers, close)
          const ends: Array<number> = []
          yield* complete(question("hi", { onEvent: (event) => event.type === "attempt" && ends.push(event.endsInMs) }))
          assert.deepStrictEqual(ends, [120_000])
        })
    )
  }

  test(
    "says of those whose turn never came that no time was left",
    {
      scripts: { anthropic: [{ silent: true }], openai: [], deepseek: ["hi"] },
      router: { deadline: "10 seconds" }
    },
    () =>
      Effect.gen(function* () {
        const { value: error } = yield* inTime(Effect.flip(complete(question())), 1_000)
        const attempts = (error as NoModelAnswered).attempts
        assert.deepStrictEqual(course(attempts).slice(1), [
          "openai skipped NotConfigured",
          "deepseek skipped DeadlineExceeded"
        ])
        assert.include(["TimedOut", "DeadlineExceeded"], attempts[0]?.error)
      })
  )

  test(
    "opens no circuit at a key that is not accepted: the next call may have another",
    { scripts: { anthropic: [{ status: 401 }, "hello"], deepseek: ["hi"] } },
    () =>
      Effect.gen(function* () {
        const breakers = yield* Breakers
        const { attempts } = yield* complete(question())
        assert.deepStrictEqual(course(attempts), ["anthropic failed BadKey", "deepseek answered"])
        const state = Effect.map(breakers.snapshots, (all) => all.find(({ name }) => name === "anthropic")?.state)
        assert.strictEqual(yield* state, "Closed")
        assert.deepStrictEqual(course((yield* complete(question())).attempts), ["anthropic answered"])
      })
  )

  test(
    "counts what a model did to the model's circuit alone",
    { scripts: { anthropic: [{ status: 500 }] }, breaker: {} },
    () =>
      Effect.gen(function* () {
        yield* Effect.ignore(inTime(complete(question())))
        const all = yield* Effect.flatMap(Breakers, (breakers) => breakers.snapshots)
        const failures = Object.fromEntries(all.map(({ failureRate, name }) => [name, failureRate]))
        assert.deepStrictEqual(failures, { anthropic: 0, "anthropic/anthropic-model": 1 })
      })
  )

  test(
    "asks another when a request was not understood",
    { scripts: { anthropic: [{ status: 400 }], deepseek: ["hi"] } },
    () =>
      Effect.gen(function* () {
        const { attempts } = yield* complete(question())
        assert.deepStrictEqual(course(attempts), ["anthropic failed BadRequest", "deepseek answered"])
      })
  )

  test(
    "asks the next for an answer that broke off unseen, and holds what may have been billed",
    { scripts: { anthropic: [{ pieces: ["Hel", "lo"], after: "hang" }], deepseek: ["whole"] } },
    (world) =>
      Effect.gen(function* () {
        const { ms, value } = yield* inTime(complete(question()), 1_000)
        assert.deepStrictEqual(course(value.attempts), ["anthropic failed Stalled", "deepseek answered"])
        assert.strictEqual(textOf(value.answer), "whole")
        assert.strictEqual(ms, 20_000)
        assert.strictEqual(world.settled[0]?.bill, "unknown")
      })
  )

  test(
    "passes over a provider for which no money is left, and says so",
    { scripts: { anthropic: ["never"], deepseek: ["hi"] }, spent: ["anthropic"] },
    (world) =>
      Effect.gen(function* () {
        const { attempts } = yield* complete(question())
        assert.deepStrictEqual(course(attempts), ["anthropic skipped SpendLimitReached", "deepseek answered"])
        assert.deepStrictEqual(who(world), ["deepseek"])
        const [snapshot] = yield* Effect.flatMap(Cascades, (cascades) => cascades.snapshots)
        const option = snapshot?.options.find(({ name }) => name === "anthropic")
        assert.deepStrictEqual([option?.attempts, option?.skips], [0, 1])
      })
  )

  test(
    "leaves one alone that failed too often, as long as another can answer",
    {
      scripts: { anthropic: [{ status: 500 }], deepseek: ["hi"] },
      breaker: { trip: { _tag: "Consecutive", failures: 1_000 } }
    },
    (world) =>
      Effect.gen(function* () {
        yield* inTime(complete(question()))
        const second = yield* complete(question())
        assert.deepStrictEqual(course(second.attempts), ["anthropic skipped Unhealthy", "deepseek answered"])
        const alone = yield* inTime(Effect.flip(complete(question("hi", { provider: "anthropic" }))))
        assert.include(course((alone.value as NoModelAnswered).attempts), "anthropic failed ServerFailed")
        assert.isAbove(who(world).filter((name) => name === "anthropic").length, 3)
      })
  )

  test(
    "asks one provider alone, and says why nobody answered",
    { scripts: { anthropic: ["refused"], deepseek: ["hi"], openai: [] } },
    () =>
      Effect.gen(function* () {
        const error = yield* Effect.flip(complete(question("hi", { provider: "anthropic" })))
        assert.strictEqual(error._tag, "NoModelAnswered")
        assert.deepStrictEqual(course((error as NoModelAnswered).attempts), ["anthropic failed Unreachable"])
        assert.match(error.message, /^No model answered\. anthropic cannot be reached.*ECONNREFUSED/)
        assert.isNotEmpty(error.recovery)
        const missing = yield* Effect.flip(complete(question("hi", { provider: "openai" })))
        assert.deepStrictEqual(missing.recovery, ["For openai: set OPENAI_API_KEY."])
      })
  )

  test(
    "advises about the limit that is in the way first, and repeats no reason as advice",
    {
      scripts: { anthropic: ["never"], deepseek: [], openai: [] },
      settings: { openai: { whyNot: "OPENAI_BASE_URL: the base URL is not http or https" } },
      spent: ["anthropic"]
    },
    () =>
      Effect.gen(function* () {
        const error = yield* Effect.flip(complete(question()))
        assert.deepStrictEqual(error.recovery, [
          "Raise costs.limits.day: zenus config set costs.limits.day 0.01",
          "Or use what costs nothing: --provider ollama, or rules.",
          "For deepseek: set DEEPSEEK_API_KEY."
        ])
        const alone = yield* Effect.flip(complete(question("hi", { provider: "openai" })))
        assert.include(alone.message, "openai: OPENAI_BASE_URL: the base URL is not http or https.")
        assert.deepStrictEqual(alone.recovery, ["zenus doctor says how to mend openai."])
      })
  )

  test(
    "puts the provider that a model names first, and the others follow with their own",
    { scripts: { anthropic: ["a"], openai: [{ status: 400 }] } },
    (world) =>
      Effect.gen(function* () {
        const { attempts } = yield* complete(question("hi", { model: "gpt-9" }))
        assert.deepStrictEqual(course(attempts), ["openai failed BadRequest", "anthropic answered"])
        assert.deepStrictEqual(
          world.asked.map(({ body }) => body["model"]),
          ["gpt-9", "anthropic-model"]
        )
      })
  )

  test("refuses a name that is nobody's, before anything is called", { scripts: { anthropic: ["a"] } }, (world) =>
    Effect.gen(function* () {
      const model = yield* Effect.flip(complete(question("hi", { model: "antropic/claude-x" })))
      assert.instanceOf(model, ModelNameUnknown)
      assert.deepStrictEqual(model.recovery[0], "Did you mean anthropic/claude-x?")
      const provider = yield* Effect.flip(complete(question("hi", { cascade: ["antropic"] })))
      assert.strictEqual(provider.message, "No provider is known for the provider antropic.")
      assert.deepStrictEqual(who(world), [])
    })
  )

  test(
    "shares the time for connections among those that are left",
    { scripts: { anthropic: ["refused"], openai: [], deepseek: ["refused"], ollama: ["hi"] } },
    (world) =>
      Effect.gen(function* () {
        yield* complete(question("hi", { connectWithinMs: 1_500 }))
        assert.deepStrictEqual(
          world.asked.map(({ connectMs }) => connectMs),
          [500, 750, 1_500]
        )
      })
  )

  test(
    "settles what was held when it is interrupted, and leaves the answer",
    { scripts: { anthropic: [{ pieces: ["Hel"], after: "hang" }] } },
    (world) =>
      Effect.gen(function* () {
        const fiber = yield* Effect.forkChild(complete(question()), { startImmediately: true })
        while (world.asked.length === 0) yield* Effect.promise(() => new Promise(setImmediate))
        yield* Fiber.interrupt(fiber)
        assert.deepStrictEqual(
          world.settled.map(({ bill }) => bill),
          ["unknown"]
        )
        assert.deepStrictEqual(world.left, ["anthropic"])
        const [circuit] = yield* Effect.flatMap(Breakers, (breakers) => breakers.snapshots)
        assert.strictEqual(circuit?.calls, 0)
      })
  )

  test("is not hurt by a listener that throws", { scripts: { anthropic: ["hi"] } }, () =>
    Effect.gen(function* () {
      const ask = question("hi", {
        onEvent: () => {
          throw new Error("no")
        }
      })
      assert.strictEqual(textOf((yield* complete(ask)).answer), "hi")
    })
  )

  test(
    "asks a cache only where the ask allows it, and tells it who could answer",
    { scripts: { anthropic: ["hi"], openai: [] } },
    (world) =>
      Effect.gen(function* () {
        const asked: Array<unknown> = []
        const cached = (ask: ModelAsk) =>
          Effect.provideService(complete(ask), RouteCache, {
            around: ({ from }, call) =>
              Effect.map(call, (routed) => {
                asked.push(from)
                return { ...routed, cached: "fresh" as const }
              })
          })
        assert.strictEqual((yield* cached(question("hi", { cache: "use" }))).cached, "fresh")
        assert.strictEqual((yield* cached(question())).cached, "no")
        assert.strictEqual((yield* cached(question("hi", { cache: "off" }))).cached, "no")
        assert.deepStrictEqual(asked, [
          [{ provider: "anthropic", model: "anthropic-model", baseUrl: "http://anthropic.test/v1" }]
        ])
        assert.strictEqual(who(world).length, 3)
      })
  )
})

describe("Router.standing", () => {
  test(
    "says of every provider where it stands, the cascade first",
    {
      scripts: { ollama: [], openai: ["refused"], anthropic: ["hi"] },
      router: { cascade: ["anthropic", "openai", "rules"] }
    },
    (world) =>
      Effect.gen(function* () {
        yield* Effect.ignore(complete(question("hi", { provider: "openai" })))
        const standing = yield* Effect.flatMap(Router, (router) => router.standing)
        assert.deepStrictEqual(
          standing.map(({ circuit, healthy, isInCascade, provider, whyNot }) => ({
            provider,
            isInCascade,
            circuit,
            healthy,
            whyNot
          })),
          [
            { provider: "anthropic", isInCascade: true, circuit: "Closed", healthy: null, whyNot: null },
            { provider: "openai", isInCascade: true, circuit: "Open", healthy: true, whyNot: null },
            {
              provider: "ollama",
              isInCascade: false,
              circuit: "Closed",
              healthy: null,
              whyNot: "no key: set OLLAMA_API_KEY"
            }
          ]
        )
        assert.isAbove(standing[1]?.retryInMs ?? 0, 4_000)
        assert.deepStrictEqual(who(world), ["openai"])
      })
  )
})
