/**
 * Process facts for the journal. Linux: field 22 of /proc/PID/stat and the boot id. Elsewhere `ps` and `sysctl`, asked once
 * for this process and once for each owner that is looked at. A fact that cannot be had is the empty text, which
 * equals itself: then the process number alone decides.
 */
import { spawnSync } from "node:child_process"
import * as fs from "node:fs"
import * as Layer from "effect/Layer"
import { Owner, type OwnerId, sameOwner } from "../history/Owner.ts"

const readText = (path: string): string | null => {
  try {
    return fs.readFileSync(path, "latin1")
  } catch {
    return null
  }
}

/** The start time stands 20 fields after the command's name, which is in brackets and may hold anything. */
export const startTimeOfStat = (stat: string): string =>
  stat
    .slice(stat.lastIndexOf(")") + 2)
    .split(" ")[19]
    ?.trim() ?? ""

/** `Z` and `X` are processes that only wait to be forgotten. */
export const isDeadStat = (stat: string): boolean => /^[ZXx]/.test(stat.slice(stat.lastIndexOf(")") + 2))

const isPresent = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch (cause) {
    return cause instanceof Error && "code" in cause && cause.code === "EPERM"
  }
}

const ask = (command: string, ...args: ReadonlyArray<string>): string => {
  const done = spawnSync(command, args, {
    encoding: "utf8",
    timeout: 5_000,
    env: { ...process.env, LC_ALL: "C", TZ: "UTC" }
  })
  return done.status === 0 ? done.stdout.trim() : ""
}

/** When the process began, as the system writes it; `null` where there is no such process. */
export const startTimeOf = (pid: number): string | null => {
  const stat = readText(`/proc/${pid}/stat`)
  if (stat !== null) return isDeadStat(stat) ? null : startTimeOfStat(stat)
  if (!isPresent(pid)) return null
  return ask("ps", "-o", "lstart=", "-p", String(pid))
}

const bootOf = (): string =>
  readText("/proc/sys/kernel/random/boot_id")?.trim() ??
  (process.platform === "darwin" ? ask("sysctl", "-n", "kern.bootsessionuuid") : "")

/** Nothing is asked before it is needed: a command that only looks needs none of it. */
export const makeNodeOwner = (): typeof Owner.Service => {
  let known: OwnerId | undefined
  const me = (): OwnerId => (known ??= { pid: process.pid, startTime: startTimeOf(process.pid) ?? "", boot: bootOf() })
  return {
    get me() {
      return me()
    },
    lives: (owner) => {
      if (sameOwner(owner, me())) return true
      if (owner.boot !== me().boot) return false
      return startTimeOf(owner.pid) === owner.startTime
    }
  }
}

export const NodeOwnerLayer: Layer.Layer<Owner> = Layer.sync(Owner, makeNodeOwner)
