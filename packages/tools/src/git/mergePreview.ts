/**
 * What a merge would give, before it is done: git's own merge, carried out on trees alone (`merge-tree --write-tree`,
 * git 2.38). It writes loose objects, which nothing leads to, and touches neither files nor index nor
 * references; so it belongs to a deed and not to planning. Older gits cannot tell beforehand: then the paths are those that either
 * side changed, and a conflict over a renamed folder, taken back, may leave the file's new name behind untracked.
 */
import type { StepFailed } from "@zenus/core"
import * as Effect from "effect/Effect"
import { between } from "./deedParts.ts"
import type { Acting } from "./gitDeed.ts"
import { gitFailure } from "./gitFailure.ts"
import { type GitPlace, itemsOf, readGit, textOf } from "./runGit.ts"

/** `git merge` without what a configuration might add: stashing by itself, showing numbers, another way of moving. */
export const mergeCommand = (forward: boolean): ReadonlyArray<string> => [
  "merge",
  "--progress",
  "--no-stat",
  "--no-autostash",
  forward ? "--ff-only" : "--no-ff"
]

const guess = Effect.fnUntraced(function* (place: GitPlace, doing: string, ours: string, theirs: string) {
  const base = textOf(yield* readGit(place, doing, ["merge-base", ours, theirs], { codes: [0, 1] })).trim()
  const direct = yield* between(place, doing, ours, theirs)
  const since = base === "" ? [] : yield* between(place, doing, base, theirs)
  return [...new Set([...direct, ...since].map((change) => change.path))]
})

/**
 * The paths (relative to the top) that merging the commit `theirs` into the commit `ours` may touch. Fails, with the
 * files named, where both changed the same lines.
 */
export const previewMerge = Effect.fnUntraced(function* (
  { git, place }: Acting,
  doing: string,
  ours: string,
  theirs: string
): Effect.fn.Return<ReadonlyArray<string>, StepFailed> {
  const result = yield* git(["merge-tree", "--write-tree", "-z", "--name-only", "--messages", ours, theirs], {
    codes: [0, 1, 128, 129]
  })
  const [tree = "", ...rest] = itemsOf(textOf(result))
  // 129: no such option. 128 (unrelated histories): for the merge itself to say.
  if (result.exitCode >= 128 || tree === "") return yield* guess(place, doing, ours, theirs)
  if (result.exitCode === 1) {
    const conflicted = rest.slice(0, Math.max(0, rest.indexOf("")))
    const said = conflicted.map((path) => `CONFLICT (content): Merge conflict in ${path}`).join("\n")
    return yield* gitFailure(doing, said === "" ? "CONFLICT" : said, 1)
  }
  return (yield* between(place, doing, ours, tree)).map((change) => change.path)
})
