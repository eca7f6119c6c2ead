/** What was cut off in a folder, as a face that comes back finds it, and what is left to do. */
import { readdirSync } from "node:fs"
import { join } from "node:path"
import { assert, describe } from "@effect/vitest"
import { CUT_OFF, type Translator, Undo, Unfinished } from "@zenus/core"
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

/** Ended for `reason` once the step that is about many files has done some of its deeds. */
const stopAfter = (world: EngineWorld, text: string, reason?: string, translators?: ReadonlyArray<Translator>) => {
  const stop = new AbortController()
  return runRequest(world, text, {
    yes: true,
    stop: stop.signal,
    ...(translators === undefined ? {} : { translators }),
    onEvent: (event) => {
      if (event.type === "step.progress" && event.done >= 8 && (event.total ?? 0) > 8) stop.abort(reason)
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

/** What was cut off is gone on with, and that is cut off as well. */
const cutTwice = async (world: EngineWorld) => {
  const first = (await stopAfter(world, MOVE, CUT_OFF)).report.transaction ?? ""
  const rest = await restOf(world, first)
  const saying = { name: "rules", translate: () => Effect.succeed(rest?.intent ?? assert.fail("nothing is left")) }
  const second = (await stopAfter(world, MOVE, CUT_OFF, [saying])).report.transaction ?? ""
  return { first, second }
}

describe("what was cut off, finished, and cut off once more", () => {
  it("is one thing with its first part, as far as both came; taken back, the first part is what is left", async ({
    world
  }) => {
    const before = snapshotTree(world.cwd)
    const { first, second } = await cutTwice(world)
    const done = moved(world).length
    assert.isAbove(done, 8)
    assert.isBelow(done, FILES)
    const whole = { earlier: [first], done: done + 1, total: FILES + 1 }
    assert.deepInclude(await newest(world), { transaction: second, ...whole })
    // The second part taken back and done anew from its beginning, as where doing the rest by itself would do some of it twice.
    await undoIn(world, { id: second })
    const rest = await restOf(world, second)
    const saying = { name: "rules", translate: () => Effect.succeed(rest?.whole ?? assert.fail("nothing is left")) }
    const third = (await stopAfter(world, MOVE, CUT_OFF, [saying])).report.transaction ?? ""
    const again = moved(world).length
    assert.deepInclude(await newest(world), { transaction: third, ...whole, done: again + 1 })
    await undoIn(world, { id: [third, first] })
    assert.deepStrictEqual(diffTrees(before, snapshotTree(world.cwd), { inodes: true }), [])
    assert.isNull(await newest(world))
    await inEngine(
      world,
      Effect.flatMap(Undo, (undo) => undo.redo())
    )
    const stands = { transaction: third, direction: "run" as const, ...whole, done: again + 1 }
    assert.deepInclude(await newest(world), stands, "done again it is as it was")
  })

  it("and the undo of it cut off, too: what still stands of both parts", async ({ world }) => {
    const { first, second } = await cutTwice(world)
    const stop = new AbortController()
    await inEngine(
      world,
      Effect.flatMap(Undo, (undo) =>
        undo.undo({ id: second, stop: stop.signal, onEvent: ({ done }) => void (done >= 1 && stop.abort(CUT_OFF)) })
      )
    )
    const cut = await newest(world)
    assert.deepInclude(cut, {
      transaction: second,
      direction: "undo",
      earlier: [first],
      done: moved(world).length + 1
    })
  })

  it("is by itself where something else was done there in between, also by a person who stopped the same", async ({
    world
  }) => {
    const { first } = await cutTwice(world)
    await runRequest(world, "create a folder named new")
    await stopAfter(world, MOVE, CUT_OFF)
    const cut = await newest(world)
    assert.deepInclude(cut, { earlier: [] })
    assert.notStrictEqual(cut?.transaction, first)
    const { report } = await stopAfter(world, MOVE)
    assert.strictEqual(report.status, "interrupted")
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
