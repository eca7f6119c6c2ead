/**
 * What a crash leaves of git: a git that is still running without us, and locks of one that is not. After `kill -9` of
 * zenus its git goes on (it leads a session of its own); it is found by the mark in its arguments, ended with its
 * group, and waited for. A lock is removed only when it is younger than the deed and no git is at work in the
 * repository, ours or anybody's: on Linux that is read from /proc, elsewhere any git of this machine counts.
 */
import { readdirSync, readFileSync, readlinkSync } from "node:fs"
import { type Disk, PathText, StepFailed } from "@zenus/core"
import * as Effect from "effect/Effect"
import { runProgram } from "../command/runProgram.ts"
import { attempt } from "../action/trouble.ts"
import type { Before } from "./Recorded.ts"
import { deedMark } from "./runGit.ts"

/** One running git, as far as it matters here. */
export interface RunningGit {
  readonly pid: number
  readonly group: number
  readonly args: string
  /** Folder it was started in; `null` where the system does not say. */
  readonly cwd: string | null
}

/** How long a git that was told to end may take, milliseconds. */
const END_WITHIN_MS = 2_000

const readProc = (pid: string): RunningGit | null => {
  try {
    const args = readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ")
    if (!/(^|\/)git[\w-]*( |$)/.test(args.slice(0, 4_096))) return null
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8")
    // pid (name) state parent group ...; the name may hold anything, so count from its end.
    const [state = "", , group = "0"] = stat.slice(stat.lastIndexOf(")") + 2).split(" ")
    if (state === "Z") return null
    let cwd: string | null = null
    try {
      cwd = readlinkSync(`/proc/${pid}/cwd`)
    } catch {
      // Another user's process: where it stands is not ours to know.
    }
    return { pid: Number(pid), group: Number(group), args, cwd }
  } catch {
    return null
  }
}

/** From /proc. */
export const procGits = (): ReadonlyArray<RunningGit> =>
  readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(readProc)
    .filter((found) => found !== null)

/** The same by `ps`, which does not say where a process stands. */
export const psGits = (env: ReadonlyMap<string, string>): Effect.Effect<ReadonlyArray<RunningGit>, StepFailed> =>
  runProgram("ps", ["-axo", "pid=,pgid=,stat=,args="], {
    doing: "Look for running gits",
    cwd: "/",
    env,
    timeoutMs: 10_000
  }).pipe(
    Effect.map(({ stdout }) =>
      new TextDecoder()
        .decode(stdout)
        .split("\n")
        .map((line) => /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line))
        .filter((match) => match !== null)
        .filter((match) => !(match[3] ?? "").startsWith("Z") && /(^|\/)git[\w-]*( |$)/.test(match[4] ?? ""))
        .map((match) => ({ pid: Number(match[1]), group: Number(match[2]), args: match[4] ?? "", cwd: null }))
    )
  )

export const runningGits = (env: ReadonlyMap<string, string>): Effect.Effect<ReadonlyArray<RunningGit>, StepFailed> =>
  process.platform === "linux" ? Effect.sync(procGits) : psGits(env)

const signal = (group: number, name: "SIGTERM" | "SIGKILL"): void => {
  try {
    process.kill(-group, name)
  } catch {
    // Gone already.
  }
}

/** Ends the gits of this deed that are still running, and waits until they are gone. */
export const endOutliving = Effect.fnUntraced(function* (before: Pick<Before, "env" | "transaction">) {
  const env = new Map(Object.entries(before.env))
  const ours = Effect.map(runningGits(env), (all) =>
    all.filter((git) => git.args.includes(` ${deedMark(before.transaction)} `))
  )
  let left = yield* ours
  for (const group of new Set(left.map((git) => git.group))) signal(group, "SIGTERM")
  for (let waited = 0; left.length > 0; waited += 20) {
    if (waited > END_WITHIN_MS) for (const git of left) signal(git.group, "SIGKILL")
    yield* Effect.sleep("20 millis")
    left = yield* ours
  }
})

const isLock = (name: string): boolean => name.endsWith(".lock")

/** Lock files of references, index and configuration that are younger than the deed. */
const youngLocks = (before: Before, disk: Disk) =>
  attempt("Look for locks", async () => {
    const found: Array<string> = []
    const consider = (path: string): void => {
      const stat = disk.lstat(path)
      // By when it came to be: a lock that is a second name of a kept index has that one's own time.
      if (stat !== null && stat.type === "file" && stat.ctimeMs >= before.startedMs) found.push(path)
    }
    for (const folder of new Set([before.gitDir, before.commonDir])) {
      for (const entry of disk.list(folder)) {
        if (isLock(entry.name)) consider(PathText.child(folder, entry.name))
      }
      for (const below of ["refs", "logs"]) {
        const start = PathText.child(folder, below)
        if (disk.lstat(start)?.type !== "folder") continue
        await disk.walk(start, {
          onFolder: ({ path, entries }) => {
            for (const entry of entries) if (isLock(entry.name)) consider(PathText.child(path, entry.name))
          }
        })
      }
    }
    return found
  })

/** Removes the locks that a dead git of this deed left. Fails when a git is at work there. */
export const removeStaleLocks = Effect.fnUntraced(function* (before: Before, disk: Disk) {
  const locks = yield* youngLocks(before, disk)
  if (locks.length === 0) return
  const inside = (cwd: string): boolean =>
    [before.top, before.gitDir, before.commonDir].some((folder) => PathText.isInside(folder, cwd))
  const working = (yield* runningGits(new Map(Object.entries(before.env)))).find(
    (git) => git.cwd === null || inside(git.cwd)
  )
  if (working !== undefined) {
    return yield* new StepFailed({
      doing: "Settle the git deed that was cut off",
      reason: `another git (process ${working.pid}) is at work in ${before.top}.`,
      hints: ["Wait until it is done, then try again."]
    })
  }
  yield* attempt("Remove the locks of a git that was cut off", () => {
    for (const lock of locks) disk.unlink(lock)
  })
})
