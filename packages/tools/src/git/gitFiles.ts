/**
 * The few files in git's own folder that are no references: the index, the state of a merge, the stash list, the
 * configuration. Read as sums, copied aside, and put back the way git itself replaces them: a new file made under
 * the name of its lock, then renamed over the old one, so that no git sees half of it and none at work is disturbed.
 * Uses node:fs for that rename alone, since the disk port rightly overwrites nothing.
 */
import { createHash } from "node:crypto"
import { renameSync } from "node:fs"
import { type Disk, DiskError, PathText, type ReadDisk, StepFailed } from "@zenus/core"
import * as Effect from "effect/Effect"
import { attempt } from "../action/trouble.ts"
import { type GitPlace, readGit } from "./runGit.ts"
import { copyExactly } from "./shelf.ts"

export const sumOf = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex")

/** What references moved by us say in their logs. */
export const OWN_LOG_MESSAGE = "zenus: taken back"
const OWN_LOG_ENTRIES = new RegExp(`(^|\\n)([^\\n]*\\t${OWN_LOG_MESSAGE}\\n)+$`)

/** Logs of references grow while references are taken back: entries of our own at the end do not count. */
export const isLog = (path: string): boolean => path.includes("/logs/refs/")

const withoutOwnEntries = (bytes: Uint8Array): Uint8Array =>
  Buffer.from(Buffer.from(bytes).toString("latin1").replace(OWN_LOG_ENTRIES, "$1"), "latin1")

/** `null` where there is no such file, and for a log that holds nothing but entries of our own. */
export const sumOfFile = (path: string, disk: ReadDisk): string | null => {
  if (disk.lstat(path)?.type !== "file") return null
  const bytes = disk.read(path)
  if (!isLog(path)) return sumOf(bytes)
  const counted = withoutOwnEntries(bytes)
  return counted.length === 0 ? null : sumOf(counted)
}

/** State that every deed may touch. Names in git's own folder; the second column: firm (see StateFile). */
export const MERGE_STATE: ReadonlyArray<readonly [name: string, firm: boolean]> = [
  ["MERGE_HEAD", true],
  ["MERGE_MODE", true],
  ["MERGE_MSG", true],
  ["SQUASH_MSG", true],
  ["CHERRY_PICK_HEAD", true],
  ["REVERT_HEAD", true],
  ["AUTO_MERGE", false],
  ["ORIG_HEAD", false],
  ["FETCH_HEAD", false]
]

/** The list of stashes is the log of their reference. In the shared folder. */
export const STASH_LOG = "logs/refs/stash"

/** The stages, modes, contents and marks of all entries as one sum: what of an index is worth comparing. `null` where there is no index. */
export const sumOfIndex = Effect.fnUntraced(function* (place: GitPlace, gitDir: string, doing: string, disk: ReadDisk) {
  if (disk.lstat(PathText.child(gitDir, "index")) === null) return null
  const result = yield* readGit(place, doing, ["ls-files", "--stage", "-v", "-z"])
  return sumOf(result.stdout)
})

/** A second name for the index (git never writes into it in place); a copy where there can be none. Replaces an older one. */
export const keepIndex = (gitDir: string, to: string, doing: string, disk: Disk) =>
  attempt(doing, async () => {
    const index = PathText.child(gitDir, "index")
    if (disk.lstat(to) !== null) disk.unlink(to)
    if (disk.lstat(index) === null) return
    try {
      disk.hardlink(index, to)
    } catch (error) {
      if (!(error instanceof DiskError)) throw error
      await copyExactly(index, to, disk)
    }
  })

const busy = (doing: string, path: string): StepFailed =>
  new StepFailed({
    doing,
    reason: `another git is at work in this repository (${path}.lock is there).`,
    hints: ["Wait until it is done, then try again."]
  })

const makeFolders = (folder: string, disk: Disk): void => {
  if (disk.lstat(folder) !== null) return
  makeFolders(PathText.dirname(folder), disk)
  disk.mkdir(folder)
}

/** Puts what lies at `kept` in the place of `path`; with `null` takes `path` away. What lies at `kept` stays there. */
export const replaceUnderLock = (kept: string | null, path: string, doing: string, disk: Disk, share: boolean) =>
  attempt(doing, async () => {
    const lock = `${path}.lock`
    try {
      if (kept === null) {
        if (disk.lstat(path) === null) return
        disk.write(lock, new Uint8Array())
        disk.unlink(path)
        disk.unlink(lock)
        return
      }
      makeFolders(PathText.dirname(path), disk)
      await bring(kept, lock, disk, share)
    } catch (error) {
      if (error instanceof DiskError && error.code === "EEXIST") throw busy(doing, path)
      throw error
    }
    renameSync(lock, path)
    disk.flush(PathText.dirname(path))
  })

/** A shared file keeps its inode and times (the index: git trusts its time); what people edit by hand is copied. */
const bring = async (kept: string, to: string, disk: Disk, share: boolean): Promise<void> => {
  if (share) {
    try {
      return disk.hardlink(kept, to)
    } catch (error) {
      if (!(error instanceof DiskError) || error.code === "EEXIST") throw error
    }
  }
  await copyExactly(kept, to, disk)
}
