/**
 * File times to the nanosecond. Reading is exact (`lstat` with bigints). Writing is not: node:fs takes seconds as a
 * double and cuts to the microsecond, so where a time has a finer part GNU `touch` sets it. Where there is no such
 * `touch`, or the file system itself is coarser, the microsecond stays.
 */
import { spawnSync } from "node:child_process"
import * as fs from "node:fs"
import type { ExactTimes } from "../disk/Disk.ts"
import type { FsPath } from "./fsPath.ts"

const NS_PER_US = 1000n
const NS_PER_S = 1_000_000_000n

/** The exact times of what is open or stands at a path (a link's own). */
export const timesOf = (target: FsPath | number): ExactTimes => {
  const stats =
    typeof target === "number" ? fs.fstatSync(target, { bigint: true }) : fs.lstatSync(target, { bigint: true })
  return { mtimeNs: stats.mtimeNs, atimeNs: stats.atimeNs }
}

const sameTimes = (a: ExactTimes, b: ExactTimes): boolean => a.mtimeNs === b.mtimeNs && a.atimeNs === b.atimeNs

const floorDivide = (a: bigint, b: bigint): bigint => a / b - (a % b < 0n ? 1n : 0n)

/**
 * The argument for `fs.utimes` that sets this time to its microsecond. Half a microsecond more, since the fraction is cut
 * and a double is off by up to 0.12 µs. Before 1970 only a `Date` is taken, so only milliseconds are kept.
 */
export const utimesArgument = (ns: bigint): number | Date =>
  ns < 0n
    ? new Date(Number(floorDivide(ns, 1_000_000n)))
    : Number(ns / NS_PER_S) + (Number((ns % NS_PER_S) / NS_PER_US) + 0.5) / 1e6

/** `@seconds.nanoseconds`, as GNU date reads it. */
export const touchArgument = (ns: bigint): string => {
  const size = ns < 0n ? -ns : ns
  return `@${ns < 0n ? "-" : ""}${size / NS_PER_S}.${String(size % NS_PER_S).padStart(9, "0")}`
}

/** The calls of `touch` that set both times of the entry behind descriptor 3. */
const touchCalls = (times: ExactTimes): ReadonlyArray<ReadonlyArray<string>> =>
  times.mtimeNs === times.atimeNs
    ? [["-d", touchArgument(times.mtimeNs)]]
    : [
        ["-m", "-d", touchArgument(times.mtimeNs)],
        ["-a", "-d", touchArgument(times.atimeNs)]
      ]

/** Sets the times of the entry at `path`; `fd` is a handle on that same entry (`O_PATH` will do), `null` where there is none. */
export type SetTimes = (path: FsPath, fd: number | null, times: ExactTimes) => void

/** With `touches` false only what node:fs can do. A missing `touch` is looked for once. */
export const makeSetTimes = (touches: boolean): SetTimes => {
  let usable = touches
  return (path, fd, times) => {
    fs.lutimesSync(path, utimesArgument(times.atimeNs), utimesArgument(times.mtimeNs))
    if (!usable || fd === null || sameTimes(timesOf(path), times)) return
    for (const call of touchCalls(times)) {
      // The child's own descriptor 3 is the entry itself, whatever happens to its name meanwhile.
      const done = spawnSync("touch", ["-c", ...call, "--", "/proc/self/fd/3"], {
        stdio: ["ignore", "ignore", "ignore", fd],
        env: { ...process.env, LC_ALL: "C" },
        timeout: 10_000
      })
      if (done.error !== undefined) usable = false
      if (done.error !== undefined || done.status !== 0) return
    }
  }
}
