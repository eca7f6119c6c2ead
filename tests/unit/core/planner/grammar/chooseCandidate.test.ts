/** Two readings between which nothing decides: asked back about when one of them acts, whatever stands first in the table. */
import { assert, describe, it } from "@effect/vitest"
import { type LexiconAction, makeLexicon } from "#core/planner/grammar/Lexicon.ts"
import type { Look } from "#core/planner/grammar/Reading.ts"
import { readRequest } from "#core/planner/grammar/readRequest.ts"

const action = (name: string, risk: 0 | 1 | 2 | 3, ...says: ReadonlyArray<string>): LexiconAction => ({
  tool: "Box",
  name,
  risk,
  phrases: says.map((say) => ({ say })),
  examples: [`${name} a.txt`]
})
const read = (actions: ReadonlyArray<LexiconAction>, text: string, look?: Look) =>
  readRequest(text, makeLexicon(actions), { now: 0, zone: "UTC", ...(look === undefined ? {} : { look }) })

describe("two acting readings of one score and one risk", () => {
  it.each([
    [1, 1],
    [2, 2],
    [3, 3]
  ] as const)("that are two deeds are ambiguous (risk %d and %d)", (one, two) => {
    const result = read(
      [action("wash", one, "treat {path:path}"), action("burn", two, "treat {path:path}")],
      "treat a.txt"
    )
    assert.strictEqual(result.status, "ambiguous")
    if (result.status === "ambiguous") assert.strictEqual(result.reason, "it may mean wash or burn.")
  })

  it("that are one deed with other arguments are ambiguous, and both are named", () => {
    const result = read(
      [action("wash", 1, "treat {from:path} {to:path}", "treat {to:path} {from:path}")],
      "treat a.txt b.txt"
    )
    assert.strictEqual(result.status, "ambiguous")
    if (result.status === "ambiguous")
      assert.strictEqual(result.reason, "it may mean wash with from a.txt, to b.txt or with from b.txt, to a.txt.")
  })

  it("that do the same are one", () => {
    const twice = action("wash", 1, "treat {path:path}", "treat|clean {path:path}")
    assert.strictEqual(read([twice], "treat a.txt").status, "understood")
  })

  it("that only read are decided by the table", () => {
    const result = read([action("see", 0, "treat {path:path}"), action("smell", 0, "treat {path:path}")], "treat a.txt")
    assert.strictEqual(result.status === "understood" && result.steps[0]?.action, "see")
  })

  it("gives way to one that explains more of the words", () => {
    const result = read(
      [action("burn", 2, "treat {path:path}"), action("wash", 2, "treat gently {path:path}")],
      "treat gently a.txt"
    )
    assert.strictEqual(result.status === "understood" && result.steps[0]?.action, "wash")
  })
})

describe("rubbish between the words of an order", () => {
  const pull = [action("pull", 1, "pull {remote:name} {branch:name}", "pull {remote:name}", "pull")]
  it.each(["pull X the Y", "pull origin my main", "pull the", "pull origin the", "pull X the"])(
    "is not skipped: %s",
    (text) => {
      assert.strictEqual(read(pull, text).status, "not-understood")
    }
  )
  it.each(["pull origin main", "pull the origin", "please just pull origin main now", "pull"])(
    "is not what stands in front of the first name, nor politeness: %s",
    (text) => {
      assert.strictEqual(read(pull, text).status, "understood")
    }
  )
})
