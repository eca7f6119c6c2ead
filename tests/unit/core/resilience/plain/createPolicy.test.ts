/** The plain door, as somebody without Effect uses it: promises, signals, timers of the platform (faked, so nothing waits). */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/testing/TestClock"
import { afterEach, assert, beforeEach, describe, it, vi } from "vitest"
import {
  createPolicy,
  createPolicyOn,
  type PlainEvent,
  type PlainOptions
} from "#core/resilience/plain/createPolicy.ts"
import * as Backoff from "#core/resilience/retry/Backoff.ts"
import * as Trip from "#core/resilience/breaker/Trip.ts"

const unhandled: Array<unknown> = []
const note = (reason: unknown): void => void unhandled.push(reason)

beforeEach(() => {
  unhandled.length = 0
  process.on("unhandledRejection", note)
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] })
})
afterEach(async () => {
  vi.useRealTimers()
  await tick()
  process.off("unhandledRejection", note)
  assert.deepStrictEqual(unhandled, [])
})

/** What a promise ended with, while timers are moved. */
const after = async <A>(ms: number, promise: Promise<A>): Promise<unknown> => {
  const settled = promise.catch((error: unknown) => error)
  await vi.advanceTimersByTimeAsync(ms)
  return settled
}

const tagOf = (error: unknown): unknown =>
  typeof error === "object" && error !== null && "_tag" in error ? error._tag : error

/** The next turn of the event loop; it is not faked. */
const tick = (): Promise<unknown> => new Promise((resolve) => setImmediate(resolve))

const never = (): Promise<never> => new Promise(() => {})

describe("createPolicy", () => {
  it("runs a call, and gives its value or what it threw, as it is", async () => {
    const policy = createPolicy({ name: "a", breaker: {}, timeout: "1 second", deadline: "2 seconds" })
    const odd = { not: "an error" }
    assert.strictEqual(await policy.execute(() => 42), 42)
    assert.strictEqual(await policy.execute(async () => "text"), "text")
    assert.strictEqual(await policy.execute(() => Promise.reject(odd)).catch((error) => error), odd)
    const sync = (): number => {
      throw odd
    }
    assert.strictEqual(await policy.execute(sync).catch((error) => error), odd)
    assert.strictEqual(vi.getTimerCount(), 0)
  })

  it("opens, turns away without starting, and tries again exactly when the time is over", () =>
    Effect.gen(function* () {
      const clock = yield* Clock.Clock
      const policy = createPolicyOn(clock, {
        name: "a",
        breaker: { trip: Trip.consecutive(2), open: "30 seconds", halfOpen: { permits: 1 } }
      })
      let calls = 0
      const fail = Effect.promise(() => policy.execute(() => (calls++, Promise.reject(new Error("no")))).catch(tagOf))
      yield* fail
      yield* fail
      assert.strictEqual(yield* fail, "CircuitOpen")
      assert.strictEqual(calls, 2)
      assert.deepInclude(policy.snapshot().breakers[0], { name: "a", state: "Open", rejected: 1, lastError: "no" })
      // Nothing is held: no timer that would keep the process alive.
      assert.strictEqual(vi.getTimerCount(), 0)
      yield* TestClock.adjust("29999 millis")
      assert.strictEqual(yield* fail, "CircuitOpen")
      yield* TestClock.adjust("1 millis")
      assert.strictEqual(yield* Effect.promise(() => policy.execute(() => "back")), "back")
      assert.strictEqual(policy.snapshot().breakers[0]?.state, "Closed")
    }).pipe(Effect.provide(TestClock.layer()), Effect.runPromise))

  it("ends a call at its timeout, aborts its signal, and drops what it still throws", async () => {
    const policy = createPolicy({ name: "a", timeout: 1_000, breaker: { trip: Trip.consecutive(1) } })
    let seen: AbortSignal | undefined
    const late = Promise.withResolvers<never>()
    const call = policy.execute((signal) => {
      seen = signal
      return late.promise
    })
    const ended = await after(1_000, call)
    assert.strictEqual(tagOf(ended), "TimedOut")
    assert.isTrue(seen?.aborted)
    assert.strictEqual(tagOf(seen?.reason), "TimedOut")
    late.reject(new Error("nobody waits for this"))
    assert.strictEqual(policy.snapshot().breakers[0]?.state, "Open")
    assert.strictEqual(vi.getTimerCount(), 0)
  })

  it("does not end a call one millisecond too early", async () => {
    const policy = createPolicy({ name: "a", timeout: 1_000 })
    const call = policy.execute(() => new Promise((resolve) => setTimeout(() => resolve("just"), 999)))
    assert.strictEqual(await after(999, call), "just")
    assert.strictEqual(vi.getTimerCount(), 0)
  })

  describe.each<readonly [string, PlainOptions]>([
    ["without a fiber", { name: "a", breaker: { trip: Trip.consecutive(1) }, timeout: "1 minute", retry: {} }],
    ["in a fiber", { name: "a", breaker: { trip: Trip.consecutive(1) }, bulkhead: {}, retry: {} }]
  ])("%s", (_title, options) => {
    it("ends at once when its caller's signal is aborted, with the signal's reason, and counts as nothing", async () => {
      const policy = createPolicy(options)
      const controller = new AbortController()
      let inner: AbortSignal | undefined
      const call = policy.execute((signal) => ((inner = signal), never()), { signal: controller.signal })
      await vi.advanceTimersByTimeAsync(0)
      controller.abort("enough")
      assert.strictEqual(await call.catch((error: unknown) => error), "enough")
      assert.isTrue(inner?.aborted)
      assert.deepInclude(policy.snapshot().breakers[0], { state: "Closed", failures: 0 })
      assert.strictEqual(vi.getTimerCount(), 0)
    })

    it("starts nothing for a signal that is aborted already", async () => {
      const policy = createPolicy(options)
      let calls = 0
      const ended = await policy
        .execute(() => calls++, { signal: AbortSignal.abort("before") })
        .catch((error: unknown) => error)
      assert.deepStrictEqual([ended, calls], ["before", 0])
    })

    it("leaves no listener on the caller's signal", async () => {
      const policy = createPolicy(options)
      const { signal } = new AbortController()
      const added = vi.spyOn(signal, "addEventListener")
      const removed = vi.spyOn(signal, "removeEventListener")
      await policy.execute(() => 1, { signal })
      assert.strictEqual(added.mock.calls.length, removed.mock.calls.length)
    })

    it("24: cancelled during the wait for the next attempt, starts none and gives the budget back", async () => {
      const policy = createPolicy({
        ...options,
        breaker: { trip: Trip.consecutive(9) },
        retry: { backoff: Backoff.constant("10 seconds"), jitter: "none" }
      })
      const controller = new AbortController()
      let calls = 0
      const call = policy.execute(() => (calls++, Promise.reject(new Error("no"))), { signal: controller.signal })
      const settled = call.catch((error: unknown) => error)
      await vi.advanceTimersByTimeAsync(5_000)
      controller.abort("enough")
      assert.deepStrictEqual([await settled, calls], ["enough", 1])
      assert.deepInclude(policy.snapshot().retryBudgets[0], { balance: 10 })
      assert.strictEqual(vi.getTimerCount(), 0)
    })

    it("22: makes at most three attempts, and takes each from the budget", async () => {
      const policy = createPolicy({
        ...options,
        breaker: { trip: Trip.consecutive(9) },
        retry: { backoff: Backoff.constant("1 second"), jitter: "none" }
      })
      let calls = 0
      const ended = await after(
        2_000,
        policy.execute(() => Promise.reject(new Error(`no ${++calls}`)))
      )
      assert.strictEqual(ended instanceof Error ? ended.message : ended, "no 3")
      assert.deepInclude(policy.snapshot().retryBudgets[0], { name: "a", balance: 8, granted: 2 })
      assert.deepInclude(policy.snapshot().breakers[0], { calls: 3, failures: 3 })
      for (let n = 0; n < 10; n++) await policy.execute(() => "good")
      assert.deepInclude(policy.snapshot().retryBudgets[0], { balance: 9 })
    })

    it("goes through a classifier that the caller brings", async () => {
      const asFailure = createPolicy({
        ...options,
        retry: {},
        breaker: { trip: Trip.consecutive(1), classify: () => ({ _tag: "Failure" }) }
      })
      assert.strictEqual(await asFailure.execute(() => "fine, it says"), "fine, it says")
      assert.strictEqual(asFailure.snapshot().breakers[0]?.state, "Open")
    })
  })

  it("35: ends everything at its deadline", async () => {
    const policy = createPolicy({
      name: "a",
      deadline: "10 seconds",
      timeout: "8 seconds",
      retry: { backoff: Backoff.constant("1 second"), jitter: "none" }
    })
    const ended = await after(10_000, policy.execute(never))
    assert.strictEqual(tagOf(ended), "DeadlineExceeded")
    assert.strictEqual(vi.getTimerCount(), 0)
  })

  it("37: runs no more at once than its bulkhead allows", async () => {
    const policy = createPolicy({ name: "a", bulkhead: { permits: 1, queue: 0 } })
    const controller = new AbortController()
    const first = policy.execute(never, { signal: controller.signal }).catch(() => "ended")
    await vi.advanceTimersByTimeAsync(0)
    assert.strictEqual(await policy.execute(() => 1).catch(tagOf), "BulkheadFull")
    controller.abort()
    assert.strictEqual(await first, "ended")
    assert.strictEqual(await policy.execute(() => 1), 1)
  })

  it("30: lets a fallback answer, with its own circuit open without an attempt", async () => {
    const policy = createPolicy({
      name: "a",
      breaker: { trip: Trip.consecutive(1) },
      fallbacks: [
        { name: "b", run: () => Promise.reject(new Error("no")), when: () => true },
        { name: "rules", run: () => "by rules" }
      ]
    })
    let calls = 0
    const answer = (): Promise<unknown> => policy.execute(() => (calls++, Promise.reject(new Error("no"))))
    assert.strictEqual(await answer(), "by rules")
    assert.strictEqual(await answer(), "by rules")
    assert.strictEqual(calls, 1)
    const [shown] = policy.snapshot().cascades
    assert.deepStrictEqual(
      shown?.options.map(({ attempts, name, skips }) => [name, attempts, skips]),
      [
        ["a", 1, 1],
        ["b", 2, 0],
        ["rules", 2, 0]
      ]
    )
  })

  it("is isolated and closed by hand, and says what it is made of", async () => {
    const policy = createPolicy({ name: "a", breaker: {}, timeout: "1 second" })
    policy.isolate("maintenance")
    assert.strictEqual(await policy.execute(() => 1).catch(tagOf), "CircuitOpen")
    policy.close()
    assert.strictEqual(await policy.execute(() => 1), 1)
    assert.strictEqual(policy.describe(), "a: breaker a > timeout 1 s > call")
  })

  it("tells its events to a listener, also to one that throws, until it is told not to", async () => {
    const policy = createPolicy({ name: "a", breaker: { trip: Trip.consecutive(1) } })
    const heard: Array<PlainEvent["_tag"]> = []
    const stop = policy.onEvent((event) => {
      heard.push(event._tag)
      throw new Error("bad listener")
    })
    await policy.execute(() => Promise.reject(new Error("no"))).catch(tagOf)
    await policy.execute(() => 1).catch(tagOf)
    await tick()
    assert.deepStrictEqual(heard, ["breaker.opened", "breaker.rejected"])
    stop()
    await tick()
    await policy.execute(() => 1).catch(tagOf)
    await tick()
    assert.lengthOf(heard, 2)
  })

  it("6: shares nothing with another policy of the same name", async () => {
    const options = { name: "a", breaker: { trip: Trip.consecutive(1) } }
    const [one, other] = [createPolicy(options), createPolicy(options)]
    await one.execute(() => Promise.reject(new Error("no"))).catch(tagOf)
    assert.strictEqual(await one.execute(() => 1).catch(tagOf), "CircuitOpen")
    assert.strictEqual(await other.execute(() => 1), 1)
  })

  const wrong: ReadonlyArray<readonly [string, PlainOptions]> = [
    ["name", { name: "" }],
    ["timeout", { name: "a", timeout: -5 }],
    ["retry.attempts", { name: "a", retry: { attempts: 0.5 } }],
    ["breaker.maxOpen", { name: "a", breaker: { maxOpen: "no length" as "1 second" } }],
    ["bulkhead.permits", { name: "a", bulkhead: { permits: 0 } }],
    ["retryBudget.capacity", { name: "a", retry: {}, retryBudget: { capacity: Number.NaN } }]
  ]
  it.each(wrong)("5: refuses an impossible %s when it is made", (option, options) => {
    assert.throws(() => createPolicy(options), new RegExp(`^${option}: expected`))
  })
})
