/**
 * Edits of text files, line by line in a stream: one pass while planning counts what changes and how large the result is, and
 * where there is too much to hold, a second one writes it aside when the step begins. What an edit does not touch comes out as it went
 * in: encoding, byte order mark, line ends, bytes that are no text. Refused: binary files, and files above 1 GB.
 * The result replaces the file by a rename; the old one is kept in the trash.
 */
import {
  type Deed,
  type Disk,
  DiskError,
  quoteName,
  type LookContext,
  type Prepared,
  PathText,
  type ReadDisk,
  type Selection,
  StepFailed,
  type TellProgress,
  type ToolError
} from "@zenus/core"
import * as Effect from "effect/Effect"
import { shown, unreadableNote } from "../action/answers.ts"
import { type Breathe, makeBreathe } from "../action/breathe.ts"
import { mustBeChangeable } from "../select/mustBeChangeable.ts"
import { amountOf, fileSlices, mustBeReadable } from "../select/content.ts"
import { knownIdentity } from "../place/planned.ts"
import { counted, fewNames } from "../action/sayCount.ts"
import { select, type Selected, type SelectOptions } from "../select/select.ts"
import { attempt } from "../action/trouble.ts"
import { formatBytes } from "../action/formatBytes.ts"
import { onePass, type Told } from "../action/passes.ts"
import {
  BINARY_LOOK,
  encodeText,
  linesWithEnds,
  looksBinary,
  MAX_LINE,
  textFormOf,
  textPieces
} from "../lines/lineStream.ts"

/** Largest file that is edited, bytes. */
export const MAX_EDITED = 1024 * 1024 * 1024
/** Results that are held from the plan to the deed, bytes in all; larger ones are made again. */
const MAX_HELD = 32 * 1024 * 1024
/** How many files the notes list one by one. */
const LISTED = 10

/** One pass over one file. */
export interface Editor {
  /** Lines with their ends to lines with their ends. */
  readonly edit: (lines: ReadonlyArray<string>) => ReadonlyArray<string>
  /** What comes behind the last line. */
  readonly end?: () => ReadonlyArray<string>
  /** How many changes there were so far. */
  readonly changes: () => number
}

export interface Editing {
  readonly make: () => Editor
  /** Gives an editor the whole text as one piece: for what goes across lines (at most 64 MB). */
  readonly whole?: boolean
  /** One change, in words: `occurrence`. */
  readonly what: readonly [one: string, many: string]
}

async function* pieces(source: AsyncIterable<Uint8Array>, whole: boolean): AsyncGenerator<ReadonlyArray<string>> {
  if (!whole) {
    yield* linesWithEnds(source)
    return
  }
  let text = ""
  for await (const piece of textPieces(source)) {
    text += piece
    if (text.length > MAX_LINE) {
      throw new StepFailed({
        doing: "Edit the text",
        reason: `a change across lines takes files up to ${formatBytes(MAX_LINE)}.`,
        hints: ["Change one line at a time, or split the file."]
      })
    }
  }
  yield [text]
}

/** The edited bytes of a file, in slices. */
async function* edited(
  disk: ReadDisk,
  path: string,
  editing: Editing,
  editor: Editor,
  told?: Told
): AsyncGenerator<Uint8Array> {
  const { encoding, markLength } = textFormOf(disk.read(path, 0, 4))
  if (markLength > 0) yield disk.read(path, 0, markLength)
  for await (const lines of pieces(fileSlices(disk, path, 0, Number.POSITIVE_INFINITY, told), editing.whole === true)) {
    yield encodeText(editor.edit(lines).join(""), encoding)
  }
  const rest = editor.end?.() ?? []
  if (rest.length > 0) yield encodeText(rest.join(""), encoding)
}

interface Result {
  readonly path: string
  readonly changes: number
  readonly bytes: number
  /** `null` when it is made again by `stage`. */
  readonly held: Uint8Array | null
}

const tryOut = async (
  disk: ReadDisk,
  path: string,
  editing: Editing,
  room: number,
  breathe: Breathe,
  told: Told
): Promise<Result> => {
  const editor = editing.make()
  let slices: Array<Uint8Array> | null = []
  let bytes = 0
  for await (const slice of edited(disk, path, editing, editor, told)) {
    bytes += slice.length
    if (bytes > room) slices = null
    slices?.push(slice)
    await breathe()
  }
  return { path, changes: editor.changes(), bytes, held: slices === null ? null : Buffer.concat(slices) }
}

/** Files behind links that were named, each once; links that were only met are left alone. */
const targets = (entries: ReadonlyArray<Selected>, named: boolean, disk: ReadDisk): ReadonlyArray<string> => {
  const found = new Set<string>()
  for (const { path, type } of entries) {
    if (type !== "link") found.add(path)
    else if (named) found.add(disk.realpath(path) ?? path)
  }
  return [...found]
}

interface Sorted {
  readonly results: ReadonlyArray<Result>
  readonly binary: ReadonlyArray<string>
  readonly unreadable: ReadonlyArray<string>
}

const tryAll = async (
  paths: ReadonlyArray<string>,
  named: boolean,
  editing: Editing,
  context: LookContext,
  breathe: Breathe,
  tell: TellProgress
): Promise<Sorted> => {
  const { disk } = context
  const told = onePass(tell, amountOf(disk, paths))
  const results: Array<Result> = []
  const binary: Array<string> = []
  const unreadable: Array<string> = []
  let room = MAX_HELD
  for (const path of paths) {
    const size = disk.stat(path)?.size ?? 0
    const name = shown(path, context)
    if (size > MAX_EDITED) {
      throw new StepFailed({
        doing: `Edit ${name}`,
        reason: `it is ${formatBytes(size)}, and files up to ${formatBytes(MAX_EDITED)} are edited.`,
        hints: ["Split it first, or leave it out."]
      })
    }
    try {
      if (looksBinary(disk.read(path, 0, BINARY_LOOK))) {
        binary.push(path)
        continue
      }
      const result = await tryOut(disk, path, editing, room, breathe, told)
      if (result.changes === 0) continue
      room -= result.held?.length ?? 0
      results.push(result)
    } catch (error) {
      if (named || !(error instanceof DiskError)) throw error
      unreadable.push(path)
    }
  }
  return { results, binary, unreadable }
}

const writeAside = async (
  disk: Disk,
  folder: string,
  name: string,
  path: string,
  editing: Editing,
  told: Told,
  breathe: Breathe
): Promise<void> => {
  const staged = PathText.child(folder, name)
  let first = true
  for await (const slice of edited(disk, path, editing, editing.make())) {
    if (first) disk.write(staged, slice)
    else disk.append(staged, slice)
    first = false
    told(slice.length)
    await breathe()
  }
  if (first) disk.write(staged, new Uint8Array())
}

const planOf = (
  explanation: string,
  { results, binary, unreadable }: Sorted,
  editing: Editing,
  context: LookContext
): Prepared => {
  const say = (count: number) => counted(count, ...editing.what)
  const total = results.reduce((sum, { changes }) => sum + changes, 0)
  const files = counted(results.length, "file")
  const notes = [
    ...(results.length > 1
      ? results.slice(0, LISTED).map(({ path, changes }) => `${shown(path, context)}: ${say(changes)}`)
      : []),
    ...(results.length > LISTED ? [`and ${counted(results.length - LISTED, "more file", "more files")}`] : []),
    ...(binary.length === 0
      ? []
      : [`Left out because they are binary: ${fewNames(binary.map((path) => shown(path, context)))}.`]),
    ...unreadableNote(unreadable, context)
  ]
  if (results.length === 0) {
    return {
      explanation: `Nothing to do: no ${editing.what[0]} found`,
      deeds: [],
      notes,
      paths: [],
      answer: () => ({ lines: [], note: [`Nothing to change: no ${editing.what[0]} found.`, ...notes].join(" ") })
    }
  }
  const deeds = results.map(({ path, changes, bytes, held }, at): Deed => {
    const stat = context.disk.lstat(path)
    const identity = stat === null ? null : knownIdentity(stat)
    return {
      do: "put",
      path,
      content: held === null ? { kind: "staged", name: `edited-${at}` } : { kind: "bytes", bytes: held },
      bytes,
      as: "modify",
      detail: say(changes),
      ...(identity === null ? {} : { replaces: identity })
    }
  })
  const large = results.flatMap((result, at) => (result.held === null ? [{ ...result, name: `edited-${at}` }] : []))
  const all = large.reduce((sum, { bytes }) => sum + bytes, 0)
  return {
    explanation: `${explanation}: ${say(total)} in ${files}`,
    deeds,
    notes,
    paths: results.map(({ path }) => path),
    ...(large.length === 0
      ? {}
      : {
          stage: (folder, { disk, progress }) =>
            attempt("Write the new content aside", async (signal) => {
              const breathe = makeBreathe(signal)
              const told = onePass(progress, { files: large.length, bytes: all })
              for (const { name, path } of large) {
                await writeAside(disk, folder, name, path, editing, told, breathe)
                told(0, 1)
              }
            })
        }),
    answer: () => ({ lines: [`${say(total)} changed in ${files}`], paths: results.map(({ path }) => path) })
  }
}

/** Plans an edit of all selected files. Throws (typed) what cannot be edited when it was named, and leaves it out when it was only found. */
export const editFiles = (
  explanation: string,
  files: Selection,
  editing: Editing,
  context: LookContext,
  options: SelectOptions = {}
): Effect.Effect<Prepared, ToolError> =>
  mustBeChangeable(files, context, { lenient: files.paths === undefined, ...options }).pipe(
    Effect.andThen(select(files, context, { lenient: files.paths === undefined, crossMounts: false, ...options })),
    Effect.flatMap((found) =>
      attempt(explanation, async (signal, tell) => {
        const named = files.paths !== undefined
        if (named) mustBeReadable(found.entries, context)
        const paths = targets(found.entries, named, context.disk)
        const sorted = await tryAll(paths, named, editing, context, makeBreathe(signal), tell)
        const [only] = sorted.binary
        if (named && only !== undefined && sorted.results.length === 0 && paths.length === 1) {
          throw new StepFailed({
            doing: `Edit ${quoteName(PathText.relativeTo(context.cwd, only))}`,
            reason: "it is a binary file, and only text is edited.",
            hints: ["Name a text file."]
          })
        }
        return planOf(
          explanation,
          { ...sorted, unreadable: [...found.unreadable, ...sorted.unreadable] },
          editing,
          context
        )
      })
    )
  )
