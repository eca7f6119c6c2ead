/**
 * What the journal costs: 100,000 files of one folder moved into ten and back by undo, against a bare loop of renames over the
 * same files; 10,000 files into the trash, against `rm`; a folder as a whole, counted in renames. Ours is all of it: looking at each file, journal, checks,
 * verification. On the disk that holds the repository: on a RAM disk a rename costs next to nothing, and nothing compares.
 */
import { spawnSync } from "node:child_process"
import { closeSync, mkdirSync, openSync, readdirSync, renameSync, rmdirSync, rmSync } from "node:fs"
import { join } from "node:path"
import type { Deed, Disk } from "@zenus/core"
import { makeNodeDisk } from "@zenus/core/node"
import { execute, moveDeed, trashDeed, undo, type WorldOptions } from "../kit/deedWorld.ts"
import { type Bench, type Figure, median, time } from "./Bench.ts"

const FILES = 100_000
const TRASHED = 10_000
const FOLDERS = 10
const RUNS = 3
const BASE = join(import.meta.dirname, "../../.cache/bench-journal")
const folder = join(BASE, "files")
const world: WorldOptions = { home: join(BASE, "state"), cwd: folder }

const makeFiles = (count: number): void => {
  mkdirSync(folder, { recursive: true })
  for (let at = 0; at < count; at++) closeSync(openSync(join(folder, `file-${at}.${at % FOLDERS}`), "w"))
}
const target = (name: string): string => `sorted-${name.at(-1)}`
const sorted = Array.from({ length: FOLDERS }, (_, at) => `${folder}/sorted-${at}`)

const mustBeWhole = (what: string, found: number, wanted: number): void => {
  if (found !== wanted) throw new Error(`${what}: ${found} of ${wanted}.`)
}

const bareThere = (): void => {
  const names = readdirSync(folder)
  for (const path of sorted) mkdirSync(path)
  for (const name of names) renameSync(`${folder}/${name}`, `${folder}/${target(name)}/${name}`)
}
const bareBack = (): void => {
  for (const path of sorted) {
    for (const name of readdirSync(path)) renameSync(`${path}/${name}`, `${folder}/${name}`)
    rmdirSync(path)
  }
}

const organize = async (): Promise<void> => {
  const disk = makeNodeDisk()
  const deeds: ReadonlyArray<Deed> = [
    ...sorted.map((path): Deed => ({ do: "make-folder", path })),
    ...disk.list(folder).map(({ name }) => moveDeed(disk, `${folder}/${name}`, `${folder}/${target(name)}/${name}`))
  ]
  const done = await execute(world, [{ deeds }])
  mustBeWhole("organize", done.steps[0]?.count ?? 0, FILES + FOLDERS)
}
const takeBack = async (): Promise<void> => {
  const { undone } = await undo(world)
  mustBeWhole("undo", undone[0]?.restored ?? 0, FILES + FOLDERS)
}

const againstRenames = (name: string, ours: ReadonlyArray<number>, bare: ReadonlyArray<number>): Figure => ({
  name,
  value: median(ours),
  unit: "ms",
  baseline: { value: median(bare), what: "a loop of renameSync" },
  bar: 2.5
})

const moves = async (): Promise<ReadonlyArray<Figure>> => {
  makeFiles(FILES)
  const found = { there: [0], back: [0], bareThere: [0], bareBack: [0] }
  for (const list of Object.values(found)) list.pop()
  for (let run = 0; run <= RUNS; run++) {
    const round = {
      bareThere: await time(bareThere),
      bareBack: await time(bareBack),
      there: await time(organize),
      back: await time(takeBack)
    }
    // The first round warms the caches up.
    if (run === 0) continue
    found.bareThere.push(round.bareThere)
    found.bareBack.push(round.bareBack)
    found.there.push(round.there)
    found.back.push(round.back)
  }
  return [
    againstRenames("organize 100,000 files", found.there, found.bareThere),
    againstRenames("undo it", found.back, found.bareBack)
  ]
}

const trash = async (): Promise<ReadonlyArray<Figure>> => {
  const ours: Array<number> = []
  const theirs: Array<number> = []
  for (let run = 0; run <= RUNS; run++) {
    makeFiles(TRASHED)
    const rm = await time(() => spawnSync("rm", ["-rf", folder]))
    makeFiles(TRASHED)
    const ms = await time(async () => {
      const disk = makeNodeDisk()
      const deeds = disk.list(folder).map(({ name }) => trashDeed(disk, `${folder}/${name}`))
      const done = await execute(world, [{ deeds }])
      mustBeWhole("delete", done.steps[0]?.count ?? 0, TRASHED)
    })
    rmSync(folder, { recursive: true })
    if (run === 0) continue
    ours.push(ms)
    theirs.push(rm)
  }
  return [
    {
      name: "delete 10,000 files into the trash",
      value: median(ours),
      unit: "ms",
      baseline: { value: median(theirs), what: "rm" },
      bar: 2.5
    }
  ]
}

/** A folder with all that is in it, through a disk that counts. */
const wholeFolder = async (): Promise<ReadonlyArray<Figure>> => {
  makeFiles(TRASHED)
  const disk = makeNodeDisk()
  let renames = 0
  const counting: Disk = {
    ...disk,
    move: (...names) => {
      renames += 1
      disk.move(...names)
    }
  }
  const done = await execute({ ...world, cwd: BASE, disk: counting }, [{ deeds: [trashDeed(disk, folder)] }])
  mustBeWhole("delete the folder", done.steps[0]?.count ?? 0, 1)
  return [
    { name: "delete a folder of 10,000 files as a whole", value: renames, unit: "renames", baseline: null, bar: 1 }
  ]
}

export const bench: Bench = {
  name: "journal",
  run: async () => {
    rmSync(BASE, { recursive: true, force: true })
    mkdirSync(world.home, { recursive: true, mode: 0o700 })
    try {
      const moved = await moves()
      rmSync(folder, { recursive: true })
      return [...moved, ...(await trash()), ...(await wholeFolder())]
    } finally {
      rmSync(BASE, { recursive: true, force: true })
    }
  }
}
