/**
 * Splits a file into pieces beside it, by size, by lines or into so many parts; joined again they are the file, byte for byte. The
 * file stays unless it is said to go. A line is never cut when it goes by lines. Pieces are written aside first, so that
 * either all of them are there or none.
 */
import {
  BadArgument,
  ChangedSince,
  type Deed,
  type Disk,
  type LookContext,
  PathText,
  type Prepared,
  type Stat,
  StepFailed,
  defineAction,
  requireSame,
  type TellProgress
} from "@zenus/core"
import * as Schema from "effect/Schema"
import { writeStream } from "../../archive/byteStreams.ts"
import { formatBytes } from "../../action/formatBytes.ts"
import { answered, nothingToDo, shown } from "../../action/answers.ts"
import { type Breathe, makeBreathe } from "../../action/breathe.ts"
import { fileSlices, mustBeReadable } from "../../select/content.ts"
import { folderToBe } from "../../place/destination.ts"
import { flag, option, optionalText, text } from "../../action/field.ts"
import { numberedName } from "../../place/keepBoth.ts"
import { locate } from "../../select/locate.ts"
import { endsByParts, endsBySize, MAX_PIECES, pieceNames } from "./pieces.ts"
import { knownIdentity } from "../../place/planned.ts"
import { requireSpace } from "../../place/requireSpace.ts"
import { onePass, type Told } from "../../action/passes.ts"
import { counted, figure } from "../../action/sayCount.ts"
import { attempt } from "../../action/trouble.ts"
import { said } from "../../action/wording.ts"

const Args = Schema.Struct({
  path: text("the file to split"),
  size: option(Schema.Finite, "bytes of each piece but the last"),
  lines: option(Schema.Int, "lines of each piece but the last"),
  parts: option(Schema.Int, "how many pieces of nearly the same size"),
  to: optionalText("the folder for the pieces (default beside the file)"),
  prefix: optionalText("what the names begin with, before the number (default NAME.part)"),
  keepSource: flag("keep the file (default true)")
})
type Args = typeof Args.Type

const badArgument = (reason: string, ...hints: ReadonlyArray<string>) =>
  new BadArgument({ action: "split", reason, hints })

const LINE_END = 10

/** Where each piece of so many lines ends. Reads the file. Rejects with `BadArgument` for too many pieces. */
const endsByLines = async (
  disk: LookContext["disk"],
  path: string,
  lines: number,
  breathe: Breathe,
  told: Told
): Promise<ReadonlyArray<number>> => {
  const ends: Array<number> = []
  let at = 0
  let seen = 0
  for await (const slice of fileSlices(disk, path, 0, Number.POSITIVE_INFINITY, told)) {
    for (let end = slice.indexOf(LINE_END); end >= 0; end = slice.indexOf(LINE_END, end + 1)) {
      if (++seen % lines === 0) ends.push(at + end + 1)
      if (ends.length > MAX_PIECES) throw tooMany()
    }
    at += slice.length
    await breathe()
  }
  return at === 0 || ends.at(-1) === at ? ends : [...ends, at]
}

const tooMany = () => badArgument(`that would be more than ${figure(MAX_PIECES)} pieces.`, "Make the pieces larger.")

/** Throws `BadArgument`. */
const checkArgs = ({ lines, parts, prefix, size }: Args): void => {
  const ways = [size, lines, parts].filter((way) => way !== undefined)
  if (ways.length !== 1) {
    throw badArgument(
      ways.length === 0 ? "it is not said how." : "it is said in more than one way how.",
      "Give the size of a piece, its lines, or how many pieces."
    )
  }
  const [way = 0] = ways
  if (way < 1 || !Number.isSafeInteger(way))
    throw badArgument(`${way} is no size, number of lines or number of pieces.`, "Give a whole number from 1 on.")
  if (prefix !== undefined && (prefix === "" || prefix.includes("/"))) {
    throw badArgument("the beginning of a name is empty or holds a slash.", "Name the folder with `to`.")
  }
}

const endsOf = (args: Args, path: string, stat: Stat, context: LookContext, breathe: Breathe, told: Told) => {
  const { lines, parts, size } = args
  if (size !== undefined && Math.ceil(stat.size / size) > MAX_PIECES) throw tooMany()
  if (parts !== undefined && parts > MAX_PIECES) throw tooMany()
  return size !== undefined
    ? endsBySize(stat.size, size)
    : parts !== undefined
      ? endsByParts(stat.size, parts)
      : endsByLines(context.disk, path, lines ?? 1, breathe, told)
}

/** The names of all pieces; where one of them is taken, all begin with a numbered name. Throws `StepFailed` under `fail`. */
const freeNames = (
  folder: string,
  args: Args,
  name: string,
  count: number,
  context: LookContext
): ReadonlyArray<string> | null => {
  const taken = new Set(context.disk.lstat(folder) === null ? [] : context.disk.list(folder).map((entry) => entry.name))
  const namesFrom = (begin: string) => pieceNames(args.prefix === undefined ? `${begin}.part` : begin, count)
  const wanted = args.prefix ?? name
  for (let n = 1; ; n++) {
    const names = namesFrom(n === 1 ? wanted : numberedName(wanted, n, true))
    const blocked = names.find((one) => taken.has(one))
    if (blocked === undefined) return names
    if (context.onCollision === "skip") return null
    if (context.onCollision === "fail") {
      throw new StepFailed({
        doing: `Split ${shown(name, context)}`,
        reason: `the name ${shown(blocked, context)} is taken.`,
        hints: ["Choose another beginning of the names, or another folder."]
      })
    }
  }
}

interface Piece {
  readonly name: string
  readonly from: number
  readonly to: number
}

/** Rejects with `ChangedSince`, `DiskError` and the signal's reason. */
const stagePieces = async (
  path: string,
  stat: Stat,
  pieces: ReadonlyArray<Piece>,
  folder: string,
  disk: Disk,
  signal: AbortSignal,
  told: Told
): Promise<void> => {
  const breathe = makeBreathe(signal)
  const planned = knownIdentity(stat)
  requireSame(path, disk.lstat(path), planned)
  for (const { from, name, to } of pieces) {
    // A private file has private pieces.
    const length = await writeStream(disk, PathText.child(folder, name), fileSlices(disk, path, from, to), breathe, {
      mode: stat.mode & 0o777,
      written: told
    })
    if (length !== to - from) throw new ChangedSince({ path, what: "was changed" })
    told(0, 1)
  }
  requireSame(path, disk.lstat(path), planned)
}

const prepare = async (
  args: Args,
  context: LookContext,
  signal: AbortSignal,
  tell: TellProgress
): Promise<Prepared> => {
  checkArgs(args)
  const found = locate(args.path, context)
  mustBeReadable([found], context)
  const path = context.disk.realpath(found.path) ?? found.path
  const stat = context.disk.lstat(path) ?? found.stat
  const name = PathText.basename(found.path)
  const target =
    args.to === undefined ? { path: PathText.dirname(found.path), missing: [] } : folderToBe("split", args.to, context)
  const read = onePass(tell, { files: 1, bytes: stat.size })
  const ends = await endsOf(args, path, stat, context, makeBreathe(signal), read)
  if (ends.length > MAX_PIECES) throw tooMany()
  const last = ends.at(-1)
  if (last === undefined) return nothingToDo("Nothing to split: the file is empty", "The file is empty.")
  const names = freeNames(target.path, args, name, ends.length, context)
  if (names === null) return nothingToDo("Nothing to split: the names are taken", "The names of the pieces are taken.")
  requireSpace("Split", stat.size, target.path, context)
  const pieces = ends.map((to, at): Piece => ({ name: String(at + 1), from: at === 0 ? 0 : (ends[at - 1] ?? 0), to }))
  const paths = names.map((one) => PathText.child(target.path, one))
  const shownNames = [paths[0] ?? "", ...(paths.length > 1 ? [paths.at(-1) ?? ""] : [])].map((one) =>
    shown(one, context)
  )
  const into = `into ${counted(pieces.length, "piece")}: ${shownNames.join(" to ")}`
  const keepSource = args.keepSource ?? true
  const puts = pieces.map(({ from, name: staged, to }, at): Deed => ({
    do: "put",
    path: paths[at] ?? "",
    content: { kind: "staged", name: staged },
    bytes: to - from,
    as: "create"
  }))
  const identity = knownIdentity(found.stat)
  const trash: Deed = { do: "trash", path: found.path, identity, bytes: found.stat.size, entries: 1 }
  return {
    explanation: `Split ${shown(found.path, context)} (${formatBytes(stat.size)}) ${into}${keepSource ? "" : ", and the file to the trash"}`,
    deeds: [
      ...target.missing.map((folder): Deed => ({ do: "make-folder", path: folder })),
      ...puts,
      ...(keepSource ? [] : [trash])
    ],
    reads: [path],
    paths,
    stage: (folder, { disk, progress }) =>
      attempt("Split the file", (acted) =>
        stagePieces(
          path,
          stat,
          pieces,
          folder,
          disk,
          acted,
          onePass(progress, { files: pieces.length, bytes: stat.size })
        )
      ),
    answer: answered(`${shown(found.path, context)} split ${into}`, paths)
  }
}

export const split = defineAction({
  name: "split",
  description: "Split a file into pieces by size, by lines, or into so many parts",
  args: Args,
  risk: 1,
  undo: "yes",
  timeoutMs: 24 * 3_600_000,
  parallel: true,
  phrases: said([
    "split|cut|break|divide|chop [up] {path:file} [up] into|in [pieces|parts|chunks|files|segments] [of|with] [at_most|max|up_to] {size:size} [pieces|parts|chunks|files|each|segments] [each]",
    "split|cut|break|divide|chop [up] {path:file} [up] into|in|every [pieces|parts|chunks|files] [of|with] {lines:number} lines|line [each|per_file|per_piece|pieces|chunks|files]",
    "split|cut|break|divide|chop [up] {path:file} [up] into|in {parts:number} [equal|equally_sized|equal_sized|same-sized] parts|pieces|chunks|files|segments",
    "split|cut|break|divide {path:file} in half|two|halves -> parts=2"
  ]),
  examples: [
    "split video.mp4 into pieces of 100 MB",
    "split data.csv into files of 1000 lines",
    "split backup.tar into 4 parts"
  ],
  look: (args, context) => attempt("Split the file", (signal, tell) => prepare(args, context, signal, tell))
})
