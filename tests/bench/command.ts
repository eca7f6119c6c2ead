/** The built command as a process of its own, with a home of its own, for what is measured from outside. */
import { spawnSync } from "node:child_process"
import { readFileSync } from "node:fs"
import { join } from "node:path"

export const bin = join(import.meta.dirname, "../../packages/cli/bin/zenus.js")

/** Nothing of the caller's environment but the path; state, config and cache below `home`. */
export const environmentIn = (home: string): Record<string, string> => ({
  PATH: process.env["PATH"] ?? "",
  HOME: home,
  ZENUS_HOME: join(home, "zenus"),
  TZ: "UTC"
})

export interface Ran {
  readonly stdout: Buffer
}

/** Runs to the end; throws when the exit code is not 0. */
export const runZenus = (
  home: string,
  cwd: string,
  args: ReadonlyArray<string>,
  node: ReadonlyArray<string> = []
): Ran => {
  const done = spawnSync(process.execPath, [...node, bin, ...args], {
    cwd,
    env: environmentIn(home),
    maxBuffer: 1 << 28,
    stdio: ["ignore", "pipe", "pipe"]
  })
  if (done.status !== 0) throw new Error(`zenus ${args.join(" ")} gave ${done.status}: ${done.stderr.toString()}`)
  return { stdout: done.stdout }
}

/** The same, and the most memory it had at any time, in MB (powers of 1024), as the system counted it. */
export const peakOfZenus = (home: string, cwd: string, args: ReadonlyArray<string>): number => {
  const note = join(home, "peak")
  const atExit = `import { writeFileSync } from "node:fs"
    process.on("exit", () => writeFileSync(${JSON.stringify(note)}, String(process.resourceUsage().maxRSS)))`
  runZenus(home, cwd, args, ["--import", `data:text/javascript,${encodeURIComponent(atExit)}`])
  return Number(readFileSync(note, "utf8")) / 1024
}

export const linesIn = (bytes: Buffer): number => bytes.reduce((lines, byte) => lines + (byte === 10 ? 1 : 0), 0)
