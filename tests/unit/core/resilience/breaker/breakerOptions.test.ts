import { assert, describe, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as fc from "fast-check"
import { type BreakerOptions, policyOf } from "#core/resilience/breaker/breakerOptions.ts"
import { Breakers } from "#core/resilience/breaker/CircuitBreaker.ts"
import * as OpenTime from "#core/resilience/breaker/OpenTime.ts"
import * as Trip from "#core/resilience/breaker/Trip.ts"
import * as Window from "#core/resilience/breaker/Window.ts"

/** How an option is written, what it is called in messages, values that cannot be meant, values at the edge that can. */
const table: ReadonlyArray<
  readonly [
    option: string,
    write: (value: number) => BreakerOptions,
    wrong: ReadonlyArray<number>,
    right: ReadonlyArray<number>
  ]
> = [
  [
    "trip.consecutive",
    (value) => ({ trip: Trip.consecutive(value) }),
    [0, -1, 1.5, 10_001, Number.NaN, Number.POSITIVE_INFINITY],
    [1, 10_000]
  ],
  ["trip.failure", (value) => ({ trip: Trip.rate({ failure: value }) }), [0, -0.1, 1.01, Number.NaN], [0.001, 1]],
  [
    "trip.minimumCalls",
    (value) => ({ trip: Trip.rate({ minimumCalls: value }) }),
    [0, 1.5, Number.NaN],
    [1, 1_000_000]
  ],
  [
    "trip.minimumCalls",
    (value) => ({ trip: Trip.rate({ minimumCalls: value, window: Window.count(10) }) }),
    [11],
    [1, 10]
  ],
  [
    "trip.slow.after",
    (value) => ({ trip: Trip.rate({ slow: { after: value, rate: 1 } }) }),
    [0, -1, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 31],
    [1, 2 ** 31 - 1]
  ],
  [
    "trip.slow.rate",
    (value) => ({ trip: Trip.rate({ slow: { after: 1, rate: value } }) }),
    [0, 2, Number.NaN],
    [0.5, 1]
  ],
  [
    "window.count",
    (value) => ({ trip: Trip.rate({ window: Window.count(value) }) }),
    [0, 0.5, 10_001, Number.NaN],
    [1, 10_000]
  ],
  [
    "window.time",
    (value) => ({ trip: Trip.rate({ window: Window.time(value) }) }),
    [0, 19, -1, 86_400_001, Number.NaN],
    [20, 86_400_000]
  ],
  ["open", (value) => ({ open: value }), [0, -1, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 31], [1, 2 ** 31 - 1]],
  ["open.jitter", (value) => ({ open: OpenTime.fixed(1, { jitter: value }) }), [-0.1, 1.1, Number.NaN], [0, 1]],
  ["open.first", (value) => ({ open: OpenTime.growing({ first: value }) }), [0, -1, Number.NaN], [1, 2 ** 31 - 1]],
  ["open.factor", (value) => ({ open: OpenTime.growing({ factor: value }) }), [0.9, 101, Number.NaN], [1, 100]],
  ["open.max", (value) => ({ open: OpenTime.growing({ max: value }) }), [4_999, Number.NaN], [5_000]],
  ["open.jitter", (value) => ({ open: OpenTime.growing({ jitter: value }) }), [-1, 2], [0, 1]],
  ["maxOpen", (value) => ({ maxOpen: value }), [0, -1, Number.NaN, 2 ** 31], [1]],
  ["halfOpen.permits", (value) => ({ halfOpen: { permits: value } }), [0, 1.5, 1_001, Number.NaN], [1, 1_000]],
  ["halfOpen.successes", (value) => ({ halfOpen: { successes: value } }), [0, 1.5, 1_001], [1, 1_000]],
  ["halfOpen.lease", (value) => ({ halfOpen: { lease: value } }), [0, -5, Number.NaN, 2 ** 31], [1]],
  ["idleTimeToLive", (value) => ({ idleTimeToLive: value }), [0, 59_999, Number.NaN], [60_000]]
]

describe("options of a breaker", () => {
  it.each(table)(
    "5: %s is refused out of its range, with its name, the value and the range",
    (option, write, wrong) => {
      for (const value of wrong) {
        assert.throws(
          () => policyOf(write(value)),
          new RegExp(`^${option.replaceAll(".", "\\.")}: expected a (whole )?(number|length) .+, got ${value}\\.$`)
        )
      }
    }
  )

  it.each(table)("5: %s is taken at the edges of its range", (_, write, __, right) => {
    for (const value of right) assert.isObject(policyOf(write(value)))
  })

  it.effect("5: are refused when the layer is built, as a defect", () =>
    Effect.gen(function* () {
      const exit = yield* Effect.exit(Layer.build(Breakers.layer({ maxOpen: -1 })))
      assert.isTrue(Exit.isFailure(exit) && Cause.pretty(exit.cause).includes("InvalidOption"))
    }).pipe(Effect.scoped)
  )

  it("want at least one trip in any", () => {
    assert.throws(() => Trip.any(), /trip\.any: expected at least one trip/)
  })

  it("are described in words", () => {
    assert.deepStrictEqual(
      [
        Trip.describe(Trip.standard),
        Trip.describe(Trip.any(Trip.consecutive(5), Trip.rate({ slow: { after: "2 seconds", rate: 0.7 } }))),
        Trip.describe(Trip.rate({ window: Window.count(10) }))
      ],
      [
        "50% of at least 20 calls failed in 30 s",
        "5 failures in a row, or 70% of at least 20 calls took more than 2 s in 30 s",
        "50% of at least 10 calls failed among the last 10"
      ]
    )
  })
})

describe("the length of an opening", () => {
  it("7: is above zero, finite and never above its cap, for any options, opening and draw", () => {
    fc.assert(
      fc.property(
        fc.record({
          first: fc.integer({ min: 1, max: 2 ** 31 - 1 }),
          factor: fc.double({ min: 1, max: 100, noNaN: true }),
          jitter: fc.double({ min: 0, max: 1, noNaN: true })
        }),
        fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
        fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
        (options, opening, draw) => {
          const open = OpenTime.growing(options)
          const length = OpenTime.lengthOf(open, opening, draw)
          assert.isTrue(length > 0 && length <= open.maxMs, `${length}`)
        }
      )
    )
  })
})
