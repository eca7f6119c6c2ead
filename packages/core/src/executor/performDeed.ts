/**
 * The first doing of a deed, which is stricter than driving it (history/drive.ts): what is found must be exactly what was
 * planned, and what was done is looked at afterwards. Nothing is overwritten; a deed that fails in its middle is put
 * back. Synchronous, a few system calls each: a batch of them runs between two commits of the journal.
 */
import { DiskError, type Disk, type Stat } from "../disk/Disk.ts"
import { escapeName } from "../errors/escapeName.ts"
import { applyAttributes, type DriveContext, driveOne, isBlocked, isIt } from "../history/drive.ts"
import type { Group, MakeFolder, Primitive, Rename, SetAttributes } from "../history/Primitive.ts"
import { removeTree } from "../history/removeTree.ts"
import { runToEnd } from "../history/surveyTree.ts"
import { ChangedSince, StepFailed } from "../tool/ToolError.ts"

const changed = (path: string, stat: Stat | null, what: { readonly ino: number; readonly dev: number }): ChangedSince =>
  new ChangedSince({
    path,
    what: stat === null ? "went away" : stat.ino !== what.ino || stat.dev !== what.dev ? "was replaced" : "was changed"
  })

/**
 * Into the trash: nobody else is there, so what arrived can be looked at before anybody misses it, and is put back where it is
 * not what was planned. One look the less than before and after, and none that could come too early.
 */
const trash = (one: Rename, disk: Disk): void => {
  try {
    disk.move(one.from, one.to, one.what.type, "fresh")
  } catch (error) {
    if (error instanceof DiskError && error.code === "ENOENT") throw changed(one.from, disk.lstat(one.from), one.what)
    throw error
  }
  const arrived = disk.lstat(one.to)
  if (isIt(arrived, one)) return
  if (arrived !== null) disk.move(one.to, one.from, arrived.type)
  throw changed(one.from, arrived, one.what)
}

const rename = (one: Rename, disk: Disk): void => {
  if (one.fresh === true && one.what.type !== "folder") return trash(one, disk)
  const before = disk.lstat(one.from)
  if (!isIt(before, one)) throw changed(one.from, before, one.what)
  try {
    disk.move(one.from, one.to, one.what.type, one.fresh === true ? "fresh" : undefined)
  } catch (error) {
    if (error instanceof DiskError && error.code === "EEXIST")
      throw new ChangedSince({ path: one.to, what: "appeared" })
    throw error
  }
  // Somebody may write to the file while it moves: it is the one that was planned all the same.
  const after = disk.lstat(one.to)
  if (after?.ino !== one.what.ino || after.dev !== one.what.dev) throw changed(one.to, after, one.what)
}

const makeFolder = (one: MakeFolder, index: number, { disk, made }: DriveContext): void => {
  if (one.existed) {
    if (disk.lstat(one.path)?.type !== "folder") throw new ChangedSince({ path: one.path, what: "went away" })
    return
  }
  try {
    disk.mkdir(one.path, one.mode ?? undefined)
  } catch (error) {
    if (!(error instanceof DiskError) || error.code !== "EEXIST") throw error
    // Somebody else made it in this instant: as good, and not ours to remove.
    if (disk.lstat(one.path)?.type !== "folder") throw new ChangedSince({ path: one.path, what: "appeared" })
    made.set(index, 0)
    return
  }
  const after = disk.lstat(one.path)
  if (after?.type !== "folder") throw new ChangedSince({ path: one.path, what: "went away" })
  made.set(index, after.ino)
}

const setAttributes = (one: SetAttributes, disk: Disk): void => {
  const stat = disk.lstat(one.path)
  if (stat === null || stat.ino !== one.ino || stat.dev !== one.dev) throw changed(one.path, stat, one)
  const times = one.after.mtimeNs === undefined ? undefined : disk.exactTimes(one.path)?.mtimeNs
  applyAttributes(one.path, one.after, stat, times, disk)
  const after = disk.lstat(one.path)
  const took =
    after !== null &&
    (one.after.mode ?? after.mode) === after.mode &&
    (one.after.uid ?? after.uid) === after.uid &&
    (one.after.gid ?? after.gid) === after.gid
  if (!took) {
    throw new StepFailed({
      doing: `Changing ${escapeName(one.path)}`,
      reason: "the file system took the change and did not keep it",
      hints: ["Look at what kind of file system it is: some keep no modes or owners."]
    })
  }
}

const perform = (one: Primitive, index: number, context: DriveContext): void => {
  switch (one.kind) {
    case "rename":
      return rename(one, context.disk)
    case "folder":
      return makeFolder(one, index, context)
    case "set":
      return setAttributes(one, context.disk)
    case "destroy": {
      const stat = context.disk.lstat(one.path)
      if (!isIt(stat, one)) throw changed(one.path, stat, one.what)
      runToEnd(removeTree(context.disk, one.path))
    }
  }
}

/** What is left of a deed that failed. */
export interface Failure {
  readonly error: unknown
  /** It could not be put back: it counts as done, so that undo looks at it. */
  readonly partly: boolean
}

/** What was removed for good is not put back; a rename that failed has done nothing, and what it looks like may be another process at work. */
const leavesParts = (one: Primitive, disk: Disk): boolean =>
  one.kind === "set" ||
  one.kind === "destroy" ||
  (one.kind === "rename" && one.fresh === true && disk.lstat(one.to) !== null)

const isFailure = (error: unknown): boolean =>
  error instanceof DiskError || error instanceof ChangedSince || error instanceof StepFailed

/** `null` when it was done and verified. Throws only defects. */
export const performGroup = (group: Group, index: number, context: DriveContext): Failure | null => {
  let done = 0
  try {
    for (; done < group.length; done++) {
      const one = group[done]
      if (one !== undefined) perform(one, index, context)
    }
    return null
  } catch (error) {
    if (!isFailure(error)) throw error
    const failed = group[done]
    const begun = group.slice(0, failed !== undefined && leavesParts(failed, context.disk) ? done + 1 : done)
    let partly = false
    for (const one of begun.toReversed()) if (isBlocked(driveOne(one, index, "before", context))) partly = true
    return { error, partly }
  }
}
