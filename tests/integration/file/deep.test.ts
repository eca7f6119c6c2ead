/**
 * A tree deeper than a path can be long (4,096 bytes on Linux): programs make such trees by going down step by step. What lies
 * below can be neither named nor looked at; the folder at its top can be served all the same.
 */
import { execFileSync } from "node:child_process"
import { readdirSync } from "node:fs"
import { assert, describe } from "@effect/vitest"
import { makeNodeDisk } from "@zenus/core/node"
import { it } from "#kit"
import { askTool } from "#kit/askTool.ts"
import { perform } from "#kit/perform.ts"
import { undoLast } from "#kit/takeBack.ts"
import { removeTree } from "#core/history/removeTree.ts"
import { runToEnd } from "#core/history/surveyTree.ts"
import { remove } from "#tools/file/change/delete.ts"
import { FileOps } from "#tools/file/FileOps.ts"

const LEVELS = 40
const DESCEND = `
  process.chdir(process.argv[1]); fs.mkdirSync("top"); process.chdir("top"); fs.writeFileSync("near.txt", "near")
  for (let level = 0; level < ${LEVELS}; level++) { fs.mkdirSync("d".repeat(200)); process.chdir("d".repeat(200)) }
  fs.writeFileSync("far.txt", "far")`

/** Makes it, and takes it away afterwards, which needs a program that goes down step by step as well. */
const withDeepTree = async (folder: string, work: () => Promise<void>): Promise<void> => {
  execFileSync(process.execPath, ["-e", DESCEND, folder])
  try {
    await work()
  } finally {
    execFileSync("rm", ["-rf", `${folder}/top`])
  }
}

/** How many folders can be entered one after the other: find goes down by itself. */
const depth = (folder: string): number =>
  execFileSync("find", [`${folder}/top`, "-type", "d"])
    .toString()
    .trim()
    .split("\n").length

describe.runIf(process.platform === "linux")("a tree deeper than a path is long", () => {
  it("is deleted by its top, as a whole, and comes back as a whole", async ({ folder, home }) => {
    await withDeepTree(folder, async () => {
      const options = { cwd: folder, zenusHome: home.zenusHome }
      const done = await perform(remove, { files: { paths: ["top"] } }, options)
      assert.deepStrictEqual([done.status, done.effects.length], ["done", 1], JSON.stringify(done.error))
      assert.deepStrictEqual(readdirSync(folder), [])
      assert.isNull((await undoLast(options)).stopped)
      assert.strictEqual(depth(folder), LEVELS + 1)
    })
  })

  it("is removed for good when its time in the trash is over", async ({ folder }) => {
    await withDeepTree(folder, async () => {
      const { entries, bytes } = runToEnd(removeTree(makeNodeDisk(), `${folder}/top`))
      assert.deepStrictEqual([entries, bytes], [LEVELS + 3, 7], "every folder, and the two files with what they held")
      assert.deepStrictEqual(readdirSync(folder), [])
    })
  })

  it("is measured and searched as far as paths reach, and the message is no page of names", async ({ folder }) => {
    await withDeepTree(folder, async () => {
      const { answer } = askTool(FileOps)
      const asked: ReadonlyArray<readonly [string, object, ReadonlyArray<string>]> = [
        ["diskUsage", { files: { paths: ["top"] } }, ["4"]],
        ["find", { files: { size: { over: 0 }, recursive: true } }, ["top/near.txt"]],
        ["count", { files: { in: ["top"], recursive: true } }, ["1"]]
      ]
      for (const [name, args, lines] of asked) {
        const { lines: found, note } = await answer(folder, name, args)
        assert.deepStrictEqual(found, lines, name)
        assert.match(note ?? "", /left out: top\/d+\.\.\.d+\.$/, name)
        assert.isBelow((note ?? "").length, 400)
      }
    })
  })

  it("is shown as it is by a look at its top", async ({ folder }) => {
    await withDeepTree(folder, async () => {
      const { lines } = askTool(FileOps)
      assert.deepStrictEqual(await lines(folder, "list", { files: { in: ["top"], type: "any" } }), [
        `top/${"d".repeat(200)}/`,
        "top/near.txt"
      ])
    })
  })
})
