/**
 * Compresses files one by one, as gzip, bzip2 and xz do: `name` becomes `name.gz` with its mode and time, and goes to the
 * trash unless it is to stay. Only after the compressed file was read back and holds the same bytes. Left out: links,
 * and files that have the ending already.
 */
import {
  BadArgument,
  type Deed,
  type Disk,
  type Identity,
  type LookContext,
  PathText,
  type Prepared,
  StepFailed,
  type TellProgress,
  requireSame
} from "@zenus/core"
import * as Effect from "effect/Effect"
import { createHash } from "node:crypto"
import { gzipped, writeStream } from "../../archive/byteStreams.ts"
import { type Form, FORM_FACTS, type Packer } from "../../archive/forms.ts"
import { PACKER_PASSES, packFile, requirePacker } from "../../archive/outsidePacker.ts"
import { gunzip } from "../../archive/readArchive.ts"
import { formatBytes } from "../../action/formatBytes.ts"
import { type Amount, passes, type Told, telling } from "../../action/passes.ts"
import { answered, nothingToDo, shown } from "../../action/answers.ts"
import { collisionNotes, namesIn } from "../../place/arrange.ts"
import { type Breathe, makeBreathe } from "../../action/breathe.ts"
import { fileSlices } from "../../select/content.ts"
import { foldsCase } from "../../place/foldsCase.ts"
import type { Source } from "../../select/gatherSources.ts"
import { makeArrivals } from "../../place/keepBoth.ts"
import { knownIdentity } from "../../place/planned.ts"
import { counted, fewNames, sized } from "../../action/sayCount.ts"
import { attempt } from "../../action/trouble.ts"

/** The one name for one file, as it was said. */
export interface CompressTo {
  readonly path: string
  readonly missing: ReadonlyArray<string>
  readonly replaces: Identity | null
}

export interface CompressOptions {
  readonly form: Form
  readonly keepSource: boolean
  /** 1 to 9. */
  readonly level: number
}

interface Packing {
  readonly path: string
  readonly identity: Identity | null
  /** The name in the stage folder while it is packed; the packed one has the ending behind it. */
  readonly name: string
}

/** The mode and times of the source, as gzip keeps them. */
const dress = (disk: Disk, from: string, to: string): void => {
  const stat = disk.lstat(from)
  const times = disk.exactTimes(from)
  if (stat !== null) disk.chmod(to, stat.mode & 0o777)
  if (times !== null) disk.setTimes(to, times, "microsecond")
}

async function* hashed(
  source: AsyncIterable<Uint8Array>,
  hash: ReturnType<typeof createHash>
): AsyncGenerator<Uint8Array> {
  for await (const slice of source) {
    hash.update(slice)
    yield slice
  }
}

const drain = async (source: AsyncIterable<Uint8Array>, breathe: Breathe): Promise<void> => {
  for await (const _ of source) await breathe()
}

/** How the time is shared by compressing and reading back. */
const GZIP_PASSES = [{ weight: 5 }, { weight: 1, phase: "Reading back" }] as const

/** Rejects with `StepFailed` when what was packed does not hold what was read. */
const gzipOne = async (
  one: Packing,
  folder: string,
  level: number,
  disk: Disk,
  breathe: Breathe,
  [packing, checking]: readonly [Told, Told]
): Promise<void> => {
  const staged = PathText.child(folder, `${one.name}.gz`)
  const before = createHash("sha256")
  await writeStream(disk, staged, gzipped(hashed(telling(fileSlices(disk, one.path), packing), before), level), breathe)
  const after = createHash("sha256")
  await drain(hashed(telling(gunzip(fileSlices(disk, staged)), checking), after), breathe)
  if (before.digest("hex") !== after.digest("hex")) {
    throw new StepFailed({
      doing: `Compressing ${one.path}`,
      reason: "the compressed file does not hold the same content",
      hints: ["Try again.", "If it happens again, check the disk and the memory."]
    })
  }
}

const packAll = (
  packings: ReadonlyArray<Packing>,
  options: CompressOptions,
  program: { readonly packer: Packer; readonly path: string } | null,
  folder: string,
  disk: Disk,
  context: LookContext,
  amount: Amount,
  progress: TellProgress
) => {
  const each = program === null ? GZIP_PASSES : PACKER_PASSES(program.packer)
  const told = passes(progress, amount, each, packings.length === 1)
  return Effect.forEach(
    packings,
    (one) =>
      Effect.gen(function* () {
        const ending = FORM_FACTS[options.form].endings[0]
        yield* attempt("Compress", async (signal) => {
          requireSame(one.path, disk.lstat(one.path), one.identity)
          if (program === null) await gzipOne(one, folder, options.level, disk, makeBreathe(signal), told)
          else await disk.copy(one.path, PathText.child(folder, one.name), signal)
        })
        if (program !== null) {
          const of = { files: 0, bytes: disk.lstat(one.path)?.size ?? 0 }
          const by = { packer: program.packer, program: program.path, level: options.level, env: context.env }
          yield* packFile(one.name, folder, { ...by, disk, told, amount: of })
        }
        yield* attempt("Compress", () => {
          requireSame(one.path, disk.lstat(one.path), one.identity)
          dress(disk, one.path, PathText.child(folder, one.name + ending))
          for (const tell of told) tell(0, 1)
        })
      }),
    { discard: true }
  )
}

/** Throws `BadArgument` (a missing program), `StepFailed` (taken names under `fail`) and `DiskError`. */
export const compressEach = (
  sources: ReadonlyArray<Source>,
  to: CompressTo | null,
  options: CompressOptions,
  notes: ReadonlyArray<string>,
  context: LookContext
): Prepared => {
  const { disk } = context
  const { form, keepSource } = options
  const facts = FORM_FACTS[form]
  const ending = facts.endings[0]
  const program =
    facts.packer === null ? null : { packer: facts.packer, path: requirePacker("archive", facts.packer, context) }
  const arrivals = makeArrivals({
    policy: context.onCollision,
    namesIn: namesIn(context),
    foldsCase: (folder) => foldsCase(folder, disk)
  })
  const puts: Array<Deed> = (to?.missing ?? []).map((folder) => ({ do: "make-folder", path: folder }))
  const trash: Array<Deed> = []
  const packings: Array<Packing> = []
  const made: Array<string> = []
  const links: Array<string> = []
  const packed: Array<string> = []
  let bytes = 0
  for (const { path, stat } of sources) {
    const name = PathText.basename(path)
    if (stat.type !== "file") {
      links.push(path)
      continue
    }
    if (to === null && name.toLowerCase().endsWith(ending)) {
      packed.push(path)
      continue
    }
    const folder = PathText.dirname(path)
    const arrives = to?.path ?? nameIn(folder, arrivals.place(folder, `${name}${ending}`))
    if (arrives === null) continue
    const identity = knownIdentity(stat)
    const staged = String(packings.length + 1)
    packings.push({ path, identity, name: staged })
    made.push(arrives)
    bytes += stat.size
    puts.push({
      do: "put",
      path: arrives,
      content: { kind: "staged", name: staged + ending },
      // What goes to the trash is told there, and counts once.
      bytes: keepSource ? stat.size : 0,
      as: to?.replaces ? "replace" : "archive",
      ...(to?.replaces ? { replaces: to.replaces } : {})
    })
    if (!keepSource) trash.push({ do: "trash", path, identity, bytes: stat.size, entries: 1 })
  }
  const said = [
    ...collisionNotes(arrivals, context.onCollision, context, "Compress"),
    ...(links.length > 0
      ? [`Left out, being no regular files: ${fewNames(links.map((path) => shown(path, context)))}.`]
      : []),
    ...(packed.length > 0
      ? [`Left out, ending in ${ending} already: ${fewNames(packed.map((path) => shown(path, context)))}.`]
      : []),
    ...notes
  ]
  if (packings.length === 0) return nothingToDo("Nothing to compress", "Nothing was compressed.", said)
  const only = packings.length === 1 ? packings[0] : undefined
  const what =
    only === undefined ? sized(packings.length, bytes) : `${shown(only.path, context)} (${formatBytes(bytes)})`
  const into = only === undefined ? `each to its own ${ending} file` : `to ${shown(made[0] ?? "", context)}`
  const rest = keepSource
    ? ""
    : packings.length === 1
      ? ", and the original to the trash"
      : ", and the originals to the trash"
  return {
    explanation: `Compress ${what} ${into}${rest}`,
    deeds: [...puts, ...trash],
    notes: ["What was compressed is read back and checked before it is put into place.", ...said],
    paths: made,
    stage: (folder, { disk: acting, progress }) =>
      packAll(packings, options, program, folder, acting, context, { files: packings.length, bytes }, progress),
    answer: answered(
      `${only === undefined ? counted(packings.length, "file") : shown(only.path, context)} compressed ${into}`,
      made
    )
  }
}

const nameIn = (folder: string, name: string | null): string | null =>
  name === null ? null : PathText.child(folder, name)

/** Throws `BadArgument` where one of them is a folder, which these forms cannot hold. */
export const requireFiles = (sources: ReadonlyArray<Source>, form: Form, context: LookContext): void => {
  const folder = sources.find(({ stat }) => stat.type === "folder")
  if (folder === undefined) return
  throw new BadArgument({
    action: "archive",
    reason: `${form} holds a single file, and ${shown(folder.path, context)} is a folder.`,
    hints: [`Use tar.${form} or zip for folders.`]
  })
}
