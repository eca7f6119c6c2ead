/** Whose paths are shown: the last plan that had some, or that of a line. */
import { assert, describe, it } from "@effect/vitest"
import { planNamed } from "#cli/shell/details.ts"
import { MAX_HELD, keepBlock } from "#cli/line/ShellState.ts"
import { block, listing } from "#kit/readingWorld.ts"

const planned = block(2, { planned: true, effects: [{ op: "delete", from: "/w/b" }] })
const done = block(3, { effects: [{ op: "create", to: "/w/c" }] })
const known = [listing(1, ["a"]), planned, done, listing(4, ["d"])]

/** The paths of the plan that is meant, or why there is none. */
const named = (rest: string, blocks = known): string => {
  const plan = planNamed(blocks, rest)
  return "why" in plan
    ? plan.why
    : plan.steps.flatMap(({ effects }) => effects.map(({ from, to }) => to ?? from)).join()
}

describe("/details", () => {
  it.for([
    ["", "/w/c"],
    ["#2", "/w/b"],
    ["2", "/w/b"],
    ["#1", "#1 had no plan with paths."],
    ["#9", "There is no #9: this shell knows #1 to #4."],
    ["of it", "of it is no line of this shell: write /details #3."]
  ] as const)("%j: %s", ([rest, means]) => assert.strictEqual(named(rest), means))

  it("has none yet, or none any more", () => {
    assert.strictEqual(named("", [listing(1, ["a"])]), "No line here has had a plan with paths yet.")
    const blocks = [done]
    keepBlock({ blocks }, block(4, { paths: Array.from({ length: MAX_HELD }, (_, at) => `/w/${at}`) }))
    assert.strictEqual(named("#3", blocks), "#3 is too long ago: its paths are not kept any more.")
  })
})
