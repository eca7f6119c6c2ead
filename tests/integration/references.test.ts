/** Steps that take what earlier ones find, make or say; and plans that cannot be. */
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe } from "@effect/vitest"
import { MAX_STEPS } from "@zenus/core"
import { it as kit } from "#kit"
import { type EngineWorld, planRequest, runRequest, type SaidStep, saying, undoIn } from "#kit/engineWorld.ts"
import { writeFiles } from "#kit/writeFiles.ts"

const it = kit.extend("world", ({ folder, home }): EngineWorld => {
  writeFiles(folder, { "a.txt": "aaa", "b.txt": "b", "c.md": "c", "sub/d.txt": "dd" })
  return { cwd: folder, home: home.path, zenusHome: home.zenusHome }
})
type Steps = ReadonlyArray<SaidStep>

const run = (world: EngineWorld, ...steps: Steps) =>
  runRequest({ ...world, translators: [saying(...steps)] }, "steps", { yes: true })

/** Tag and message of why it cannot be planned. */
const trouble = async (world: EngineWorld, ...steps: Steps) => {
  const planned = await planRequest({ ...world, translators: [saying(...steps)] }, "steps")
  return planned._tag === "Ended" ? `${planned.error._tag}: ${planned.error.message}` : planned._tag
}

const steps = (count: number): Steps => Array.from({ length: count }, (_, at) => ["mkdir", { paths: [`f${at}`] }])
const find: SaidStep = ["find", { files: { extensions: ["txt"] } }]

describe("a reference", () => {
  it("takes the paths that an earlier step found", async ({ world }) => {
    const { report } = await run(world, find, [
      "move",
      { to: "texts/" },
      { references: { from: { step: "1", output: "paths" } } }
    ])
    assert.strictEqual(report.status, "done", JSON.stringify(report.error))
    assert.deepStrictEqual(report.plan?.steps[1]?.dependsOn, ["1"])
    assert.isFalse(existsSync(join(world.cwd, "a.txt")))
    assert.include(readdirSync(join(world.cwd, "texts")), "a.txt")
    assert.isNull((await undoIn(world)).stopped)
    assert.isTrue(existsSync(join(world.cwd, "a.txt")))
  })

  it("keeps the other conditions beside the paths", async ({ world }) => {
    const { report } = await run(world, find, [
      "delete",
      { files: { names: ["b*"] } },
      { references: { files: { step: "1", output: "paths" } } }
    ])
    assert.strictEqual(report.status, "done", JSON.stringify(report.error))
    assert.deepStrictEqual(readdirSync(world.cwd).toSorted(), ["a.txt", "c.md", "sub"])
  })

  it("takes one path, and no guess where there are none or several", async ({ world }) => {
    const reference = { references: { to: { step: "1", output: "path" } } } as const
    const copy: SaidStep = ["copy", { from: { paths: ["c.md"] } }, reference]
    const { report } = await run(world, ["mkdir", { paths: ["made"] }], copy)
    assert.strictEqual(report.status, "done", JSON.stringify(report.error))
    assert.strictEqual(readFileSync(join(world.cwd, "made/c.md"), "utf8"), "c")
    assert.match(await trouble(world, ["mkdir", { paths: ["x", "y"] }], copy), /^BadArgument: .*gives 2/)
    const nothing: SaidStep = ["find", { files: { extensions: ["none"] } }]
    assert.match(await trouble(world, nothing, copy), /^BadArgument: .*gives 0/)
  })

  it("takes the text of an answer", async ({ world }) => {
    const { report } = await run(world, find, [
      "write",
      { path: "list.out" },
      { references: { text: { step: "1", output: "text" } } }
    ])
    assert.strictEqual(report.status, "done", JSON.stringify(report.error))
    assert.include(readFileSync(join(world.cwd, "list.out"), "utf8"), "a.txt")
  })

  // An answer that is streamed has its text in its bytes: it was taken for an empty one, and an empty file was written.
  it("takes the text of an answer that is streamed", async ({ world }) => {
    const { report } = await run(
      world,
      ["read", { files: { paths: ["a.txt"] } }],
      ["write", { path: "copy.out" }, { references: { text: { step: "1", output: "text" } } }]
    )
    assert.strictEqual(report.status, "done", JSON.stringify(report.error))
    assert.strictEqual(readFileSync(join(world.cwd, "copy.out"), "utf8"), "aaa\n")
  })

  it("takes no text that is longer than a report holds, and says so", async ({ world }) => {
    writeFiles(world.cwd, { "long.txt": "0".repeat(8 * 1024 * 1024 + 1) })
    const read: SaidStep = ["read", { files: { paths: ["long.txt"] } }]
    const write: SaidStep = ["write", { path: "copy.out" }, { references: { text: { step: "1", output: "text" } } }]
    assert.match(await trouble(world, read, write), /^BadArgument: .*longer than 8,388,608 characters/)
  })

  it("takes the files in which a text was found, and none that were only looked through", async ({ world }) => {
    writeFiles(world.cwd, { "deep/e.txt": "bbb\n" })
    const search: SaidStep = ["TextOps.search", { find: "b", files: { extensions: ["txt"] } }]
    const remove: SaidStep = ["delete", {}, { references: { files: { step: "1", output: "paths" } } }]
    const { report } = await run(world, search, remove)
    assert.strictEqual(report.status, "done", JSON.stringify(report.error))
    assert.deepStrictEqual(readdirSync(world.cwd).toSorted(), ["a.txt", "c.md", "deep", "sub"])
    assert.deepStrictEqual(readdirSync(join(world.cwd, "deep")), [])
  })
})

describe("a plan that cannot be", () => {
  it("names the step and why", async ({ world }) => {
    const mkdir: SaidStep = ["mkdir", { paths: ["new"] }]
    assert.match(await trouble(world, ["Nothing.at", {}]), /^PlanInvalid: Step 1 .*no action Nothing\.at/)
    assert.match(
      await trouble(world, mkdir, ["constructor", {}]),
      /^PlanInvalid: Step 2 .*no action FileOps\.constructor/
    )
    assert.match(await trouble(world, ["mkdir", { paths: ["x"], extra: 1 }]), /^BadArgument: [^]*extra/)
    const later = { references: { from: { step: "2", output: "paths" } } } as const
    assert.match(await trouble(world, ["move", { to: "x" }, later], find), /^PlanInvalid: Step 1 .*no earlier step 2/)
    assert.match(
      await trouble(world, ["mkdir", { paths: ["x"] }, { dependsOn: ["9"] }]),
      /^PlanInvalid: Step 1 .*depends on step 9/
    )
    assert.isFalse(existsSync(join(world.cwd, "new")))
  })

  it("has one step too many", async ({ world }) => {
    assert.strictEqual(await trouble(world, ...steps(MAX_STEPS)), "Judged")
    assert.match(await trouble(world, ...steps(MAX_STEPS + 1)), /^PlanInvalid: Step 51 .*at most 50 steps/)
  })
})

describe("a step whose object an earlier one makes", () => {
  it("is planned on what will be there, and looks again once it is", async ({ world }) => {
    const ran = await run(
      world,
      ["write", { path: "new.txt", text: "one\ntwo\n" }],
      ["read", { files: { paths: ["new.txt"] } }]
    )
    assert.strictEqual(ran.report.status, "done", JSON.stringify(ran.report.error))
    assert.deepStrictEqual(ran.report.plan?.steps[1]?.dependsOn, ["1"])
  })
})
