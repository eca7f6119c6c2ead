import { assert, describe, it } from "@effect/vitest"
import { PathNotFound } from "@zenus/core"
import { makeLexicon } from "#core/planner/grammar/Lexicon.ts"
import { readRequest } from "#core/planner/grammar/readRequest.ts"
import { allTools } from "#tools/index.ts"
import { HINTS } from "#tools/action/reads.ts"

describe("HINTS", () => {
  const lexicon = makeLexicon(
    allTools.flatMap((tool) => tool.actions.map((action) => ({ ...action, tool: tool.name, name: action.name })))
  )

  it.each(Object.entries(HINTS))("name a request for a missing %s that is understood", (_kind, hint) => {
    const request = /zenus '([^']+)'/.exec(hint)?.[1]
    if (request === undefined) return assert.notInclude(hint, "zenus")
    assert.strictEqual(readRequest(request, lexicon, { now: 0, zone: "UTC" }).status, "understood", request)
  })

  it("stand where no name looks like the missing one", () => {
    const missing = new PathNotFound({ path: "process x", near: [], hint: HINTS.process })
    assert.deepStrictEqual(missing.recovery, [HINTS.process])
    assert.deepStrictEqual(new PathNotFound({ path: "process x", near: ["y"], hint: HINTS.process }).recovery, [
      "Did you mean y?"
    ])
  })
})
