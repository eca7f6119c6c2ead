/**
 * Searching 200,000 files in 400 folders against the program `find` over the same tree: the search alone in a loaded process,
 * and the whole command from start to exit, with its answer in a pipe as a script would read it.
 */
import { execFileSync } from "node:child_process"
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { homedir, tmpdir } from "node:os"
import { join } from "node:path"
import type { Selection } from "@zenus/core"
import { makeNodeDisk } from "@zenus/core/node"
import * as Effect from "effect/Effect"
import { select } from "../../packages/tools/src/select/select.ts"
import { type Bench, type Figure, inTurns } from "./Bench.ts"
import { linesIn, runZenus } from "./command.ts"

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

const find = (root: string, tests: ReadonlyArray<string>): Buffer =>
  execFileSync("find", [".", "-type", "f", ...tests], { cwd: root, maxBuffer: 1 << 28 })

const mustBeAll = (name: string, found: number, expected: number): void => {
  if (found !== expected) throw new Error(`${name}: ${found} instead of ${expected}`)
}

const run = async (): Promise<Awaited<ReturnType<Bench["run"]>>> => {
  const base = mkdtempSync(join(process.env["BENCH_DIR"] ?? tmpdir(), "zenus-bench-"))
  const root = join(base, "tree")
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
    const against = async (
      name: string,
      bar: number,
      tests: ReadonlyArray<string>,
      ours: () => Promise<void> | void
    ): Promise<Figure> => {
      const times = await inTurns(ours, () => void find(root, tests), RUNS)
      return { name, value: times.ours, unit: "ms", baseline: { value: times.theirs, what: "find" }, bar }
    }
    const search = (name: string, bar: number, selection: Selection, ...tests: ReadonlyArray<string>) => {
      const expected = linesIn(find(root, tests))
      return against(name, bar, tests, async () => {
        const { entries } = await Effect.runPromise(select({ recursive: true, ...selection }, context))
        mustBeAll(name, entries.length, expected)
      })
    }
    const whole = (request: string, ...tests: ReadonlyArray<string>) => {
      const name = `the whole of zenus run "${request}"`
      const expected = linesIn(find(root, tests))
      return against(name, 2, tests, () =>
        mustBeAll(name, linesIn(runZenus(base, root, ["run", "--provider", "rules", "--", request]).stdout), expected)
      )
    }
    return [
      await search("find by name, a tenth of 200,000", 1.5, { names: ["*.log"] }, "-name", "*.log"),
      await search("find by name, none of 200,000", 1.5, { names: ["*.jpg"] }, "-name", "*.jpg"),
      await search("find by name, nine tenths", 1.5, { names: ["*.txt"] }, "-name", "*.txt"),
      await search("find by size", 2, { size: { over: 4096 } }, "-size", "+4096c"),
      await search("find by time", 2, { modified: { until: "2020-01-01T00:00:00Z" } }, "!", "-newermt", "2020-01-01"),
      await whole("find all log files", "-name", "*.log"),
      await whole("find files larger than 4 KB", "-size", "+4096c")
    ]
  } finally {
    rmSync(base, { recursive: true, force: true })
  }
}

export const bench: Bench = { name: "find", run }
