/**
 * Starts processes at work in a folder, kills them at an instant, recovers and takes everything back, and says how the tree
 * differs from what it was. The instants come from a seed.
 */
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { chmodSync, lutimesSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { settle, undo, type WorldOptions } from "../deedWorld.ts"
import { diffTrees, snapshotTree, type DiffOptions, type Tree } from "../snapshotTree.ts"
import type { CrashTask } from "./child.ts"

const CHILD = fileURLToPath(new URL("child.ts", import.meta.url))

/** A small generator (mulberry32): the same seed, the same instants. Gives numbers from 0 to 1. */
export const seeded = (seed: number): (() => number) => {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

/** Files of several sizes, modes and times, in the folder and in folders of it; links; for each prefix. */
const makeGround = (folder: string, prefixes: ReadonlyArray<string>, draw: () => number): void => {
  const old = (path: string): void => {
    const at = 1_500_000_000 + Math.floor(draw() * 200_000_000)
    lutimesSync(path, at, at + 0.123456)
  }
  const file = (path: string): void => {
    writeFileSync(path, "x".repeat(Math.floor(draw() * 3000)))
    if (draw() < 0.3) chmodSync(path, draw() < 0.5 ? 0o640 : 0o4711)
    if (draw() < 0.5) old(path)
  }
  for (const prefix of prefixes) {
    for (let at = 0; at < 80; at++) file(join(folder, `${prefix}-file-${"n".repeat(at % 7)}-${at}.txt`))
    for (let at = 0; at < 4; at++) {
      const inner = join(folder, `${prefix}-folder-${at}`)
      mkdirSync(join(inner, "deeper"), { recursive: true })
      for (let index = 0; index < 8; index++) file(join(inner, `inner-${index}`))
      file(join(inner, "deeper/deep"))
      symlinkSync("inner-0", join(inner, "link"))
      old(inner)
    }
  }
  old(folder)
}

export interface Crash {
  /** What the processes had begun last when they were killed. */
  readonly doing: ReadonlyArray<string>
  /** What recovery said. */
  readonly recovered: number
  /** How the tree differs from what it was: nothing. */
  readonly differs: ReadonlyArray<string>
  /** Where undo stopped: nowhere. */
  readonly stopped: string | null
  /** Steps of the processes that failed: none, as long as each has its own files. */
  readonly failed: ReadonlyArray<string>
}

interface Started {
  readonly child: ChildProcess
  readonly lines: Array<string>
  /** Resolves once it has said so many lines; rejects when it ends before. */
  readonly said: (count: number) => Promise<void>
}

const start = (task: CrashTask): Started => {
  const lines: Array<string> = []
  const child = spawn(process.execPath, ["--conditions=source", CHILD, JSON.stringify(task)], {
    stdio: ["ignore", "pipe", "pipe"]
  })
  let errors = ""
  child.stdout?.on("data", (data: Buffer) => {
    const found = data.toString().split("\n")
    lines.push(...found.filter((line) => line !== ""))
    child.emit("said")
  })
  child.stderr?.on("data", (data: Buffer) => {
    errors += data.toString()
  })
  child.on("exit", (code) => {
    if (code !== null) lines.push(`failed: exit code ${code}: ${errors}`)
  })
  return {
    child,
    lines,
    said: (count) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (lines.length >= count) resolve()
        }
        child.on("said", look)
        child.on("exit", () => reject(new Error(`The process ended by itself: ${errors}`)))
        look()
      })
  }
}

/** At work: "ready" and the first deed. How long a process takes to get there depends on what else the machine does. */
const AT_WORK = 2

export interface KillOptions {
  /** An empty folder for the tree and the state. */
  readonly base: string
  readonly seed: number
  /** What each process does; all work in the same folder, each on its own names. */
  readonly does: ReadonlyArray<CrashTask["does"]>
  /** All on the same names instead. */
  readonly sameFiles?: boolean
  /** Longest time from the beginning of the first deed to the kill, milliseconds. */
  readonly withinMs: number
  readonly compare?: DiffOptions
}

const PREFIXES = ["mine", "other"]

interface Ground {
  readonly folder: string
  readonly home: string
  readonly started: ReadonlyArray<Started>
  readonly before: Tree
}

/** A fresh tree and a fresh state, with the processes started in it. */
const begin = (options: Omit<KillOptions, "withinMs">, draw: () => number): Ground => {
  const folder = join(options.base, "tree")
  const home = join(options.base, "state")
  for (const path of [folder, home]) rmSync(path, { recursive: true, force: true })
  mkdirSync(folder)
  mkdirSync(home, { mode: 0o700 })
  const prefixes = options.does.map((_, at) => (options.sameFiles === true ? "mine" : (PREFIXES[at] ?? "more")))
  makeGround(folder, [...new Set(prefixes)], draw)
  const before = snapshotTree(folder)
  const started = options.does.map((does, at) =>
    start({ home, folder, mine: prefixes[at] ?? "mine", first: Math.floor(draw() * 8), does })
  )
  return { folder, home, started, before }
}

const end = async ({ child }: Started): Promise<void> => {
  const gone = once(child, "exit")
  child.kill("SIGKILL")
  await gone
}

/** Milliseconds that these processes take for eight deeds, undos and redos after the first one, on this machine as busy as it is. */
export const measureWork = async (options: Omit<KillOptions, "withinMs">): Promise<number> => {
  const { started } = begin(options, seeded(options.seed))
  await Promise.all(started.map(({ said }) => said(AT_WORK)))
  const from = performance.now()
  await Promise.all(started.map(({ said }) => said(AT_WORK + 8)))
  const tookMs = performance.now() - from
  await Promise.all(started.map(end))
  return tookMs
}

/** One round: make, work, kill, recover, take back, compare. */
export const killAndRecover = async (options: KillOptions): Promise<Crash> => {
  const draw = seeded(options.seed)
  const { before, folder, home, started } = begin(options, draw)
  await Promise.all(started.map(({ said }) => said(AT_WORK)))
  // Waiting is the point here: the instant of the kill is what is drawn.
  for (const one of started) {
    const delay = (draw() * options.withinMs) / started.length
    await new Promise((resolve) => setTimeout(resolve, delay))
    await end(one)
  }

  const world: WorldOptions = { home, cwd: folder }
  const recovered = await settle(world)
  const undone = await undo(world, { count: 10_000 })
  return {
    doing: started.map(({ lines }) => lines.at(-1) ?? ""),
    recovered: recovered.length,
    differs: diffTrees(before, snapshotTree(folder), { inodes: true, ...options.compare }),
    stopped: undone.stopped === null ? null : JSON.stringify(undone.stopped),
    failed: started.flatMap(({ lines }) => lines.filter((line) => line.startsWith("failed")))
  }
}
