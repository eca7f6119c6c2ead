/**
 * The law: done and undone, everything is as it was; done again, as it was after. On random trees with hostile names, random
 * deeds in random numbers of transactions, and with a death at a random instant. The seed is fixed; a failure prints it
 * with the smallest tree and deeds that show it.
 */
import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe } from "@effect/vitest"
import type { Deed, Disk } from "@zenus/core"
import { makeNodeDisk } from "@zenus/core/node"
import * as fc from "fast-check"
import { diffTrees, it, makeTempFolder, removeTree, snapshotTree } from "#kit"
import {
  copyDeed,
  editDeed,
  execute,
  modeDeed,
  moveDeed,
  redo,
  type StepByHand,
  trashDeed,
  undo,
  type WorldOptions,
  writeDeed
} from "#kit/deedWorld.ts"
import { makeMortal } from "#kit/faults.ts"

const HOSTILE = [
  "~",
  "$HOME",
  "*",
  "-rf",
  "..foo",
  "a;b",
  "trailing ",
  "\u202eexe.txt",
  "new\nline",
  "\u001b[2J",
  "bytes\udcff\udc80"
]

const name = fc.oneof(
  fc.constantFrom(...HOSTILE),
  fc
    .string({ minLength: 1, maxLength: 12 })
    .filter((text) => !/[/\0]/.test(text) && text !== "." && text !== ".." && text.isWellFormed()),
  fc.constantFrom("x".repeat(200), "é", "Ａ")
)

/** What each draw makes of the entry that it falls on. */
const OPS = ["move", "into", "trash", "edit", "copy", "mode", "link", "write"] as const
interface Op {
  readonly op: (typeof OPS)[number]
  readonly pick: number
  readonly name: string
}
const op = fc.record<Op>({ op: fc.constantFrom(...OPS), pick: fc.nat(), name })

const scene = fc.record({
  entries: fc.array(
    fc.record({ parts: fc.array(name, { minLength: 1, maxLength: 3 }), folder: fc.boolean(), size: fc.nat(100) }),
    {
      minLength: 3,
      maxLength: 14
    }
  ),
  transactions: fc.array(fc.array(op, { minLength: 1, maxLength: 9 }), { minLength: 1, maxLength: 3 }),
  batchSize: fc.integer({ min: 1, max: 5 }),
  death: fc.nat(400)
})
type Scene = typeof scene extends fc.Arbitrary<infer A> ? A : never

const makeTree = (disk: Disk, folder: string, entries: Scene["entries"]): void => {
  for (const { folder: isFolder, parts, size } of entries) {
    let at = folder
    try {
      for (const part of isFolder ? parts : parts.slice(0, -1)) {
        at = `${at}/${part}`
        if (disk.lstat(at) === null) disk.mkdir(at)
      }
      if (!isFolder) disk.write(`${at}/${parts.at(-1) ?? "x"}`, new Uint8Array(size))
    } catch {
      // A file where a folder was wanted, or a name that is taken: then the tree is smaller.
    }
  }
}

const everything = (disk: Disk, folder: string): ReadonlyArray<string> =>
  disk.list(folder).flatMap((entry) => {
    const path = `${folder}/${entry.name}`
    return entry.type === "folder" ? [path, ...everything(disk, path)] : [path]
  })

/** Deeds on different entries, none inside another's folder. */
const deedsOf = (disk: Disk, folder: string, ops: ReadonlyArray<Op>): ReadonlyArray<Deed> => {
  const entries = everything(disk, folder)
  const used: Array<string> = []
  const isUsed = (path: string): boolean =>
    used.some((one) => one === path || one.startsWith(`${path}/`) || path.startsWith(`${one}/`))
  const deeds: Array<Deed> = []
  const into = `${folder}/into-here`
  for (const { name, op, pick } of ops) {
    const path = entries[pick % Math.max(1, entries.length)]
    if (path === undefined || isUsed(path)) continue
    const type = disk.lstat(path)?.type
    const target = `${folder}/${name}-${deeds.length}`
    if (disk.lstat(target) !== null || isUsed(target)) continue
    if (op === "move") deeds.push(moveDeed(disk, path, target))
    else if (op === "trash") deeds.push(trashDeed(disk, path))
    else if (op === "edit" && type === "file") deeds.push(editDeed(disk, path, name.toWellFormed()))
    else if (op === "copy" && type === "file") deeds.push(copyDeed(disk, path, target))
    else if (op === "mode" && type !== "link") deeds.push(modeDeed(disk, path, type === "folder" ? 0o750 : 0o6711))
    else if (op === "write") deeds.push(writeDeed(target, name.toWellFormed()))
    else if (op === "link") {
      deeds.push({ do: "put", path: target, content: { kind: "symlink", target: name }, bytes: 0, as: "link" })
    } else if (op === "into" && !isUsed(into) && disk.lstat(into) === null) {
      deeds.push({ do: "make-folder", path: into }, moveDeed(disk, path, `${into}/${name}`))
      used.push(into)
    } else continue
    used.push(path, target)
  }
  return deeds
}

/** Half of the deeds in each step: steps that touch different paths may run side by side. */
const stepsOf = (deeds: ReadonlyArray<Deed>): ReadonlyArray<StepByHand> => {
  const middle = Math.ceil(deeds.length / 2)
  return [{ deeds: deeds.slice(0, middle) }, { deeds: deeds.slice(middle) }]
}

const withScene = async (
  { entries }: Scene,
  work: (world: WorldOptions, disk: Disk) => Promise<void>
): Promise<void> => {
  const base = makeTempFolder()
  const disk = makeNodeDisk()
  try {
    const folder = join(base, "tree")
    mkdirSync(folder)
    writeFileSync(join(folder, "always"), "there")
    makeTree(disk, folder, entries)
    await work({ home: join(base, "state"), cwd: folder }, disk)
  } finally {
    disk.close()
    removeTree(base)
  }
}

describe("do, then undo", () => {
  it("is the identity, and redo is what it was after", { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(scene, (scene) =>
        withScene(scene, async (bare, disk) => {
          const world: WorldOptions = { ...bare, executor: { batchSize: scene.batchSize } }
          const before = snapshotTree(world.cwd)
          for (const ops of scene.transactions) {
            const done = await execute(world, stepsOf(deedsOf(disk, world.cwd, ops)))
            assert.strictEqual(done.error, null)
          }
          const after = snapshotTree(world.cwd)
          const dry = await undo(world, { count: 10, dryRun: true })
          assert.deepStrictEqual(diffTrees(after, snapshotTree(world.cwd), { inodes: true }), [])
          const undone = await undo(world, { count: 10 })
          assert.strictEqual(undone.stopped, null)
          assert.deepStrictEqual(
            dry.undone.map(({ transaction }) => transaction),
            undone.undone.map(({ transaction }) => transaction)
          )
          assert.deepStrictEqual(diffTrees(before, snapshotTree(world.cwd), { inodes: true }), [])
          const redone = await redo(world)
          assert.strictEqual(redone.stopped, null)
          // What was moved or put away with a folder that was changed first has the time of the redo.
          assert.deepStrictEqual(diffTrees(after, snapshotTree(world.cwd), { folderTimes: false }), [])
          await undo(world, { count: 10 })
          assert.deepStrictEqual(diffTrees(before, snapshotTree(world.cwd), { inodes: true }), [])
        })
      ),
      { seed: 20261121, numRuns: 40, interruptAfterTimeLimit: 60_000, markInterruptAsFailure: false }
    )
  })

  it("is the identity wherever it was cut off", { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(scene, (scene) =>
        withScene(scene, async (bare, disk) => {
          const fate = makeMortal(disk, 1 + (scene.death % 120))
          const world: WorldOptions = {
            ...bare,
            executor: { batchSize: scene.batchSize },
            disk: fate.disk,
            store: fate.store,
            owner: fate.owner
          }
          const before = snapshotTree(world.cwd)
          try {
            for (const ops of scene.transactions) await execute(world, stepsOf(deedsOf(disk, world.cwd, ops)))
            await undo(world)
            await redo(world)
          } catch {
            assert.isTrue(fate.died())
          }
          const undone = await undo({ ...bare, owner: makeMortal(disk, 0).owner }, { count: 10 })
          assert.strictEqual(undone.stopped, null)
          assert.deepStrictEqual(diffTrees(before, snapshotTree(world.cwd), { inodes: true }), [])
        })
      ),
      { seed: 20261122, numRuns: 60 }
    )
  })
})
