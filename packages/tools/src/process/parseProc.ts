/** Texts of Linux' `/proc` as values: pure. Formats are those of proc(5); a text that does not fit gives `null`. */
import type { ProcessState } from "./Processes.ts"
import { MAX_COMMAND } from "./Processes.ts"

/** Clock ticks a second in `/proc` (USER_HZ): 100 on every architecture that Node runs on. */
const TICKS_PER_SECOND = 100
/** The flag of kernel threads (PF_KTHREAD in the kernel's sched.h). */
const KERNEL_THREAD = 0x0020_0000

const STATES: ReadonlyMap<string, ProcessState> = new Map([
  ["R", "running"],
  ["S", "sleeping"],
  ["D", "waiting"],
  ["T", "stopped"],
  ["t", "stopped"],
  ["Z", "ended"],
  ["X", "ended"],
  ["I", "idle"]
])

export const stateOf = (letter: string): ProcessState => STATES.get(letter) ?? "unknown"

export interface ProcStat {
  readonly kernelName: string
  readonly state: ProcessState
  readonly parent: number
  readonly kernel: boolean
  readonly cpuMs: number
  /** Ticks from boot to its start, as written. */
  readonly start: string
}

/** `/proc/PID/stat`. The name stands in brackets and may hold blanks and brackets itself, so its end is the last one. */
export const parseStat = (text: string): ProcStat | null => {
  const open = text.indexOf("(")
  const close = text.lastIndexOf(")")
  if (open < 0 || close < open) return null
  const fields = text.slice(close + 2).split(" ")
  const number = (at: number): number => Number(fields[at])
  const start = fields[19]
  if (start === undefined || !/^\d+$/.test(start)) return null
  return {
    kernelName: text.slice(open + 1, close),
    state: stateOf(fields[0] ?? ""),
    parent: number(1),
    kernel: (number(6) & KERNEL_THREAD) !== 0,
    cpuMs: ((number(11) + number(12)) * 1000) / TICKS_PER_SECOND,
    start
  }
}

/** When it started: milliseconds since 1970, from the boot time in seconds of `/proc/stat`. */
export const startedAt = (bootSeconds: number, startTicks: string): number =>
  bootSeconds * 1000 + (Number(startTicks) * 1000) / TICKS_PER_SECOND

export interface ProcStatus {
  /** The effective user; -1 where the text does not say. */
  readonly uid: number
  /** Resident set, bytes; 0 for kernel threads and ended processes. */
  readonly memory: number
}

/** `/proc/PID/status`: its lines `Uid: real effective saved file-system` and `VmRSS: n kB`. */
export const parseStatus = (text: string): ProcStatus => ({
  uid: Number(/^Uid:\s+\d+\s+(\d+)/m.exec(text)?.[1] ?? -1),
  memory: Number(/^VmRSS:\s+(\d+) kB/m.exec(text)?.[1] ?? 0) * 1024
})

/** `/proc/PID/cmdline`: arguments end in NUL; a process that wrote its title over them leaves a tail of NULs. */
export const parseCommandLine = (text: string): ReadonlyArray<string> => {
  const trimmed = text.replace(/\0+$/, "")
  return trimmed === "" ? [] : trimmed.split("\0")
}

export const joinCommand = (argv: ReadonlyArray<string>): string => {
  const whole = argv.join(" ").trimEnd()
  return whole.length > MAX_COMMAND ? `${whole.slice(0, MAX_COMMAND)}…` : whole
}

export interface ProcSocket {
  readonly protocol: "tcp" | "udp"
  readonly address: string
  readonly port: number
  readonly uid: number
  readonly inode: string
}

/** States of a TCP socket that listens, and of a UDP socket that is bound and not connected (the kernel's tcp_states.h). */
const WAITING = { tcp: "0A", udp: "07" } as const

/** The kernel writes each 32-bit word of an address as a number of its own byte order (little-endian wherever Node runs today). */
const addressOf = (hex: string): string => {
  const bytes = (hex.match(/.{8}/g) ?? []).flatMap((word) =>
    (word.match(/../g) ?? []).toReversed().map((byte) => Number.parseInt(byte, 16))
  )
  if (bytes.length === 4) return bytes.join(".")
  const groups = Array.from({ length: 8 }, (_, at) => ((bytes[at * 2] ?? 0) << 8) | (bytes[at * 2 + 1] ?? 0))
  const mapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff
  return mapped ? bytes.slice(12).join(".") : shortenIpv6(groups)
}

const colons = (groups: ReadonlyArray<number>): string => groups.map((group) => group.toString(16)).join(":")

/** RFC 5952: the longest run of two or more zero groups, the first of equals, becomes `::`. */
const shortenIpv6 = (groups: ReadonlyArray<number>): string => {
  let [from, length] = [-1, 1]
  for (let at = 0; at < groups.length; at++) {
    let end = at
    while (groups[end] === 0) end++
    if (end - at > length) [from, length] = [at, end - at]
    if (end > at) at = end
  }
  return from < 0 ? colons(groups) : `${colons(groups.slice(0, from))}::${colons(groups.slice(from + length))}`
}

/** Those lines of `/proc/net/tcp`, `tcp6`, `udp` or `udp6` that wait for callers. Lines that do not fit are left out. */
export const parseSockets = (text: string, protocol: "tcp" | "udp"): ReadonlyArray<ProcSocket> =>
  text.split("\n").flatMap((line) => {
    const fields = line.trim().split(/\s+/)
    const [, local = "", , state, , , , uid = "", , inode = ""] = fields
    const [address = "", port = ""] = local.split(":")
    if (state !== WAITING[protocol] || port === "" || !/^\d+$/.test(inode)) return []
    return [{ protocol, address: addressOf(address), port: Number.parseInt(port, 16), uid: Number(uid), inode }]
  })
