/** The first and the last lines of files, bytes unchanged. The last ones are looked for from the end, so size does not matter. */
import { BadArgument, defineAction, type LookContext, type Output } from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { fileSlices } from "../select/content.ts"
import { option } from "../action/field.ts"
import { startOfLastLines } from "../lines/endOfFile.ts"
import { lineRange } from "../lines/lineRange.ts"
import { describeSources, readingText, sourceFields, type TextSource } from "./textSources.ts"
import { said } from "../action/wording.ts"

/** How many lines when nobody says. */
const DEFAULT_LINES = 10

const notNegative = (action: string, numbers: ReadonlyArray<number | undefined>) =>
  numbers.some((number) => number !== undefined && number < 0)
    ? Effect.fail(
        new BadArgument({
          action,
          reason: "a number of lines or bytes cannot be negative.",
          hints: ["Say how many, such as 10."]
        })
      )
    : Effect.void

async function* firstBytes(source: AsyncIterable<Uint8Array>, count: number): AsyncGenerator<Uint8Array> {
  let left = count
  if (left <= 0) return
  for await (const slice of source) {
    yield slice.subarray(0, left)
    left -= slice.length
    if (left <= 0) return
  }
}

async function* eachOf(
  sources: ReadonlyArray<TextSource>,
  part: (source: TextSource) => AsyncIterable<Uint8Array>
): AsyncGenerator<Uint8Array> {
  for (const source of sources) yield* part(source)
}

const firstOf = (
  source: TextSource,
  args: { readonly lines?: number; readonly bytes?: number }
): AsyncIterable<Uint8Array> =>
  args.bytes === undefined
    ? lineRange(source.slices(), 1, args.lines ?? DEFAULT_LINES)
    : firstBytes(source.slices(), args.bytes)

const measures = {
  lines: option(Schema.Int, `how many lines (default ${DEFAULT_LINES})`),
  bytes: option(Schema.Int, "how many bytes, instead of lines")
}

export const head = defineAction({
  name: "head",
  description: "Show the first lines of files",
  args: Schema.Struct({ ...sourceFields, ...measures }),
  risk: 0,
  undo: "yes",
  timeoutMs: 600_000,
  parallel: true,
  phrases: said([
    "[<show>] first|top|initial|leading|beginning {lines:number} lines|rows|line|records|entries [only] of|from|in {files:document|files} [only]",
    "[<show>] top|first {lines:number} of {files:document} [lines]",
    [
      "[<show>|what_is] first|top|initial|opening line|row [only] of|from|in {files:document|files} [only]",
      { lines: 1 }
    ],
    ["what does first line of {files:document} say", { lines: 1 }],
    ["[<show>] first|top|initial [few] lines|rows of|from|in {files:document|files}", { lines: 10 }],
    ["[<show>] beginning|start|top|head|header of {files:document}", {}],
    "[<show>] first {bytes:number} bytes|characters of|from|in {files:document}",
    "head [-n] {lines:number} {files:document}",
    "head {files:document}",
    "[<show>] {lines:number} first|top lines of|from|in {files:document|files}",
    "[<show>] {lines:number} lines from|at top|beginning|start of {files:document}",
    "how does {files:document} start|begin"
  ]),
  examples: ["show the first 5 lines of notes.txt", "first line of data.csv"],
  look: (args, context) =>
    notNegative("head", [args.lines, args.bytes]).pipe(
      Effect.andThen(
        readingText(
          "head",
          `Show the beginning of ${describeSources(args)}`,
          args,
          context,
          async (sources): Promise<Output> => {
            return { lines: [], bytes: eachOf(sources.all, (source) => firstOf(source, args)), ...sources.about }
          }
        )
      )
    )
})

/** Of a file from its end; of a text in the request, which is small, and of a file that does not know its size, at once. */
async function* lastOf(
  source: TextSource,
  args: { readonly lines?: number; readonly bytes?: number; readonly fromLine?: number },
  context: LookContext
): AsyncGenerator<Uint8Array> {
  if (args.fromLine !== undefined) {
    yield* lineRange(source.slices(), args.fromLine, Number.POSITIVE_INFINITY)
    return
  }
  const size = source.path === null ? 0 : (context.disk.stat(source.path)?.size ?? 0)
  if (source.path !== null && size > 0) {
    const from =
      args.bytes === undefined
        ? startOfLastLines(context.disk, source.path, size, args.lines ?? DEFAULT_LINES)
        : Math.max(0, size - args.bytes)
    yield* fileSlices(context.disk, source.path, from)
    return
  }
  const slices: Array<Uint8Array> = []
  for await (const slice of source.slices()) slices.push(slice)
  const whole = Buffer.concat(slices)
  const disk = { ...context.disk, read: (_: string, from = 0, to = whole.length) => whole.subarray(from, to) }
  const from =
    args.bytes === undefined
      ? startOfLastLines(disk, "", whole.length, args.lines ?? DEFAULT_LINES)
      : Math.max(0, whole.length - args.bytes)
  yield whole.subarray(from)
}

export const tail = defineAction({
  name: "tail",
  description: "Show the last lines of files, or all from a line on",
  args: Schema.Struct({
    ...sourceFields,
    ...measures,
    fromLine: option(Schema.Int, "all lines from this one on, counted from 1, instead of the last ones")
  }),
  risk: 0,
  undo: "yes",
  timeoutMs: 600_000,
  parallel: true,
  phrases: said([
    "[<show>] last|final|bottom|ending|trailing {lines:number} lines|rows|line|records|entries [only] of|from|in {files:document|files} [only]",
    "[<show>] last|bottom {lines:number} of {files:document} [lines]",
    ["[<show>|what_is] last|final|bottom line|row [only] of|from|in {files:document|files} [only]", { lines: 1 }],
    ["what does last line of {files:document} say", { lines: 1 }],
    ["[<show>] last|final|bottom [few] lines|rows of|from|in {files:document|files}", { lines: 10 }],
    ["[<show>] end|bottom|tail of {files:document}", {}],
    "[<show>] last {bytes:number} bytes|characters of|from|in {files:document}",
    "tail [-n] {lines:number} {files:document}",
    "tail {files:document}",
    "[<show>] {lines:number} last|final|bottom lines of|from|in {files:document|files}",
    "[<show>] {lines:number} lines from|at end|bottom of {files:document}",
    "[<show>] everything|all|all_lines|lines|rest from line {fromLine:number} on|onwards|onward|to_the_end of|in {files:document}",
    [
      "[<show>] everything|all|all_lines|all_rows but|except|after|besides|without [for] first line|row|header of|in|from {files:document}",
      { fromLine: 2 }
    ],
    [
      "[<show>] {files:document} without|except|skipping|minus|excluding first|header|heading line|row",
      { fromLine: 2 }
    ],
    ["[<show>] {files:document} without|except|skipping|minus|excluding header|headers", { fromLine: 2 }],
    "how does {files:document} end"
  ]),
  examples: ["show the last 20 lines of app.log", "last line of notes.txt"],
  look: (args, context) =>
    notNegative("tail", [args.lines, args.bytes, args.fromLine === undefined ? undefined : args.fromLine - 1]).pipe(
      Effect.andThen(
        readingText(
          "tail",
          `Show the end of ${describeSources(args)}`,
          args,
          context,
          async (sources): Promise<Output> => ({
            lines: [],
            bytes: eachOf(sources.all, (source) => lastOf(source, args, context)),
            ...sources.about
          })
        )
      )
    )
})
