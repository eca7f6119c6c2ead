/**
 * Which processes a kill means and which of those it may touch: pure, from one look at the machine. What is fixed here
 * (number and start) is all that will get a signal. It refuses rather than guesses: a part of a name that
 * fits several programs is no target, and a protected process is left out or, where nothing else is meant, refused.
 */
import { BadArgument, DeedRefused, escapeName, PathNotFound } from "@zenus/core"
import { nearNames } from "../action/nearNames.ts"
import { HINTS } from "../action/reads.ts"
import { ancestorsOf, descendantsOf, type Match, matchProcesses } from "./matchProcess.ts"
import type { Listening, ProcessFacts } from "./Processes.ts"
import { type Around, type Protected, protectName, protectPid, protectProcess } from "./protectProcess.ts"

/** More processes than this are not killed by one request. */
export const MAX_TARGETS = 100

export type Meant =
  | { readonly by: "pid"; readonly pid: number }
  | { readonly by: "name"; readonly name: string; readonly match: Match }
  | { readonly by: "port"; readonly port: number }

export interface Machine {
  readonly all: ReadonlyArray<ProcessFacts>
  /** Only looked at for a port. */
  readonly sockets: ReadonlyArray<Listening>
  readonly self: number
  readonly uid: number
  readonly userName: (uid: number) => string
}

export interface Targets {
  /** Parents before their children; never empty. */
  readonly targets: ReadonlyArray<ProcessFacts>
  readonly notes: ReadonlyArray<string>
}

export type Refused = PathNotFound | BadArgument | DeedRefused

/** As it stands in plan and answer: `pid 4211 (sleep 1000)`. */
export const describe = ({ pid, command }: { readonly pid: number; readonly command: string }): string =>
  `pid ${pid} (${escapeName(command.length > 200 ? `${command.slice(0, 200)}…` : command)})`

const refuse = ({ rule, reason, hints }: Protected): DeedRefused => new DeedRefused({ rule, reason, hints })
const notThere = (path: string, hint: string, near: ReadonlyArray<string> = []): PathNotFound =>
  new PathNotFound({ path, near, hint })

/** The processes that the request names, before protection; or why there are none. */
const meantBy = (meant: Meant, machine: Machine): ReadonlyArray<ProcessFacts> | Refused => {
  const running = machine.all.filter((facts) => facts.state !== "ended")
  switch (meant.by) {
    case "pid": {
      const refused = protectPid(meant.pid)
      if (refused !== null) return refuse(refused)
      const found = running.filter((facts) => facts.pid === meant.pid)
      return found.length === 0 ? notThere(`process ${meant.pid}`, HINTS.process) : found
    }
    case "name": {
      const refused = protectName(meant.name)
      if (refused !== null) return refuse(refused)
      const found = matchProcesses(running, machine.self, meant.name, { match: meant.match })
      const names = [...new Set(found.map((facts) => facts.name))]
      if (found.length === 0) {
        return notThere(
          `process ${meant.name}`,
          HINTS.process,
          nearNames(meant.name, [...new Set(running.flatMap(({ names }) => names))])
        )
      }
      if (meant.match !== "exact" && names.length > 1) {
        return new BadArgument({
          action: "kill",
          reason: `${escapeName(meant.name)} fits ${names.length} different programs: ${names.slice(0, 5).map(escapeName).join(", ")}.`,
          hints: ["Name one program in full, or one process by its number."]
        })
      }
      return found
    }
    case "port": {
      const sockets = machine.sockets.filter((socket) => socket.port === meant.port)
      if (sockets.length === 0) return notThere(`process on port ${meant.port}`, HINTS.port)
      const pids = new Set(sockets.flatMap((socket) => socket.pids))
      const found = running.filter((facts) => pids.has(facts.pid))
      const owner = sockets.find((socket) => socket.uid !== null)?.uid
      return found.length > 0
        ? found
        : new DeedRefused({
            rule: "other-user",
            reason: `Port ${meant.port} is held by a process that you may not see${owner === undefined || owner === null ? "" : `, of the user ${machine.userName(owner)}`}.`,
            hints: ["Ask as the user it belongs to."]
          })
    }
  }
}

export const targetsOf = (meant: Meant, withTree: boolean, machine: Machine): Targets | Refused => {
  const named = meantBy(meant, machine)
  if ("_tag" in named) return named
  const around: Around = { ...machine, ancestors: ancestorsOf(machine.self, machine.all) }
  const below = withTree ? named.flatMap((facts) => descendantsOf(facts.pid, machine.all)) : []
  const chosen = new Map<number, ProcessFacts>()
  const leftOut: Array<Protected> = []
  const considered = new Set<number>()
  for (const facts of [...named, ...below]) {
    if (facts.state === "ended" || considered.has(facts.pid)) continue
    considered.add(facts.pid)
    const refused = protectProcess(facts, around)
    if (refused === null) chosen.set(facts.pid, facts)
    else leftOut.push(refused)
  }
  const first = leftOut[0]
  // A tree whose top is protected is refused as a whole: its children are not what was asked for.
  if (first !== undefined && (chosen.size === 0 || !named.some((facts) => chosen.has(facts.pid)))) return refuse(first)
  if (chosen.size > MAX_TARGETS) {
    return new BadArgument({
      action: "kill",
      reason: `${chosen.size} processes are meant, more than the ${MAX_TARGETS} that one request may end.`,
      hints: ["Name one process by its number or its port."]
    })
  }
  return {
    targets: [...chosen.values()],
    notes: leftOut.map(({ reason }) => `Left out: ${reason}`)
  }
}
