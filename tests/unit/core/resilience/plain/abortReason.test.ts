/** Why a plain call's own signal is aborted: the same, whichever way the call takes. */
import { afterEach, assert, beforeEach, describe, it, vi } from "vitest"
import { createPolicy, type PlainOptions } from "#core/resilience/plain/createPolicy.ts"
import * as Backoff from "#core/resilience/retry/Backoff.ts"

beforeEach(() => vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] }))
afterEach(() => vi.useRealTimers())

const never = (): Promise<never> => new Promise(() => {})
const outcome = (promise: Promise<unknown>): Promise<unknown> => promise.catch((error: unknown) => error)
const again = { attempts: 2, backoff: Backoff.constant(0), jitter: "none" } as const

const ways: ReadonlyArray<readonly [name: string, options: Partial<PlainOptions<number>>]> = [
  ["without a fiber", {}],
  ["with a bulkhead", { bulkhead: {} }],
  ["with an adaptive limit", { concurrency: {} }],
  ["with a rate limit", { rateLimit: { requests: { limit: 9, window: "1 second" } } }],
  ["with a deadline", { deadline: "1 hour" }],
  ["with a fallback", { fallbacks: [{ name: "b", run: () => 1, when: () => false }] }],
  ["with a retry", { retry: again }]
]

describe.each(ways)("a plain call %s", (_, options) => {
  it("is told the reason of its caller's signal", async () => {
    const policy = createPolicy({ name: "a", timeout: "1 minute", ...options })
    const controller = new AbortController()
    let seen: AbortSignal | undefined
    const call = outcome(policy.execute((signal) => ((seen = signal), never()), { signal: controller.signal }))
    await vi.advanceTimersByTimeAsync(0)
    const reason = new Error("the window was closed")
    controller.abort(reason)
    assert.strictEqual(await call, reason)
    assert.strictEqual(seen?.reason, reason)
  })

  it("is told the time limit that ended it, as its caller is", async () => {
    const policy = createPolicy({ name: "a", timeout: "1 second", ...options, retry: { attempts: 1 } })
    const seen: Array<AbortSignal> = []
    const call = outcome(policy.execute((signal) => (seen.push(signal), never())))
    await vi.advanceTimersByTimeAsync(1_000)
    const ended = await call
    assert.lengthOf(seen, 1)
    assert.strictEqual(tagOf(seen[0]?.reason), "TimedOut")
    if (options.fallbacks === undefined) assert.strictEqual(seen[0]?.reason, ended)
  })
})

const tagOf = (error: unknown): unknown =>
  typeof error === "object" && error !== null && "_tag" in error ? error._tag : error

describe("a plain call", () => {
  it("that its deadline ends is told so", async () => {
    const policy = createPolicy({ name: "a", deadline: "1 second" })
    let seen: AbortSignal | undefined
    const call = outcome(policy.execute((signal) => ((seen = signal), never())))
    await vi.advanceTimersByTimeAsync(1_000)
    assert.strictEqual(tagOf(await call), "DeadlineExceeded")
    assert.strictEqual(tagOf(seen?.reason), "DeadlineExceeded")
  })

  it("whose second attempt is cancelled is told its caller's reason, not why the first one ended", async () => {
    const policy = createPolicy({ name: "a", timeout: "1 second", retry: again })
    const controller = new AbortController()
    const seen: Array<AbortSignal> = []
    const call = outcome(policy.execute((signal) => (seen.push(signal), never()), { signal: controller.signal }))
    await vi.advanceTimersByTimeAsync(1_000)
    // The retry goes on in a fiber, whose steps are turns of the event loop, which is not faked.
    while (seen.length < 2) await vi.advanceTimersByTimeAsync(0).then(() => new Promise((done) => setImmediate(done)))
    controller.abort("enough")
    assert.strictEqual(await call, "enough")
    assert.deepStrictEqual(
      seen.map(({ reason }) => tagOf(reason)),
      ["TimedOut", "enough"]
    )
  })

  it("whose fallback is too slow tells it so", async () => {
    let seen: AbortSignal | undefined
    const policy = createPolicy({
      name: "a",
      fallbacks: [{ name: "b", run: (signal) => ((seen = signal), never()), timeout: "1 second" }]
    })
    const call = outcome(policy.execute(() => Promise.reject(new Error("no"))))
    await vi.advanceTimersByTimeAsync(1_000)
    assert.strictEqual(tagOf(await call), "AllOptionsFailed")
    assert.strictEqual(tagOf(seen?.reason), "TimedOut")
  })

  it("that throws at once, or late after it was given up, throws as it is and nobody else hears of it", async () => {
    const policy = createPolicy({ name: "a", bulkhead: {}, timeout: "1 second" })
    const odd = { not: "an error" }
    const sync = (): never => {
      throw odd
    }
    assert.strictEqual(await outcome(policy.execute(sync)), odd)
    const late = Promise.withResolvers<never>()
    const call = outcome(policy.execute(() => late.promise))
    await vi.advanceTimersByTimeAsync(1_000)
    assert.strictEqual(tagOf(await call), "TimedOut")
    const seen: Array<unknown> = []
    const note = (error: unknown): void => void seen.push(error)
    process.on("unhandledRejection", note)
    late.reject(new Error("nobody waits for this"))
    await new Promise((done) => setImmediate(done))
    process.off("unhandledRejection", note)
    assert.deepStrictEqual(seen, [])
  })
})
