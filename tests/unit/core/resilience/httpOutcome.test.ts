import { assert, describe, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as HttpClientError from "effect/http/HttpClientError"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as AiError from "effect/ai/AiError"
import * as fc from "fast-check"
import { Breakers, withBreaker } from "#core/resilience/breaker/CircuitBreaker.ts"
import * as Trip from "#core/resilience/breaker/Trip.ts"
import {
  classifyHttp,
  classifyHttpWith,
  isUnreachable,
  outcomeOfStatus,
  readRetryAfter,
  statusTable,
  tagTable
} from "#core/resilience/httpOutcome.ts"

const outcomeOf = (error: unknown) => classifyHttp(Exit.fail(error), 0)

const ai = (reason: AiError.AiErrorReason) => AiError.make({ module: "test", method: "test", reason })
const http = (reason: HttpClientError.HttpClientErrorReason) => new HttpClientError.HttpClientError({ reason })
const callAnswering = (status: number) =>
  withBreaker(Effect.succeed({ status, headers: { "retry-after": "20" } }), { key: "openai" })

describe("the status of a response", () => {
  it.each([
    [200, "Success"],
    [304, "Success"],
    [400, "Ignored"],
    [401, "Ignored"],
    [402, "Ignored"],
    [403, "Ignored"],
    [404, "Ignored"],
    [408, "Failure"],
    [422, "Ignored"],
    [425, "Failure"],
    [428, "Ignored"],
    [429, "Failure"],
    [430, "Ignored"],
    [499, "Ignored"],
    [500, "Failure"],
    [503, "Failure"],
    [529, "Failure"],
    [599, "Failure"],
    [600, "Failure"],
    [0, "Failure"],
    [Number.NaN, "Failure"]
  ] as const)("15: %d means %s, as a value and as an error", (status, outcome) => {
    assert.strictEqual(outcomeOfStatus(status), outcome)
    assert.strictEqual(classifyHttp(Exit.succeed({ status }), 0)._tag, outcome)
    const asError = outcome === "Success" ? "Failure" : outcome
    for (const error of [
      { status },
      { statusCode: status },
      { response: { status } },
      { reason: { response: { status } } }
    ]) {
      assert.strictEqual(outcomeOf(error)._tag, asError)
    }
  })

  it("15: every row of the table says why", () => {
    for (const { from, to, why } of statusTable) assert.isTrue(from <= to && why.length > 0)
  })
})

describe("errors of effect", () => {
  const request = HttpClientRequest.get("https://example.com/")
  const response = (status: number, headers: Record<string, string> = {}) =>
    HttpClientResponse.fromWeb(request, new Response(null, { status, headers }))

  it("15: a broken connection is a failure, what the caller wrote wrongly is not", () => {
    assert.strictEqual(outcomeOf(http(new HttpClientError.TransportError({ request })))._tag, "Failure")
    assert.strictEqual(outcomeOf(http(new HttpClientError.InvalidUrlError({ request })))._tag, "Ignored")
    for (const [status, outcome] of [
      [404, "Ignored"],
      [503, "Failure"]
    ] as const) {
      const error = http(new HttpClientError.StatusCodeError({ request, response: response(status) }))
      assert.strictEqual(outcomeOf(error)._tag, outcome)
    }
  })

  it("16: a 429 brings its Retry-After along", () => {
    const headers = { "retry-after": "20" }
    const error = http(new HttpClientError.StatusCodeError({ request, response: response(429, headers) }))
    assert.deepStrictEqual(outcomeOf(error), { _tag: "Failure", retryAfterMs: 20_000 })
    assert.deepStrictEqual(classifyHttp(Exit.succeed(response(429, headers)), 0), {
      _tag: "Failure",
      retryAfterMs: 20_000
    })
  })

  it("15: what a model's safety policy refuses says nothing; a rate limit does, with its wait", () => {
    assert.strictEqual(outcomeOf(ai(new AiError.ContentPolicyError({ description: "refused" })))._tag, "Ignored")
    assert.deepStrictEqual(outcomeOf(ai(new AiError.RateLimitError({ retryAfter: Duration.seconds(7) }))), {
      _tag: "Failure",
      retryAfterMs: 7_000
    })
  })

  it("15: every tag of the table is one of effect's", () => {
    const known = new Set([...Object.keys(HttpClientError), ...Object.keys(AiError)])
    assert.deepStrictEqual(
      Object.keys(tagTable).filter((tag) => !known.has(tag)),
      []
    )
  })
})

describe("errors of others", () => {
  it("15: cancelling says nothing, a timeout does and costs more", () => {
    assert.strictEqual(classifyHttp(Exit.failCause(Cause.interrupt(1)), 0)._tag, "Ignored")
    assert.strictEqual(outcomeOf(new DOMException("cancelled", "AbortError"))._tag, "Ignored")
    const timedOut = { _tag: "Failure", timedOut: true } as const
    assert.deepStrictEqual(outcomeOf(new DOMException("too long", "TimeoutError")), timedOut)
    assert.deepStrictEqual(outcomeOf(new Cause.TimeoutError("too long")), timedOut)
  })

  it("15: a connection that cannot be made opens at once where that is wanted", () => {
    const refused = new TypeError("fetch failed", {
      cause: Object.assign(new Error("connect"), { code: "ECONNREFUSED" })
    })
    assert.isTrue(isUnreachable(refused))
    assert.isFalse(isUnreachable(Object.assign(new Error("reset"), { code: "ECONNRESET" })))
    assert.deepStrictEqual(outcomeOf(refused), { _tag: "Failure" })
    assert.deepStrictEqual(classifyHttpWith({ opensWhenUnreachable: true })(Exit.fail(refused), 0), {
      _tag: "Failure",
      opens: true
    })
    const circle: { cause?: unknown } = {}
    circle.cause = circle
    assert.isFalse(isUnreachable(circle))
  })

  it("never throws, whatever the error is", () => {
    const hostile = {
      get status(): number {
        throw new Error("no status")
      }
    }
    assert.strictEqual(outcomeOf(hostile)._tag, "Failure")
    assert.strictEqual(outcomeOf({ _tag: "toString" })._tag, "Failure")
    fc.assert(
      fc.property(fc.anything(), (anything) => {
        assert.include(["Success", "Failure", "Ignored"], outcomeOf(anything)._tag)
        assert.include(["Success", "Failure", "Ignored"], classifyHttp(Exit.succeed(anything), 0)._tag)
      })
    )
  })
})

describe("Retry-After", () => {
  const from = Date.UTC(1994, 10, 6, 8, 49, 37)
  it.each([
    ["20", 20_000],
    [" 20 ", 20_000],
    ["0.5", 500],
    ["0", undefined],
    ["-5", undefined],
    ["86400", 86_400_000],
    ["9".repeat(400), 2 ** 31 - 1],
    ["Sun, 06 Nov 1994 08:50:37 GMT", 60_000],
    ["Sunday, 06-Nov-94 08:50:37 GMT", 60_000],
    ["Sun Nov  6 08:50:37 1994", 60_000],
    ["Sun, 06 Nov 1994 08:48:37 GMT", undefined],
    ["2026", 2_026_000],
    ["1e3", undefined],
    ["Infinity", undefined],
    ["tomorrow", undefined],
    ["", undefined]
  ])("16: %j asks for %s ms", (text, ms) => {
    assert.strictEqual(readRetryAfter(text, from), ms)
  })

  it("16: as a date is reckoned from the answer's own date, and unread without one", () => {
    const headers = { "retry-after": "Sun, 06 Nov 1994 08:50:37 GMT", date: "Sun, 06 Nov 1994 08:49:37 GMT" }
    assert.deepStrictEqual(outcomeOf({ response: { status: 429, headers } }), { _tag: "Failure", retryAfterMs: 60_000 })
    const { date: _, ...undated } = headers
    assert.deepStrictEqual(outcomeOf({ response: { status: 429, headers: undated } }), { _tag: "Failure" })
    const milliseconds = new Headers({ "Retry-After-Ms": "1500", "Retry-After": "2" })
    assert.deepStrictEqual(outcomeOf({ status: 429, headers: milliseconds }), { _tag: "Failure", retryAfterMs: 1_500 })
  })

  it.effect(
    "16: of 20 s keeps a circuit open for 20 s, though its normal time is 5 s; bad requests never open it",
    () =>
      Effect.gen(function* () {
        const { breaker } = yield* Breakers
        for (const status of [400, 404, 422, 401]) yield* callAnswering(status)
        assert.deepInclude(breaker("openai").snapshot(0), { state: "Closed", calls: 0 })
        yield* callAnswering(429)
        assert.deepInclude(breaker("openai").snapshot(0), { state: "Open", retryInMs: 20_000, lastError: "HTTP 429" })
      }).pipe(Effect.provide(Breakers.layer({ trip: Trip.consecutive(1), open: "5 seconds", classify: classifyHttp })))
  )
})
