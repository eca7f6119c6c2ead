/**
 * What a deed acts on: the entries of a selection with their facts, each once, what lies in a selected folder not named
 * again, other file systems not entered. With `contents` the selected folders stand for what is in them, hidden names too,
 * since a folder named for its contents is meant as a whole.
 */
import { BadArgument, type LookContext, PathText, type Selection, type Stat, type ToolError } from "@zenus/core"
import * as Effect from "effect/Effect"
import { shown } from "../action/answers.ts"
import { outermost } from "./outermost.ts"
import { select } from "./select.ts"
import { attempt } from "../action/trouble.ts"

export interface Source {
  /** Absolute; its parent folder is a real path. */
  readonly path: string
  readonly stat: Stat
}

export interface Sources {
  readonly entries: ReadonlyArray<Source>
  readonly unreadable: ReadonlyArray<string>
  /** Start folders and named paths. */
  readonly roots: ReadonlyArray<string>
}

const contentsOf = (action: string, folders: ReadonlyArray<Source>, context: LookContext): ReadonlyArray<Source> =>
  folders.flatMap(({ path, stat }) => {
    // A named link stands for the folder behind it, by its real path.
    const real = stat.type === "link" ? context.disk.realpath(path) : path
    if (real === null || context.disk.lstat(real)?.type !== "folder") {
      throw new BadArgument({
        action,
        reason: `${shown(path, context)} is no folder and has no contents.`,
        hints: ["Name the folder whose contents are meant."]
      })
    }
    return context.disk.list(real).flatMap(({ name }): ReadonlyArray<Source> => {
      const child = PathText.child(real, name)
      const found = context.disk.lstat(child)
      return found === null ? [] : [{ path: child, stat: found }]
    })
  })

const byPath = (a: Source, b: Source): number => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0)

export const gatherSources = Effect.fnUntraced(function* (
  action: string,
  selection: Selection,
  context: LookContext,
  contents = false
): Effect.fn.Return<Sources, ToolError> {
  const { entries, unreadable, roots } = yield* select(selection, context, { needStat: true, crossMounts: false })
  const sources = yield* attempt("Look for the files", () => {
    const found = entries.flatMap(({ path, stat }): ReadonlyArray<Source> => (stat === null ? [] : [{ path, stat }]))
    const chosen = contents ? contentsOf(action, found, context).toSorted(byPath) : found
    return { entries: outermost(chosen), unreadable, roots }
  })
  // What is done with 100,000 of them takes as long again: a stop is heard in between.
  yield* Effect.yieldNow
  return sources
})
