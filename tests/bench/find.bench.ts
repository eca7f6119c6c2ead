/** Searching 200,000 files in 400 folders, in a loaded process, against the program `find` over the same tree. */
import { execFileSync } from "node:child_process"
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { homedir, tmpdir } from "node:os"
import { join } from "node:path"
import type { Selection } from "@zenus/core"
import { makeNodeDisk } from "@zenus/core/node"
import * as Effect from "effect/Effect"
import { select } from "../../packages/tools/src/select/select.ts"
import { type Bench, inTurns } from "./Bench.ts"

const FOLDERS = 400
const FILES = 500
const RUNS = 9

const makeTree = (root: string): void => {
  for (let at = 0; at < FOLDERS; at++) {
    const folder = join(root, `d${at % 20}`, `e${at}`)
    mkdirSync(folder, { recursive: true })
    for (let file = 0; file < FILES; file++) {
      const content = file === 7 ? "x".repeat(5000) : ""
      writeFileSync(join(folder, `file-${file}.${file % 10 === 0 ? "log" : "txt"}`), content)
    }
  }
}

const run = async (): Promise<Awaited<ReturnType<Bench["run"]>>> => {
  const root = mkdtempSync(join(process.env["BENCH_DIR"] ?? tmpdir(), "zenus-bench-"))
  try {
    makeTree(root)
    const disk = makeNodeDisk()
    const context = {
      cwd: root,
      home: homedir(),
      disk,
      now: Date.now(),
      timeZone: "UTC",
      onCollision: "keep-both",
      env: new Map<string, string>(),
      uid: 0
    } as const
    const figure = async (name: string, bar: number, selection: Selection, ...tests: ReadonlyArray<string>) => {
      const expected = execFileSync("find", [".", "-type", "f", ...tests], { cwd: root, maxBuffer: 1 << 28 })
        .toString()
        .split("\n").length
      const ours = async () => {
        const { entries } = await Effect.runPromise(select({ recursive: true, ...selection }, context))
        if (entries.length !== expected - 1) throw new Error(`${name}: ${entries.length} instead of ${expected - 1}`)
      }
      const theirs = () => void execFileSync("find", [".", "-type", "f", ...tests], { cwd: root, stdio: "ignore" })
      const times = await inTurns(ours, theirs, RUNS)
      return { name, value: times.ours, baseline: times.theirs, unit: "ms", against: "find", bar } as const
    }
    return [
      await figure("find by name, a tenth of 200,000", 1.5, { names: ["*.log"] }, "-name", "*.log"),
      await figure("find by name, none of 200,000", 1.5, { names: ["*.jpg"] }, "-name", "*.jpg"),
      await figure("find by name, nine tenths", 1.5, { names: ["*.txt"] }, "-name", "*.txt"),
      await figure("find by size", 2, { size: { over: 4096 } }, "-size", "+4096c"),
      await figure("find by time", 2, { modified: { until: "2020-01-01T00:00:00Z" } }, "!", "-newermt", "2020-01-01")
    ]
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
}

export const bench: Bench = { name: "find", run }
