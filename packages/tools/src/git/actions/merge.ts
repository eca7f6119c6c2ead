/**
 * Merges another branch, tag or commit into the current branch: by moving forward where nothing was done here meanwhile, else
 * by a merge commit. Where both sides changed the same lines nothing is done at all: mending a conflict is handwork.
 */
import { defineAction, type LookContext, StepFailed } from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { nothingToDo } from "../../action/answers.ts"
import { flag, optionalText, text } from "../../action/field.ts"
import { counted } from "../../action/sayCount.ts"
import { acts, mustPass, repositoryField } from "../actionParts.ts"
import {
  ABOUT_WORK,
  absolutePaths,
  between,
  commits,
  commitsBetween,
  dirtyPaths,
  fileEffects,
  hookNotes,
  isAncestor,
  needCommit,
  needIdentity,
  openForDeed,
  refuseOverlap,
  resolveCommit
} from "../deedParts.ts"
import { checkMessage, checkRevision } from "../gitArguments.ts"
import { type Acting, gitEffect, prepareDeed } from "../gitDeed.ts"
import { gitInverse } from "../gitInverse.ts"
import { mergeCommand, previewMerge } from "../mergePreview.ts"
import { shortOid } from "../references.ts"
import type { WorkRepository } from "../Repository.ts"
import { readGit, textOf } from "../runGit.ts"
import { readStatus, type Status } from "../status.ts"
import { said } from "../../action/wording.ts"

const Args = Schema.Struct({
  from: text("the branch, tag or commit that is merged into the current branch"),
  into: optionalText("the branch that it is merged into, which must be the current one (default: whichever that is)"),
  mergeCommit: flag("make a merge commit even where moving forward would do (default false)"),
  message: optionalText("what the merge commit says (default: git's own words)"),
  repository: repositoryField
})
type Args = typeof Args.Type

const DOING = "Merge"
const HOOKS = ["pre-merge-commit", "prepare-commit-msg", "commit-msg", "post-merge"]

/** Nothing of another merge may be going on. */
const refuseUnfinished = (status: Status): Effect.Effect<void, StepFailed> => {
  const unmerged = status.entries.find((entry) => entry.kind === "unmerged")
  return unmerged === undefined
    ? Effect.void
    : Effect.fail(
        new StepFailed({
          doing: DOING,
          reason: "a merge is not finished here.",
          hints: ["Finish it (mend the files, then commit), or take it back: git merge --abort"]
        })
      )
}

/** Switching branches is a deed of its own, so it is not done along. */
const refuseOther = ({ from, into }: Args, branch: string): Effect.Effect<void, StepFailed> =>
  into === undefined || into === branch
    ? Effect.void
    : Effect.fail(
        new StepFailed({
          doing: DOING,
          reason: `the current branch is ${branch}, not ${into}.`,
          hints: [`Switch first: "switch to ${into} and then merge ${from}"`]
        })
      )

interface Merge {
  readonly ours: string
  readonly theirs: string
  readonly forward: boolean
  readonly branch: string
}

const act = (args: Args, { theirs, forward, branch }: Merge) =>
  Effect.fnUntraced(function* ({ git, place }: Acting) {
    yield* git([
      ...mergeCommand(forward),
      ...(args.message === undefined ? ["--no-edit"] : ["-m", args.message]),
      args.from
    ])
    const at = (yield* resolveCommit(place, DOING, "HEAD")) ?? ""
    return {
      lines: [`${args.from} merged into ${branch} (now at ${shortOid(at)})`],
      data: { commit: at, forward, merged: theirs }
    }
  })

const touches =
  ({ theirs, forward }: Merge, repository: WorkRepository) =>
  (acting: Acting) =>
    Effect.gen(function* () {
      const ours = yield* needCommit(acting.place, DOING, "HEAD")
      const paths = forward
        ? (yield* between(acting.place, DOING, ours, theirs)).map((change) => change.path)
        : yield* previewMerge(acting, DOING, ours, theirs)
      return absolutePaths(repository, paths)
    })

const prepare = Effect.fnUntraced(function* (
  args: Args,
  merge: Merge,
  dirty: ReadonlyArray<string>,
  repository: WorkRepository,
  context: LookContext
) {
  const { ours, theirs, forward, branch } = merge
  const { top } = repository
  if (!forward) yield* needIdentity(top, DOING)
  // What the other side changed since both were one: what comes in. Exact for moving forward.
  const base = textOf(yield* readGit(top, DOING, ["merge-base", ours, theirs], { codes: [0, 1] })).trim()
  const changes = yield* between(top, DOING, base === "" ? ours : base, theirs)
  yield* refuseOverlap(DOING, dirty, changes, "Then merge.")
  const n = yield* commitsBetween(top, DOING, ours, theirs)
  return prepareDeed({
    doing: DOING,
    repository,
    explanation: `Merge ${args.from} into ${branch} (${commits(n)}, ${counted(changes.length, "file")})`,
    effects: [
      gitEffect(
        repository,
        `branch ${branch}: ${shortOid(ours)} -> ${forward ? shortOid(theirs) : `a merge with ${shortOid(theirs)}`}`
      ),
      ...fileEffects(repository, changes)
    ],
    watch: ABOUT_WORK,
    touches: touches(merge, repository),
    timeoutMs: acts.timeoutMs,
    notes: [
      ...(forward ? [] : ["If both sides changed the same lines, nothing is done."]),
      ...(yield* hookNotes(repository, DOING, HOOKS, context))
    ],
    ...(dirty.length > 0 ? { risk: 2 as const } : {}),
    act: act(args, merge)
  })
})

export const merge = defineAction<Args>({
  name: "merge",
  description: "Merges another branch, tag or commit into the current branch; nothing is done where they conflict",
  args: Args,
  risk: 1,
  ...acts,
  phrases: said([
    "git merge {from:revision}",
    "merge [git] branch [called|named] {from:branchname} [in|here]",
    "merge [git] [branch] {from:branchname} into this|the|my|current|here|it [current] [branch|one]",
    "merge [in] changes from|of [branch] {from:branchname}",
    "merge {from:branchname} branch [in|into [this|the|my] [current] [branch]]",
    "merge [git] [branch] {from:branchname} [branch] into [branch] {into:branchname} [branch]",
    "merge [in] {from:branchname}",
    "bring|pull in changes from|of branch {from:branchname}",
    ["merge [branch] {from:branchname} with|using|creating merge commit", { mergeCommit: true }]
  ]),
  examples: ["merge the branch feature/search", "git merge feature/search"],
  inverse: gitInverse,
  look: Effect.fnUntraced(function* (args, context) {
    yield* mustPass(checkRevision("merge", args.from))
    if (args.message !== undefined) yield* mustPass(checkMessage("merge", args.message))
    const repository = yield* openForDeed(DOING, args.repository, context)
    const { top } = repository
    const theirs = yield* needCommit(top, DOING, args.from)
    const ours = yield* needCommit(top, DOING, "HEAD")
    const status = yield* readStatus(top, DOING, { untracked: "no" })
    const branch = status.branch ?? "HEAD"
    yield* refuseOther(args, branch)
    yield* refuseUnfinished(status)
    if (yield* isAncestor(top, DOING, theirs, ours)) {
      return nothingToDo(`${args.from} is merged already`, `${args.from} is merged already.`)
    }
    const forward = args.mergeCommit !== true && (yield* isAncestor(top, DOING, ours, theirs))
    return yield* prepare(args, { ours, theirs, forward, branch }, dirtyPaths(status), repository, context)
  })
})
