/**
 * Transactions that shut folders for the very user who runs them, in a process of its own, so that it can be another user than
 * root, whom nothing is shut for: done, taken back and done again; and stopped at every fifth instant, then taken back. Says what
 * differs; nothing where all is well. Argument: an empty folder to work in.
 */
import { chmodSync, mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import type { Deed } from "@zenus/core"
import { makeNodeDisk } from "@zenus/core/node"
import {
  execute,
  modeDeed,
  moveDeed,
  redo,
  type StepByHand,
  undo,
  type WorldOptions,
  writeDeed
} from "../../kit/deedWorld.ts"
import { Died, makeMortal } from "../../kit/faults.ts"
import { diffTrees, snapshotTree } from "../../kit/snapshotTree.ts"

const disk = makeNodeDisk()
const [, , base = ""] = process.argv

type At = (name: string) => string

const shut = (at: At, name: string): Deed => ({ do: "set", path: at(name), identity: null, mode: 0, detail: "" })

const scripts: ReadonlyArray<readonly [name: string, steps: (at: At) => ReadonlyArray<StepByHand>]> = [
  ["a folder", (at) => [{ deeds: [modeDeed(disk, at("deep"), 0)] }]],
  [
    "all in it, then itself",
    (at) => [
      {
        deeds: [
          modeDeed(disk, at("deep/er/file"), 0),
          modeDeed(disk, at("deep/er"), 0),
          modeDeed(disk, at("deep"), 0o100)
        ]
      }
    ]
  ],
  [
    "after things were put into it and taken out, in two steps",
    (at) => [
      {
        id: "1",
        deeds: [
          { do: "make-folder", path: at("deep/made") },
          writeDeed(at("deep/made/new"), "new"),
          moveDeed(disk, at("a"), at("deep/made/a")),
          moveDeed(disk, at("deep/er/file"), at("file"))
        ]
      },
      { id: "2", dependsOn: ["1"], deeds: [shut(at, "deep/made"), modeDeed(disk, at("deep"), 0)] }
    ]
  ]
]

/** A fresh tree and a fresh state. */
const scene = (name: string): { readonly world: WorldOptions; readonly at: At } => {
  const folder = join(base, name)
  mkdirSync(join(folder, "tree/deep/er"), { recursive: true })
  for (const path of ["a", "deep/er/file"]) writeFileSync(join(folder, "tree", path), path)
  chmodSync(join(folder, "tree/deep"), 0o750)
  const cwd = join(folder, "tree")
  return { world: { home: join(folder, "home"), cwd, executor: { batchSize: 2 } }, at: (path) => join(cwd, path) }
}

const said: Array<string> = []
const say = (when: string, what: unknown): void => void said.push(`${when}: ${JSON.stringify(what)}`)

for (const [index, [name, steps]] of scripts.entries()) {
  const { at, world } = scene(`whole-${index}`)
  const before = snapshotTree(world.cwd)
  const done = await execute(world, steps(at))
  if (done.status !== "done") say(name, done.error)
  const made = snapshotTree(world.cwd)
  for (const [what, travel] of [
    ["dry run", () => undo(world, { dryRun: true })],
    ["undo", () => undo(world)],
    ["redo", () => redo(world)],
    ["second undo", () => undo(world)]
  ] as const) {
    const { stopped, undone } = await travel()
    if (stopped !== null || undone.length !== 1) say(`${name}, ${what}`, stopped)
    if (what !== "redo") continue
    for (const line of diffTrees(made, snapshotTree(world.cwd), { folderTimes: false })) say(`${name}, redo`, line)
  }
  for (const line of diffTrees(before, snapshotTree(world.cwd))) say(name, line)

  for (let instant = 1; ; instant += 5) {
    const cut = scene(`cut-${index}-${instant}`)
    const fate = makeMortal(makeNodeDisk(), instant)
    const tree = snapshotTree(cut.world.cwd)
    try {
      await execute({ ...cut.world, disk: fate.disk, store: fate.store, owner: fate.owner }, steps(cut.at))
    } catch (error) {
      if (!(error instanceof Died)) throw error
    }
    const { stopped } = await undo({ ...cut.world, owner: makeMortal(disk, 0).owner })
    if (stopped !== null) say(`${name}, instant ${instant}`, stopped)
    else for (const line of diffTrees(tree, snapshotTree(cut.world.cwd))) say(`${name}, instant ${instant}`, line)
    if (!fate.died()) break
  }
}
process.stdout.write(said.map((line) => `${line}\n`).join(""))
