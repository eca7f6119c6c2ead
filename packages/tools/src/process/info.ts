/**
 * All about one process, or about each of a name: number, name, state, processor use now, memory, start, parent,
 * user, command. A number or name that is not there is an error with names that look like it.
 */
import { BadArgument, defineAction, escapeName, PathNotFound, phrase } from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { formatBytes } from "../formatBytes.ts"
import { nearNames } from "../file/nearNames.ts"
import { matchProcesses } from "./matchProcess.ts"
import { measureCpu } from "./measureCpu.ts"
import type { ProcessFacts, Processes } from "./Processes.ts"
import { documentOf, type Shown } from "./showProcesses.ts"
import { prepared, reads, userNames } from "../reads.ts"

const Args = Schema.Struct({
  pid: Schema.optionalKey(Schema.Int.annotate({ description: "the process number" })),
  name: Schema.optionalKey(Schema.NonEmptyString.annotate({ description: "the whole name; instead of a number" }))
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

export const info = (processes: Processes) =>
  defineAction<typeof Args.Type>({
    name: "info",
    description: "Shows the details of a process: state, processor use now, memory, start, parent, user, command.",
    args: Args,
    ...reads,
    phrases: [
      phrase(
        "show|display|print|get|give|list [me] [the|all] details|info|information|facts|everything of|about|on|for [the] process|pid [with] [the] [id|pid|number] {pid:number}"
      ),
      phrase("show|display|print|describe|inspect [me] [the] process|pid [with] [the] [id|pid|number] {pid:number}"),
      phrase("what is [the] process|pid [with] [the] [id|pid|number] {pid:number}"),
      phrase(
        "show|display|print|get|give [me] [the] details|info|information of|about|on|for [the] process [called|named] {name:name}"
      ),
      phrase(
        "show|display|print|get|give [me] [the] details|info|information of|about|on|for [the] {name:name} process"
      )
    ],
    examples: ["show details of the process with id 4211", "show info about the process nginx"],
    look: Effect.fnUntraced(function* ({ pid, name }, context) {
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
          ? new PathNotFound({ path: `process ${pid}`, near: [] })
          : new PathNotFound({
              path: `process ${name ?? ""}`,
              near: nearNames(name ?? "", [...new Set(all.flatMap((facts) => facts.names))])
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
