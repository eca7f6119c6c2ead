/** Chosen lines of files by their numbers: a range, single ones, every second one, counted from 1 or, below zero, from the end. */
import { BadArgument, defineAction, type Output } from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { flag, option } from "../action/field.ts"
import { lineBatches } from "../lines/lineStream.ts"
import { streamLines } from "./streamLines.ts"
import { describeSources, readingText, sourceFields, type TextSource } from "./textSources.ts"
import { said } from "../action/wording.ts"

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
  phrases: said([
    ["[<show>] every|each other|second|2nd|alternate line|row of|from|in {files:document|files}", { every: 2 }],
    ["[<show>] alternate|alternating lines|rows of|from|in {files:document|files}", { every: 2 }],
    ["[<show>] odd|odd-numbered|odd_numbered lines|rows of|from|in {files:document|files}", { every: 2 }],
    ["[<show>] even|even-numbered|even_numbered lines|rows of|from|in {files:document|files}", { every: 2, from: 2 }],
    "[<show>] every|each {every:ordinal} line|row of|from|in {files:document|files}",
    "[<show>] every|each {every:number} lines|rows of|from|in {files:document|files}",
    [
      "[<show>|cat] {files:document|files} with line_numbers|numbered_lines|line_number|the_line_numbers|its_line_numbers|their_line_numbers|numbers",
      { lineNumbers: true }
    ],
    ["<show>|cat {files:document} <numbered>", { lineNumbers: true }],
    ["<show>|cat [file|text|contents] <numbered> [:|,|of] [file] {files:document}", { lineNumbers: true }],
    ["<show>|cat {files:document} and number each|every|all|its [of_its] line|lines", { lineNumbers: true }],
    ["<show> first {to:number} lines of|from|in {files:document} <numbered>", { lineNumbers: true }],
    ["<show> lines of|from|in {files:document} numbered", { lineNumbers: true }],
    [
      "[<show>] contents|content|lines|text of {files:document|files} with|and line_numbers|numbered_lines|line_number|numbers|their_numbers",
      { lineNumbers: true }
    ],
    ["number lines of|in {files:document|files}", { lineNumbers: true }],
    ["[<show>] numbered lines of {files:document|files}", { lineNumbers: true }],
    "[<show>] lines {from:number} to|through|until|- {to:number} of|from|in {files:document} with line_numbers|numbers -> lineNumbers=true",
    [
      "[<show>|what_is] second_to_last|second-to-last|penultimate|last_but_one|next_to_last line of|from|in {files:document}",
      { numbers: [-2] }
    ],
    ["[<show>|what_are] first_and_last line|lines of|from|in {files:document}", { numbers: [1, -1] }],
    ["[<show>|what_are] first line and [the] last line|one of|from|in {files:document}", { numbers: [1, -1] }],
    "[<show>|what_is] {numbers:ordinals} line of|from|in {files:document|files}",
    "[<show>] {numbers:ordinals} lines of|from|in {files:document}",
    "[<show>|what_is] line [number|no] {numbers:figures} of|from|in {files:document|files}",
    "[<show>] lines {numbers:figures} of|from|in {files:document|files}",
    "what is|says|stands on|in line {numbers:figures} of {files:document}",
    "[<show>] lines|rows|line {from:number} to|through|until|till|and|up_to|- {to:number} of|from|in {files:document|files}",
    "[<show>] lines|rows {from:range} of|from|in {files:document|files}",
    "[<show>] lines|rows from {from:number} to|through|until|till|up_to {to:number} of|from|in {files:document|files}",
    "[<show>] lines|rows between {from:number} and {to:number} of|from|in {files:document|files}",
    "[<show>] {files:document} from line|lines {from:number} to|through|until [line] {to:number}",
    "[<show>] from line {from:number} to|through|until [line] {to:number} of|in {files:document}",
    "[<show>] {from:ordinal} to|through {to:ordinal} line|lines of|from|in {files:document}",
    "[<show>] {files:document} from|starting_at|starting_from|beginning_at line {from:number} [on|onwards|onward]"
  ]),
  examples: [
    "show line 12 of notes.txt",
    "print every other line of data.csv",
    "show notes.txt with line numbers",
    "show lines 5 to 8 of data.csv"
  ],
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
