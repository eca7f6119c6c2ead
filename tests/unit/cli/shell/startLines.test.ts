import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe } from "vitest"
import { ALL_EXAMPLES, examplesFor, someNames, startLines } from "#cli/shell/startLines.ts"
import { it } from "#kit"
import { planRequest } from "#kit/engineWorld.ts"

describe("what a shell says first", () => {
  it("is three lines at most, with a question and a deed that fit what lies there", ({ folder }) => {
    writeFileSync(join(folder, "report.PDF"), "")
    for (const width of [Infinity, 80, 60, 34]) {
      const lines = startLines(folder, width)
      assert.isAtMost(lines.length, 3)
      assert.include(lines.join("\n"), "find pdf files")
      assert.include(lines.join("\n"), "move all pdf files to documents")
    }
  })

  it("leaves both examples whole where they have no room in one row", ({ folder }) => {
    const names = ["a.jpg"]
    writeFileSync(join(folder, names[0] ?? ""), "")
    const [look, deed] = examplesFor(names)
    const both = `  ${look}    or    ${deed}`
    assert.strictEqual(startLines(folder, both.length)[1], both)
    assert.deepStrictEqual(startLines(folder, both.length - 1).slice(0, 2), [`Say: ${look}`, `or:  ${deed}`])
  })

  it("fits every example into a row of 41", () => {
    for (const example of ALL_EXAMPLES) assert.isAtMost("Say: ".length + example.length, 41)
  })

  it.for([
    [[], "how much space is left on this disk?", "create a folder named notes"],
    [["src/"], "which folders here are the largest?", "create a folder named notes"],
    [["a", "b"], "what are the 5 largest files here?", "create a folder named notes"],
    [["a", "b", "c", "d"], "what are the 5 largest files here?", "organize this folder by type"],
    [["x.tmp"], "what are the 5 largest files here?", "delete all tmp files"]
  ] as const)("in %j", ([names, look, deed]) => {
    assert.deepStrictEqual(examplesFor(names), [look, deed])
  })

  it("looks at no more names than it needs, at no hidden ones, and not into what is shut", ({ folder }) => {
    for (let at = 0; at < 300; at++) writeFileSync(join(folder, `f${at}`), "")
    assert.lengthOf(someNames(folder), 200)
    const other = join(folder, "other")
    mkdirSync(other)
    writeFileSync(join(other, ".pdf"), "")
    mkdirSync(join(other, "inner"))
    assert.deepStrictEqual(someNames(other), ["inner/"])
    assert.deepStrictEqual(someNames(join(folder, "not there")), [])
  })

  it.for(ALL_EXAMPLES)("is understood where it is shown: %s", async (text, { folder, home }) => {
    for (const ending of ["pdf", "jpg", "log", "csv", "ts", "py", "md", "tmp"])
      writeFileSync(join(folder, `one.${ending}`), "x\n")
    mkdirSync(join(folder, "inner"))
    const planned = await planRequest({ cwd: folder, home: home.path, zenusHome: home.zenusHome }, text)
    assert.strictEqual(planned._tag, "Judged", JSON.stringify(planned))
  })
})
