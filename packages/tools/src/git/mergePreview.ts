/**
 * What a merge would give, before it is done: git's own merge, carried out on trees alone (`merge-tree --write-tree`,
 * git 2.38). It writes loose objects, which nothing leads to, and touches neither files nor index nor
 * references; so it belongs to a deed and not to planning. Older gits cannot tell beforehand: then the paths are
 * those that either side changed, and renamed folders are not followed, so that git touches no others.
 */
import type { StepFailed } from "@zenus/core"
import * as Effect from "effect/Effect"
import { between } from "./deedParts.ts"
import type { Acting } from "./gitDeed.ts"
import { gitFailure } from "./gitFailure.ts"
import { type GitPlace, itemsOf, readGit, textOf } from "./runGit.ts"

/** For every merge where no preview could be had. */
export const WITHOUT_PREVIEW = ["-c", "merge.directoryRenames=false"] as const

export interface Preview {
  /** Relative to the top: every path the merge may touch. */
  readonly paths: ReadonlyArray<string>
  /** `false` where git was too old to tell. */
  readonly exact: boolean
}

const guess = Effect.fnUntraced(function* (place: GitPlace, doing: string, ours: string, theirs: string) {
  const base = textOf(yield* readGit(place, doing, ["merge-base", ours, theirs], { codes: [0, 1] })).trim()
  const sides = yield* Effect.all([
    between(place, doing, ours, theirs),
    ...(base === "" ? [] : [between(place, doing, base, theirs)])
  ])
  return { paths: [...new Set(sides.flat().map((change) => change.path))], exact: false }
})

/** Merging the commit `theirs` into the commit `ours`. Fails, with the files named, where both changed the same lines. */
export const previewMerge = Effect.fnUntraced(function* (
  { git, place }: Acting,
  doing: string,
  ours: string,
  theirs: string
): Effect.fn.Return<Preview, StepFailed> {
  const result = yield* git(["merge-tree", "--write-tree", "-z", "--name-only", "--messages", ours, theirs], {
    codes: [0, 1, 128, 129]
  })
  const [tree = "", ...rest] = itemsOf(textOf(result))
  // 129: no such option. 128 with another message (unrelated histories) is for the merge itself to say.
  if (result.exitCode >= 128 || tree === "") return yield* guess(place, doing, ours, theirs)
  if (result.exitCode === 1) {
    const conflicted = rest.slice(0, Math.max(0, rest.indexOf("")))
    return yield* gitFailure(
      doing,
      conflicted.map((path) => `CONFLICT (content): Merge conflict in ${path}`).join("\n") || "CONFLICT",
      1
    )
  }
  return { paths: (yield* between(place, doing, ours, tree)).map((change) => change.path), exact: true }
})
