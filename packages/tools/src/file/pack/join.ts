/**
 * Joins files into one, in the order in which they are named, or by their names with numbers as numbers. Pieces of one file
 * (`name.part001`) become `name` again; one that is missing, twice there or of another file stops it. The pieces stay unless
 * they are said to go. Nothing is put between them. A file that has the new name already never loses its content by the way:
 * where one file is joined into it, or it is said to be added to, its own content stays in front; several into one that is
 * there is refused until it is said which of both is meant.
 */
import {
  BadArgument,
  type Deed,
  type Disk,
  type Identity,
  type LookContext,
  PathText,
  type Prepared,
  type Selection,
  type Stat,
  defineAction,
  requireSame
} from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { writeStream } from "../../archive/byteStreams.ts"
import { formOfName } from "../../archive/forms.ts"
import { formatBytes } from "../../action/formatBytes.ts"
import { answered, shown, unreadableNote } from "../../action/answers.ts"
import { makeBreathe } from "../../action/breathe.ts"
import { fileSlices, mustBeReadable } from "../../select/content.ts"
import { destinationOf } from "../../place/destination.ts"
import { fileToWrite } from "../../place/fileToWrite.ts"
import { flag, option, optionalText, selection } from "../../action/field.ts"
import { numberedName } from "../../place/keepBoth.ts"
import { byNumbers, gapOf, MAX_PIECES, pieceOf } from "./pieces.ts"
import { knownIdentity } from "../../place/planned.ts"
import { requireSpace } from "../../place/requireSpace.ts"
import { onePass } from "../../action/passes.ts"
import { counted, fewNames } from "../../action/sayCount.ts"
import { select, type Selected, startsOf } from "../../select/select.ts"
import { nothingHere } from "../../select/nothingHere.ts"
import { attempt } from "../../action/trouble.ts"
import { said } from "../../action/wording.ts"

const Args = Schema.Struct({
  files: selection("the files to join, in the order of their names; named ones in the order in which they are named"),
  to: optionalText("the file they become, or a folder for it (default for pieces: the name without .part001)"),
  existing: option(
    Schema.Literals(["append", "replace"]),
    "a file that has this name already: append keeps its content in front, replace puts it into the trash (default append for one file; several are refused)"
  ),
  keepSource: flag("keep the files (default true)")
})
type Args = typeof Args.Type

const badArgument = (reason: string, ...hints: ReadonlyArray<string>) =>
  new BadArgument({ action: "join", reason, hints })

interface Piece {
  /** As it was selected. */
  readonly path: string
  readonly stat: Stat
  /** The file behind it, where it is a link. */
  readonly real: string
  readonly identity: Identity | null
  readonly bytes: number
}

/** Throws `StepFailed` for what cannot be read. */
const piecesOf = (entries: ReadonlyArray<Selected>, context: LookContext): ReadonlyArray<Piece> => {
  mustBeReadable(entries, context)
  return entries.flatMap(({ path, stat }): ReadonlyArray<Piece> => {
    const real = stat?.type === "link" ? (context.disk.realpath(path) ?? path) : path
    const behind = real === path ? stat : context.disk.lstat(real)
    return stat === null || behind === null
      ? []
      : [{ path, stat, real, identity: knownIdentity(behind), bytes: behind.size }]
  })
}

/** In the order of the request where it names them one by one, else by their names. */
const inOrder = (
  entries: ReadonlyArray<Selected>,
  wanted: Selection,
  context: LookContext
): ReadonlyArray<Selected> => {
  if (wanted.order !== undefined) return entries
  const { named } = startsOf(wanted, context)
  if (named.length === 0) return entries.toSorted((a, b) => byNumbers(a.path, b.path))
  const at = new Map(named.map((path, index) => [path, index]))
  return entries.toSorted((a, b) => (at.get(a.path) ?? 0) - (at.get(b.path) ?? 0))
}

interface Target {
  readonly path: string
  readonly missing: ReadonlyArray<string>
  readonly replaces: Identity | null
  /** Its own content, which stays in front of the files. */
  readonly kept: Piece | null
  readonly notes: ReadonlyArray<string>
}

const freeName = (folder: string, name: string, context: LookContext): string => {
  for (let n = 1; ; n++) {
    const path = PathText.child(folder, n === 1 ? name : numberedName(name, n))
    if (context.disk.lstat(path) === null) return path
  }
}

/** Throws `BadArgument` and `DiskError`. */
const targetOf = (args: Args, pieces: ReadonlyArray<Piece>, context: LookContext): Target => {
  const first = pieces[0]?.path ?? ""
  const whole = pieceOf(first)?.whole
  const to = args.to ?? (whole === undefined ? undefined : `${PathText.dirname(first)}/`)
  if (to === undefined) throw badArgument("it is not said what they become.", "Name the new file.")
  const destination = destinationOf("join", to, context, false)
  if (destination.kind === "folder") {
    if (whole === undefined) throw badArgument(`${shown(destination.path, context)} is a folder.`, "Name the new file.")
    return { path: freeName(destination.path, whole, context), missing: destination.missing, ...NEW }
  }
  const { existing, missing, path } = destination
  if (existing !== null && existing.type !== "file" && existing.type !== "link") {
    throw badArgument(`${shown(path, context)} is no file.`, "Choose another name.")
  }
  if (pieces.some((piece) => piece.path === path || piece.real === path)) {
    throw badArgument(`${shown(path, context)} is one of the files that are joined.`, "Choose another name.")
  }
  if (existing === null) return { path, missing, ...NEW }
  const adds = args.existing ?? (pieces.length === 1 ? "append" : null)
  if (adds === "append") return addedTo(to, pieces, context)
  if (adds === "replace") return { path, missing, ...NEW, replaces: knownIdentity(existing) }
  throw badArgument(
    `${shown(path, context)} is there already, and it is not said whether its content stays.`,
    `Say "append" instead, to add them to it, or choose another name.`
  )
}

const NEW = { replaces: null, kept: null, notes: [] } as const

/** The file behind a link, as an editor would do. Throws `BadArgument` and `StepFailed`. */
const addedTo = (to: string, pieces: ReadonlyArray<Piece>, context: LookContext): Target => {
  const { existing, missing, notes, path } = fileToWrite("join", to, context)
  const name = shown(path, context)
  if (pieces.some((piece) => piece.real === path)) {
    throw badArgument(`${name} is one of the files that are joined.`, "Choose another name.")
  }
  if (formOfName(path) !== null) {
    throw badArgument(`${name} is an archive: what is added to its end is not in it.`, "Make a new archive of both.")
  }
  if (existing === null) return { path, missing, ...NEW, notes }
  const identity = knownIdentity(existing)
  const kept = { path, stat: existing, real: path, identity, bytes: existing.size }
  return { path, missing, replaces: identity, kept, notes }
}

/** All bytes, each file being the planned one before and after it was read. Throws `ChangedSince` and `DiskError`. */
async function* joined(pieces: ReadonlyArray<Piece>, disk: Disk): AsyncGenerator<Uint8Array> {
  for (const { bytes, identity, path, real } of pieces) {
    requireSame(path, disk.lstat(real), identity)
    yield* fileSlices(disk, real, 0, bytes)
    requireSame(path, disk.lstat(real), identity)
  }
}

const prepare = (
  args: Args,
  entries: ReadonlyArray<Selected>,
  notes: ReadonlyArray<string>,
  context: LookContext
): Prepared => {
  if (entries.length > MAX_PIECES)
    throw badArgument(`${entries.length} files are more than ${MAX_PIECES}.`, "Name fewer.")
  const pieces = piecesOf(entries, context)
  const gap = gapOf(pieces.map((piece) => piece.path))
  if (gap !== null) throw badArgument(`${gap}.`, "Name all pieces of one file, and only those.")
  const target = targetOf(args, pieces, context)
  const { kept } = target
  const all = kept === null ? pieces : [kept, ...pieces]
  const added = pieces.reduce((sum, piece) => sum + piece.bytes, 0)
  const bytes = added + (kept?.bytes ?? 0)
  requireSpace("Join", bytes, PathText.dirname(target.path), context)
  const keepSource = args.keepSource ?? true
  const where = shown(target.path, context)
  const what = `${counted(pieces.length, "file")} (${formatBytes(added)})`
  const said_ = kept === null ? `Join ${what} to ${where}` : `Add ${what} at the end of ${where}`
  const trash = pieces.map(({ path, stat }): Deed => ({
    do: "trash",
    path,
    identity: knownIdentity(stat),
    bytes: stat.type === "file" ? stat.size : 0,
    entries: 1
  }))
  return {
    explanation: `${said_}${keepSource ? "" : ", and the files to the trash"}`,
    deeds: [
      ...target.missing.map((folder): Deed => ({ do: "make-folder", path: folder })),
      {
        do: "put",
        path: target.path,
        content: { kind: "staged", name: "joined" },
        bytes,
        as: kept !== null ? "modify" : target.replaces === null ? "create" : "replace",
        ...(target.replaces === null ? {} : { replaces: target.replaces })
      },
      ...(keepSource ? [] : trash)
    ],
    reads: all.map((piece) => piece.real),
    notes: [`In this order: ${fewNames(all.map((piece) => shown(piece.path, context)))}.`, ...target.notes, ...notes],
    paths: [target.path],
    stage: (folder, { disk, progress }) =>
      attempt("Join the files", async (signal) => {
        const breathe = makeBreathe(signal)
        const written = onePass(progress, { files: 1, bytes })
        // Private pieces make a private file.
        const mode =
          kept?.stat.mode ??
          pieces.reduce((common, { stat }) => common & (stat.type === "file" ? stat.mode : 0o777), 0o777)
        await writeStream(disk, PathText.child(folder, "joined"), joined(all, disk), breathe, { mode, written })
      }),
    answer: answered(kept === null ? `${what} joined to ${where}` : `${what} added to ${where}`, [target.path])
  }
}

export const join = defineAction({
  name: "join",
  description: "Join files, or the pieces of a split file, into one",
  args: Args,
  risk: 1,
  undo: "yes",
  timeoutMs: 24 * 3_600_000,
  parallel: true,
  phrases: said([
    "join|combine|merge|concatenate|glue|put|unite {files:files} [together] [into|to|in|as] [one|a_single|single] [file] [called|named] {to:path}",
    ["append|add|attach {files:surefiles|chosen} to|onto [end|bottom] [of] {to:plainpath}", { existing: "append" }],
    [
      "append|add|attach|copy|write|put content|contents|text|lines of|from|in {files:surefiles|chosen} to|onto|at [end|bottom] [of] {to:file}",
      { existing: "append" }
    ],
    ["put|write|copy {files:surefiles} at|to|onto end|bottom of {to:file}", { existing: "append" }],
    "join|combine|merge|concatenate|glue pieces|parts|chunks of {files:files} [together] [into|to|as {to:path}]",
    "join|combine|merge|concatenate contents|content of {files:files} into|to|in|as [one|a_single|single] [file] [called|named] {to:path}",
    "<create> {to:filepath} from|out_of|by_joining|by_concatenating|by_combining {files:files}"
  ]),
  examples: ["join a.txt and b.txt into all.txt", "combine the csv files into all.csv", "append a.txt to b.txt"],
  look: Effect.fnUntraced(function* (args, context) {
    const { entries, unreadable } = yield* select(args.files, context, { needStat: true, crossMounts: false })
    const notes = unreadableNote(unreadable, context)
    if (entries.length === 0) return yield* nothingHere("file", args.files, context, notes)
    return yield* attempt("Join the files", () => prepare(args, inOrder(entries, args.files, context), notes, context))
  })
})
