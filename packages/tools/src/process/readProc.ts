/**
 * Processes of a Linux machine, read from `/proc` (proc(5)): no child process, about 0.1 ms for each process. A process
 * that ends while it is read is left out. Where `/proc` hides the processes of others (hidepid), they are not in the list.
 */
import * as fs from "node:fs"
import { StepFailed } from "@zenus/core"
import * as Effect from "effect/Effect"
import { nameProcess } from "./nameProcess.ts"
import { joinCommand, parseCommandLine, parseSockets, parseStat, parseStatus, startedAt } from "./parseProc.ts"
import type { Listening, ProcessFacts, Processes } from "./Processes.ts"
import { sendSignal } from "./sendSignal.ts"

/** Seconds since 1970 at which the machine started. */
const bootSeconds = (): number => Number(/^btime (\d+)/m.exec(fs.readFileSync("/proc/stat", "latin1"))?.[1] ?? 0)

/** Bytes of a command line that are read; the rest of a longer one is not looked at. */
const MAX_COMMAND_BYTES = 64 * 1024

const readStart = (path: string, bytes: number): string => {
  const file = fs.openSync(path, "r")
  try {
    const buffer = Buffer.alloc(bytes)
    return buffer.toString("utf8", 0, fs.readSync(file, buffer, 0, bytes, 0))
  } finally {
    fs.closeSync(file)
  }
}

/** What a process that has just ended answers; anything else is trouble. */
const GONE: ReadonlySet<string> = new Set(["ENOENT", "ESRCH"])
const codeOf = (error: unknown): string =>
  error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : ""

const orNull = <A>(read: () => A): A | null => {
  try {
    return read()
  } catch (error) {
    if (GONE.has(codeOf(error)) || codeOf(error) === "EACCES" || codeOf(error) === "EPERM") return null
    throw error
  }
}

const readOne = (pid: number, booted: number): ProcessFacts | null =>
  orNull(() => {
    const folder = `/proc/${pid}`
    const stat = parseStat(fs.readFileSync(`${folder}/stat`, "utf8"))
    if (stat === null) return null
    const { uid, memory } = parseStatus(fs.readFileSync(`${folder}/status`, "latin1"))
    const argv = stat.kernel
      ? []
      : parseCommandLine(orNull(() => readStart(`${folder}/cmdline`, MAX_COMMAND_BYTES)) ?? "")
    const { kernel, kernelName, parent, state, start, cpuMs } = stat
    return {
      pid,
      parent,
      ...nameProcess(kernelName, argv),
      kernelName,
      command: joinCommand(argv) || `[${kernelName}]`,
      uid,
      state,
      start,
      startedAtMs: booted === 0 ? null : startedAt(booted, start),
      cpuMs,
      memory,
      kernel
    }
  })

const pids = (): ReadonlyArray<number> =>
  fs
    .readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)

/** Which processes hold which sockets: inode to pids, for the inodes asked for. Folders one may not look into are skipped. */
const holdersOf = (inodes: ReadonlySet<string>): ReadonlyMap<string, ReadonlyArray<number>> => {
  const holders = new Map<string, Array<number>>()
  for (const pid of pids()) {
    const folder = `/proc/${pid}/fd`
    for (const fd of orNull(() => fs.readdirSync(folder)) ?? []) {
      const inode = /^socket:\[(\d+)\]$/.exec(orNull(() => fs.readlinkSync(`${folder}/${fd}`)) ?? "")?.[1]
      if (inode === undefined || !inodes.has(inode)) continue
      const known = holders.get(inode)
      if (known === undefined) holders.set(inode, [pid])
      else if (!known.includes(pid)) known.push(pid)
    }
  }
  return holders
}

const SOCKET_TABLES = [
  ["/proc/self/net/tcp", "tcp"],
  ["/proc/self/net/tcp6", "tcp"],
  ["/proc/self/net/udp", "udp"],
  ["/proc/self/net/udp6", "udp"]
] as const

const listening = (): ReadonlyArray<Listening> => {
  const sockets = SOCKET_TABLES.flatMap(([path, protocol]) =>
    parseSockets(orNull(() => fs.readFileSync(path, "latin1")) ?? "", protocol)
  )
  const holders = holdersOf(new Set(sockets.map((socket) => socket.inode)))
  return sockets.map(({ inode, ...socket }) => ({ ...socket, pids: holders.get(inode) ?? [] }))
}

const reading = <A>(doing: string, read: () => A): Effect.Effect<A, StepFailed> =>
  Effect.try({
    try: read,
    catch: (cause) =>
      new StepFailed({
        doing,
        reason: cause instanceof Error ? cause.message : String(cause),
        hints: ["Check that /proc is mounted and may be read."],
        cause
      })
  })

export const procProcesses: Processes = {
  self: process.pid,
  list: reading("List the processes", () => {
    const booted = bootSeconds()
    return pids().flatMap((pid) => readOne(pid, booted) ?? [])
  }),
  one: (pid) => reading(`Look at process ${pid}`, () => readOne(pid, bootSeconds())),
  listening: reading("List the ports in use", listening),
  signal: sendSignal
}
