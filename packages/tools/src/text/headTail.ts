/** The first and the last lines of files, bytes unchanged. The last ones are looked for from the end, so size does not matter. */
import { BadArgument, defineAction, type LookContext, type Output, phrase } from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { fileSlices } from "../file/content.ts"
import { option } from "../file/field.ts"
import { startOfLastLines } from "./endOfFile.ts"
import { lineRange } from "./lineRange.ts"
import { describeSources, readingText, sourceFields, type TextSource } from "./textSources.ts"

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
  phrases: [
    phrase("[show|print|display|give|get] [me] [the] first|top {lines:number} lines of|from|in {files:files}"),
    phrase("[show|print|display|give|get] [me] [the] first line of|from|in {files:files}", { lines: 1 }),
    phrase("[show|print|display] [me] [the] beginning|start|head|top of {files:files}"),
    phrase("[show|print] [the] first {bytes:number} bytes of {files:files}"),
    phrase("head {files:files}")
  ],
  examples: ["show the first 5 lines of access.log", "first line of metrics.csv"],
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
  phrases: [
    phrase("[show|print|display|give|get] [me] [the] last|final|bottom {lines:number} lines of|from|in {files:files}"),
    phrase("[show|print|display|give|get] [me] [the] last line of|from|in {files:files}", { lines: 1 }),
    phrase("[show|print|display] [me] [the] end|tail|bottom of {files:files}"),
    phrase("[show|print] [the] last {bytes:number} bytes of {files:files}"),
    phrase("[show|print] {files:files} from line {fromLine:number} [on|onwards]"),
    phrase("tail {files:files}")
  ],
  examples: ["show the last 20 lines of app.log", "last line of data.csv"],
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
