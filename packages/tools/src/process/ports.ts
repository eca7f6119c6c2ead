/**
 * Which programs wait for callers, on one port or on all: TCP sockets that listen and UDP sockets that are bound.
 * Where the owner may not be seen (another user's process), the row says so. A free port is an empty answer with a note.
 */
import { defineAction, phrase } from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { Listening, ProcessFacts, Processes } from "./Processes.ts"
import { prepared, reads, userNames } from "../reads.ts"

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

export const ports = (processes: Processes) =>
  defineAction<typeof Args.Type>({
    name: "ports",
    description: "Shows which processes listen on a port, or all ports that are in use.",
    args: Args,
    ...reads,
    phrases: [
      phrase(
        "what|who|which_process|which_program is|'s listening|running|using|on on|to|at [tcp|udp] port {port:number}"
      ),
      phrase(
        "what|who|which_process|which_program is|'s using|occupying|blocking|holding [tcp|udp] port {port:number}"
      ),
      phrase("what|who|which_process|which_program uses|occupies|blocks|holds|owns [tcp|udp] port {port:number}"),
      phrase(
        "find|show|list|display [the] process|processes|program|what listening|running|using [on] port {port:number}"
      ),
      phrase("find|show|list|display [the] process|processes|program on|using port {port:number}"),
      phrase(
        "find|show|get|print [the] pid|process_id of|on|listening_on|using [the] [process] [on|using] port {port:number}",
        { give: "pids" }
      ),
      phrase("is [tcp|udp] port {port:number} in_use|used|taken|busy|occupied|open", { give: "yes-or-no" }),
      phrase("is anything|something|any_process listening|running on port {port:number}", { give: "yes-or-no" }),
      phrase("list|show|display|print [all|the] listening|open|used ports"),
      phrase("what|which ports are open|listening|in_use|used"),
      phrase("list|show|display|print [all|the] processes [that_are] listening [on] [ports|a_port]")
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
