/** A deed outside the file tree through the executor: journaled before it acts, settled after a crash, taken back by its inverse. */
import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe } from "@effect/vitest"
import { type Inverse, type OwnDeed, StepFailed } from "@zenus/core"
import { makeNodeDisk } from "@zenus/core/node"
import * as Effect from "effect/Effect"
import { it } from "#kit"
import { execute, history, redo, undo, type WorldOptions, writeDeed } from "#kit/deedWorld.ts"
import { makeMortal } from "#kit/faults.ts"

const disk = makeNodeDisk()

/** A counter in a file stands for what is outside the file tree. */
const counter = (path: string): { readonly own: OwnDeed; readonly inverse: Inverse } => {
  const read = (): number => Number(readFileSync(path, "utf8"))
  return {
    own: {
      effects: [{ op: "act", detail: "count up" }],
      before: () => Effect.sync(read),
      act: (_, before) =>
        Effect.sync(() => {
          writeFileSync(path, String(Number(before) + 1))
          return { after: Number(before) + 1, output: { lines: ["counted"] } }
        })
    },
    inverse: {
      check: (before, after, _, direction) =>
        Effect.sync(() =>
          read() === (direction === "undo" ? after : before)
            ? null
            : { _tag: "Blocked", path, why: "it was counted on since" }
        ),
      undo: (before) => Effect.sync(() => writeFileSync(path, String(before))),
      redo: (_, after) => Effect.sync(() => writeFileSync(path, String(after))),
      settle: (before) => Effect.sync(() => ({ happened: read() !== before, after: read() }))
    }
  }
}

describe("an own deed", () => {
  it("is journaled before it acts, undone by its inverse, and done again", async ({ folder, home }) => {
    const path = join(home.path, "counter")
    writeFileSync(path, "5")
    const { inverse, own } = counter(path)
    const world: WorldOptions = { home: home.zenusHome, cwd: folder, inverse }
    const done = await execute(world, [{ deeds: [writeDeed(join(folder, "a"), "a")], own }])
    assert.deepStrictEqual([done.status, done.steps[0]?.count, readFileSync(path, "utf8")], ["done", 2, "6"])
    assert.deepStrictEqual(done.steps[0]?.output, ["counted"])
    assert.strictEqual((await undo(world)).undone[0]?.restored, 2)
    assert.deepStrictEqual([readFileSync(path, "utf8"), existsSync(join(folder, "a"))], ["5", false])
    assert.strictEqual((await redo(world)).undone.length, 1)
    assert.deepStrictEqual([readFileSync(path, "utf8"), existsSync(join(folder, "a"))], ["6", true])
    writeFileSync(path, "7")
    assert.deepStrictEqual((await undo(world)).stopped?.why, "it was counted on since")
    assert.isTrue(existsSync(join(folder, "a")))
  })

  it("that was cut off is settled by its inverse, whether it had happened or not", async ({ folder, home }) => {
    for (let at = 1; ; at++) {
      const path = join(home.path, `counter-${at}`)
      const state = join(home.path, `state-${at}`)
      writeFileSync(path, "5")
      const { inverse, own } = counter(path)
      const fate = makeMortal(disk, at)
      const world: WorldOptions = {
        home: state,
        cwd: folder,
        inverse,
        store: fate.store,
        owner: fate.owner,
        disk: fate.disk
      }
      await execute(world, [{ own }]).catch(() => null)
      const survivor: WorldOptions = { home: state, cwd: folder, inverse, owner: makeMortal(disk, 0).owner }
      assert.strictEqual((await undo(survivor)).stopped, null)
      assert.strictEqual(readFileSync(path, "utf8"), "5", `instant ${at}`)
      if (!fate.died()) break
    }
  })

  it("that fails leaves a failed step and nothing to undo", async ({ folder, home }) => {
    const path = join(home.path, "counter")
    writeFileSync(path, "5")
    const { inverse, own } = counter(path)
    const world: WorldOptions = { home: home.zenusHome, cwd: folder, inverse }
    const failing: OwnDeed = {
      ...own,
      act: () => Effect.fail(new StepFailed({ doing: "Counting", reason: "no more numbers", hints: [] }))
    }
    const done = await execute(world, [{ own: failing }])
    assert.deepStrictEqual([done.status, done.error?.message], ["failed", "Counting: no more numbers"])
    assert.deepStrictEqual((await undo(world)).undone, [])
  })

  it("that cannot be taken back stops the undo of its transaction before anything", async ({ folder, home }) => {
    const path = join(home.path, "counter")
    writeFileSync(path, "5")
    const world: WorldOptions = { home: home.zenusHome, cwd: folder }
    const done = await execute(world, [
      { id: "1", deeds: [writeDeed(join(folder, "a"), "a")] },
      { id: "2", undo: "no", risk: 3, own: counter(path).own }
    ])
    assert.deepStrictEqual([done.status, done.undoable], ["done", false])
    assert.strictEqual((await undo(world)).stopped?.why, "step 2 (Do 0 deeds) cannot be taken back")
    assert.isTrue(existsSync(join(folder, "a")))
    assert.isFalse((await history(world))[0]?.undoable)
  })
})
