/**
 * What runs on a pseudo-terminal, from /proc: the processes of its session, and those that were started with a mark in their
 * environment even when they have left it. Linux only; elsewhere there are none. Reading never fails: a process may end in between.
 */
import { readdirSync, readFileSync } from "node:fs"

const read = (path: string): string | null => {
  try {
    return readFileSync(path, "latin1")
  } catch {
    return null
  }
}

const list = (path: string): ReadonlyArray<string> => {
  try {
    return readdirSync(path)
  } catch {
    return []
  }
}

/** After the name in parentheses, which may hold anything: state, parent, group, session ... (proc(5)). */
const fieldsOf = (stat: string): ReadonlyArray<string> => stat.slice(stat.lastIndexOf(")") + 2).split(" ")

export interface ProcessFacts {
  readonly pid: number
  /** The command line, words apart by a space. */
  readonly command: string
  /** Belongs to the group that has the terminal's keys, and is not stopped. */
  readonly inFront: boolean
}

/** Processes of the session `leader` or with `NAME=VALUE` in their environment. One that has ended and waits for its parent is none. */
export const processesOf = (leader: number, mark: string): ReadonlyArray<ProcessFacts> =>
  list("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      const stat = read(`/proc/${name}/stat`)
      if (stat === null) return []
      const [state, , group, session, , front] = fieldsOf(stat)
      if (state === "Z" || state === "X") return []
      const marked = `\0${read(`/proc/${name}/environ`) ?? ""}`.includes(`\0${mark}\0`)
      if (Number(session) !== leader && !marked) return []
      const command = (read(`/proc/${name}/cmdline`) ?? "").replaceAll("\0", " ").trim()
      return [{ pid: Number(name), command, inFront: group === front && state !== "T" }]
    })

/** Time that all threads of a process have run so far, ms; to the nanosecond, where /proc/PID/stat counts in hundredths of a second. */
export const cpuMs = (pid: number): number =>
  list(`/proc/${pid}/task`).reduce(
    (sum, task) => sum + Number((read(`/proc/${pid}/task/${task}/schedstat`) ?? "0").split(" ")[0]) / 1e6,
    0
  )

/** Resident memory, MB (powers of 1024); NaN where the process is gone. */
export const residentMb = (pid: number): number =>
  Number(/^VmRSS:\s+(\d+)/m.exec(read(`/proc/${pid}/status`) ?? "")?.[1] ?? Number.NaN) / 1024
