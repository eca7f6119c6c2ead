import { assert, describe, it } from "@effect/vitest"
import * as OpenTime from "#core/resilience/breaker/OpenTime.ts"
import * as Trip from "#core/resilience/breaker/Trip.ts"
import * as Window from "#core/resilience/breaker/Window.ts"
import { failure, ignored, success } from "#core/resilience/Outcome.ts"
import { circuitWorld, EPOCH } from "./circuitWorld.ts"

const inARow = { trip: Trip.consecutive(1), open: "30 seconds", halfOpen: { permits: 1 } } as const

describe("a closed circuit", () => {
  it("8: opens at the fourth failure in a row, and a success in between starts the count anew", () => {
    const world = circuitWorld({ trip: Trip.consecutive(4) })
    world.bad(3)
    assert.strictEqual(world.state(), "Closed")
    world.good()
    world.bad(3)
    assert.strictEqual(world.state(), "Closed")
    world.bad()
    assert.strictEqual(world.state(), "Open")
    assert.strictEqual(world.see().why, "4 failures in a row")
  })

  const rate = { trip: Trip.rate({ failure: 0.4, window: Window.time("20 seconds"), minimumCalls: 10 }) }

  it("9: stays closed at four bad of nine and opens at four bad of ten", () => {
    const world = circuitWorld(rate)
    world.good(5)
    world.bad(4)
    assert.strictEqual(world.state(), "Closed")
    // The tenth call is a good one: the share is reached all the same.
    world.good()
    assert.strictEqual(world.state(), "Open")
    assert.strictEqual(world.see().why, "4 of 10 calls failed in 20 s")
  })

  it.each([
    [19_999, 9],
    [20_000, 0],
    [20_001, 0],
    [600_000, 0]
  ])("9: counts bad calls of %d ms ago as %d, also when nothing was called meanwhile", (age, counted) => {
    const world = circuitWorld(rate)
    world.bad(9)
    world.pass(age)
    assert.strictEqual(world.see().calls, counted)
    world.bad()
    assert.strictEqual(world.state(), counted === 0 ? "Closed" : "Open")
  })

  it("10: opens at seven slow and three quick successes, and says that they were slow", () => {
    const world = circuitWorld({
      trip: Trip.rate({ window: Window.count(10), slow: { after: "2 seconds", rate: 0.7 }, minimumCalls: 10 })
    })
    world.calls(3, success, 2_000) // exactly the limit is not slower than it
    world.calls(6, success, 2_001)
    assert.deepInclude(world.see(), { state: "Closed", slow: 6, calls: 9 })
    world.calls(1, success, 2_001)
    assert.deepInclude(world.see(), { state: "Open", why: "7 of the last 10 calls were slower than 2 s" })
  })

  it("opens at once for a failure that needs no second one", () => {
    const world = circuitWorld({})
    world.calls(1, { _tag: "Failure", opens: true })
    assert.strictEqual(world.state(), "Open")
  })

  it("opens by whichever trip of several comes first", () => {
    const trip = Trip.any(Trip.consecutive(3), Trip.rate({ window: Window.count(4), minimumCalls: 4 }))
    const streak = circuitWorld({ trip })
    streak.bad(3)
    assert.strictEqual(streak.see().why, "3 failures in a row")
    const share = circuitWorld({ trip })
    for (let turn = 0; turn < 2; turn++) {
      share.good()
      share.bad()
    }
    assert.strictEqual(share.see().why, "2 of the last 4 calls failed")
  })

  it("counts ignored calls towards nothing", () => {
    const world = circuitWorld({ trip: Trip.rate({ minimumCalls: 2 }) })
    world.bad()
    world.calls(5, ignored)
    assert.deepInclude(world.see(), { state: "Closed", calls: 1 })
  })
})

describe("an open circuit", () => {
  it.each([
    [29_999, null],
    [30_000, true],
    [30_001, true]
  ])("11: after %d ms of 30 s admits a trial: %s", (age, isProbe) => {
    const world = circuitWorld(inARow)
    world.bad()
    world.pass(age)
    assert.strictEqual(world.admit()?.isProbe ?? null, isProbe)
    assert.strictEqual(world.state(), isProbe === null ? "Open" : "HalfOpen")
  })

  it("14: a call that began before it opened moves nothing, however it ends", () => {
    for (const late of [success, failure]) {
      const world = circuitWorld(inARow)
      const [early, other] = [world.start(), world.start()]
      world.end(other, failure)
      world.pass(29_999)
      world.end(early, late)
      assert.deepInclude(world.see(), { state: "Open", retryInMs: 1 })
    }
  })

  it("14: nor does it while the circuit is half-open, or closed again", () => {
    for (const late of [success, failure]) {
      const world = circuitWorld(inARow)
      const [first, second] = [world.start(), world.start()]
      world.bad()
      world.pass(30_000)
      const trial = world.start()
      world.end(first, late)
      assert.strictEqual(world.state(), "HalfOpen")
      world.end(trial)
      world.end(second, late)
      assert.deepInclude(world.see(), { state: "Closed", calls: 0 })
    }
  })

  it("16: stays open for as long as a Retry-After asks, also when one of an earlier failure asked", () => {
    const world = circuitWorld({ trip: Trip.consecutive(2), open: "5 seconds" })
    world.calls(1, { _tag: "Failure", retryAfterMs: 20_000 })
    world.pass(4_000)
    world.bad()
    assert.strictEqual(world.see().retryInMs, 16_000)
  })

  it("16: stays open for as long as a failed trial was asked to wait", () => {
    const world = circuitWorld({ trip: Trip.consecutive(1), open: "5 seconds" })
    world.bad()
    world.pass(5_000)
    world.calls(1, { _tag: "Failure", retryAfterMs: 20_000 })
    assert.deepInclude(world.see(), { state: "Open", why: "a trial failed", retryInMs: 20_000 })
  })

  it("16: cuts a hint of a day to the longest time, and never shortens its own", () => {
    for (const [retryAfterMs, openMs] of [
      [86_400_000, 600_000],
      [1_000, 5_000],
      [20_000, 20_000]
    ] as const) {
      const world = circuitWorld({ trip: Trip.consecutive(1), open: "5 seconds", maxOpen: "10 minutes" })
      world.calls(1, { _tag: "Failure", retryAfterMs })
      assert.strictEqual(world.see().retryInMs, openMs)
    }
  })

  it("17: openings in a row grow to the cap and start anew once it stayed closed as long as it was open", () => {
    const world = circuitWorld({
      trip: Trip.consecutive(1),
      open: OpenTime.growing({ first: "5 seconds", max: "40 seconds", jitter: 0 }),
      halfOpen: { permits: 1 }
    })
    const lengths: Array<number | null> = []
    for (let opening = 0; opening < 5; opening++) {
      world.bad()
      lengths.push(world.see().retryInMs)
      world.pass(world.see().retryInMs ?? 0)
    }
    assert.deepStrictEqual(lengths, [5_000, 10_000, 20_000, 40_000, 40_000])
    world.good()
    world.pass(39_999)
    world.bad()
    assert.strictEqual(world.see().retryInMs, 40_000)
    world.pass(40_000)
    world.good()
    world.pass(40_000)
    world.bad()
    assert.strictEqual(world.see().retryInMs, 5_000)
  })

  it("17: jitter only takes away", () => {
    const world = circuitWorld({ trip: Trip.consecutive(1) })
    world.draw = 0.999_999
    world.bad()
    const { retryInMs } = world.see()
    assert.isTrue(retryInMs !== null && retryInMs > 4_499 && retryInMs < 4_501)
  })
})

describe("a half-open circuit", () => {
  const three = { trip: Trip.consecutive(1), open: "30 seconds", halfOpen: { permits: 3 } } as const

  it("12: runs three trials at a time, turns the fourth away, and closes when all three succeeded", () => {
    const world = circuitWorld(three)
    world.bad()
    world.pass(30_000)
    const trials = [world.start(), world.start(), world.start()]
    assert.isNull(world.admit())
    for (const [at, trial] of trials.entries()) {
      assert.strictEqual(world.state(), "HalfOpen", `before trial ${at}`)
      world.end(trial)
    }
    assert.deepInclude(world.see(), { state: "Closed", calls: 0, failures: 0, why: null })
    assert.deepStrictEqual(
      world.see().transitions.map(({ from, to, why }) => `${from} ${to}: ${why}`),
      ["Closed Open: a failure", "Open HalfOpen: its time was over", "HalfOpen Closed: 3 trials succeeded"]
    )
  })

  it("opens again at the first trial that fails, and forgets the other trials", () => {
    const world = circuitWorld(three)
    world.bad()
    world.pass(30_000)
    const [first, second] = [world.start(), world.start()]
    world.end(first, failure)
    world.end(second, success)
    assert.deepInclude(world.see(), { state: "Open", why: "a trial failed", retryInMs: 30_000 })
  })

  it("opens again for a trial that is slow", () => {
    const slow = { after: "1 second", rate: 1 } as const
    const world = circuitWorld({ ...three, trip: Trip.any(Trip.consecutive(1), Trip.rate({ slow })) })
    world.bad()
    world.pass(30_000)
    world.calls(1, success, 1_001)
    assert.deepInclude(world.see(), { state: "Open", why: "a trial took 1 s" })
  })

  it("13: a cancelled trial gives its place back and counts as nothing", () => {
    const world = circuitWorld(inARow)
    world.bad()
    world.pass(30_000)
    const trial = world.start()
    assert.isNull(world.admit())
    world.end(trial, ignored)
    assert.strictEqual(world.state(), "HalfOpen")
    world.good()
    assert.strictEqual(world.state(), "Closed")
  })

  it.each([
    [59_999, false],
    [60_000, true],
    [60_001, true]
  ])("13: a trial that hangs has lost its place after %d ms: %s", (age, isLost) => {
    const world = circuitWorld(inARow)
    world.bad()
    world.pass(30_000)
    const hanging = world.start()
    world.pass(age)
    assert.strictEqual(world.admit() !== null, isLost)
    // What it found at last still counts, or a dependency that needs longer than the lease could never close.
    world.end(hanging)
    assert.strictEqual(world.state(), "Closed")
  })

  it("settles a permit once", () => {
    const world = circuitWorld({ ...three, halfOpen: { permits: 2, successes: 3 } })
    world.bad()
    world.pass(30_000)
    const trial = world.start()
    world.end(trial)
    world.end(trial)
    world.end(trial, failure)
    world.good()
    assert.strictEqual(world.state(), "HalfOpen")
    world.good()
    assert.strictEqual(world.state(), "Closed")
  })
})

describe("by hand", () => {
  it("19: isolated turns everything away until it is closed, and says since when and why; others do not notice", () => {
    const world = circuitWorld({})
    world.good()
    world.pass(5_000)
    world.registry.isolate("openai", "costs too much today", world.now)
    world.pass(86_400_000)
    assert.isNull(world.admit())
    assert.deepInclude(world.see(), {
      state: "Isolated",
      since: EPOCH + 5_000,
      why: "costs too much today",
      rejected: 1,
      retryInMs: null
    })
    assert.isNotNull(world.admit("anthropic"))
    world.registry.close("openai", "closed by hand", world.now)
    assert.isNotNull(world.admit())
    assert.strictEqual(world.state(), "Closed")
  })

  it("forced open lets trials through when its time is over", () => {
    const world = circuitWorld({ halfOpen: { permits: 1 } })
    world.registry.forceOpen("openai", 1_000, "deploying", world.now)
    assert.deepInclude(world.see(), { state: "Open", why: "deploying", retryInMs: 1_000 })
    world.pass(999)
    assert.isNull(world.admit())
    world.pass(1)
    world.good()
    assert.strictEqual(world.state(), "Closed")
  })

  it("disabled lets everything through and counts nothing", () => {
    const world = circuitWorld({ trip: Trip.consecutive(1) })
    world.registry.disable("openai", "debugging", world.now)
    world.bad(20)
    assert.deepInclude(world.see(), { state: "Disabled", calls: 0, why: "debugging" })
    world.registry.close("openai", "closed by hand", world.now)
    world.bad()
    assert.strictEqual(world.state(), "Open")
  })

  it("calls that run while it is isolated or closed by hand move nothing", () => {
    const world = circuitWorld({ trip: Trip.consecutive(1) })
    const early = world.start()
    world.registry.isolate("openai", "no reason", world.now)
    world.end(early, failure)
    assert.strictEqual(world.state(), "Isolated")
  })
})

describe("a rejection", () => {
  it("names the key, the reason, the time left, the last error and what else could answer", () => {
    const world = circuitWorld({ trip: Trip.consecutive(5), open: "24 seconds" })
    const permit = world.start("ollama")
    world.end(permit)
    world.end(world.start("tickets"))
    world.registry.relate(["openai", "ollama"])
    for (let call = 0; call < 5; call++) world.end(world.start(), failure, new Error("503 from the gateway"))
    const found = world.registry.rejection(world.registry.current("openai", world.now), world.now)
    assert.strictEqual(
      found.message,
      "openai is resting: 5 failures in a row; next try in 24 s. Last error: 503 from the gateway"
    )
    assert.deepStrictEqual([...found.recovery], ["Wait 24 s.", "Use what can answer now: ollama."])
    assert.deepInclude(
      { ...found, openedAt: found.openedAt, opening: found.opening },
      {
        key: "openai",
        state: "Open",
        remainingMs: 24_000,
        openedAt: EPOCH,
        opening: 1
      }
    )
    assert.instanceOf(found, Error)
  })

  it("says of an isolated and of a half-open circuit what they are", () => {
    const world = circuitWorld(inARow)
    world.registry.isolate("deepseek", "wrong answers", world.now)
    const isolated = world.registry.rejection(world.registry.current("deepseek", world.now), world.now)
    assert.strictEqual(
      isolated.message,
      "deepseek is isolated: wrong answers. No call goes there until it is closed by hand."
    )
    world.bad()
    world.pass(30_000)
    world.start()
    const trying = world.registry.rejection(world.registry.current("openai", world.now), world.now)
    assert.match(trying.message, /^openai is being tried again after a failure; only trial calls/)
    assert.deepStrictEqual([trying.remainingMs, ...trying.recovery], [null, "Try again in a moment."])
  })
})
