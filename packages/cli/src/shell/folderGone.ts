/**
 * The shell's folder may be deleted under it: by another program, or by what the shell itself did. Names in a request would then mean what
 * is not there, and a deed would make the folder again, which nobody asked for. So requests and commands wait until the shell stands
 * somewhere; `cd`, undo and the shell's words work from anywhere.
 */
import { statSync } from "node:fs"
import * as Effect from "effect/Effect"
import { escapeName, type Recoverable } from "@zenus/core"

export class FolderGone extends Error implements Recoverable {
  readonly _tag = "FolderGone"
  readonly recovery = ["Go to another one: cd .. (or cd and its path).", "If a line here took it away: undo."]

  constructor(cwd: string) {
    super(`This folder is not there any more: ${escapeName(cwd)}. Nothing was done.`)
  }
}

/** Fails where there is no folder at the path; one that may not be read is there. */
export const standing = (cwd: string): Effect.Effect<void, FolderGone> =>
  Effect.suspend(() =>
    statSync(cwd, { throwIfNoEntry: false })?.isDirectory() === true ? Effect.void : Effect.fail(new FolderGone(cwd))
  ).pipe(Effect.catchDefect(() => Effect.void))
