/** What `ps` and `lsof` print, as values: pure. For systems without `/proc`. Lines that do not fit are left out. */
import { nameProcess } from "./nameProcess.ts"
import type { Listening, ProcessFacts, ProcessState } from "./Processes.ts"
import { MAX_COMMAND } from "./Processes.ts"

/** Columns asked for, in this order; all but the last are without blanks, the start is five words. */
export const PS_COLUMNS = "pid=,ppid=,uid=,rss=,time=,state=,lstart=,command="

const LINE = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+(\S+)\s+(\w+\s+\w+\s+\d+\s+[\d:]+\s+\d+)\s*(.*)$/

/** First letters of ps(1) on BSD and macOS; there `I` is a process that has slept for longer than 20 s. */
const STATES: ReadonlyMap<string, ProcessState> = new Map([
  ["R", "running"],
  ["S", "sleeping"],
  ["I", "sleeping"],
  ["D", "waiting"],
  ["U", "waiting"],
  ["T", "stopped"],
  ["Z", "ended"]
])

/** Processor time `[[days-]hours:]minutes:seconds[.hundredths]` as milliseconds. */
export const parseCpuTime = (text: string): number => {
  const [days, rest] = text.includes("-") ? (text.split("-") as [string, string]) : ["0", text]
  const seconds = rest.split(":").reduce((sum, part) => sum * 60 + Number(part), 0)
  return Math.round((Number(days) * 86_400 + seconds) * 1000)
}

/** `Sat Nov 21 13:26:56 2026`, local time, as milliseconds since 1970. */
const parseStart = (text: string): number | null => {
  const [, month, day, time, year] = text.split(/\s+/)
  const at = Date.parse(`${month ?? ""} ${day ?? ""} ${year ?? ""} ${time ?? ""}`)
  return Number.isNaN(at) ? null : at
}

/** Lines `pid name` of `ps -o pid=,comm=`: the program's path on macOS, blanks and all. */
export const parsePsNames = (text: string): ReadonlyMap<number, string> =>
  new Map(
    text.split("\n").flatMap((line) => {
      const [, pid, path] = /^\s*(\d+)\s+(.+)$/.exec(line) ?? []
      return pid === undefined || path === undefined
        ? []
        : [[Number(pid), path.slice(path.lastIndexOf("/") + 1)] as const]
    })
  )

export const parsePs = (text: string, programs: ReadonlyMap<number, string>): ReadonlyArray<ProcessFacts> =>
  text.split("\n").flatMap((line) => {
    const [, pid, parent, uid, kilobytes, time, state, start, command = ""] = LINE.exec(line) ?? []
    if (pid === undefined || start === undefined || time === undefined || state === undefined) return []
    const kernelName = programs.get(Number(pid)) ?? ""
    // `ps` joins the arguments with blanks; without quotes only the first words are sure.
    return [
      {
        pid: Number(pid),
        parent: Number(parent),
        ...nameProcess(kernelName, command.split(" ").slice(0, 2)),
        kernelName,
        command: command.length > MAX_COMMAND ? `${command.slice(0, MAX_COMMAND)}…` : command.trimEnd(),
        uid: Number(uid),
        state: STATES.get(state[0] ?? "") ?? "unknown",
        start,
        startedAtMs: parseStart(start),
        cpuMs: parseCpuTime(time),
        memory: Number(kilobytes) * 1024,
        kernel: false
      }
    ]
  })

/** `lsof -i -F puPn`: a line a field, its first letter says which; `p` begins a process. A socket with a partner has `->` in its name. */
export const parseLsof = (text: string): ReadonlyArray<Listening> => {
  const found = new Map<string, { readonly socket: Omit<Listening, "pids">; readonly pids: Array<number> }>()
  let [pid, uid, protocol] = [0, null as number | null, ""]
  for (const line of text.split("\n")) {
    const value = line.slice(1)
    if (line[0] === "p") [pid, uid] = [Number(value), null]
    else if (line[0] === "u") uid = Number(value)
    else if (line[0] === "P") protocol = value.toLowerCase()
    else if (line[0] === "n") {
      const [, address, port] = /^(.*):(\d+)$/.exec(value) ?? []
      if (address === undefined || value.includes("->") || (protocol !== "tcp" && protocol !== "udp")) continue
      const key = `${protocol} ${value} ${uid ?? ""}`
      const plain = address === "*" ? "0.0.0.0" : address.replace(/^\[(.*)\]$/, "$1")
      const entry = found.get(key) ?? { socket: { protocol, address: plain, port: Number(port), uid }, pids: [] }
      if (!entry.pids.includes(pid)) entry.pids.push(pid)
      found.set(key, entry)
    }
  }
  return [...found.values()].map(({ socket, pids }) => ({ ...socket, pids }))
}
