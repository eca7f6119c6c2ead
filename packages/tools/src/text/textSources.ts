/**
 * Where an action of TextOps takes its text from: files of a selection, or a text in the request itself. A folder that is
 * named stands for the files in it. Reading is checked before the first line goes out.
 */
import { BadArgument, type LookContext, type Output, type Prepared, Selection, type ToolError } from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { onePass } from "../action/passes.ts"
import { amountOf, fileSlices, mustBeReadable } from "../select/content.ts"
import { describeSelection } from "../select/describeSelection.ts"
import { noteOf, pathText, readingStep, readSelection, readsOf } from "../select/reading.ts"
import { select, type SelectOptions, startsOf } from "../select/select.ts"
import { attempt } from "../action/trouble.ts"

/** The two fields that all reading actions of TextOps share. */
export const sourceFields = {
  files: Schema.optionalKey(Selection.annotate({ description: "the files whose text it is" })),
  text: Schema.optionalKey(Schema.String.annotate({ description: "a text to take instead of files" }))
}

export interface SourceArgs {
  readonly files?: Selection
  readonly text?: string
}

export interface TextSource {
  /** As it goes into a pipe; empty for a text of the request. */
  readonly name: string
  /** Absolute; `null` for a text of the request. */
  readonly path: string | null
  readonly slices: () => AsyncIterable<Uint8Array>
}

export interface Sources {
  readonly all: ReadonlyArray<TextSource>
  readonly unreadable: ReadonlyArray<string>
  /** The bytes of all, one after the other. */
  readonly together: () => AsyncIterable<Uint8Array>
  /** For the output: paths and the note that nothing was found. */
  readonly about: Pick<Output, "paths" | "note">
}

async function* one(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

const LF = Uint8Array.of(0x0a)

/** One after the other; a file without a line end at its end gets one before the next begins. */
async function* chained(sources: ReadonlyArray<TextSource>): AsyncGenerator<Uint8Array> {
  for (const [at, source] of sources.entries()) {
    let last: number | undefined
    for await (const slice of source.slices()) {
      last = slice.at(-1)
      yield slice
    }
    if (at < sources.length - 1 && last !== undefined && last !== 0x0a) yield LF
  }
}

const makeSources = (
  all: ReadonlyArray<TextSource>,
  unreadable: ReadonlyArray<string>,
  context: LookContext
): Sources => ({
  all,
  unreadable,
  together: () => chained(all),
  about: {
    paths: all.flatMap(({ path }) => (path === null ? [] : [path])),
    ...noteOf(all.length === 0, unreadable, context)
  }
})

/** The sources themselves, checked for being readable. */
export const openSources = (
  args: SourceArgs,
  context: LookContext,
  options: SelectOptions
): Effect.Effect<Sources, ToolError> => {
  if (args.text !== undefined) {
    const bytes = new TextEncoder().encode(args.text)
    return Effect.succeed(makeSources([{ name: "", path: null, slices: () => one(bytes) }], [], context))
  }
  const files = args.files ?? {}
  const lenient = { lenient: true, ...options }
  // What is named itself is read or declined: a pipe does not fall out of the selection as if it were no file of a folder.
  const named = attempt("Read", () =>
    mustBeReadable(
      startsOf(files, context, lenient).named.map((path) => ({ path })),
      context
    )
  )
  return Effect.andThen(named, select(files, context, lenient)).pipe(
    Effect.flatMap(({ entries, unreadable }) =>
      attempt("Read", (_, tell) => {
        mustBeReadable(entries, context)
        const paths = entries.map(({ path }) => path)
        const told = onePass(tell, amountOf(context.disk, paths))
        const all = entries.map(({ path }): TextSource => ({
          name: pathText(path, context),
          path,
          slices: () => fileSlices(context.disk, path, 0, Number.POSITIVE_INFINITY, told)
        }))
        return makeSources(all, unreadable, context)
      })
    )
  )
}

/** `files` or `text`, one of them. */
export const mustHaveSource = (action: string, args: SourceArgs): Effect.Effect<void, BadArgument> =>
  (args.files === undefined) === (args.text === undefined)
    ? Effect.fail(
        new BadArgument({ action, reason: "it takes files or a text, one of them.", hints: ["Name a file."] })
      )
    : Effect.void

export const describeSources = (args: SourceArgs): string =>
  args.files === undefined ? "a text" : describeSelection(args.files)

/** A step that reads its sources when it runs, and looks where they are while planning. */
export const readingText = (
  action: string,
  explanation: string,
  args: SourceArgs,
  context: LookContext,
  work: (sources: Sources, signal: AbortSignal) => Promise<Output>,
  options: SelectOptions = {}
): Effect.Effect<Prepared, ToolError> => {
  const run = openSources(args, context, options).pipe(
    Effect.flatMap((sources) => attempt(explanation, (signal) => work(sources, signal)))
  )
  return mustHaveSource(action, args).pipe(
    Effect.andThen(
      args.files === undefined
        ? Effect.succeed(readingStep(explanation, [], run))
        : readSelection(explanation, args.files, context, { lenient: true, ...options }, (starts) =>
            readingStep(explanation, readsOf(starts), run)
          )
    )
  )
}
