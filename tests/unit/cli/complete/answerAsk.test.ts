/** One ask onto the screen: what goes where, in which form, with which exit code. The router is made up; the screen keeps what it is given. */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import {
  type ChatAnswer,
  type ModelAsk,
  NoModelAnswered,
  type RouteAttempt,
  type RouteEvent,
  type Routed,
  type RoutedEvent,
  type RouterService,
  unknownUsage
} from "@zenus/core/models"
import { answerStreamed, answerWhole, type Face } from "#cli/complete/answerAsk.ts"
import { colours } from "#cli/render/colour.ts"
import { makeTheme } from "#cli/terminal/theme.ts"
import { ReaderGone, type Screen } from "#cli/terminal/Screen.ts"

const answerOf = (text: string, more: Partial<ChatAnswer> = {}): ChatAnswer => ({
  provider: "deepseek",
  model: "deepseek-x",
  id: "a1",
  content: [
    { type: "reasoning", text: "Hm.", signature: null },
    { type: "text", text }
  ],
  finishReason: "stop",
  usage: { ...unknownUsage, inputTokens: 7, cachedInputTokens: 2, outputTokens: 3 },
  ...more
})

const attempts: ReadonlyArray<RouteAttempt> = [
  { provider: "openai", model: "", outcome: "skipped", error: "NotConfigured", reason: "no key", durationMs: 0 },
  {
    provider: "anthropic",
    model: "claude-x",
    outcome: "failed",
    error: "Overloaded",
    reason: "anthropic is overloaded (status 529): Overloaded",
    durationMs: 12
  },
  { provider: "deepseek", model: "deepseek-x", outcome: "answered", durationMs: 34 }
]

const routedOf = (text: string, more: Partial<Routed> = {}): Routed => ({
  answer: answerOf(text),
  cost: { microUsd: 1_200, inputTokens: 7, outputTokens: 3, cachedInputTokens: 2 },
  attempts,
  cached: "no",
  ...more
})

const broken = (text: string | null): NoModelAnswered =>
  new NoModelAnswered(
    [
      {
        provider: "anthropic",
        model: "claude-x",
        outcome: "failed",
        error: "Stalled",
        reason: "It stopped.",
        durationMs: 5
      }
    ],
    text === null ? null : answerOf(text),
    ["Try again."]
  )

const unused = Effect.die(new Error("not asked for"))
const routerOf = (parts: Partial<RouterService>): RouterService => ({
  complete: () => unused,
  stream: () => Stream.die(new Error("not asked for")),
  standing: unused,
  models: () => unused,
  ...parts
})

const ask: ModelAsk = { chat: { messages: [{ role: "user", content: [{ type: "text", text: "hi" }] }] } }

const world = (options: { readonly json?: boolean; readonly terminal?: boolean; readonly gone?: boolean } = {}) => {
  const { json = false, terminal = false, gone = false } = options
  const out: Array<string> = []
  const err: Array<string> = []
  const waited: Array<string> = []
  const screen: Screen = {
    outIsTerminal: terminal,
    errIsTerminal: terminal,
    outWidth: 80,
    errWidth: 80,
    outColours: colours(false),
    errColours: colours(false),
    out: (text) => {
      if (gone) return Promise.reject(new ReaderGone())
      out.push(text)
      return Promise.resolve()
    },
    outBytes: () => Promise.reject(new Error("no bytes here")),
    note: (line) => void err.push(line),
    errRaw: (text) => void err.push(text),
    status: () => {},
    stops: "Ctrl+C stops",
    theme: makeTheme({})
  }
  const face: Face = {
    screen,
    json,
    waiting: {
      tell: ({ type }) => void waited.push(type),
      more: (provider, column) => void waited.push(`${provider} ${column}`),
      clear: () => undefined,
      end: () => void waited.push("end")
    },
    complain: (error) => {
      err.push(error.message)
      return 5
    }
  }
  return { face, out, err, waited }
}

const text = (piece: string): RoutedEvent => ({ type: "text", text: piece })
const streamOf =
  (events: ReadonlyArray<RoutedEvent>, failure?: NoModelAnswered): RouterService["stream"] =>
  () =>
    Stream.concat(Stream.fromIterable(events), failure === undefined ? Stream.empty : Stream.fail(failure))

const documents = (out: ReadonlyArray<string>): ReadonlyArray<unknown> =>
  out
    .join("")
    .trimEnd()
    .split("\n")
    .map((line): unknown => JSON.parse(line))

const keys = {
  provider: "deepseek",
  model: "deepseek-x",
  finishReason: "stop",
  usage: { inputTokens: 7, outputTokens: 3, cachedInputTokens: 2 },
  cost: { usd: 0.0012 },
  attempts: attempts.map((one) => ({ ...one })),
  cached: "no"
}

describe("a whole answer", () => {
  const router = routerOf({ complete: () => Effect.succeed(routedOf("Hello\u001b[2J")) })

  it.effect("goes out unchanged in a pipe, with one line end; who failed and what it cost beside it", () =>
    Effect.gen(function* () {
      const { err, face, out, waited } = world()
      assert.strictEqual(yield* answerWhole(face, router, ask), 0)
      assert.strictEqual(out.join(""), "Hello\u001b[2J\n")
      assert.deepStrictEqual(err, [
        "anthropic is overloaded (status 529): Overloaded. deepseek answered.",
        "$0.0012 · 7 in, 3 out · deepseek/deepseek-x"
      ])
      assert.strictEqual(waited.at(-1), "end")
    })
  )

  it.effect(
    "says of whom it is not known what a call without an answer cost, also where nobody answered or somebody stops it",
    () =>
      Effect.gen(function* () {
        const unknown = "a call of anthropic gave no answer; what it cost is not known"
        const lost: RouteEvent = { type: "unanswered", provider: "anthropic", model: "claude-x", microUsd: null }
        const after = <A, E>(end: Effect.Effect<A, E>) => ({
          complete: ({ onEvent }: ModelAsk) =>
            Effect.andThen(
              Effect.sync(() => onEvent?.(lost)),
              end
            )
        })
        const answered = world()
        yield* answerWhole(answered.face, routerOf(after(Effect.succeed(routedOf("Hello")))), ask)
        assert.strictEqual(answered.err.at(-1), `$0.0012 · 7 in, 3 out · deepseek/deepseek-x; ${unknown}`)
        const failed = world()
        yield* answerWhole(failed.face, routerOf(after(Effect.fail(broken(null)))), ask)
        assert.strictEqual(failed.err.at(-1), unknown)
        const stopped = world({ json: true })
        yield* Effect.exit(answerWhole(stopped.face, routerOf(after(Effect.interrupt)), ask))
        assert.deepStrictEqual(stopped.err, [unknown])
        assert.deepInclude(documents(stopped.out)[0], { text: "", attempts: [] })
      })
  )

  it.effect("of another than the one whose model was named says so", () =>
    Effect.gen(function* () {
      const { err, face } = world()
      yield* answerWhole(face, router, { ...ask, model: "gpt-x" })
      assert.strictEqual(err[0], "openai: no key. anthropic is overloaded (status 529): Overloaded. deepseek answered.")
    })
  )

  it.effect("is shown and not obeyed on a terminal; its own line end is not doubled", () =>
    Effect.gen(function* () {
      const { face, out } = world({ terminal: true })
      yield* answerWhole(face, routerOf({ complete: () => Effect.succeed(routedOf("a\u001b[2J\n")) }), ask)
      assert.strictEqual(out.join(""), "a\\e[2J\n")
    })
  )

  it.effect("is one document with --json, and nothing beside it", () =>
    Effect.gen(function* () {
      const { err, face, out } = world({ json: true })
      assert.strictEqual(yield* answerWhole(face, router, ask), 0)
      assert.deepStrictEqual(documents(out), [{ text: "Hello\u001b[2J", ...keys }])
      assert.deepStrictEqual(err, [])
    })
  )

  it.effect("an unknown price is null in the document", () =>
    Effect.gen(function* () {
      const { face, out } = world({ json: true })
      const cost = { microUsd: null, inputTokens: null, outputTokens: null, cachedInputTokens: null }
      yield* answerWhole(face, routerOf({ complete: () => Effect.succeed(routedOf("a", { cost })) }), ask)
      assert.deepInclude(documents(out)[0], { cost: { usd: null } })
    })
  )

  it.effect("that is cut off, or old, is said to be", () =>
    Effect.gen(function* () {
      const { err, face } = world()
      const routed = routedOf("a", { answer: answerOf("a", { finishReason: "length" }), cached: "stale", attempts: [] })
      yield* answerWhole(face, routerOf({ complete: () => Effect.succeed(routed) }), ask)
      assert.match(err.join("\n"), /older answer.*\n.*cut off/)
      const tried = world()
      const old = routedOf("a", { cached: "stale", attempts: broken(null).attempts })
      yield* answerWhole(tried.face, routerOf({ complete: () => Effect.succeed(old) }), ask)
      assert.include(
        tried.err.join("\n"),
        "Nobody answered now, so this is an older answer that was kept. anthropic: It stopped."
      )
    })
  )

  it.effect("none: the error and its document", () =>
    Effect.gen(function* () {
      const failing = routerOf({ complete: () => Effect.fail(broken(null)) })
      const plain = world()
      assert.strictEqual(yield* answerWhole(plain.face, failing, ask), 5)
      assert.deepStrictEqual([plain.out, plain.err], [[], ["No model answered. anthropic: It stopped."]])
      const json = world({ json: true })
      assert.strictEqual(yield* answerWhole(json.face, failing, ask), 5)
      assert.deepStrictEqual(documents(json.out), [
        {
          error: {
            tag: "NoModelAnswered",
            message: "No model answered. anthropic: It stopped.",
            recovery: ["Try again."]
          },
          text: "",
          attempts: broken(null).attempts.map((one) => ({ ...one }))
        }
      ])
    })
  )
})

describe("an answer as it is written", () => {
  const events: ReadonlyArray<RoutedEvent> = [
    { type: "reasoning", text: "Hm." },
    text("Hel"),
    text("lo\nworld"),
    { type: "done", routed: routedOf("Hello\nworld") }
  ]

  const tellingStream: RouterService["stream"] = (asked) => {
    asked.onEvent?.({ type: "attempt", provider: "deepseek", model: "m", attempt: 1, of: 3, endsInMs: 9 })
    return streamOf(events)(asked)
  }

  it.effect("goes out piece by piece without its reasoning; the waiting line knows where it ends", () =>
    Effect.gen(function* () {
      const { err, face, out, waited } = world({ terminal: true })
      const told: Array<string> = []
      const listening: ModelAsk = { ...ask, onEvent: ({ type }) => void told.push(type) }
      assert.strictEqual(yield* answerStreamed(face, routerOf({ stream: tellingStream }), listening), 0)
      assert.deepStrictEqual(told, ["attempt"])
      assert.deepStrictEqual(out, ["Hel", "lo\nworld", "\n"])
      assert.deepStrictEqual(waited.slice(0, 3), ["deepseek 3", "deepseek 5", "end"])
      assert.strictEqual(err.length, 2)
    })
  )

  it.effect("is JSON lines with --json, the last one with everything", () =>
    Effect.gen(function* () {
      const { err, face, out } = world({ json: true })
      yield* answerStreamed(face, routerOf({ stream: streamOf(events) }), ask)
      assert.deepStrictEqual(documents(out), [
        { type: "text", text: "Hel" },
        { type: "text", text: "lo\nworld" },
        { type: "done", text: "Hello\nworld", ...keys }
      ])
      assert.deepStrictEqual(err, [])
    })
  )

  it.effect("that breaks off stays on the screen and is said to be incomplete", () =>
    Effect.gen(function* () {
      const stream = streamOf([text("Hel")], broken("Hel"))
      const plain = world()
      assert.strictEqual(yield* answerStreamed(plain.face, routerOf({ stream }), ask), 5)
      assert.strictEqual(plain.out.join(""), "Hel\n")
      assert.deepStrictEqual(plain.err, [
        "What was received is above; it is incomplete.",
        "The answer broke off. anthropic: It stopped."
      ])
      const json = world({ json: true })
      assert.strictEqual(yield* answerStreamed(json.face, routerOf({ stream }), ask), 5)
      const [first, last] = documents(json.out)
      assert.deepStrictEqual(first, { type: "text", text: "Hel" })
      assert.deepInclude(last, { type: "error", text: "Hel" })
    })
  )

  it.effect("that breaks off holds what was told, also where the error does not know it", () =>
    Effect.gen(function* () {
      const { face, out } = world({ json: true })
      yield* answerStreamed(face, routerOf({ stream: streamOf([text("Hel"), text("lo")], broken(null)) }), ask)
      assert.deepInclude(documents(out).at(-1), { type: "error", text: "Hello" })
    })
  )

  it.effect("that never began is an error alone", () =>
    Effect.gen(function* () {
      const { err, face, out } = world()
      assert.strictEqual(yield* answerStreamed(face, routerOf({ stream: streamOf([], broken(null)) }), ask), 5)
      assert.deepStrictEqual([out, err.length], [[], 1])
    })
  )

  it.live("ends with the reader that goes away", () =>
    Effect.gen(function* () {
      const { err, face } = world({ gone: true })
      let left = false
      const endless = Stream.concat(Stream.fromIterable([text("a")]), Stream.never).pipe(
        Stream.ensuring(Effect.sync(() => void (left = true)))
      )
      const exit = yield* Effect.exit(answerStreamed(face, routerOf({ stream: () => endless }), ask))
      assert.strictEqual(exit._tag, "Failure")
      assert.isTrue(left)
      assert.deepStrictEqual(err, [])
    })
  )
})
