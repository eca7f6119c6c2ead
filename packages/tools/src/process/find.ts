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
import { prepared, reads, userNames } from "../reads.ts"

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

export const find = (processes: Processes) =>
  defineAction<typeof Args.Type>({
    name: "find",
    description: "Finds running processes by name; gives rows, process numbers or a count.",
    args: Args,
    ...reads,
    phrases: [
      phrase(
        "find|show|list|display|print|search|look_for [all|the|any] [running] processes|process [with] [name] matching|containing|named|called {name:name}"
      ),
      phrase(
        "find|show|list|display|print|search|look_for [all|the|any] [running] processes|process with [a|the] name|names [matching|containing|of] {name:name}"
      ),
      phrase("find|show|list|display|print [all|the] [running] {name:name} processes|process"),
      phrase(
        "find|show|list|display|print [all|the] processes|process whose name starts_with|begins_with {name:name}",
        { match: "prefix" }
      ),
      phrase(
        "find|show|list|display|print [all|the] processes|process with {name:name} in their|its|the command_line|command|arguments",
        { inCommand: true }
      ),
      phrase(
        "find|show|get|print|give|what_is|what's [me] [the] pid|pids|process_id|process_ids of|for [the] [process] {name:name}",
        { give: "pids" }
      ),
      phrase("find|show|get|print [me] [the] {name:name} pid|pids|process_id", { give: "pids" }),
      phrase("count [all|the] [running] {name:name} processes", { give: "count" }),
      phrase("how_many {name:name} processes are running|there", { give: "count" })
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
