/**
 * Requests whose place says that nothing there may be changed: refused by that place, before anything is looked through. And
 * the answer of a request in two steps of which the first only feeds the second.
 */
import { mkdirSync, symlinkSync } from "node:fs"
import { dirname, join } from "node:path"
import { assert, describe } from "@effect/vitest"
import { makeToolbox, Refusal } from "@zenus/core"
import { makeNodeDisk } from "@zenus/core/node"
import { allTools } from "@zenus/tools"
import * as Effect from "effect/Effect"
import { it as kit } from "#kit"
import { type EngineWorld, planRequest, runRequest } from "#kit/engineWorld.ts"
import { lookContext } from "#kit/lookContext.ts"
import { writeFiles } from "#kit/writeFiles.ts"

const it = kit.extend("world", ({ folder, home }): EngineWorld => ({
  cwd: folder,
  home: home.path,
  zenusHome: home.zenusHome
}))

/** The rule of the refusal, or what became of it else. */
const ruleOf = async (world: EngineWorld, text: string): Promise<string> => {
  const planned = await planRequest(world, text)
  return planned._tag === "Ended" ? (planned.plan?.refusal?.rule ?? planned.error.message) : "planned"
}
const BELOW = { in: ["to-root"], recursive: true }
/** The actions that look through folders for what they change, each over everything below a link to the root. */
const DEEDS: ReadonlyArray<readonly [tool: string, action: string, args: Record<string, unknown>]> = [
  ["FileOps", "delete", { files: BELOW }],
  ["FileOps", "move", { from: BELOW, to: "here" }],
  ["FileOps", "permissions", { files: BELOW, mode: "644" }],
  ["FileOps", "owner", { files: BELOW, owner: "0" }],
  ["FileOps", "dedupe", { files: BELOW }],
  ["FileOps", "organize", { files: BELOW }],
  ["FileOps", "rename", { files: BELOW, prefix: "x" }],
  ["TextOps", "replace", { files: BELOW, find: "a", with: "b" }],
  ["FileOps", "cleanup", { what: ["temporary"], files: BELOW }]
]

describe("a start that may not be changed", () => {
  it.for([
    "delete all files under to-root",
    "remove everything under / recursively please",
    "move all files under to-root to here",
    "change the permissions of all files under to-root to 644",
    "delete duplicate files under to-root",
    "clean up temporary files in to-root"
  ])("is judged before it is walked: %s", async (text, { world }) => {
    symlinkSync("/", join(world.cwd, "to-root"))
    mkdirSync(join(world.cwd, "here"))
    assert.strictEqual(await ruleOf(world, text), "outside-roots")
  })

  it.for(DEEDS)("is walked by no deed: %s.%s", async ([tool, name, args], { world }) => {
    symlinkSync("/", join(world.cwd, "to-root"))
    const walked: Array<string> = []
    const disk = {
      ...makeNodeDisk(),
      walk: (path: string) => {
        walked.push(path)
        return Promise.resolve()
      }
    }
    const refusal = new Refusal({ rule: "outside-roots", reason: "Not there.", recovery: [] })
    const context = { ...lookContext({ cwd: world.cwd, disk }), neverChangedIn: () => refusal }
    const action = makeToolbox(allTools).find(tool, name)
    const looked = await Effect.runPromise(Effect.result(action?.prepare(args, context) ?? Effect.fail(null)))
    assert.strictEqual(looked._tag === "Failure" && looked.failure?._tag, "DeedRefused")
    assert.deepStrictEqual(walked, [])
  })

  it("is a system folder as well", async ({ world }) => {
    symlinkSync("/etc", join(world.cwd, "to-etc"))
    assert.strictEqual(await ruleOf(world, "delete all files under to-etc"), "system-folder")
  })

  it("is none of those that may", async ({ world }) => {
    writeFiles(world.cwd, { "a/b/x.tmp": "x" })
    symlinkSync("a", join(world.cwd, "to-a"))
    assert.strictEqual(await ruleOf(world, "delete all tmp files under to-a"), "planned")
    assert.strictEqual(await ruleOf(world, "delete all tmp files in this folder and its subfolders"), "planned")
  })

  it("is read all the same", async ({ world }) => {
    symlinkSync("/etc", join(world.cwd, "to-etc"))
    assert.strictEqual(await ruleOf(world, "find files named hosts in to-etc"), "planned")
  })
})

describe("a folder named by what it is", () => {
  it("is judged as that folder", async ({ world }) => {
    assert.strictEqual(await ruleOf(world, "delete my home folder"), "home-folder")
    assert.strictEqual(await ruleOf(world, "delete the root folder"), "root-folder")
    assert.strictEqual(await ruleOf(world, "delete this folder"), "working-folder")
    const below = { ...world, cwd: dirname(world.cwd) }
    writeFiles(below.cwd, { "own/inner/a.txt": "a" })
    assert.strictEqual(
      await ruleOf({ ...world, cwd: join(below.cwd, "own", "inner") }, "delete the parent folder"),
      "working-folder"
    )
  })
})

describe("an answer that only feeds the next step", () => {
  it("is not given beside that of the next", async ({ world }) => {
    writeFiles(world.cwd, { "a.txt": "pear\n", "b.txt": "fig\n" })
    const { outputs } = await runRequest(world, "calculate the md5sum of each txt file here and sort the output")
    const lines = outputs.flatMap((output) => output.lines)
    assert.strictEqual(lines.length, 2)
    assert.deepStrictEqual(lines, lines.toSorted())
  })

  it("is given where both were asked for", async ({ world }) => {
    writeFiles(world.cwd, { "a.txt": "pear\n", "b.txt": "fig\n" })
    const { outputs } = await runRequest(world, "show a.txt and then show b.txt")
    assert.strictEqual(outputs.length, 2)
  })
})
