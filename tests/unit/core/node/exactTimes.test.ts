/** Times as `touch` and as node:fs take them. */
import { assert, describe, it } from "@effect/vitest"
import { touchArgument, touchCalls, utimesArgument } from "#core/node/exactTimes.ts"

/** What libuv makes of a double: whole seconds, and the rest cut to the nanosecond. */
const cut = (argument: number | Date): bigint => {
  const seconds = Number(argument)
  return BigInt(Math.trunc(seconds)) * 1_000_000_000n + BigInt(Math.trunc((seconds - Math.trunc(seconds)) * 1e9))
}

describe("the argument for touch", () => {
  const table: ReadonlyArray<readonly [ns: bigint, expected: string]> = [
    [0n, "@0.000000000"],
    [1n, "@0.000000001"],
    [1_234_567_890_123_456_789n, "@1234567890.123456789"],
    [-1n, "@-0.000000001"],
    [-1_500_000_000n, "@-1.500000000"]
  ]
  it.each(table)("for %d ns is %s", (ns, expected) => assert.strictEqual(touchArgument(ns), expected))
})

describe("the calls of touch", () => {
  const now = { mtimeNs: 5n, atimeNs: 6n }
  it("leave alone what is right already", () => {
    assert.deepStrictEqual(touchCalls(now, now), [])
    assert.deepStrictEqual(touchCalls(now, { mtimeNs: 7n, atimeNs: 6n }), [["-m", "-d", "@0.000000007"]])
    assert.deepStrictEqual(touchCalls(now, { mtimeNs: 5n, atimeNs: 7n }), [["-a", "-d", "@0.000000007"]])
  })
  it("are two for two times and one for one", () => {
    assert.strictEqual(touchCalls(now, { mtimeNs: 7n, atimeNs: 8n }).length, 2)
    assert.deepStrictEqual(touchCalls(now, { mtimeNs: 7n, atimeNs: 7n }), [["-d", "@0.000000007"]])
  })
})

describe("the argument for node:fs", () => {
  it("is exact for whole seconds and other times that a double holds", () => {
    for (const ns of [0n, 1_000_000_000n, 1_795_270_534_000_000_000n, 1_795_270_534_500_000_000n]) {
      assert.strictEqual(cut(utimesArgument(ns)), ns)
    }
  })
  it("stays in the microsecond of every other time", () => {
    for (let ns = 1_795_270_534_000_000_000n; ns < 1_795_270_535_000_000_000n; ns += 1_234_567n) {
      assert.strictEqual(cut(utimesArgument(ns)) / 1000n, ns / 1000n, String(ns))
    }
    assert.strictEqual(cut(utimesArgument(1_795_270_534_999_999_999n)) / 1000n, 1_795_270_534_999_999n)
  })
  it("is a date before 1970, never later than the time", () => {
    assert.deepStrictEqual(utimesArgument(-1n), new Date(-1))
    assert.deepStrictEqual(utimesArgument(-1_000_000n), new Date(-1))
    assert.deepStrictEqual(utimesArgument(-1_000_001n), new Date(-2))
  })
})
