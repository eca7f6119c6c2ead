/**
 * Processes by name. zenus is never among them, nor a parent for the words of the request that stand in its
 * arguments (see matchProcess.ts). Nothing found is an empty answer with a note.
 */
import { defineAction, escapeName, phrase } from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { type Match, matchProcesses } from "./matchProcess.ts"
import type { Processes } from "./Processes.ts"
import { documentOf, showProcesses } from "./showProcesses.ts"
import { prepared, reads, userNames } from "../action/reads.ts"

const Args = Schema.Struct({
  name: Schema.NonEmptyString.annotate({ description: "the name, or a part of it" }),
  match: Schema.optionalKey(
    Schema.Literals(["exact", "prefix", "contains"]).annotate({
      description:
        "whether the whole name, its beginning or any part must be so (default contains); any case where none fits as written"
    })
  ),
  inCommand: Schema.optionalKey(
    Schema.Boolean.annotate({ description: "look in the whole command line instead of the names (default false)" })
  ),
  give: Schema.optionalKey(
    Schema.Literals(["rows", "pids", "count"]).annotate({
      description: "rows, only the numbers, or how many (default rows)"
    })
  )
})

const WORDS: Readonly<Record<Match, string>> = {
  exact: "called",
  prefix: "whose name begins with",
  contains: "whose name contains"
}

const NAMED =
  "named|called|matching|with_name|with_names|with_the_name|whose_name_is|by_the_name_of|by_name|with_name_matching|with_names_matching|whose_name_matches|with_name_like|like"

export const find = (processes: Processes) =>
  defineAction<typeof Args.Type>({
    name: "find",
    description: "Finds running processes by name; gives rows, process numbers or a count.",
    args: Args,
    ...reads,
    phrases: [
      phrase(`<find>|<list> [running|active] process|processes ${NAMED} {name:name}`),
      phrase(
        "<find>|<list> [running|active] process|processes containing|whose_name_contains|whose_names_contain|with_name_containing|with_names_containing|that_contain|that_have [text|word|string] {name:name} [in] [their|its] [name|names]"
      ),
      phrase("<find>|<list> [running|active] {name:name} process|processes [that_are_running]"),
      phrase(
        "<find>|<list> [running] processes|process whose name|names starts_with|begins_with|start_with|begin_with|starting_with|beginning_with {name:name}",
        { match: "prefix" }
      ),
      phrase("<find>|<list> [running] processes|process starting_with|beginning_with {name:name}", { match: "prefix" }),
      phrase(
        "<find>|<list> [running] processes|process [that|which] [have|has|with] {name:name} in their|its|the command_line|command|arguments|command_line_arguments",
        { inCommand: true }
      ),
      phrase(
        "<find>|<list> [running] processes|process whose command_line|command|arguments contains|contain|includes|holds {name:name}",
        { inCommand: true }
      ),
      phrase(
        "<tell> pid|pids|process_id|process_ids|process_number|process_numbers of|for [running] [process|processes|program] [named|called] {name:name}",
        { give: "pids" }
      ),
      phrase("<tell> {name:name} pid|pids|process_id|process_ids", { give: "pids" }),
      phrase("pid|pids|process_id of|for {name:name}", { give: "pids" }),
      phrase(
        "<count> [running|active] {name:name} processes|process|instances [are] [running|there|active|there_are] [now]",
        { give: "count" }
      ),
      phrase(`<count> [running] processes ${NAMED} {name:name} [are] [running|there]`, { give: "count" }),
      phrase("<count> instances|copies of {name:name} [are] [running|there]", { give: "count" }),
      phrase(
        "<list> [all] [running] processes with|by|whose name|names [like|matching|containing|is|equal_to] {name:name}"
      ),
      phrase("<list> [all] [running] processes [that|which] match|matching {name:name}"),
      phrase("<list> [all] processes whose name contains|includes|matches {name:name}")
    ],
    examples: ["find processes named nginx", "find the pid of nginx", "how many node processes are running"],
    look: ({ name, match = "contains", inCommand = false, give = "rows" }, context) => {
      const run = Effect.map(processes.list, (all) => {
        const nameOf = userNames(context)
        const shown = matchProcesses(all, processes.self, name, { match, inCommand }).map((facts) => ({
          facts,
          user: nameOf(facts.uid)
        }))
        if (give === "count") return { lines: [String(shown.length)], data: shown.length }
        const note = shown.length === 0 ? `No process ${WORDS[match]} ${escapeName(name)} is running.` : undefined
        if (give === "rows") return showProcesses(shown, ["pid", "user", "memory", "command"], note)
        return {
          lines: shown.map(({ facts }) => String(facts.pid)),
          data: shown.map(documentOf),
          ...(note === undefined ? {} : { note })
        }
      })
      const where = inCommand ? "whose command line contains" : WORDS[match]
      return Effect.succeed(prepared(`Find processes ${where} ${escapeName(name)}`, run))
    }
  })
