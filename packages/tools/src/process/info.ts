/**
 * All about one process, or about each of a name: number, name, state, processor use now, memory, start, parent,
 * user, command. A number or name that is not there is an error with names that look like it.
 */
import { BadArgument, defineAction, escapeName, PathNotFound, phrase } from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { formatBytes } from "../action/formatBytes.ts"
import { nearNames } from "../action/nearNames.ts"
import { matchProcesses } from "./matchProcess.ts"
import { measureCpu } from "./measureCpu.ts"
import type { ProcessFacts, Processes } from "./Processes.ts"
import { documentOf, type Shown } from "./showProcesses.ts"
import { HINTS, prepared, reads, userNames } from "../action/reads.ts"

const Args = Schema.Struct({
  pid: Schema.optionalKey(Schema.Int.annotate({ description: "the process number" })),
  name: Schema.optionalKey(Schema.NonEmptyString.annotate({ description: "the whole name; instead of a number" })),
  what: Schema.optionalKey(
    Schema.Literals(["name", "state", "user", "cpu", "memory", "started", "parent", "command"]).annotate({
      description:
        "only this: name, state, user, percent of a core now, bytes of memory, start, parent, command (default all)"
    })
  )
})

/** Local wall time, `2026-11-21 14:03:05`. */
const localTime = (ms: number | null, timeZone: string): string =>
  ms === null ? "?" : new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short", timeStyle: "medium" }).format(ms)

/** Field, bare value for a pipe, value for a screen where that differs. */
const fieldsOf = ({ facts, user, cpu = 0 }: Shown, parent: ProcessFacts | null, timeZone: string) =>
  [
    ["pid", String(facts.pid)],
    ["name", escapeName(facts.name)],
    ["state", facts.state],
    ["user", user],
    ["cpu", String(cpu), `${cpu}%`],
    ["memory", String(facts.memory), formatBytes(facts.memory)],
    ["started", localTime(facts.startedAtMs, timeZone)],
    ["parent", parent === null ? String(facts.parent) : `${facts.parent} ${escapeName(parent.name)}`],
    ["command", escapeName(facts.command)]
  ] as const

const DETAILS = "details|detail|info|information|facts|everything|statistics|stats"
const MEMORY = "memory|ram"

export const info = (processes: Processes) =>
  defineAction<typeof Args.Type>({
    name: "info",
    description: "Shows the details of a process: state, processor use now, memory, start, parent, user, command.",
    args: Args,
    ...reads,
    phrases: [
      phrase(`<tell> ${DETAILS} of|about|on|for process|pid|process_id [with] [process] [id|pid|number] {pid:number}`),
      phrase(`<tell> [about] process|pid [with] [process] [id|pid|number] {pid:number} [${DETAILS}]`),
      phrase("describe|inspect process|pid [with] [id|pid|number] {pid:number}"),
      phrase("what is process|pid [with] [id|pid|number] {pid:number} [doing]"),
      phrase(
        `<tell> {what:choice(${MEMORY}=memory|cpu|processor=cpu|parent|parent_process=parent|user|owner=user|command|command_line=command|state|status=state|name|start_time=started|start=started)} [usage|use|line|time] of|for process|pid [with] [id|pid|number] {pid:number}`
      ),
      phrase(
        `how_much {what:choice(${MEMORY}=memory|cpu|processor=cpu)} does|is process|pid [with] [id|pid|number] {pid:number} use|uses|using|take|taking|need`
      ),
      phrase("which|what user runs|owns|started|is_running process|pid {pid:number}", { what: "user" }),
      phrase("who runs|owns|started process|pid {pid:number}", { what: "user" }),
      phrase("when was|did process|pid {pid:number} started|start", { what: "started" }),
      phrase(`<tell> ${DETAILS} of|about|on|for process [called|named] {name:name}`),
      phrase(`<tell> ${DETAILS} of|about|on|for {name:name} process`),
      phrase(
        `how_much {what:choice(${MEMORY}=memory|cpu|processor=cpu)} does|is process|program [called|named] {name:name} use|uses|using|take|taking|need`
      ),
      phrase(
        "which|what command|program started|is_running_as|runs_as|belongs_to process|pid {pid:number} -> what=command"
      ),
      phrase("command [line] of process|pid {pid:number} -> what=command")
    ],
    examples: ["show details of the process with id 1", "show info about the process nginx"],
    look: Effect.fnUntraced(function* ({ pid, name, what }, context) {
      if ((name === undefined) === (pid === undefined)) {
        return yield* new BadArgument({
          action: "info",
          reason: "one of name and pid is needed, and not both.",
          hints: ["Name the process or give its number."]
        })
      }
      const wanted = (all: ReadonlyArray<ProcessFacts>): ReadonlyArray<ProcessFacts> =>
        pid !== undefined
          ? all.filter((facts) => facts.pid === pid)
          : matchProcesses(all, processes.self, name ?? "", { match: "exact" })
      const missing = (all: ReadonlyArray<ProcessFacts>): PathNotFound =>
        pid !== undefined
          ? new PathNotFound({ path: `process ${pid}`, near: [], hint: HINTS.process })
          : new PathNotFound({
              path: `process ${name ?? ""}`,
              near: nearNames(name ?? "", [...new Set(all.flatMap((facts) => facts.names))]),
              hint: HINTS.process
            })
      const now = yield* processes.list
      if (wanted(now).length === 0) return yield* missing(now)
      const run = Effect.gen(function* () {
        const measured = yield* measureCpu(processes)
        const all = measured.map(({ facts }) => facts)
        const found = new Set(wanted(all))
        if (found.size === 0) return yield* missing(all)
        const nameOf = userNames(context)
        const shown = measured.flatMap(({ facts, cpu }) =>
          found.has(facts) ? [{ facts, cpu, user: nameOf(facts.uid) }] : []
        )
        const blocks = shown.map((one) =>
          fieldsOf(one, all.find((facts) => facts.pid === one.facts.parent) ?? null, context.timeZone)
        )
        if (what !== undefined) {
          const values = blocks.flatMap((fields) => fields.flatMap(([field, value]) => (field === what ? [value] : [])))
          return { lines: values, data: values }
        }
        return {
          lines: blocks.flatMap((fields) => fields.map(([field, value]) => `${field}\t${value}`)),
          table: {
            columns: ["FIELD", "VALUE"],
            rows: blocks.flatMap((fields) => fields.map(([field, value, screen]) => [field, screen ?? value]))
          },
          data: shown.map(documentOf)
        }
      })
      return prepared(`Show the details of process ${pid ?? escapeName(name ?? "")}`, run)
    })
  })
