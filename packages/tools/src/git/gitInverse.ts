/**
 * How every git deed is taken back and done again: by what its record kept, never by a git command that means the opposite. First
 * everything is compared (HEAD, references, index, git's own state, working files); anything that is neither as the
 * deed left it nor as it was before bars the way, and nothing is touched. Then files, index, state, references, HEAD, in this
 * order; each part can be cut off and done again. Hooks hear nothing of it.
 */
import {
  type ActContext,
  type Blocked,
  type Disk,
  type Inverse,
  PathText,
  type ReadDisk,
  StepFailed,
  type ToolError
} from "@zenus/core"
import * as Effect from "effect/Effect"
import { makeBreathe } from "../action/breathe.ts"
import { attempt } from "../action/trouble.ts"
import { isLog, replaceUnderLock, sumOfFile, sumOfIndex } from "./gitFiles.ts"
import { isHandedOver } from "./handover.ts"
import { endOutliving, removeStaleLocks } from "./outlivingGit.ts"
import { type After, type Before, decodeAfter, decodeBefore, type Head, type RefValue } from "./Recorded.ts"
import { happened, placeOf, recordAfter } from "./record.ts"
import {
  checkedOut,
  listRefs,
  missingObjects,
  moveHead,
  moveRefs,
  parseRefs,
  readHead,
  type Refs,
  sameHead,
  sameRef,
  shortOid,
  shortRef
} from "./references.ts"
import { checkFiles, type Direction, moveFiles } from "./shelf.ts"

const SETTLING = "Settle the git deed that was cut off"
const DOING = { undo: "Take the git deed back", redo: "Do the git deed again" } as const

interface Records {
  readonly before: Before
  readonly after: After
}

const foreign = (doing: string, cause: unknown): StepFailed =>
  new StepFailed({
    doing,
    reason: "its record cannot be read.",
    hints: ["It was written by another version of zenus: use that one."],
    cause
  })

const decodedBefore = (before: unknown, doing: string): Effect.Effect<Before, StepFailed> =>
  decodeBefore(before).pipe(Effect.mapError((cause) => foreign(doing, cause)))

const decode = (before: unknown, after: unknown, doing: string): Effect.Effect<Records, StepFailed> =>
  Effect.all({ before: decodeBefore(before), after: decodeAfter(after) }).pipe(
    Effect.mapError((cause) => foreign(doing, cause))
  )

interface RefMove {
  readonly name: string
  readonly from: RefValue | null
  readonly to: RefValue | null
}

const refMoves = (after: After, direction: Direction): ReadonlyArray<RefMove> =>
  after.refs.map((change) =>
    direction === "undo"
      ? { name: change.name, from: change.new, to: change.old }
      : { name: change.name, from: change.old, to: change.new }
  )

const heads = ({ before, after }: Records, direction: Direction): { readonly from: Head; readonly to: Head } =>
  direction === "undo" ? { from: after.head, to: before.head } : { from: before.head, to: after.head }

const sums = (
  { before, after }: Records,
  direction: Direction
): { readonly from: string | null; readonly to: string | null } =>
  direction === "undo" ? { from: after.index, to: before.index } : { from: before.index, to: after.index }

const blocked = (path: string, why: string): Blocked => ({ _tag: "Blocked", path, why })

const at = (value: RefValue | null): string => (value === null ? "gone" : `at ${value.symref ?? shortOid(value.oid)}`)

const said = (head: Head): string =>
  head.branch === null ? `at ${shortOid(head.commit ?? "")}` : `on ${shortRef(head.branch)}`

const checkHead = (records: Records, direction: Direction, now: Head): Blocked | null => {
  if (!records.before.aboutWork) return null
  const { from, to } = heads(records, direction)
  if (!sameHead(now, from) && !sameHead(now, to)) {
    return blocked(records.before.top, `HEAD was moved since: it is ${said(now)}, and was left ${said(from)}`)
  }
  // A branch that the deed did not move must stand where it stood: what was done rests on it.
  const moved = records.after.refs.some((change) => change.name === now.branch)
  if (!moved && sameHead(now, from) && now.commit !== from.commit) {
    return blocked(records.before.top, `there are other commits on ${said(now).slice(3)} since`)
  }
  return null
}

const checkRefs = (records: Records, direction: Direction, now: Refs): Blocked | null => {
  for (const { name, from, to } of refMoves(records.after, direction)) {
    const is = now.get(name) ?? null
    if (sameRef(is, from) || sameRef(is, to)) continue
    return blocked(
      records.before.top,
      `${name.startsWith("refs/tags/") ? "the tag" : "the branch"} ${shortRef(name)} was moved since: it is ${at(is)}, and was left ${at(from)}`
    )
  }
  return null
}

/** Branches that go away while some working folder stands on them would leave it on nothing. */
const checkStandingOn = Effect.fnUntraced(function* (records: Records, direction: Direction, now: Head) {
  const leaving = refMoves(records.after, direction).filter(
    ({ name, to }) => to === null && name.startsWith("refs/heads/")
  )
  if (leaving.length === 0) return null
  const stood = new Set(yield* checkedOut(placeOf(records.before), DOING[direction]))
  // Where this working folder goes from there is part of the way back.
  if (records.before.aboutWork && now.branch !== null) stood.delete(now.branch)
  const held = leaving.find(({ name }) => stood.has(name))
  return held === undefined
    ? null
    : blocked(records.before.top, `a working folder stands on the branch ${shortRef(held.name)} now`)
})

const checkObjects = Effect.fnUntraced(function* (records: Records, direction: Direction) {
  const wanted = refMoves(records.after, direction).flatMap(({ to }) =>
    to === null || to.symref !== null ? [] : [to.oid]
  )
  const [missing] = yield* missingObjects(placeOf(records.before), DOING[direction], wanted)
  return missing === undefined
    ? null
    : blocked(records.before.top, `git has cleared the commit ${shortOid(missing)} away since`)
})

const checkIndex = Effect.fnUntraced(function* (records: Records, direction: Direction, disk: ReadDisk) {
  if (!records.before.aboutWork) return null
  const { from, to } = sums(records, direction)
  const now = yield* sumOfIndex(placeOf(records.before), records.before.gitDir, DOING[direction], disk)
  return now === from || now === to
    ? null
    : blocked(PathText.child(records.before.gitDir, "index"), "what is staged was changed since")
})

const stateMoves = ({ before, after }: Records, direction: Direction) =>
  before.state.map((file, index) => {
    const made = after.state[index] ?? null
    const kept = PathText.child(PathText.child(before.keep, "state"), String(index))
    const keptAfter = PathText.child(PathText.child(before.keep, "state-after"), String(index))
    return direction === "undo"
      ? { ...file, from: made, to: file.sum, lies: kept }
      : { ...file, from: file.sum, to: made, lies: keptAfter }
  })

const checkState = (records: Records, direction: Direction, disk: ReadDisk): Blocked | null => {
  for (const { path, firm, from, to } of stateMoves(records, direction)) {
    if (!firm || (from === to && !records.before.aboutWork)) continue
    const now = sumOfFile(path, disk)
    if (now !== from && now !== to) return blocked(path, "it was changed since")
  }
  return null
}

/** Looks only; the first thing that bars the way, or `null`. */
const checkAll = Effect.fnUntraced(function* (records: Records, direction: Direction, disk: ReadDisk) {
  const { before } = records
  if (disk.lstat(before.gitDir) === null) return blocked(before.gitDir, "the repository is not there any more")
  const now = parseRefs(yield* listRefs(placeOf(before), DOING[direction]))
  const head = yield* attempt(DOING[direction], () => readHead(before.gitDir, now, disk))
  return (
    checkHead(records, direction, head) ??
    checkRefs(records, direction, now) ??
    (yield* checkStandingOn(records, direction, head)) ??
    (yield* checkObjects(records, direction)) ??
    (yield* checkIndex(records, direction, disk)) ??
    (yield* attempt(DOING[direction], () => checkState(records, direction, disk))) ??
    (yield* attempt(DOING[direction], () => checkFiles(records.after, direction, disk)))
  )
})

const moveIndex = Effect.fnUntraced(function* (records: Records, direction: Direction, disk: Disk) {
  const { before } = records
  const { from, to } = sums(records, direction)
  if (from === to) return
  if ((yield* sumOfIndex(placeOf(before), before.gitDir, DOING[direction], disk)) === to) return
  const kept = PathText.child(before.keep, direction === "undo" ? "index" : "index-after")
  yield* replaceUnderLock(
    to === null ? null : kept,
    PathText.child(before.gitDir, "index"),
    DOING[direction],
    disk,
    true
  )
})

const moveState = Effect.fnUntraced(function* (records: Records, direction: Direction, disk: Disk) {
  for (const { path, from, to, lies } of stateMoves(records, direction)) {
    if (from === to) continue
    const now = yield* attempt(DOING[direction], () => sumOfFile(path, disk))
    // What is not firm and was written by somebody else stays as it is. A log has got entries of our own meanwhile.
    if (now === from || (isLog(path) && now === to))
      yield* replaceUnderLock(to === null ? null : lies, path, DOING[direction], disk, false)
  }
})

const moveAll = Effect.fnUntraced(function* (records: Records, direction: Direction, disk: Disk) {
  const { before, after } = records
  const doing = DOING[direction]
  const place = placeOf(before)
  yield* attempt(doing, (signal) => moveFiles(after, direction, disk, makeBreathe(signal)))
  yield* moveIndex(records, direction, disk)
  const now = parseRefs(yield* listRefs(place, doing))
  const { from, to } = heads(records, direction)
  if (before.aboutWork && !sameHead(from, to)) {
    const head = yield* attempt(doing, () => readHead(before.gitDir, now, disk))
    if (!sameHead(head, to)) yield* moveHead(place, before.transaction, doing, to)
  }
  const left = refMoves(after, direction).filter(({ name, to }) => !sameRef(now.get(name) ?? null, to))
  yield* moveRefs(place, before.transaction, doing, left)
  // Last, since moving references writes logs, and the list of stashes is one.
  yield* moveState(records, direction, disk)
})

/** What became of a deed that was cut off: ends what still runs of it, removes what it locked, and looks. */
const lookAfter = Effect.fnUntraced(function* (before: Before, disk: Disk) {
  yield* endOutliving(before)
  yield* removeStaleLocks(before, disk)
  return yield* recordAfter(SETTLING, before, disk)
})

const move = Effect.fnUntraced(function* (before: unknown, after: unknown, disk: Disk, direction: Direction) {
  // The journal has no `after` where even looking failed at the time: then we look now.
  const known = after === null ? yield* lookAfter(yield* decodedBefore(before, DOING[direction]), disk) : after
  const records = yield* decode(before, known, DOING[direction])
  const barred = yield* checkAll(records, direction, disk)
  if (barred !== null) return yield* Effect.fail<Blocked | ToolError>(barred)
  yield* moveAll(records, direction, disk)
})

/** Brings a deed that failed half-way back to where it began. */
export const rollBack = Effect.fnUntraced(function* (before: Before, disk: Disk) {
  const after = yield* recordAfter(DOING.undo, before, disk)
  const locks = removeStaleLocks(before, disk)
  // Nothing was changed: perhaps because another git is at work, whose locks are its own business.
  if (!happened(before, after)) return yield* Effect.ignore(locks)
  yield* locks
  yield* moveAll({ before, after }, "undo", disk)
})

/** For every action that acts on an existing repository. */
export const gitInverse: Inverse = {
  knowsSiblings: true,
  check: Effect.fnUntraced(function* (before, after, disk, direction) {
    if (after === null) return yield* Effect.as(decodedBefore(before, DOING[direction]), null)
    const records = yield* decode(before, after, DOING[direction])
    const barred = yield* checkAll(records, direction, disk)
    return barred === null || (yield* isHandedOver(records, direction, disk)) ? null : barred
  }),
  undo: (before, after, context) => move(before, after, context.disk, "undo"),
  redo: (before, after, context) => move(before, after, context.disk, "redo"),
  release: Effect.fnUntraced(function* (written, disk) {
    const before = yield* decodedBefore(written, SETTLING)
    yield* endOutliving(before)
    yield* removeStaleLocks(before, disk)
  }),
  touches: Effect.fnUntraced(function* (written, after) {
    const before = yield* decodedBefore(written, "Look at the git deed")
    const git = [before.gitDir, before.commonDir]
    // Without a record of what it left, any working file may be among them.
    if (after === null) return [...git, before.top]
    const { files, folders } = (yield* decode(written, after, "Look at the git deed")).after
    return [
      ...git,
      ...files.map((file) => file.before.path),
      ...folders.filter(({ was, isMode }) => (was === null) !== (isMode === null)).map(({ path }) => path)
    ]
  }),
  settle: Effect.fnUntraced(function* (written: unknown, context: ActContext) {
    const before = yield* decodedBefore(written, SETTLING)
    const after = yield* lookAfter(before, context.disk)
    return { happened: happened(before, after), after }
  })
}
