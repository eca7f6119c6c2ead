/** Each line once, in the order of its first appearance; or only those that come more than once, or only once. Shown or saved. */
import { defineAction, type Output, phrase } from "@zenus/core"
import * as Schema from "effect/Schema"
import { choice, flag } from "../file/field.ts"
import { lineBatches, tooBig } from "./lineStream.ts"
import { showOrSave, toField } from "./saveLines.ts"
import { streamLines } from "./streamLines.ts"
import { describeSources, sourceFields, type Sources } from "./textSources.ts"

/** Most characters of different lines that are held. */
export const MAX_DISTINCT = 256 * 1024 * 1024

/** How often each line is there, in the order of first appearance. Rejects with `StepFailed` for too many different ones. */
export const countLines = async (
  batches: AsyncIterable<ReadonlyArray<string>>,
  fold: (line: string) => string,
  doing: string
) => {
  const counts = new Map<string, { readonly line: string; count: number }>()
  let held = 0
  for await (const batch of batches) {
    for (const line of batch) {
      const key = fold(line)
      const known = counts.get(key)
      if (known !== undefined) {
        known.count++
        continue
      }
      held += line.length
      if (held > MAX_DISTINCT) throw tooBig(doing, MAX_DISTINCT)
      counts.set(key, { line, count: 1 })
    }
  }
  return [...counts.values()]
}

/** Without counting, lines go out as they first appear. */
async function* firstSeen(sources: Sources, fold: (line: string) => string): AsyncGenerator<ReadonlyArray<string>> {
  const seen = new Set<string>()
  let held = 0
  for await (const batch of lineBatches(sources.together())) {
    const fresh: Array<string> = []
    for (const line of batch) {
      const key = fold(line)
      if (seen.has(key)) continue
      seen.add(key)
      held += key.length
      if (held > MAX_DISTINCT) throw tooBig("Take each line once", MAX_DISTINCT)
      fresh.push(line)
    }
    yield fresh
  }
}

export const unique = defineAction({
  name: "unique",
  description: "Show each line of a text once, or only the repeated or the single ones; shown or saved",
  args: Schema.Struct({
    ...sourceFields,
    show: choice(
      ["all", "repeated", "single"],
      "every line once (default), lines that come more than once, or lines that come only once"
    ),
    anyCase: flag("upper and lower case are the same"),
    ...toField
  }),
  risk: 0,
  undo: "yes",
  timeoutMs: 3_600_000,
  parallel: true,
  phrases: [
    phrase("[show|print|display|get|list] [me] [the] unique|distinct|different lines in|of|from {files:files}"),
    phrase("[show|print|display] {files:files} without duplicates|duplicate_lines|repeated_lines"),
    phrase("[show|print|display|list|which] [the] duplicate|repeated lines in|of|from {files:files}", {
      show: "repeated"
    }),
    phrase(
      "[remove|drop] duplicates|duplicate_lines from|in {files:files} [and] save|write [it|the_result] to|as {to:path}"
    )
  ],
  examples: ["print the unique lines in words.txt", "show the repeated lines of log.txt"],
  look: (args, context) =>
    showOrSave(
      "unique",
      `Show each line of ${describeSources(args)} once`,
      args,
      context,
      async (sources): Promise<Output> => {
        const fold = args.anyCase === true ? (line: string) => line.toLowerCase() : (line: string) => line
        if (args.show === undefined || args.show === "all")
          return { ...(await streamLines(firstSeen(sources, fold))), ...sources.about }
        const counted = await countLines(lineBatches(sources.together()), fold, "Count the lines")
        const lines = counted
          .filter(({ count }) => (args.show === "repeated" ? count > 1 : count === 1))
          .map(({ line }) => line)
        return {
          lines,
          ...sources.about,
          ...(lines.length === 0 && sources.about.note === undefined ? { note: "There is no such line." } : {})
        }
      }
    )
})
