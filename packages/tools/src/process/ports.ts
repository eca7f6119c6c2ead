/**
 * Which programs wait for callers, on one port or on all: TCP sockets that listen and UDP sockets that are bound.
 * Where the owner may not be seen (another user's process), the row says so. A free port is an empty answer with a note.
 */
import { defineAction, phrase } from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { Listening, ProcessFacts, Processes } from "./Processes.ts"
import { prepared, reads, userNames } from "../action/reads.ts"

/** A port number as TCP and UDP have them. */
export const Port = Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 65_535 }))

const Args = Schema.Struct({
  port: Schema.optionalKey(Port.annotate({ description: "the port (default: all)" })),
  give: Schema.optionalKey(
    Schema.Literals(["rows", "pids", "ports", "yes-or-no"]).annotate({
      description: "rows, only process numbers, only port numbers, or whether the port is in use (default rows)"
    })
  )
})

interface Row {
  readonly socket: Listening
  readonly facts: ProcessFacts | null
}

/** One row a socket and holder; the same port on IPv4 and IPv6 by the same process is two sockets and two rows. Pure. */
export const portRows = (sockets: ReadonlyArray<Listening>, all: ReadonlyArray<ProcessFacts>): ReadonlyArray<Row> => {
  const byPid = new Map(all.map((facts) => [facts.pid, facts] as const))
  return sockets
    .toSorted((a, b) => a.port - b.port || (a.protocol < b.protocol ? -1 : a.protocol > b.protocol ? 1 : 0))
    .flatMap((socket): ReadonlyArray<Row> => {
      const holders = socket.pids.flatMap((pid) => byPid.get(pid) ?? [])
      return holders.length === 0 ? [{ socket, facts: null }] : holders.map((facts) => ({ socket, facts }))
    })
}

const UNKNOWN = "-"
const distinct = (values: ReadonlyArray<string>): ReadonlyArray<string> => [...new Set(values)]

const WHO =
  "what|who|what_process|which_process|what_program|which_program|what_application|which_application|which_service|what_service"

export const ports = (processes: Processes) =>
  defineAction<typeof Args.Type>({
    name: "ports",
    description: "Shows which processes listen on a port, or all ports that are in use.",
    args: Args,
    ...reads,
    phrases: [
      phrase(`${WHO} is listening|running|active|bound|serving|sitting on|to|at [tcp|udp] port {port:number}`),
      phrase(`${WHO} is [currently] using|occupying|blocking|holding|taking|hogging [up] [tcp|udp] port {port:number}`),
      phrase(`${WHO} is on [tcp|udp] port {port:number}`),
      phrase(`${WHO} uses|occupies|blocks|holds|owns|has|listens_on|listens_to|runs_on [tcp|udp] port {port:number}`),
      phrase(
        "<find>|<list> [pid_and_name_of] process|processes|program|what|application|service|whatever|which_process [that|is] [is] [listening|running|listens|bound] [using|uses|on|to|occupying|blocking|holding] [tcp|udp] port {port:number}"
      ),
      phrase(
        "<tell> pid|process_id of|for [process|program|whatever] [that] [is] [listening|running|listens] [using|uses|on|to] [tcp|udp] port {port:number}",
        { give: "pids" }
      ),
      phrase(
        "is [tcp|udp|local] port {port:number} [already|still] in_use|used|taken|busy|occupied|open|blocked|being_used",
        { give: "yes-or-no" }
      ),
      phrase(
        "<tell> whether|if [tcp|udp] port {port:number} is [already|still] in_use|used|taken|busy|occupied|open|blocked|being_used",
        { give: "yes-or-no" }
      ),
      phrase(
        "is anything|something|anyone|any_process|any_program|a_process listening|running|active on|to|at [tcp|udp] port {port:number}",
        { give: "yes-or-no" }
      ),
      phrase("is anything|something|anyone|any_process|any_program using [tcp|udp] port {port:number}", {
        give: "yes-or-no"
      }),
      phrase(
        "<list> [currently] [listening|open|used|occupied|active] [tcp|udp|network] ports [that_are] [in_use|open|used|listening] [on_this_machine|on_this_system]"
      ),
      phrase(
        "what|which [tcp|udp|network] ports are [currently] open|listening|in_use|used|listened_on|occupied [on_this_machine|now]"
      ),
      phrase("<list> [listening|open] sockets|network_sockets"),
      phrase(
        "<list> processes|programs|services [that] [are] listening|listen [on] [network|a|any|tcp] [port|ports|network]"
      ),
      phrase("netstat|ss")
    ],
    examples: ["what is listening on port 8080", "show all listening ports", "is port 3000 in use"],
    look: ({ port, give = "rows" }, context) => {
      const run = Effect.gen(function* () {
        const sockets = (yield* processes.listening).filter((socket) => port === undefined || socket.port === port)
        const nameOf = userNames(context)
        if (give === "yes-or-no") return { lines: [sockets.length > 0 ? "yes" : "no"], data: sockets.length > 0 }
        const rows = portRows(sockets, yield* processes.list)
        const hidden = rows.filter(({ facts }) => facts === null).length
        const note =
          sockets.length === 0
            ? `Nothing listens on ${port === undefined ? "any port" : `port ${port}`}.`
            : hidden > 0
              ? "Of some ports only the owner is known, not the process."
              : undefined
        const noted = note === undefined ? {} : { note }
        const userOf = ({ socket, facts }: Row): string =>
          facts !== null ? nameOf(facts.uid) : socket.uid === null ? UNKNOWN : nameOf(socket.uid)
        const data = rows.map((row) => ({
          protocol: row.socket.protocol,
          address: row.socket.address,
          port: row.socket.port,
          pid: row.facts?.pid ?? null,
          name: row.facts?.name ?? null,
          user: userOf(row)
        }))
        if (give === "pids") {
          return {
            lines: distinct(rows.flatMap(({ facts }) => (facts === null ? [] : [String(facts.pid)]))),
            data,
            ...noted
          }
        }
        if (give === "ports") return { lines: distinct(rows.map(({ socket }) => String(socket.port))), data, ...noted }
        const cells = data.map(
          (row) => [row.port, row.protocol, row.address, row.pid ?? UNKNOWN, row.name ?? UNKNOWN, row.user] as const
        )
        return {
          lines: cells.map((row) => row.join("\t")),
          table: { columns: ["PORT", "PROTOCOL", "ADDRESS", "PID", "NAME", "USER"], rows: cells },
          data,
          ...noted
        }
      })
      return Effect.succeed(
        prepared(port === undefined ? "Show the ports that are in use" : `Show what listens on port ${port}`, run)
      )
    }
  })
