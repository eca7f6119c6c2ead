/**
 * The one file whose content is to be made or changed, as a request wrote its path. A link leads on to the file behind
 * it, as an editor would do, and the plan shows that file. Refused: folders, devices, and links that lead nowhere.
 */
import { BadArgument, type LookContext, PathText, type Stat, StepFailed } from "@zenus/core"
import { shown } from "../action/answers.ts"
import { folderToBe } from "./destination.ts"
import { expandHome } from "../select/locate.ts"

export interface FileToWrite {
  /** Absolute; its parent folder is a real path, perhaps still to be made. */
  readonly path: string
  readonly existing: Stat | null
  readonly missing: ReadonlyArray<string>
  readonly notes: ReadonlyArray<string>
}

/** A file is changed by putting a new one in its place, which the folder's rights allow: the file's own count all the same. */
const requireWritable = (path: string, context: LookContext): void => {
  if (context.disk.may(path, "write")) return
  throw new StepFailed({
    doing: `Change ${shown(path, context)}`,
    reason: "you may not write to it.",
    hints: ["Make it writable first, if it is yours."]
  })
}

/** Throws `BadArgument`, `StepFailed` for a file that may not be written to, and `DiskError`. */
export const fileToWrite = (action: string, written: string, context: LookContext): FileToWrite => {
  const refuse = (reason: string, hint: string) => new BadArgument({ action, reason, hints: [hint] })
  const absolute = expandHome(written, context)
  const name = PathText.basename(absolute)
  if (name === "" || name === "." || name === "..") {
    throw refuse(`${written === "" ? "an empty name" : shown(written, context)} names no file.`, "Name the file.")
  }
  const parent = folderToBe(action, PathText.dirname(absolute), context)
  const path = PathText.child(parent.path, name)
  const entry = context.disk.lstat(path)
  if (entry?.type === "folder") throw refuse(`${shown(path, context)} is a folder.`, "Name a file in it.")
  if (entry?.type === "other") throw refuse(`${shown(path, context)} is no regular file.`, "Name another file.")
  if (entry?.type !== "link") {
    if (entry !== null) requireWritable(path, context)
    return { path, existing: entry, missing: parent.missing, notes: [] }
  }
  const real = context.disk.realpath(path)
  const behind = real === null ? null : context.disk.lstat(real)
  if (real === null || behind?.type !== "file") {
    throw refuse(
      `${shown(path, context)} is a link that leads to no file.`,
      "Name the file itself, or delete the link first."
    )
  }
  requireWritable(real, context)
  return {
    path: real,
    existing: behind,
    missing: [],
    notes: [`${shown(path, context)} is a link: the file behind it, ${shown(real, context)}, is changed.`]
  }
}
