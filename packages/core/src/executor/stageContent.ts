/**
 * A new entry made aside, in our own folder on the file system of its place, flushed, with its mode and owner: what is left
 * to do is one rename. Where it fails or is interrupted nothing of it is left. Replacing a file keeps its mode and owner;
 * what only its old inode had (further hard links, access lists, extended attributes) stays with the old one
 * in the trash.
 */
import * as Effect from "effect/Effect"
import { DiskError, type Disk, type Identity, identityOf, type Stat } from "../disk/Disk.ts"
import { escapeName } from "../errors/escapeName.ts"
import { child } from "../disk/PathText.ts"
import type { Rename } from "../history/Primitive.ts"
import { printOfTree, surveyTree } from "../history/surveyTree.ts"
import type { Put } from "../tool/Deed.ts"
import { requireSame } from "../tool/requireSame.ts"
import { StepFailed } from "../tool/ToolError.ts"
import { inSlices } from "./inSlices.ts"

/** Bytes above which a copy is watched. */
const LONG = 16 * 1024 * 1024

/** Says how far a long copy is, by looking at what is there: at most `size`. Never ends by itself. */
const watch = (disk: Disk, at: string, size: number, onSize: (bytes: number) => void): Effect.Effect<never> => {
  const look = Effect.sync(() => onSize(Math.min(size, disk.lstat(at)?.size ?? 0)))
  return Effect.forever(Effect.andThen(Effect.sleep("200 millis"), look))
}

const copy = Effect.fnUntraced(function* (
  disk: Disk,
  from: string,
  planned: Identity | null,
  to: string,
  onStaged: (bytes: number, copies?: number) => void
) {
  const source = requireSame(from, disk.lstat(from), planned)
  const copying = Effect.tryPromise({ try: (signal) => disk.copy(from, to, signal), catch: (cause) => cause }).pipe(
    // What is no DiskError is a defect like any other throw here; the step knows them apart.
    Effect.catch((cause) => Effect.die(cause))
  )
  let seen = 0
  const onSize = (size: number): void => {
    if (size > seen) onStaged(size - seen)
    seen = Math.max(seen, size)
  }
  yield* source.size > LONG ? Effect.raceFirst(copying, watch(disk, to, source.size, onSize)) : copying
  requireSame(from, disk.lstat(from), identityOf(source))
  onSize(source.size)
  onStaged(0, 1)
})

/** Throws, as the disk does; the step tells failures from defects. `staged` content is there already. */
const make = (
  disk: Disk,
  deed: Put,
  at: string,
  onStaged: (bytes: number, copies?: number) => void
): Effect.Effect<void> | undefined => {
  const { content } = deed
  switch (content.kind) {
    case "bytes":
      disk.write(at, content.bytes, deed.mode)
      return undefined
    case "copy":
      return copy(disk, content.from, content.identity, at, onStaged)
    case "symlink":
      disk.symlink(content.target, at)
      return undefined
    case "hardlink":
      requireSame(content.of, disk.lstat(content.of), content.identity)
      disk.hardlink(content.of, at)
      return undefined
    case "staged":
      return undefined
  }
}

/** Mode as said, else that of the old file; owner always of the old one. */
const dress = (disk: Disk, deed: Put, at: string, made: Stat, old: Stat | null): void => {
  if (made.type === "link" || deed.content.kind === "hardlink") return
  const replaced = old?.type === made.type ? old : null
  if (replaced !== null && (replaced.uid !== made.uid || replaced.gid !== made.gid)) {
    try {
      disk.chown(at, replaced.uid, replaced.gid)
    } catch (cause) {
      if (!(cause instanceof DiskError)) throw cause
      throw new StepFailed({
        doing: `Replacing ${escapeName(deed.path)}`,
        reason: "the new file cannot have the old one's owner",
        hints: ["Run it as the owner of the file.", "Or write to another name."],
        cause
      })
    }
  }
  const mode = deed.mode ?? replaced?.mode
  if (mode !== undefined && disk.lstat(at)?.mode !== mode) disk.chmod(at, mode)
}

/**
 * Makes the entry at `at` and gives the rename that puts it into place. `old` is what it replaces. Dies with `DiskError`,
 * `ChangedSince`, `StepFailed`; then, and when interrupted, nothing is left at `at` but what the step's own stage made.
 */
export const stageContent = Effect.fnUntraced(function* (
  disk: Disk,
  deed: Put,
  at: string,
  old: Stat | null,
  onStaged: (bytes: number, copies?: number) => void
) {
  const making = make(disk, deed, at, onStaged)
  if (making !== undefined) yield* making
  const made = disk.lstat(at)
  if (made === null) {
    throw new StepFailed({ doing: `Making ${escapeName(deed.path)}`, reason: "it was not made", hints: [] })
  }
  dress(disk, deed, at, made, old)
  const what = identityOf(disk.lstat(at) ?? made)
  const rename: Rename = {
    kind: "rename",
    from: at,
    to: deed.path,
    what,
    ...(deed.content.kind === "hardlink" ? { loose: true as const } : {})
  }
  if (what.type !== "folder") return rename
  const survey = yield* inSlices(() => surveyTree(disk, at))
  return { ...rename, print: printOfTree(disk, at), entries: survey.entries }
})

/** Where the step's own stage has put it. Throws for a name that leads out of the folder. */
export const stagedPath = (folder: string, name: string): string => {
  if (name.split("/").some((part) => part === "" || part === "." || part === "..")) {
    throw new StepFailed({ doing: "Staging", reason: `${escapeName(name)} is no name of something staged`, hints: [] })
  }
  return child(folder, name)
}
