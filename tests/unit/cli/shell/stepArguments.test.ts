import { assert, describe, it } from "@effect/vitest"
import { IntentIR, IntentStep } from "@zenus/core"
import * as fc from "fast-check"
import { argumentsText, givenByOthers, withArguments } from "#cli/shell/stepArguments.ts"

const find = new IntentStep({ id: "1", tool: "FileOps", action: "find", args: { files: { in: ["build"] } } })
const move = new IntentStep({
  id: "2",
  tool: "FileOps",
  action: "move",
  args: { to: "old" },
  dependsOn: ["1"],
  references: { from: { step: "1", output: "paths" } }
})
const intent = new IntentIR({ version: 1, goal: "g", provider: "rules", confidence: 1, steps: [find, move] })

const changed = (id: string, text: string): IntentIR => {
  const result = withArguments(intent, id, text)
  if ("problem" in result) assert.fail(result.problem)
  return result
}

describe("what a step is given, as text", () => {
  it("is one line where that is short, else an argument a line", () => {
    assert.strictEqual(argumentsText(move), '{"to":"old"}')
    const long = argumentsText({ args: { to: "x".repeat(60), from: { paths: ["a", "b"] }, existing: undefined } })
    assert.strictEqual(long, `{\n  "to": "${"x".repeat(60)}",\n  "from": {"paths":["a","b"]}\n}`)
  })

  it("says what earlier steps give besides", () => {
    assert.deepStrictEqual(givenByOthers(move), ["from from step 1"])
    assert.deepStrictEqual(givenByOthers(find), [])
  })

  it("comes back as that step's arguments alone, with all else as it was", () => {
    const { steps, ...rest } = changed("2", '{"to": "elsewhere"}')
    assert.deepStrictEqual({ ...rest }, { version: 1, goal: "g", provider: "rules", confidence: 1 })
    assert.deepStrictEqual(steps[0], find)
    assert.deepStrictEqual({ ...steps[1] }, { ...move, args: { to: "elsewhere" } })
  })

  it("written by hand, an argument no longer comes from an earlier step", () => {
    assert.notProperty(changed("2", '{"to":"old","from":{"paths":["a"]}}').steps[1], "references")
    const merged = new IntentIR({
      ...intent,
      steps: [find, new IntentStep({ ...move, args: { to: "old", from: { type: "file" } } })]
    })
    // What stood beside the reference from the beginning narrows it, and goes on doing so.
    const result = withArguments(merged, "2", '{"to":"old","from":{"type":"folder"}}')
    assert.property("problem" in result ? {} : result.steps[1], "references")
  })

  it.each<readonly [string, RegExp]>([
    ['{"to":', /^That is no JSON: /],
    ["to: old", /^That is no JSON: /],
    ['["a"]', /names and values/],
    ["null", /names and values/],
    ['"old"', /names and values/]
  ])("%s is no arguments", (text, expected) => {
    const result = withArguments(intent, "2", text)
    assert.match("problem" in result ? result.problem : "", expected)
  })

  it("holds every name exactly, of bytes that are no UTF-8 too (property)", () => {
    const names = fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom("a\udcff", "new\nline", '"', "\u202e", " "))
    fc.assert(
      fc.property(fc.array(names), (paths) => {
        const args = { files: { paths } }
        assert.deepStrictEqual(changed("1", argumentsText({ args })).steps[0]?.args, args)
      })
    )
  })
})
