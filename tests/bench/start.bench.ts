/** Cold start of the packed command against `node -e 0`: new processes, disk and compile cache warm. */
import { spawnSync } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { type Bench, inTurns } from "./Bench.ts"
import { environmentIn, runZenus } from "./command.ts"

const RUNS = 15

const run = async (): Promise<Awaited<ReturnType<Bench["run"]>>> => {
  const folder = mkdtempSync(join(tmpdir(), "zenus-bench-"))
  try {
    const work = join(folder, "work")
    spawnSync("mkdir", [work])
    for (let at = 0; at < 50; at++)
      writeFileSync(join(work, `file${at}.${at % 2 === 0 ? "txt" : "jpg"}`), "x".repeat(at * 100))
    const zenus =
      (...args: ReadonlyArray<string>) =>
      () =>
        void runZenus(folder, work, args)
    const node = (): void =>
      void spawnSync(process.execPath, ["-e", "0"], {
        cwd: work,
        env: environmentIn(folder),
        stdio: ["ignore", "pipe", "pipe"]
      })
    const figure = async (name: string, bar: number, ...args: ReadonlyArray<string>) => {
      const { ours, theirs } = await inTurns(zenus(...args), node, RUNS)
      return { name, value: ours, unit: "ms", baseline: { value: theirs, what: "node -e 0" }, bar } as const
    }
    const answers = async (name: string, bar: number, request: string) => {
      const { ours } = await inTurns(zenus(request), node, RUNS)
      return { name, value: ours, unit: "ms", baseline: null, bar } as const
    }
    return [
      await figure("zenus --version", 1.5, "--version"),
      await figure("zenus plan", 3.5, "plan", "--provider", "rules", "--", "list the jpg files"),
      await figure("zenus plan with a date", 4, "plan", "--provider", "rules", "--", "list files changed last week"),
      await answers("small question, 50 files", 300, "what are the 5 largest files here?")
    ]
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

export const bench: Bench = { name: "cold start", run }
