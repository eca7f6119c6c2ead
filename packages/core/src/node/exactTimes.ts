/**
 * File times to the nanosecond. Reading is exact (`lstat` with bigints). Writing is not: node:fs takes seconds as a double,
 * which today steps by 0.24 µs, and older ones cut it to the microsecond. So where the double misses, GNU `touch` sets
 * the time exactly. That is a child process (3 ms, 10 in a large process), so it is left out where the microsecond
 * is enough. Where there is no such `touch`, or the file system itself is coarser, the microsecond stays.
 */
import { spawnSync } from "node:child_process"
import * as fs from "node:fs"
import type { ExactTimes } from "../disk/Disk.ts"
import type { FsPath } from "./fsPath.ts"

const NS_PER_US = 1_000n
const NS_PER_S = 1_000_000_000n

/** The exact times of what is open or stands at a path (a link's own). */
export const timesOf = (target: FsPath | number): ExactTimes => {
  const stats =
    typeof target === "number" ? fs.fstatSync(target, { bigint: true }) : fs.lstatSync(target, { bigint: true })
  return { mtimeNs: stats.mtimeNs, atimeNs: stats.atimeNs }
}

const sameTimes = (a: ExactTimes, b: ExactTimes): boolean => a.mtimeNs === b.mtimeNs && a.atimeNs === b.atimeNs

const floorDivide = (a: bigint, b: bigint): bigint => a / b - (a % b < 0n ? 1n : 0n)

/** The seconds as a double that node:fs sets as exactly this time, or `null` where there is none. */
const exactDouble = (ns: bigint): number | null => {
  if (ns < 0n) return null
  const seconds = Number(ns / NS_PER_S)
  const fraction = Number(ns % NS_PER_S)
  const nearest = seconds + fraction / 1e9
  return Math.trunc((nearest - seconds) * 1e9) === fraction ? nearest : null
}

/**
 * The argument for `fs.utimes` that sets exactly this time where a double can, else one within the same microsecond (half of
 * one more, since the fraction is cut and the double is off by up to 0.12). Before 1970 node:fs takes
 * only a `Date`: milliseconds.
 */
export const utimesArgument = (ns: bigint): number | Date => {
  if (ns < 0n) return new Date(Number(floorDivide(ns, 1_000_000n)))
  return exactDouble(ns) ?? Number(ns / NS_PER_S) + (Number((ns % NS_PER_S) / NS_PER_US) + 0.5) / 1e6
}

/** `@seconds.nanoseconds`, as GNU date reads it. */
export const touchArgument = (ns: bigint): string => {
  const size = ns < 0n ? -ns : ns
  return `@${ns < 0n ? "-" : ""}${size / NS_PER_S}.${String(size % NS_PER_S).padStart(9, "0")}`
}

/** The calls of `touch` that make `now` into `times`. */
export const touchCalls = (now: ExactTimes, times: ExactTimes): ReadonlyArray<ReadonlyArray<string>> => {
  const mtime = touchArgument(times.mtimeNs)
  if (times.mtimeNs === times.atimeNs) return [["-d", mtime]]
  return [
    ...(now.mtimeNs === times.mtimeNs ? [] : [["-m", "-d", mtime]]),
    ...(now.atimeNs === times.atimeNs ? [] : [["-a", "-d", touchArgument(times.atimeNs)]])
  ]
}

/**
 * Sets the times of the entry at `path`. `fd` is a handle on that same entry (`O_PATH` will do) for the exact way, `null`
 * where there is none or the microsecond is enough.
 */
export type SetTimes = (path: FsPath, fd: number | null, times: ExactTimes) => void

/** With `touches` false only what node:fs can do. A `touch` that is not there is looked for once. */
export const makeSetTimes = (touches: boolean): SetTimes => {
  let usable = touches
  /** The child's own descriptor 3 is the entry itself, whatever happens to its name meanwhile. */
  const touch = (fd: number, call: ReadonlyArray<string>): void => {
    if (!usable) return
    const done = spawnSync("touch", ["-c", ...call, "--", "/proc/self/fd/3"], {
      stdio: ["ignore", "ignore", "ignore", fd],
      env: { ...process.env, LC_ALL: "C" },
      timeout: 10_000
    })
    if (done.error !== undefined) usable = false
  }
  return (path, fd, times) => {
    const byNode = (): void => fs.lutimesSync(path, utimesArgument(times.atimeNs), utimesArgument(times.mtimeNs))
    const isExact = (): boolean => sameTimes(timesOf(path), times)
    if (fd === null) return byNode()
    if (exactDouble(times.mtimeNs) !== null && exactDouble(times.atimeNs) !== null) {
      byNode()
      if (isExact()) return
    }
    for (const call of touchCalls(timesOf(path), times)) touch(fd, call)
    if (!isExact()) byNode()
  }
}
