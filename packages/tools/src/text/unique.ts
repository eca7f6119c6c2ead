/** Each line once, in the order of its first appearance; or only those that come more than once, or only once. Shown or saved. */
import { defineAction, type Output } from "@zenus/core"
import * as Schema from "effect/Schema"
import { choice, flag } from "../action/field.ts"
import { lineBatches, tooBig } from "../lines/lineStream.ts"
import { showOrSave, toField } from "./saveLines.ts"
import { streamLines } from "./streamLines.ts"
import { describeSources, sourceFields, type Sources } from "./textSources.ts"
import { ANY_CASE, said, SAVE } from "../action/wording.ts"

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
  phrases: said([
    `<list> [only|all] unique|distinct|different lines|line|entries|rows|values|items|records in|of|from {files:document|files} ${SAVE} ${ANY_CASE}`,
    `[<show>|remove|drop|filter] {files:document} without|with_no duplicates|duplicate_lines|repeated_lines|repetitions|repeats ${SAVE}`,
    `<show> {files:document} with|and|, duplicates|duplicate_lines|repeated_lines [are] removed|dropped|filtered_out ${SAVE}`,
    [
      "<list>|which|what lines|line in|of|from {files:document} [are|appear|occur|that_are|that_appear|which_appear|come|that_occur] duplicated|repeated|duplicates|more_than_once|twice|several_times|multiple_times",
      { show: "repeated" }
    ],
    [
      "<list>|which|what [all] duplicate|duplicated|repeated lines|line|entries|rows [are] [there] in|of|from {files:document|files}",
      { show: "repeated" }
    ],
    [
      "<list> lines|line [that] [appear|occur|come|appearing|occurring] more_than_once|twice|several_times|multiple_times in|of|from {files:document|files}",
      { show: "repeated" }
    ],
    [
      "<list>|which|what lines|line [that] [are|appear|occur|come|appearing|occurring|which_appear] only|exactly|just once in|of|from {files:document|files}",
      { show: "single" }
    ],
    [
      "<list>|which|what lines|line in|of|from {files:document|files} [that] [appear|occur|come|appearing|occurring|are_there] only|exactly|just once",
      { show: "single" }
    ],
    `each|every line of {files:document} [only] once ${SAVE}`,
    `<show> each|every line|entry of|in {files:document} [only] once ${SAVE}`
  ]),
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
