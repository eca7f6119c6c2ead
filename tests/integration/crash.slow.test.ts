/**
 * More than 500 kills at random instants: one process alone, two side by side in one folder, two after the same files. The
 * seeds are fixed, the instants follow from them as far as a machine's clock lets them. At least a third must hit a
 * transaction in its middle, or the schedule has missed its point.
 */
import { assert, describe } from "@effect/vitest"
import { it } from "#kit"
import { type Crash, killAndRecover, type KillOptions, measureWork } from "#kit/crash/killAndRecover.ts"

const round = async (
  count: number,
  from: number,
  options: Omit<KillOptions, "seed" | "withinMs">
): Promise<ReadonlyArray<Crash & { readonly seed: number }>> => {
  const crashes: Array<Crash & { readonly seed: number }> = []
  const withinMs = await measureWork({ ...options, seed: from })
  for (let seed = from; seed < from + count; seed++) {
    const crash = { seed, ...(await killAndRecover({ ...options, seed, withinMs })) }
    if (crash.differs.length > 0 || crash.stopped !== null) assert.fail(JSON.stringify(crash, null, 1))
    crashes.push(crash)
  }
  return crashes
}

/** How often each kind was cut off, for the log of the run. */
const summary = (crashes: ReadonlyArray<Crash>): string => {
  const counts = new Map<string, number>()
  for (const { doing } of crashes) for (const what of doing) counts.set(what, (counts.get(what) ?? 0) + 1)
  const hit = crashes.filter(({ recovered }) => recovered > 0).length
  return `${crashes.length} kills, ${hit} in the midst: ${[...counts].map(([what, count]) => `${what} ${count}`).join(", ")}`
}

const assertHits = (crashes: ReadonlyArray<Crash>): void => {
  process.stderr.write(`${summary(crashes)}\n`)
  assert.isAbove(crashes.filter(({ recovered }) => recovered > 0).length, crashes.length / 3)
}

const noFailures = (crashes: ReadonlyArray<Crash>): void =>
  assert.deepStrictEqual(
    crashes.flatMap(({ failed }) => failed),
    []
  )

describe("kill -9, hundreds of times", () => {
  it.for([1000, 1100, 1200, 1300])("of one process that acts, undoes and redoes (from %i)", async (from, { base }) => {
    const crashes = await round(100, from, { base, does: ["all"] })
    assertHits(crashes)
    noFailures(crashes)
  })

  it("of two processes at work in one folder", async ({ base }) => {
    const crashes = await round(80, 5000, { base, does: ["runs", "runs"] })
    assertHits(crashes)
    noFailures(crashes)
  })

  // Out of their order, transactions cannot both give back the time of a folder that they share.
  it("of two processes of which one undoes while the other runs", async ({ base }) => {
    const crashes = await round(40, 6000, {
      base,
      does: ["all", "runs"],
      compare: { folderTimes: false }
    })
    assertHits(crashes)
    noFailures(crashes)
  })
})
