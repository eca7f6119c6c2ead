import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import { makeTally, restoreTally, SLICES } from "#core/resilience/breaker/tally.ts"
import * as Window from "#core/resilience/breaker/Window.ts"

interface Call {
  readonly pass: number
  readonly failed: boolean
  readonly slow: boolean
}
const call = (longest: number): fc.Arbitrary<Call> =>
  fc.record({
    // Mostly little, sometimes many windows.
    pass: fc.oneof(fc.nat({ max: 3 }), fc.nat({ max: longest }), fc.nat({ max: longest * 50 })),
    failed: fc.boolean(),
    slow: fc.boolean()
  })

const sums = (calls: ReadonlyArray<Call>) => ({
  calls: calls.length,
  failures: calls.filter(({ failed }) => failed).length,
  slow: calls.filter(({ slow }) => slow).length
})
const read = ({ calls, failures, slow }: { calls: number; failures: number; slow: number }) => ({
  calls,
  failures,
  slow
})

describe("a window of calls", () => {
  it("holds the last so many, like a list that is cut", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 7 }), fc.array(call(1)), (size, calls) => {
        const tally = makeTally(Window.count(size), 0)
        calls.forEach(({ failed, slow }, at) => {
          tally.record(failed, slow, at)
          assert.deepStrictEqual(read(tally), sums(calls.slice(Math.max(0, at + 1 - size), at + 1)))
        })
        assert.deepStrictEqual(read(restoreTally(Window.count(size), tally.keep(0), 0, 0)), read(tally))
      })
    )
  })
})

describe("a window of time", () => {
  const window = Window.time("2 seconds")
  const slice = 2_000 / SLICES

  it("holds the calls of the last slices, like a list of their ends, however much time passes", () => {
    fc.assert(
      fc.property(fc.array(call(2_000)), fc.nat({ max: 10_000 }), (calls, start) => {
        let now = start
        const tally = makeTally(window, now)
        const ended: Array<Call & { at: number }> = []
        const model = () => sums(ended.filter(({ at }) => Math.floor(at / slice) > Math.floor(now / slice) - SLICES))
        for (const each of calls) {
          now += each.pass
          tally.advance(now)
          assert.deepStrictEqual(read(tally), model())
          tally.record(each.failed, each.slow, now)
          ended.push({ ...each, at: now })
          assert.deepStrictEqual(read(tally), model())
          // Never older than the window; never younger than it less a slice is left out.
          assert.isAtMost(tally.calls, ended.filter(({ at }) => now - at < 2_000).length)
          assert.isAtLeast(tally.calls, ended.filter(({ at }) => now - at < 2_000 - slice).length)
        }
      })
    )
  })

  it("is not moved by a clock that goes back", () => {
    const tally = makeTally(window, 5_000)
    tally.record(true, false, 5_000)
    tally.advance(1_000)
    tally.record(true, false, 1_000)
    assert.strictEqual(tally.calls, 2)
    tally.advance(7_000)
    assert.strictEqual(tally.calls, 0)
  })

  it("is kept by age: what passed meanwhile is taken off, on another clock", () => {
    const tally = makeTally(window, 0)
    tally.record(true, false, 0)
    tally.record(false, true, 1_500)
    const kept = tally.keep(1_600)
    assert.deepStrictEqual(read(restoreTally(window, kept, 777_000, 0)), { calls: 2, failures: 1, slow: 1 })
    assert.deepStrictEqual(read(restoreTally(window, kept, 777_000, 500)), { calls: 1, failures: 0, slow: 1 })
    assert.deepStrictEqual(read(restoreTally(window, kept, 777_000, 5_000)), { calls: 0, failures: 0, slow: 0 })
  })

  it("starts empty where another kind of window was kept", () => {
    const count = makeTally(Window.count(3), 0)
    count.record(true, true, 0)
    assert.strictEqual(restoreTally(window, count.keep(0), 0, 0).calls, 0)
    assert.strictEqual(restoreTally(Window.count(3), makeTally(window, 0).keep(0), 0, 0).calls, 0)
  })
})
