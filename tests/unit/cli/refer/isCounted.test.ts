/** Which answers are lists that "the second one" counts in row by row, so that plain lines may number them. */
import { assert, describe, it } from "@effect/vitest"
import type { Output } from "@zenus/core"
import { isCounted } from "#cli/refer/referents.ts"
import { terminalLines } from "#cli/terminal/answer.ts"
import { planOf } from "#kit/readingWorld.ts"

const counted = (output: Output, action = "FileOps.find"): boolean => isCounted(planOf({ action }), output)

describe("rows of an answer", () => {
  it.for<readonly [what: string, output: Output, action: string | undefined, expected: boolean]>([
    ["paths", { lines: ["a", "b"], paths: ["/w/a", "/w/b"] }, undefined, true],
    [
      "a table of paths",
      { lines: [], table: { columns: ["n"], rows: [[1], [2]] }, paths: ["/a", "/b"] },
      undefined,
      true
    ],
    ["branches", { lines: ["* main", "  other"] }, "GitOps.branches", true],
    ["one alone", { lines: ["a"], paths: ["/w/a"] }, undefined, false],
    ["lines of a text", { lines: ["one", "two"] }, "TextOps.head", false],
    ["two rows of one file", { lines: ["a:1", "a:2"], paths: ["/w/a", "/w/a"] }, "TextOps.search", false],
    ["fewer paths than rows", { lines: ["a", "b", "c"], paths: ["/w/a", "/w/b"] }, undefined, false]
  ])("%s: %j", ([, output, action, expected]) => assert.strictEqual(counted(output, action), expected))

  it("are numbered from 1, in a table in a column of their own", () => {
    assert.deepStrictEqual(terminalLines({ lines: ["a", "b"], paths: ["/w/a", "/w/b"] }, null, true), ["1. a", "2. b"])
    const table = { columns: ["name"], rows: [["a"], ["b"]] }
    assert.deepStrictEqual(terminalLines({ lines: [], table, paths: ["/a", "/b"] }, null, true), [
      "No  name",
      " 1  a",
      " 2  b"
    ])
  })
})
