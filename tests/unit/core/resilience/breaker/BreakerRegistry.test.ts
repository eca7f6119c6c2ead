import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import type { Permit } from "#core/resilience/breaker/CircuitBreakerState.ts"
import * as Trip from "#core/resilience/breaker/Trip.ts"
import { failure, ignored, success } from "#core/resilience/Outcome.ts"
import { circuitWorld } from "./circuitWorld.ts"

const HOUR = 3_600_000

describe("circuits that nobody calls", () => {
  it("21: 50,000 keys used once each are gone with the first call after the idle time", () => {
    const world = circuitWorld({})
    for (let key = 0; key < 50_000; key++) world.end(world.start(`key ${key}`))
    assert.strictEqual(world.registry.size, 50_000)
    world.pass(HOUR)
    world.start("another")
    assert.strictEqual(world.registry.size, 1)
  })

  it("21: and go little by little while others are called", () => {
    const world = circuitWorld({})
    for (let key = 0; key < 50_000; key++) world.end(world.start(`key ${key}`))
    for (let minute = 0; minute < 59; minute++) {
      world.pass(60_000)
      world.good()
    }
    assert.strictEqual(world.registry.size, 50_001)
    for (let call = 0; call < 400; call++) {
      world.pass(3_000)
      world.good()
    }
    assert.strictEqual(world.registry.size, 1)
  })

  it.each([
    [HOUR - 1, 3],
    [HOUR, 0],
    [HOUR + 1, 0]
  ])("start again as closed after %d ms: %d failures of before are left", (age, left) => {
    const world = circuitWorld({ trip: Trip.consecutive(9) })
    world.bad(3)
    world.pass(age)
    world.bad()
    assert.strictEqual(world.see().failures, left + 1)
  })

  it("stay while they are isolated or disabled, and while they are open and so long after", () => {
    const world = circuitWorld({ trip: Trip.consecutive(1), open: "2 hours" })
    world.calls(1, failure)
    world.registry.isolate("isolated", "by hand", world.now)
    world.registry.disable("disabled", "by hand", world.now)
    world.pass(3 * HOUR - 1)
    world.start("another")
    assert.deepStrictEqual(
      world.registry.all(world.now).map(({ name }) => name),
      ["another", "disabled", "isolated", "openai"]
    )
    world.pass(1)
    assert.deepStrictEqual(
      world.registry.all(world.now).map(({ name }) => name),
      ["another", "disabled", "isolated"]
    )
  })

  it("reading them makes and forgets none", () => {
    const world = circuitWorld({})
    assert.deepInclude(world.see("never called"), { state: "Closed", calls: 0, transitions: [] })
    assert.strictEqual(world.registry.size, 0)
    world.good()
    world.pass(HOUR)
    assert.isEmpty(world.registry.all(world.now))
    assert.strictEqual(world.registry.size, 1)
  })
})

/** The machine, said as simply as possible: lists, no counters, one trial, opening 1000 ms at two failures in a row. */
const makeModel = () => {
  type Call = { period: number; isTrial: boolean }
  let [state, period, until] = ["Closed", 0, 0]
  let ended: Array<boolean> = []
  let trial: { call: Call; since: number } | null = null
  const go = (next: string): void => {
    state = next
    period++
    ended = []
    trial = null
  }
  return {
    state: () => state,
    admit: (now: number): Call | null => {
      if (state === "Open" && now >= until) go("HalfOpen")
      if (state === "Closed") return { period, isTrial: false }
      if (state === "Open" || (trial !== null && now - trial.since < 500)) return null
      trial = { call: { period, isTrial: true }, since: now }
      return trial.call
    },
    end: (call: Call, outcome: "good" | "bad" | "nothing", now: number): void => {
      if (trial?.call === call) trial = null
      if (call.period !== period || outcome === "nothing") return
      ended.push(outcome === "good")
      const opens = state === "HalfOpen" ? outcome === "bad" : ended.slice(-2).join() === "false,false"
      if (opens) {
        go("Open")
        until = now + 1_000
      } else if (state === "HalfOpen") go("Closed")
    }
  }
}

describe("the machine", () => {
  it("does what a naive model does, for any order of calls, ends and times", () => {
    const step = fc.oneof(
      fc.record({ do: fc.constant("start" as const) }),
      fc.record({
        do: fc.constant("end" as const),
        which: fc.nat({ max: 5 }),
        outcome: fc.constantFrom("good" as const, "bad" as const, "bad" as const, "nothing" as const)
      }),
      fc.record({ do: fc.constant("pass" as const), ms: fc.constantFrom(1, 499, 500, 501, 999, 1_000, 1_001) })
    )
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const world = circuitWorld({
          trip: Trip.consecutive(2),
          open: "1 second",
          halfOpen: { permits: 1, lease: "500 millis" }
        })
        const model = makeModel()
        const running: Array<{ permit: Permit; call: NonNullable<ReturnType<typeof model.admit>> }> = []
        for (const each of steps) {
          if (each.do === "pass") world.pass(each.ms)
          else if (each.do === "start") {
            const [permit, call] = [world.admit(), model.admit(world.now)]
            assert.strictEqual(permit === null, call === null)
            if (permit !== null && call !== null) running.push({ permit, call })
          } else {
            const [found] = running.splice(each.which % Math.max(1, running.length), 1)
            if (found === undefined) continue
            world.end(found.permit, { good: success, bad: failure, nothing: ignored }[each.outcome])
            model.end(found.call, each.outcome, world.now)
          }
          assert.strictEqual(world.state(), model.state())
        }
      }),
      { numRuns: 500 }
    )
  })
})
