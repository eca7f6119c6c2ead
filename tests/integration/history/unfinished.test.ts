/** What was cut off in a folder, as a face that comes back finds it, and what is left to do. */
import { readdirSync } from "node:fs"
import { join } from "node:path"
import { assert, describe } from "@effect/vitest"
import { CUT_OFF, Undo, Unfinished } from "@zenus/core"
import * as Effect from "effect/Effect"
import { diffTrees, it as kit, snapshotTree } from "#kit"
import { type EngineWorld, historyOf, inEngine, runRequest, undoIn } from "#kit/engineWorld.ts"
import { writeFiles } from "#kit/writeFiles.ts"

const FILES = 40

const it = kit.extend("world", ({ folder, home }): EngineWorld => {
  writeFiles(
    folder,
    Object.fromEntries(Array.from({ length: FILES }, (_, at) => [`f${String(at).padStart(2, "0")}.txt`, `${at}`]))
  )
  return { cwd: folder, home: home.path, zenusHome: home.zenusHome, executor: { batchSize: 8 } }
})

/** Ended for `reason` once the second step has done some of its deeds. */
const stopAfter = (world: EngineWorld, text: string, reason?: string) => {
  const stop = new AbortController()
  return runRequest(world, text, {
    yes: true,
    stop: stop.signal,
    onEvent: (event) => {
      if (event.type === "step.progress" && event.done >= 8 && (event.total ?? 0) >= FILES) stop.abort(reason)
    }
  })
}

const newest = (world: EngineWorld, cwd = world.cwd) =>
  inEngine(
    world,
    Effect.flatMap(Unfinished, (unfinished) => unfinished.newestIn(cwd))
  )
const restOf = (world: EngineWorld, transaction: string) =>
  inEngine(
    world,
    Effect.flatMap(Unfinished, (unfinished) => unfinished.restOf(transaction))
  )

const MOVE = "move all txt files to old"
const moved = (world: EngineWorld): ReadonlyArray<string> => readdirSync(join(world.cwd, "old")).toSorted()

describe("what was cut off", () => {
  it("is found in its folder, with how far it came, and nowhere else", async ({ world }) => {
    const { report } = await stopAfter(world, MOVE, CUT_OFF)
    assert.strictEqual(report.status, "interrupted")
    const done = moved(world).length
    assert.isAbove(done, 0)
    assert.isBelow(done, FILES)
    const cut = await newest(world)
    assert.deepInclude(cut, {
      transaction: report.transaction ?? "",
      direction: "run",
      request: MOVE,
      // The folder was made, too.
      done: done + 1,
      total: FILES + 1
    })
    assert.isNull(await newest(world, join(world.cwd, "old")))
    assert.isNull(await newest(world, world.home))
  })

  it("is nothing where a person stopped it", async ({ world }) => {
    const { report } = await stopAfter(world, MOVE)
    assert.strictEqual(report.status, "interrupted")
    assert.isNull(await newest(world))
  })

  it("is nothing any more once it is taken back, or something else was done there", async ({ world }) => {
    const before = snapshotTree(world.cwd)
    await stopAfter(world, MOVE, CUT_OFF)
    await undoIn(world)
    assert.deepStrictEqual(diffTrees(before, snapshotTree(world.cwd), { inodes: true }), [])
    assert.isNull(await newest(world))
    assert.strictEqual((await historyOf(world)).at(-1)?.status, "recovered")
    await stopAfter(world, MOVE, CUT_OFF)
    assert.isNotNull(await newest(world))
    await runRequest(world, "create a folder named new")
    assert.isNull(await newest(world))
  })

  it("may be an undo, which the next undo goes on with", async ({ world }) => {
    const before = snapshotTree(world.cwd)
    const { report } = await runRequest(world, MOVE, { yes: true })
    const stop = new AbortController()
    await inEngine(
      world,
      Effect.flatMap(Undo, (undo) =>
        undo.undo({ stop: stop.signal, onEvent: ({ done }) => void (done >= 8 && stop.abort(CUT_OFF)) })
      )
    )
    const left = moved(world).length
    assert.isAbove(left, 0)
    assert.deepInclude(await newest(world), { transaction: report.transaction ?? "", direction: "undo", request: MOVE })
    await undoIn(world)
    assert.deepStrictEqual(diffTrees(before, snapshotTree(world.cwd), { inodes: true }), [])
    assert.isNull(await newest(world))
  })
})

describe("the rest of it", () => {
  it("is the steps that have something left, by the arguments they had, and done takes only what is left", async ({
    world
  }) => {
    const { report } = await stopAfter(world, MOVE, CUT_OFF)
    const already = moved(world)
    const rest = await restOf(world, report.transaction ?? "")
    assert.deepStrictEqual(
      rest?.intent.steps.map(({ action, dependsOn }) => [action, dependsOn]),
      [["move", []]]
    )
    const saying = { name: "rules", translate: () => Effect.succeed(rest?.intent ?? assert.fail("nothing is left")) }
    assert.isTrue(rest?.isTouched(join(world.cwd, "old", already[0] ?? "")))
    assert.isFalse(rest?.isTouched(join(world.cwd, `f${FILES - 1}.txt`)))
    assert.isFalse(rest?.isTouched(join(world.cwd, "old", `f${FILES - 1}.txt`)))
    const finished = await runRequest(world, MOVE, { translators: [saying] })
    assert.strictEqual(finished.report.steps[0]?.count, FILES - already.length)
    assert.lengthOf(moved(world), FILES)
    assert.isNull(await newest(world))
  })

  it("knows paths that must not be done twice: each file is renamed once", async ({ world }) => {
    const { report } = await stopAfter(world, "add the prefix x_ to all txt files", CUT_OFF)
    const renamed = readdirSync(world.cwd).filter((name) => name.startsWith("x_"))
    assert.isAbove(renamed.length, 0)
    assert.isBelow(renamed.length, FILES)
    const rest = await restOf(world, report.transaction ?? "")
    for (const name of renamed) assert.isTrue(rest?.isTouched(join(world.cwd, name)), name)
  })

  it("would make a second time what is a copy, and says so", async ({ world }) => {
    const { report } = await stopAfter(world, "copy all txt files to kept", CUT_OFF)
    const copied = readdirSync(join(world.cwd, "kept"))
    assert.isAbove(copied.length, 0)
    assert.isBelow(copied.length, FILES)
    assert.isTrue((await restOf(world, report.transaction ?? ""))?.hasMade)
    await undoIn(world)
    const { report: move } = await stopAfter(world, MOVE, CUT_OFF)
    assert.isFalse((await restOf(world, move.transaction ?? ""))?.hasMade)
  })

  it("is nothing for what is not known", async ({ world }) => {
    assert.isNull(await restOf(world, "01JD"))
    assert.isNull(await newest(world))
  })
})
