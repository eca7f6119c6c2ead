import * as fc from "fast-check"
import { assert, describe, it } from "vitest"
import { InvalidOption } from "#core/resilience/checkOptions.ts"
import * as Backoff from "#core/resilience/retry/Backoff.ts"

const raw = (backoff: Backoff.Backoff, count: number): ReadonlyArray<number> =>
  Array.from({ length: count }, (_, at) => Backoff.delayMs(backoff, "none", at + 1, 0, 0))

/** The wait for what an own function gives, capped at a second. */
const given = (value: number) =>
  Backoff.delayMs(
    Backoff.own(() => value, { cap: "1 second" }),
    "none",
    1,
    0,
    0
  )

describe("Backoff", () => {
  it("grows as its name says, up to the cap", () => {
    assert.deepStrictEqual(raw(Backoff.constant("1 second"), 3), [1_000, 1_000, 1_000])
    assert.deepStrictEqual(
      raw(Backoff.linear({ base: "1 second", cap: "2500 millis" }), 4),
      [1_000, 2_000, 2_500, 2_500]
    )
    assert.deepStrictEqual(raw(Backoff.linear({ base: "1 second", step: "100 millis" }), 3), [1_000, 1_100, 1_200])
    assert.deepStrictEqual(raw(Backoff.exponential(), 9), [200, 400, 800, 1_600, 3_200, 6_400, 12_800, 20_000, 20_000])
    assert.deepStrictEqual(raw(Backoff.exponential({ base: "1 second", factor: 3 }), 3), [1_000, 3_000, 9_000])
    assert.deepStrictEqual(
      raw(Backoff.fibonacci({ base: "1 second" }), 7),
      [1_000, 1_000, 2_000, 3_000, 5_000, 8_000, 13_000]
    )
    assert.deepStrictEqual(
      raw(
        Backoff.own((retry) => retry * 7),
        3
      ),
      [7, 14, 21]
    )
  })

  it("gives each jitter its range: exact waits for given draws", () => {
    const backoff = Backoff.exponential({ base: "1 second", cap: "8 seconds" })
    const almostOne = 0.9999
    const waits = (jitter: Backoff.Jitter, retry: number, previous: number) =>
      [0, 0.25, almostOne].map((draw) => Backoff.delayMs(backoff, jitter, retry, previous, draw))
    assert.deepStrictEqual(waits("full", 3, 0), [0, 1_000, 3_999])
    assert.deepStrictEqual(waits("equal", 3, 0), [2_000, 2_500, 3_999])
    assert.deepStrictEqual(waits("none", 3, 0), [4_000, 4_000, 4_000])
    assert.deepStrictEqual(waits("decorrelated", 1, 0), [1_000, 1_500, 2_999])
    assert.deepStrictEqual(waits("decorrelated", 2, 2_000), [1_000, 2_250, 5_999])
    assert.deepStrictEqual(waits("decorrelated", 9, 7_000), [1_000, 2_750, 7_999])
    assert.deepStrictEqual(waits("full", 30, 0), [0, 2_000, 7_999])
  })

  it("22: no setting makes a wait infinite, negative, NaN or longer than the cap, at any number of attempts", () => {
    const backoffs = fc
      .tuple(
        fc.integer({ min: 1, max: 1e6 }),
        fc.integer({ min: 0, max: 1e9 }),
        fc.double({ min: 1, max: 1e6, noNaN: true })
      )
      .chain(([base, more, factor]) => {
        const cap = Math.min(base + more, 2 ** 31 - 1)
        return fc.constantFrom(
          Backoff.constant(base),
          Backoff.linear({ base, cap }),
          Backoff.linear({ base, cap, step: 0 }),
          Backoff.exponential({ base, cap, factor }),
          Backoff.fibonacci({ base, cap }),
          Backoff.own(() => Number.NaN, { base, cap }),
          Backoff.own(() => Number.POSITIVE_INFINITY, { base, cap }),
          Backoff.own(() => -base, { base, cap })
        )
      })
    const draws = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })
    fc.assert(
      fc.property(
        backoffs,
        fc.constantFrom(...Backoff.jitters),
        fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        draws,
        (backoff, jitter, retry, previous, draw) => {
          const wait = Backoff.delayMs(backoff, jitter, retry, previous * backoff.capMs, draw)
          assert.isFinite(wait)
          assert.isAtLeast(wait, 0)
          assert.isAtMost(wait, backoff.capMs)
        }
      ),
      { numRuns: 1_000 }
    )
  })

  it("counts what a function of one's own gives as the cap when it is no number, as 0 when it is negative", () => {
    assert.deepStrictEqual([given(Number.NaN), given(Infinity), given(-Infinity), given(-1)], [1_000, 1_000, 0, 0])
  })

  it("5: refuses impossible options", () => {
    const refused: ReadonlyArray<readonly [() => unknown, RegExp]> = [
      [() => Backoff.constant(-1), /^delay: /],
      [() => Backoff.constant(Number.NaN), /^delay: /],
      [() => Backoff.exponential({ factor: 0.5 }), /^factor: expected a number of at least 1, got 0.5\.$/],
      [() => Backoff.exponential({ factor: Number.NaN }), /^factor: /],
      [() => Backoff.exponential({ factor: Infinity }), /^factor: /],
      [() => Backoff.exponential({ base: 0 }), /^base: /],
      [() => Backoff.exponential({ base: "1 minute" }), /^base: .*up to 20s/],
      [() => Backoff.fibonacci({ cap: Infinity }), /^cap: /],
      [() => Backoff.linear({ step: -5 }), /^step: /],
      [() => Backoff.own(() => 1, { cap: 2 ** 31 }), /^cap: /]
    ]
    for (const [make, message] of refused) {
      let thrown: unknown
      try {
        make()
      } catch (error) {
        thrown = error
      }
      assert.instanceOf(thrown, InvalidOption, String(message))
      assert.match(thrown.message, message)
    }
  })
})
