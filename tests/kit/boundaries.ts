/**
 * Scripted transactions of every kind, and a process that stops in them: between any two changes of the disk, between the two
 * halves of a move, around every commit; while it acts, undoes, redoes and recovers. Afterwards recovery and undo
 * must find the tree as it was, to the byte, the mode, the inode and the times.
 */
import { chmodSync, mkdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert } from "@effect/vitest"
import * as Effect from "effect/Effect"
import type { Deed } from "@zenus/core"
import { makeNodeDisk } from "@zenus/core/node"
import { diffTrees, snapshotTree, type Tree } from "./snapshotTree.ts"
import {
  copyDeed,
  editDeed,
  execute,
  modeDeed,
  moveDeed,
  redo,
  settle,
  type StepByHand,
  trashDeed,
  undo,
  type WorldOptions,
  writeDeed
} from "./deedWorld.ts"
import { Died, makeMortal } from "./faults.ts"

const disk = makeNodeDisk()
const OLD = new Date("2020-02-02T02:02:02Z")

const makeTree = (folder: string): void => {
  mkdirSync(join(folder, "deep/er"), { recursive: true })
  for (const name of ["a.txt", "b.txt", "c.txt", "d.txt", "e.txt", "deep/f.txt", "deep/er/g.txt"]) {
    writeFileSync(join(folder, name), `content of ${name}`)
    utimesSync(join(folder, name), OLD, OLD)
  }
  chmodSync(join(folder, "c.txt"), 0o640)
  symlinkSync("a.txt", join(folder, "link"))
  for (const name of ["deep/er", "deep", "."]) utimesSync(join(folder, name), OLD, OLD)
}

const put = (
  path: string,
  content: Extract<Deed, { do: "put" }>["content"],
  as: "link" | "create" = "create"
): Deed => ({
  do: "put",
  path,
  content,
  bytes: 1,
  as
})

/** What each kind of transaction does to the tree. */
export const scripts: ReadonlyArray<
  readonly [name: string, steps: (at: (name: string) => string) => ReadonlyArray<StepByHand>]
> = [
  [
    "organize",
    (at) => [
      {
        deeds: [
          { do: "make-folder", path: at("sorted") },
          { do: "make-folder", path: at("sorted/in") },
          ...["a.txt", "b.txt", "c.txt"].map((name) => moveDeed(disk, at(name), at(`sorted/${name}`))),
          moveDeed(disk, at("link"), at("sorted/in/link")),
          moveDeed(disk, at("deep"), at("sorted/in/deep"))
        ]
      }
    ]
  ],
  [
    "rename in a chain",
    (at) => [
      {
        deeds: [
          moveDeed(disk, at("a.txt"), at("tmp")),
          moveDeed(disk, at("b.txt"), at("a.txt")),
          { do: "move", from: at("tmp"), to: at("b.txt"), identity: null },
          moveDeed(disk, at("deep/f.txt"), at("deep/F.txt")),
          moveDeed(disk, at("deep"), at("DEEP"))
        ]
      }
    ]
  ],
  [
    "delete",
    (at) => [{ deeds: [trashDeed(disk, at("a.txt")), trashDeed(disk, at("deep")), trashDeed(disk, at("link"))] }]
  ],
  [
    "edit, chmod, touch",
    (at) => [
      {
        deeds: [
          editDeed(disk, at("c.txt"), "edited"),
          modeDeed(disk, at("a.txt"), 0o4755),
          {
            do: "set",
            path: at("b.txt"),
            identity: null,
            uid: 4,
            gid: 4,
            mode: 0o2751,
            mtimeMs: 1_700_000_000_123,
            detail: ""
          },
          editDeed(disk, at("d.txt"), ""),
          { do: "set", path: at("deep"), identity: null, mode: 0o711, detail: "" }
        ]
      }
    ]
  ],
  [
    "copy, link, write",
    (at) => [
      {
        deeds: [
          { do: "make-folder", path: at("copies"), mode: 0o700 },
          copyDeed(disk, at("a.txt"), at("copies/a.txt")),
          copyDeed(disk, at("c.txt"), at("copies/c.txt")),
          writeDeed(at("new.txt"), "new"),
          put(at("soft"), { kind: "symlink", target: "nowhere" }, "link"),
          put(at("hard"), { kind: "hardlink", of: at("b.txt"), identity: null }, "link")
        ]
      }
    ]
  ],
  [
    "move over an existing file",
    (at) => {
      const to = disk.lstat(at("b.txt"))
      if (to === null) throw new Error("b.txt is missing")
      return [{ deeds: [{ ...moveDeed(disk, at("a.txt"), at("b.txt")), replaces: to } as Deed] }]
    }
  ],
  [
    "extract, then delete the source, in two steps",
    (at) => [
      {
        id: "1",
        deeds: [
          put(at("out"), { kind: "staged", name: "tree" }),
          put(at("one.txt"), { kind: "staged", name: "one.txt" }),
          trashDeed(disk, at("e.txt"))
        ],
        prepared: {
          stage: (folder, context) =>
            Effect.sync(() => {
              context.disk.mkdir(join(folder, "tree"))
              context.disk.write(join(folder, "tree/x"), new Uint8Array([1, 2, 3]))
              context.disk.write(join(folder, "one.txt"), new Uint8Array([4]))
            })
        }
      },
      { id: "2", dependsOn: ["1"], deeds: [moveDeed(disk, at("d.txt"), at("deep/d.txt"))] }
    ]
  ]
]

/** What became of it, unless it died; then `null`. */
const dies = async <A>(work: Promise<A>): Promise<A | null> => {
  try {
    return await work
  } catch (error) {
    if (!(error instanceof Died)) throw error
    return null
  }
}

interface Scene {
  readonly world: WorldOptions
  readonly before: Tree
  readonly steps: () => ReadonlyArray<StepByHand>
}

/** A fresh tree and a fresh state. */
const scene = (base: string, script: (typeof scripts)[number]): Scene => {
  const folder = join(base, "tree")
  const home = join(base, "state")
  // The folders that it holds open within a turn are about to be others of the same names.
  disk.close()
  rmSync(folder, { recursive: true, force: true })
  rmSync(home, { recursive: true, force: true })
  mkdirSync(folder)
  mkdirSync(home, { mode: 0o700 })
  makeTree(folder)
  return {
    world: { home, cwd: folder, executor: { batchSize: 3 } },
    before: snapshotTree(folder),
    steps: () => script[1]((name) => join(folder, name))
  }
}

const mortal = (world: WorldOptions, at: number) => {
  const fate = makeMortal(disk, at)
  return { fate, world: { ...world, disk: fate.disk, store: fate.store, owner: fate.owner } satisfies WorldOptions }
}

/** One that sees that all others are dead. */
const survivor = (world: WorldOptions): WorldOptions => mortal(world, 0).world

const assertAsBefore = ({ before, world }: Scene, when: string): void =>
  assert.deepStrictEqual(diffTrees(before, snapshotTree(world.cwd), { inodes: true }), [], when)

/** Takes back whatever there is, as a person would. */
const takeBack = async (found: Scene, when: string): Promise<void> => {
  const undone = await undo(survivor(found.world))
  assert.strictEqual(undone.stopped, null, `${when}: ${JSON.stringify(undone.stopped)}`)
  assertAsBefore(found, when)
}

export type Script = (typeof scripts)[number]

/** Which instants: every `stride`-th, from the first. */
interface Instants {
  readonly base: string
  readonly script: Script
  readonly stride: number
}

export const stopWhileActing = async ({ base, script, stride }: Instants): Promise<void> => {
  for (let at = 1; ; at += stride) {
    const found = scene(base, script)
    const { fate, world } = mortal(found.world, at)
    const done = await dies(execute(world, found.steps()))
    if (!fate.died()) {
      assert.deepStrictEqual([done?.status, done?.error, done?.notes], ["done", null, []])
      return
    }
    await takeBack(found, `instant ${at}`)
  }
}

export const stopWhileUndoing = async ({ base, script, stride }: Instants): Promise<void> => {
  for (let at = 1; ; at += stride) {
    const found = scene(base, script)
    await execute(survivor(found.world), found.steps())
    const { fate, world } = mortal(found.world, at)
    const undone = await dies(undo(world))
    if (!fate.died()) {
      assert.strictEqual(undone?.undone.length, 1)
      return assertAsBefore(found, "without a death")
    }
    await takeBack(found, `instant ${at}`)
  }
}

export const stopWhileRedoing = async ({ base, script, stride }: Instants): Promise<void> => {
  for (let at = 1; ; at += stride) {
    const found = scene(base, script)
    await execute(survivor(found.world), found.steps())
    const after = snapshotTree(found.world.cwd)
    await undo(survivor(found.world))
    const { fate, world } = mortal(found.world, at)
    const redone = await dies(redo(world))
    if (!fate.died()) {
      assert.strictEqual(redone?.undone.length, 1)
      // A folder that is changed and then moved keeps the time of the redo: its old name is what the journal knows.
      const folderTimes = script[0] !== "rename in a chain"
      return assert.deepStrictEqual(diffTrees(after, snapshotTree(found.world.cwd), { folderTimes }), [])
    }
    // Half of them go on first.
    if (Math.floor(at / stride) % 2 === 0) {
      const again = await redo(survivor(found.world))
      assert.strictEqual(again.stopped, null, `instant ${at}`)
      assert.deepStrictEqual(
        diffTrees(after, snapshotTree(found.world.cwd), { folderTimes: false }),
        [],
        `instant ${at}`
      )
    }
    await takeBack(found, `instant ${at}`)
  }
}

/** Dies while it acts, and the next one dies while it recovers from that. */
export const stopWhileRecovering = async ({ base, script, stride }: Instants): Promise<void> => {
  const count = mortal(scene(base, script).world, 0)
  await execute(count.world, scene(base, script).steps())
  for (let at = 3; at < count.fate.passed(); at += stride) {
    for (let second = 1; ; second++) {
      const found = scene(base, script)
      await dies(execute(mortal(found.world, at).world, found.steps()))
      const { fate, world } = mortal(found.world, second)
      await dies(settle(world))
      await takeBack(found, `instant ${at}, then ${second}`)
      if (!fate.died()) break
    }
  }
}
