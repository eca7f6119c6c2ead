/** Whether a process of a name or number runs: `yes` or `no`. The whole name counts, so `vi` is not found in `vitest`. */
import { BadArgument, defineAction, escapeName, phrase } from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { matchProcesses } from "./matchProcess.ts"
import { hasEnded, type Processes } from "./Processes.ts"
import { prepared, reads } from "../action/reads.ts"

const Args = Schema.Struct({
  name: Schema.optionalKey(Schema.NonEmptyString.annotate({ description: "the whole name" })),
  pid: Schema.optionalKey(Schema.Int.annotate({ description: "the process number; instead of a name" }))
})

export const exists = (processes: Processes) =>
  defineAction<typeof Args.Type>({
    name: "exists",
    description: "Says whether a process of that name or number is running.",
    args: Args,
    ...reads,
    phrases: [
      phrase("is process|pid [with] [id|pid|number] {pid:number} [still] running|alive|active|there"),
      phrase("<tell> whether|if process|pid [with] [id|pid|number] {pid:number} is [still] running|alive|active"),
      phrase("does process|pid {pid:number} [still] exist"),
      phrase(
        "is|are there a|any|some [running] process|program|processes called|named|with_name|with_the_name {name:name} [running|active|alive]"
      ),
      phrase("is|are there a|any|some process|program|processes called|named|with_name|with_the_name {name:name}"),
      phrase("is|are there [a|any|some] [running] {name:name} process|processes [running|active|alive]"),
      phrase("is [process|program|service] {name:name} [still] [process] running|alive|active|up [now]"),
      phrase("<tell> whether|if [process|program] {name:name} is [still] running|alive|active|up"),
      phrase("<tell> whether|if there_is a|any [running] process called|named {name:name} [running]")
    ],
    examples: ["is nginx running", "is there a process called redis-server running?"],
    look: Effect.fnUntraced(function* ({ name, pid }) {
      if ((name === undefined) === (pid === undefined)) {
        return yield* new BadArgument({
          action: "exists",
          reason: "one of name and pid is needed, and not both.",
          hints: ["Name the process or give its number."]
        })
      }
      const running =
        pid !== undefined
          ? Effect.map(processes.one(pid), (facts) => !hasEnded(facts))
          : Effect.map(
              processes.list,
              (all) => matchProcesses(all, processes.self, name ?? "", { match: "exact" }).length > 0
            )
      return prepared(
        `Look whether process ${pid ?? escapeName(name ?? "")} is running`,
        Effect.map(running, (yes) => ({ lines: [yes ? "yes" : "no"], data: yes }))
      )
    })
  })
