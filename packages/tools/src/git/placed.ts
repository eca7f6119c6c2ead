/**
 * Deeds that make a repository (clone, init): everything is made aside in the keep folder first, and comes to its place by
 * renames when it is whole, so that nobody ever sees half a clone, whatever is killed. Taken back by the
 * same renames, after a look that nothing in it was changed; nothing is thrown away. Settings that git takes only in certain
 * places (`includeIf`) do not count while it is cloned, since it is made in another place.
 */
import {
  type ActContext,
  type Blocked,
  type Disk,
  type Inverse,
  type Output,
  type OwnDeed,
  PathText,
  type PlanEffect,
  type ReadDisk,
  StepFailed,
  type ToolError
} from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { attempt } from "../action/trouble.ts"
import { nearestFolder } from "../place/planned.ts"
import { tellGit } from "./gitDeed.ts"
import { undoEnvironment } from "./gitEnvironment.ts"
import { sumOf, sumOfIndex } from "./gitFiles.ts"
import { endOutliving } from "./outlivingGit.ts"
import { deedGit, type GitPlace } from "./runGit.ts"
import { towards } from "./toward.ts"

const Before = Schema.Struct({
  version: Schema.Literal(1),
  transaction: Schema.String,
  env: Schema.Record(Schema.String, Schema.String),
  keep: Schema.String,
  /** The folder that gets its content, or comes to be. */
  target: Schema.String
})
type Before = typeof Before.Type

const FolderTimes = Schema.Struct({ path: Schema.String, mtimeNs: Schema.String, atimeNs: Schema.String })

/** What is moved into place: each entry with its inode, and the folders made for it, the highest first. */
const Units = Schema.Struct({
  units: Schema.Array(
    Schema.Struct({ lies: Schema.String, path: Schema.String, dev: Schema.Finite, ino: Schema.Finite })
  ),
  folders: Schema.Array(Schema.String),
  times: Schema.NullOr(FolderTimes)
})
type Units = typeof Units.Type
type Unit = Units["units"][number]

const After = Schema.Struct({
  version: Schema.Literal(1),
  placed: Units,
  /** SHA-256 of what the units hold, file by file; see `survey`. */
  survey: Schema.String
})
type After = typeof After.Type

const DOING = "Take the new repository back"
const UNITS = "units"
const STAGED = "new"
const SURVEY = "survey"

const unreadable = (cause: unknown): StepFailed =>
  new StepFailed({
    doing: DOING,
    reason: "its record cannot be read.",
    hints: ["It was written by another version of zenus: use that one."],
    cause
  })
const decodeBefore = (value: unknown) => Schema.decodeUnknownEffect(Before)(value).pipe(Effect.mapError(unreadable))
const decodeAfter = (value: unknown) => Schema.decodeUnknownEffect(After)(value).pipe(Effect.mapError(unreadable))
const decodeUnits = (text: string) =>
  Schema.decodeUnknownEffect(Schema.fromJsonString(Units))(text).pipe(Effect.mapError(unreadable))

/** Git refreshes these by itself when somebody only looks, or they stay behind when a later deed in the repository is taken back. */
const RESTLESS = /\/\.git\/(index|FETCH_HEAD|ORIG_HEAD|COMMIT_EDITMSG|logs\/.*|objects\/.*)$/

/** What counts of these is what they hold: a branch that was moved and brought back has another time. */
const REFERENCE = /\/\.git\/(HEAD|packed-refs|refs\/.*)$/

const IN_GIT = /\/\.git\//

/** A line for each file and folder below the units: path, kind, size, time or content. Sorted, so that two looks can be compared. */
const survey = async (
  units: ReadonlyArray<Unit>,
  at: (unit: Unit) => string,
  disk: ReadDisk
): Promise<ReadonlyArray<string>> => {
  const found: Array<string> = []
  const line = (shown: string, path: string): void => {
    const stat = disk.lstat(path)
    if (stat === null || RESTLESS.test(shown)) return
    if (stat.type === "folder" && IN_GIT.test(shown)) return
    if (stat.type === "file" && REFERENCE.test(shown))
      return void found.push(`${shown}\0reference\0${sumOf(disk.read(path))}`)
    found.push(stat.type === "folder" ? `${shown}\0folder` : `${shown}\0${stat.type}\0${stat.size}\0${stat.mtimeMs}`)
  }
  for (const unit of units) {
    const top = at(unit)
    line(unit.path, top)
    if (disk.lstat(top)?.type !== "folder") continue
    await disk.walk(top, {
      onFolder: ({ path, entries }) => {
        for (const entry of entries) {
          const below = PathText.child(path, entry.name)
          line(unit.path + below.slice(top.length), below)
        }
      }
    })
  }
  return found.toSorted()
}

const sumOfSurvey = (lines: ReadonlyArray<string>): string => sumOf(new TextEncoder().encode(JSON.stringify(lines)))

const isAt = (unit: Unit, path: string, disk: ReadDisk): boolean => {
  const stat = disk.lstat(path)
  return stat !== null && stat.ino === unit.ino && stat.dev === unit.dev
}

/** The first path of which the two looks say different things. */
const firstDifference = (old: ReadonlyArray<string>, now: ReadonlyArray<string>): string => {
  const before = new Set(old)
  const after = new Set(now)
  const line = now.find((one) => !before.has(one)) ?? old.find((one) => !after.has(one)) ?? ""
  return line.slice(0, line.indexOf("\0"))
}

const blocked = (path: string, why: string): Blocked => ({ _tag: "Blocked", path, why })

const whereNow = (unit: Unit, disk: ReadDisk): string => (isAt(unit, unit.path, disk) ? unit.path : unit.lies)

/** What is staged, one line for each repository: its index is restless, what it names is not. */
const staged = Effect.fnUntraced(function* (env: Before["env"], units: ReadonlyArray<Unit>, disk: ReadDisk) {
  const lines: Array<string> = []
  for (const unit of units) {
    const now = whereNow(unit, disk)
    const gitDir = PathText.basename(unit.path) === ".git" ? now : PathText.child(now, ".git")
    if (disk.lstat(gitDir)?.type !== "folder") continue
    const git = { cwd: PathText.dirname(gitDir), env: new Map(Object.entries(env)) }
    const sum = yield* sumOfIndex(git, gitDir, DOING, disk)
    lines.push(`${unit.path}\0staged\0${sum ?? ""}`)
  }
  return lines
})

/** The whole look: files, references, and what is staged. */
const lookAt = Effect.fnUntraced(function* (before: Before, units: ReadonlyArray<Unit>, disk: ReadDisk) {
  const files = yield* attempt(DOING, () => survey(units, (unit) => whereNow(unit, disk), disk))
  return [...files, ...(yield* staged(before.env, units, disk))]
})

const firstMissing = (units: ReadonlyArray<Unit>, disk: ReadDisk): Blocked | null => {
  const gone = units.find((unit) => !isAt(unit, unit.path, disk) && !isAt(unit, unit.lies, disk))
  if (gone === undefined) return null
  const why = disk.lstat(gone.path) === null ? "it was taken away since" : "something else stands there now"
  return blocked(gone.path, why)
}

const checkUndo = Effect.fnUntraced(function* (before: Before, after: After, disk: ReadDisk) {
  const { units } = after.placed
  const missing = yield* attempt(DOING, () => firstMissing(units, disk))
  if (missing !== null) return missing
  const now = yield* lookAt(before, units, disk)
  if (sumOfSurvey(now) === after.survey) return null
  const kept = PathText.child(before.keep, SURVEY)
  const old =
    disk.lstat(kept) === null ? [] : (JSON.parse(new TextDecoder().decode(disk.read(kept))) as ReadonlyArray<string>)
  return blocked(firstDifference(old, now), "it was changed since")
})

const checkRedo = (after: After, disk: ReadDisk): Blocked | null => {
  for (const unit of after.placed.units) {
    if (isAt(unit, unit.path, disk)) continue
    if (disk.lstat(unit.path) !== null) return blocked(unit.path, "something stands there now")
    if (!isAt(unit, unit.lies, disk)) return blocked(unit.path, "what was kept of it is gone")
  }
  return null
}

const check = (before: unknown, after: unknown, disk: ReadDisk, direction: "undo" | "redo") =>
  Effect.gen(function* () {
    const record = yield* decodeBefore(before)
    const made = yield* decodeAfter(after)
    return direction === "undo"
      ? yield* checkUndo(record, made, disk)
      : yield* attempt(DOING, () => checkRedo(made, disk))
  })

const typeAt = (path: string, disk: ReadDisk) => disk.lstat(path)?.type ?? "folder"

const place = ({ units, folders }: Units, disk: Disk): void => {
  for (const folder of folders) if (disk.lstat(folder) === null) disk.mkdir(folder)
  for (const unit of units) {
    if (isAt(unit, unit.lies, disk)) disk.move(unit.lies, unit.path, typeAt(unit.lies, disk))
  }
}

const unplace = ({ units, folders, times }: Units, disk: Disk): void => {
  for (const unit of units.toReversed()) {
    if (isAt(unit, unit.path, disk)) disk.move(unit.path, unit.lies, typeAt(unit.path, disk))
  }
  for (const folder of folders.toReversed()) {
    if (disk.lstat(folder) !== null && disk.list(folder).length === 0) disk.rmdir(folder)
  }
  if (times !== null && disk.lstat(times.path) !== null) {
    disk.setTimes(times.path, { mtimeNs: BigInt(times.mtimeNs), atimeNs: BigInt(times.atimeNs) }, "microsecond")
  }
}

/** Folders above `target` that are not there, the highest first. */
const missingFolders = (target: string, disk: ReadDisk): ReadonlyArray<string> => {
  const parent = PathText.dirname(target)
  return disk.lstat(parent) !== null ? [] : [...missingFolders(parent, disk), parent]
}

/** What has to be moved: the folder itself, or where it is there already, what lies in the staged one. */
const plan = (before: Before, disk: ReadDisk): Units => {
  const staged = PathText.child(before.keep, STAGED)
  const into = disk.lstat(before.target) !== null
  const names = into ? disk.list(staged).map((entry) => entry.name) : null
  const unit = (lies: string, path: string): Unit => {
    const stat = disk.lstat(lies)
    return { lies, path, dev: stat?.dev ?? 0, ino: stat?.ino ?? 0 }
  }
  const folders = into ? [] : missingFolders(before.target, disk)
  const parent = into ? before.target : PathText.dirname(folders[0] ?? before.target)
  const times = disk.exactTimes(parent)
  return {
    units:
      names === null
        ? [unit(staged, before.target)]
        : names.map((name) => unit(PathText.child(staged, name), PathText.child(before.target, name))),
    folders,
    times: times === null ? null : { path: parent, mtimeNs: String(times.mtimeNs), atimeNs: String(times.atimeNs) }
  }
}

const takeDown = Effect.fnUntraced(function* (before: Before, placed: Units, disk: Disk) {
  const lines = yield* lookAt(before, placed.units, disk)
  yield* attempt(DOING, () => {
    const kept = PathText.child(before.keep, SURVEY)
    if (disk.lstat(kept) !== null) disk.unlink(kept)
    disk.write(kept, new TextEncoder().encode(JSON.stringify(lines)))
  })
  return { version: 1, placed, survey: sumOfSurvey(lines) } satisfies After
})

export interface Making {
  readonly doing: string
  readonly effects: ReadonlyArray<PlanEffect>
  readonly env: ReadonlyMap<string, string>
  /** Absolute. Not there yet, or an existing folder whose content this becomes. */
  readonly target: string
  /** The arguments of git that make the repository in the folder `staged`, which is not there yet. */
  readonly command: (staged: string) => ReadonlyArray<string>
  readonly timeoutMs: number
  /** The machine that it comes from. Absent or `null`: none but this one. */
  readonly host?: string | null
  readonly answer: Output
}

export const makingDeed = (making: Making): OwnDeed => ({
  effects: making.effects,
  before: Effect.fnUntraced(function* (context: ActContext) {
    const near = yield* attempt(making.doing, () => nearestFolder(making.target, context.disk))
    return {
      version: 1,
      transaction: context.transaction,
      env: undoEnvironment(making.env),
      keep: yield* context.keep(near),
      target: making.target
    } satisfies Before
  }),
  act: Effect.fnUntraced(function* (context: ActContext, written: unknown) {
    const before = yield* decodeBefore(written)
    const at: GitPlace = { cwd: before.keep, env: making.env }
    const { disk } = context
    yield* deedGit(at, context.transaction, making.doing, making.command(PathText.child(before.keep, STAGED)), {
      ...towards(making.host ?? null, context),
      timeoutMs: making.timeoutMs,
      onError: tellGit(context.progress)
    })
    const placed = yield* attempt(making.doing, () => {
      const placed = plan(before, disk)
      disk.write(PathText.child(before.keep, UNITS), new TextEncoder().encode(JSON.stringify(placed)))
      disk.flush(before.keep)
      place(placed, disk)
      return placed
    })
    return { after: yield* takeDown(before, placed, disk), output: making.answer }
  })
})

const readUnits = (before: Before, disk: Disk): Effect.Effect<Units | null, ToolError> =>
  Effect.gen(function* () {
    const path = PathText.child(before.keep, UNITS)
    const text = yield* attempt(DOING, () =>
      disk.lstat(path) === null ? null : new TextDecoder().decode(disk.read(path))
    )
    if (text === null) return null
    // Being written when we crashed: nothing was moved yet.
    const decoded = yield* Effect.result(decodeUnits(text))
    return decoded._tag === "Success" ? decoded.success : null
  })

const move = (before: unknown, after: unknown, context: ActContext, direction: "undo" | "redo") =>
  Effect.gen(function* () {
    const barred = yield* check(before, after, context.disk, direction)
    if (barred !== null) return yield* Effect.fail<Blocked | ToolError>(barred)
    const { placed } = yield* decodeAfter(after)
    yield* attempt(DOING, () => (direction === "undo" ? unplace : place)(placed, context.disk))
  })

export const makingInverse: Inverse = {
  check,
  undo: (before, after, context) => move(before, after, context, "undo"),
  redo: (before, after, context) => move(before, after, context, "redo"),
  touches: (_before, after) =>
    Effect.map(decodeAfter(after), ({ placed }) => [...placed.units.map((unit) => unit.path), ...placed.folders]),
  settle: Effect.fnUntraced(function* (written: unknown, { disk }: ActContext) {
    const before = yield* decodeBefore(written)
    yield* endOutliving(before)
    const placed = yield* readUnits(before, disk)
    const moved = placed !== null && placed.units.some((unit) => isAt(unit, unit.path, disk))
    if (placed === null || !moved) return { happened: false, after: null }
    return { happened: true, after: yield* takeDown(before, placed, disk) }
  })
}
