/**
 * Drives deeds to their state before or after, judging by the disk alone, so that the same call serves for undo, redo and
 * recovery, can be repeated at any time, and continues what was cut off. It never overwrites, and where it finds something
 * that is neither state it changes nothing and says what: that is somebody else's work. The first doing of a
 * deed is stricter (executor/performDeed.ts): there, "already so" means that somebody else did it.
 */
import { DiskError, type Disk, type Identity, sameIdentity, type Stat } from "../disk/Disk.ts"
import { basename, dirname } from "../disk/PathText.ts"
import type { Blocked } from "../tool/Action.ts"
import type { Attributes, Group, MakeFolder, Primitive, Rename, SetAttributes, Side } from "./Primitive.ts"
import { printOfTree, runToEnd, surveyTree } from "./surveyTree.ts"

/** `already`: it stood there before, or there was nothing of ours to take away. */
export type Driven = "did" | "already" | Blocked

/**
 * Where a deed stands. `same`: both states are one. `half`: between them (two names for one file, some attributes set, one
 * rename of a replacement). `lost`: neither; somebody changed it.
 */
export type Standing = Side | "same" | "half" | "lost"

/** What was only known once it was done: inodes of the folders that were made, by the deed's place in the batch; 0 for a folder that turned out not to be ours. */
export type Made = Map<number, number>

export interface DriveContext {
  readonly disk: Disk
  readonly made: Made
  /** Makes a folder of ours in the trash where it is missing; `false` for a folder that is not ours to make. */
  readonly ensureFolder: (folder: string) => boolean
  /** Told of a folder of ours that stays, since somebody put something into it. */
  readonly onKept?: () => void
}

export const blocked = (path: string, why: string, mend?: string): Blocked => ({
  _tag: "Blocked",
  path,
  why,
  ...(mend === undefined ? {} : { mend })
})

/** What can be done about what stands in the way. Content that was changed since, or is gone for good, nobody brings back. */
export const MEND = {
  away: "Move it away",
  back: "If you moved it, move it back",
  folder: "Make that folder again",
  reset: "Set it back"
} as const
export const isBlocked = (driven: Driven): driven is Blocked => typeof driven === "object"

/** Whether `stat` is the entry that the rename speaks of. */
export const isIt = (stat: Stat | null, one: Pick<Rename, "what" | "loose">): boolean =>
  stat !== null &&
  (one.loose === true
    ? stat.ino === one.what.ino && stat.dev === one.what.dev && stat.type === one.what.type
    : sameIdentity(stat, one.what))

/** How the entry is known at `to`: in our trash by its inode alone. */
export const whereTo = (one: Rename): Pick<Rename, "what" | "loose"> =>
  one.fresh === true ? { what: one.what, loose: true } : one

/** Whether the folder lists exactly this name: on a disk where `a` and `A` are one name, `lstat` finds both. */
const isListed = (disk: Disk, path: string): boolean =>
  disk.list(dirname(path)).some((entry) => entry.name === basename(path))

const whyGone = (stat: Stat | null, what: Identity): string =>
  stat === null
    ? "it is not there any more"
    : stat.ino !== what.ino || stat.dev !== what.dev
      ? "something else is there now"
      : "it was changed since"

/** Something stands at the target. Two names of one file are a move that was cut off in the middle. */
const finishMove = (one: Rename, source: string, target: string, disk: Disk): Driven => {
  const there = disk.lstat(target)
  if (!isIt(there, one)) return blocked(target, "something else is there now", MEND.away)
  if (!isListed(disk, target)) return blocked(target, "the name is taken", MEND.away)
  if (!isListed(disk, source)) return "already"
  disk.unlink(source)
  return "did"
}

const driveRename = (one: Rename, side: Side, context: DriveContext): Driven => {
  const { disk } = context
  const [source, target] = side === "after" ? [one.from, one.to] : [one.to, one.from]
  const stat = disk.lstat(source)
  if (!isIt(stat, side === "before" ? whereTo(one) : one)) {
    return isIt(disk.lstat(target), one)
      ? "already"
      : blocked(source, whyGone(stat, one.what), ...(stat === null ? [MEND.back] : []))
  }
  if (one.print !== undefined && side === "before" && printOfTree(disk, source) !== one.print) {
    return blocked(source, "something in it was changed since")
  }
  if (one.entries !== undefined && side === "after") {
    const survey = runToEnd(surveyTree(disk, source))
    if (survey.entries !== one.entries || survey.mount !== null)
      return blocked(source, "something in it was changed since")
  }
  const move = (): void => disk.move(source, target, one.what.type)
  try {
    move()
  } catch (error) {
    if (!(error instanceof DiskError)) throw error
    if (error.code === "EEXIST") return finishMove(one, source, target, disk)
    if (error.code !== "ENOENT") throw error
    if (disk.lstat(dirname(target)) !== null) throw error
    if (!context.ensureFolder(dirname(target)))
      return blocked(dirname(target), "the folder is not there any more", MEND.folder)
    move()
  }
  return isIt(disk.lstat(target), whereTo(one)) ? "did" : blocked(target, "it did not arrive")
}

const isEmpty = (disk: Disk, folder: string): boolean => disk.list(folder).length === 0

/** Puts an empty folder aside; `false` where that cannot be, or somebody was quicker and put something in it. */
const putAside = (path: string, aside: string, context: DriveContext): boolean => {
  const { disk } = context
  try {
    if (disk.lstat(dirname(aside)) === null && !context.ensureFolder(dirname(aside))) return false
    disk.move(path, aside, "folder")
    if (isEmpty(disk, aside)) return true
    disk.move(aside, path, "folder")
    return false
  } catch (error) {
    if (error instanceof DiskError) return false
    throw error
  }
}

const makeFolder = (one: MakeFolder, index: number, { disk, made }: DriveContext): void => {
  const kept = one.aside === null ? null : disk.lstat(one.aside)
  if (one.aside !== null && kept?.type === "folder") disk.move(one.aside, one.path, "folder")
  else disk.mkdir(one.path, one.mode ?? undefined)
  made.set(index, disk.lstat(one.path)?.ino ?? 0)
}

const driveFolder = (one: MakeFolder, side: Side, index: number, context: DriveContext): Driven => {
  const { disk, made } = context
  if (one.existed) return "already"
  const stat = disk.lstat(one.path)
  const ours = made.get(index)
  if (side === "after") {
    if (stat === null) {
      makeFolder(one, index, context)
      return "did"
    }
    if (stat.type !== "folder") return blocked(one.path, "something else is there now", MEND.away)
    if (stat.ino !== ours) made.set(index, 0)
    return "already"
  }
  // What somebody else put in its place, or into it, stays.
  if (stat === null || stat.type !== "folder" || (ours !== undefined && ours !== stat.ino)) return "already"
  if (!isEmpty(disk, one.path)) {
    context.onKept?.()
    return "already"
  }
  if (one.aside !== null && putAside(one.path, one.aside, context)) return "did"
  try {
    disk.rmdir(one.path)
    return "did"
  } catch (error) {
    if (error instanceof DiskError && (error.code === "ENOTEMPTY" || error.code === "EEXIST")) return "already"
    throw error
  }
}

/** Times are compared to the microsecond: not every file system or platform can set the rest. */
const sameTime = (a: bigint | undefined, b: bigint | undefined): boolean =>
  a === b || (a !== undefined && b !== undefined && (a > b ? a - b : b - a) < 1000n)

const SET_ID = 0o6000

/** What `lstat` says of the fields that the deed names; `null` where the entry is another one. */
const attributesAt = (one: SetAttributes, disk: Disk): (Attributes & { readonly stat: Stat }) | null => {
  const stat = disk.lstat(one.path)
  if (stat === null || stat.ino !== one.ino || stat.dev !== one.dev || stat.type !== one.type) return null
  const times = one.after.mtimeNs === undefined ? null : disk.exactTimes(one.path)
  return {
    stat,
    mode: stat.mode,
    uid: stat.uid,
    gid: stat.gid,
    ...(times === null ? {} : { mtimeNs: times.mtimeNs })
  }
}

interface Field {
  readonly name: string
  readonly is: (current: Attributes, side: Attributes) => boolean
}

const FIELDS: ReadonlyArray<Field> = [
  { name: "owner", is: (current, side) => side.uid === undefined || side.uid === current.uid },
  { name: "group", is: (current, side) => side.gid === undefined || side.gid === current.gid },
  {
    name: "mode",
    // Changing an owner takes the set-id bits away; between that and setting them again is still our doing.
    is: (current, side) =>
      side.mode === undefined ||
      side.mode === current.mode ||
      (side.uid !== undefined && (side.mode & ~SET_ID) === current.mode)
  },
  { name: "time", is: (current, side) => side.mtimeNs === undefined || sameTime(side.mtimeNs, current.mtimeNs) }
]

const driveAttributes = (one: SetAttributes, side: Side, { disk }: DriveContext): Driven => {
  const current = attributesAt(one, disk)
  if (current === null)
    return blocked(one.path, disk.lstat(one.path) === null ? "it is not there any more" : "something else is there now")
  const goal = side === "after" ? one.after : one.before
  const origin = side === "after" ? one.before : one.after
  const strange = FIELDS.find((field) => !field.is(current, goal) && !field.is(current, origin))
  if (strange !== undefined) return blocked(one.path, `its ${strange.name} was changed since`)
  return applyAttributes(one.path, goal, current.stat, current.mtimeNs, disk) ? "did" : "already"
}

/** Sets what differs: owner first, since that clears mode bits. Whether anything did. */
export const applyAttributes = (
  path: string,
  goal: Attributes,
  stat: Stat,
  mtimeNs: bigint | undefined,
  disk: Disk
): boolean => {
  const uid = goal.uid ?? stat.uid
  const gid = goal.gid ?? stat.gid
  const owns = uid !== stat.uid || gid !== stat.gid
  if (owns) disk.chown(path, uid, gid)
  const modes = goal.mode !== undefined && (owns || goal.mode !== stat.mode)
  if (modes) disk.chmod(path, goal.mode ?? stat.mode)
  const times = goal.mtimeNs !== undefined && !sameTime(goal.mtimeNs, mtimeNs)
  if (times) {
    const now = disk.exactTimes(path)
    disk.setTimes(path, { mtimeNs: goal.mtimeNs ?? 0n, atimeNs: now?.atimeNs ?? goal.mtimeNs ?? 0n })
  }
  return owns || modes || times
}

const drivePrimitive = (one: Primitive, index: number, side: Side, context: DriveContext): Driven => {
  switch (one.kind) {
    case "rename":
      return driveRename(one, side, context)
    case "folder":
      return driveFolder(one, side, index, context)
    case "set":
      return driveAttributes(one, side, context)
    case "destroy":
      return side === "before"
        ? blocked(one.path, "it was removed for good")
        : context.disk.lstat(one.path) === null
          ? "already"
          : blocked(one.path, "what was removed for good is not removed again")
  }
}

const pathOf = (one: Primitive): string => (one.kind === "rename" ? one.to : one.path)

/** Drives one primitive. A disk that refuses is something in the way like any other, with its own words. */
export const driveOne = (one: Primitive, index: number, side: Side, context: DriveContext): Driven => {
  try {
    return drivePrimitive(one, index, side, context)
  } catch (error) {
    if (error instanceof DiskError)
      return blocked(error.path === "" ? pathOf(one) : error.path, error.message, "Mend that")
    throw error
  }
}

/** Drives one deed as a whole: where a part of it is blocked, the part that was done is put back. */
export const driveGroup = (group: Group, index: number, side: Side, context: DriveContext): Driven => {
  const order = side === "after" ? group : group.toReversed()
  const did: Array<Primitive> = []
  for (const one of order) {
    const driven = driveOne(one, index, side, context)
    if (isBlocked(driven)) {
      const other = side === "after" ? "before" : "after"
      for (const done of did.toReversed()) driveOne(done, index, other, context)
      return driven
    }
    if (driven === "did") did.push(one)
  }
  return did.length > 0 ? "did" : "already"
}

const judgePrimitive = (one: Primitive, index: number, { disk, made }: DriveContext): Standing => {
  switch (one.kind) {
    case "rename": {
      const before = isIt(disk.lstat(one.from), one)
      const after = isIt(disk.lstat(one.to), whereTo(one))
      if (!before || !after) return before ? "before" : after ? "after" : "lost"
      const [listedBefore, listedAfter] = [isListed(disk, one.from), isListed(disk, one.to)]
      return listedBefore && listedAfter ? "half" : listedAfter ? "after" : "before"
    }
    case "folder": {
      const ours = made.get(index)
      if (one.existed || ours === 0) return "same"
      const stat = disk.lstat(one.path)
      return stat?.type === "folder" && (ours === undefined || ours === stat.ino) ? "after" : "before"
    }
    case "set": {
      const current = attributesAt(one, disk)
      if (current === null) return "lost"
      const before = FIELDS.every((field) => field.is(current, one.before))
      const after = FIELDS.every((field) => field.is(current, one.after))
      if (before || after) return before && after ? "same" : before ? "before" : "after"
      return FIELDS.every((field) => field.is(current, one.before) || field.is(current, one.after)) ? "half" : "lost"
    }
    case "destroy":
      return isIt(disk.lstat(one.path), one) ? "before" : "after"
  }
}

export const judgeGroup = (group: Group, index: number, context: DriveContext): Standing => {
  const standings = group.map((one) => judgePrimitive(one, index, context)).filter((standing) => standing !== "same")
  const [first, ...others] = standings
  if (first === undefined) return "same"
  if (others.every((standing) => standing === first)) return first
  return standings.every((standing) => standing === "lost" || standing === "before") ? "lost" : "half"
}

/**
 * Finishes a deed that was cut off in its middle, in the direction it was going; where something is in the way, it goes back
 * part by part, and what is blocked there too stays as it is. Whether it was finished.
 */
export const settleGroup = (group: Group, index: number, side: Side, context: DriveContext): boolean => {
  if (!isBlocked(driveGroup(group, index, side, context))) return true
  const back = side === "after" ? "before" : "after"
  for (const one of back === "before" ? group.toReversed() : group) driveOne(one, index, back, context)
  return false
}
