/** Chosen lines of files by their numbers: a range, single ones, every second one, counted from 1 or, below zero, from the end. */
import { BadArgument, defineAction, type Output, phrase } from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { flag, option } from "../file/field.ts"
import { lineBatches } from "./lineStream.ts"
import { streamLines } from "./streamLines.ts"
import { describeSources, readingText, sourceFields, type TextSource } from "./textSources.ts"

interface Choice {
  readonly numbers?: ReadonlyArray<number>
  readonly from?: number
  readonly to?: number
  readonly every?: number
}

const needsTotal = ({ numbers = [], from = 1, to = 1 }: Choice): boolean =>
  [...numbers, from, to].some((number) => number < 0)

const totalOf = async (source: TextSource): Promise<number> => {
  let total = 0
  for await (const batch of lineBatches(source.slices())) total += batch.length
  return total
}

/** Whether line `number` (from 1) is chosen. Pure. */
export const chooser = (
  choice: Choice,
  total: number
): { readonly chosen: (number: number) => boolean; readonly last: number } => {
  const place = (number: number): number => (number < 0 ? total + 1 + number : number)
  if (choice.numbers !== undefined) {
    const numbers = new Set(choice.numbers.map(place))
    return { chosen: (number) => numbers.has(number), last: Math.max(0, ...numbers) }
  }
  const from = place(choice.from ?? 1)
  const to = place(choice.to ?? Number.POSITIVE_INFINITY)
  const every = choice.every ?? 1
  return { chosen: (number) => number >= from && number <= to && (number - from) % every === 0, last: to }
}

async function* chosenLines(
  sources: ReadonlyArray<TextSource>,
  choice: Choice,
  numbered: boolean
): AsyncGenerator<ReadonlyArray<string>> {
  for (const source of sources) {
    const { chosen, last } = chooser(choice, needsTotal(choice) ? await totalOf(source) : 0)
    let before = 0
    for await (const batch of lineBatches(source.slices())) {
      const start = before
      yield batch.flatMap((line, at) => (chosen(start + at + 1) ? [numbered ? `${start + at + 1}:${line}` : line] : []))
      before += batch.length
      if (before >= last) break
    }
  }
}

export const lines = defineAction({
  name: "lines",
  description: "Show chosen lines of files by number: one, several, a range, every second one",
  args: Schema.Struct({
    ...sourceFields,
    numbers: option(Schema.Array(Schema.Int), "the numbers of the lines, from 1; -1 is the last one"),
    from: option(Schema.Int, "first line of a range (default 1)"),
    to: option(Schema.Int, "last line of a range (default the last)"),
    every: option(Schema.Int, "of the range only every so manieth line, the first one included"),
    lineNumbers: flag("put the number and a colon before each line")
  }),
  risk: 0,
  undo: "yes",
  timeoutMs: 600_000,
  parallel: true,
  phrases: [
    phrase("[show|print|display|get] [me] lines {from:number} to|through|- {to:number} of|from|in {files:files}"),
    phrase("[show|print|display|get] [me] line {numbers:number} of|from|in {files:files}"),
    phrase("[show|print|display|get] [me] [the] {numbers:number} line of|from|in {files:files}"),
    phrase("[show|print|display|get] [me] every other|second line of|from|in {files:files}", { every: 2 }),
    phrase("[show|print|display|get] [me] every {every:number} line of|from|in {files:files}"),
    phrase("[show|print|display] {files:files} with line numbers", { lineNumbers: true })
  ],
  examples: ["show lines 5 to 8 of long.txt", "print the tenth line of setup.sh", "print every other line of list.txt"],
  look: (args, context) => {
    const wrong =
      args.every !== undefined && args.every < 1
        ? "every so many lines has to be 1 or more."
        : [...(args.numbers ?? []), args.from, args.to].includes(0)
          ? "lines are counted from 1."
          : args.from !== undefined && args.to !== undefined && args.from > 0 && args.to > 0 && args.to < args.from
            ? `${args.from} to ${args.to} is no range.`
            : null
    if (wrong !== null)
      return Effect.fail(new BadArgument({ action: "lines", reason: wrong, hints: ["Say it as: lines 5 to 8."] }))
    return readingText(
      "lines",
      `Show chosen lines of ${describeSources(args)}`,
      args,
      context,
      async (sources): Promise<Output> => {
        const output = await streamLines(chosenLines(sources.all, args, args.lineNumbers === true))
        const none = output.bytes === undefined && output.lines.length === 0
        return {
          ...output,
          ...sources.about,
          ...(none && sources.about.note === undefined ? { note: "There is no such line." } : {})
        }
      }
    )
  }
})
