/**
 * What tests need and this machine has not: whatever is skipped is skipped for one of these, and a run says them first
 * (setup/printNode.ts), so that nobody takes a skipped test for one that has passed.
 */
import { spawnSync } from "node:child_process"
import { statSync } from "node:fs"
import { tmpdir } from "node:os"
import { noTerminal } from "./onTerminal.ts"
import { noPty } from "./openTerminal.ts"
import { haveCaptures } from "./wireCaptures.ts"

/** Null: it is here. Otherwise what is missing. */
type Reason = string | null

const program = (name: string, flag = "--version"): Reason =>
  spawnSync(name, [flag], { stdio: "ignore" }).error === undefined ? null : `${name} is not installed`

const deviceOf = (path: string): number | undefined => statSync(path, { throwIfNoEntry: false })?.dev

const otherDisk = (): Reason => {
  const device = deviceOf("/dev/shm")
  return device === undefined || device === deviceOf(tmpdir()) ? "there is no second file system at /dev/shm" : null
}

/** Who is tested, and what it takes. */
const NEEDS: ReadonlyArray<readonly [what: string, reason: () => Reason]> = [
  ["/proc, and signals that only it shows", () => (process.platform === "linux" ? null : "this is not Linux")],
  ["files of other users, full disks, and homes of root", () => (process.getuid?.() === 0 ? null : "this is not root")],
  ["files that may not be read", () => (process.getuid?.() === 0 ? "root may read all" : null)],
  ["the interactive shell on a terminal", () => noPty],
  ["commands on a terminal", () => noTerminal],
  ["the key in zsh", () => program("zsh")],
  ["the key in fish", () => program("fish")],
  ["circuits shared through Redis", () => program("redis-server")],
  ["a server with TLS", () => program("openssl", "version")],
  ["calls of the system, counted", () => program("strace", "-V")],
  ["moves from one disk to another", otherDisk],
  ["recordings of real providers", () => (haveCaptures ? null : "../shared/fixtures/wire is not there")]
]

/** A line for each of what cannot be tested here: `the key in zsh: zsh is not installed`. */
export const lacking = (): ReadonlyArray<string> =>
  NEEDS.flatMap(([what, reason]) => {
    const why = reason()
    return why === null ? [] : [`${what}: ${why}`]
  })
