/**
 * Fetches the counterpart of the current branch and brings it in: by moving forward, or, when that was asked for, by a merge.
 * Where both went different ways and no merge was asked for, nothing is done. Never rebases. Which files change is
 * known only once it is fetched; they are put aside then, before git touches them.
 */
import { defineAction, StepFailed } from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { flag, optionalText } from "../../action/field.ts"
import { counted } from "../../action/sayCount.ts"
import { mustPass, repositoryField } from "../actionParts.ts"
import {
  ABOUT_WORK,
  absolutePaths,
  between,
  dirtyPaths,
  headTree,
  hookNotes,
  isAncestor,
  needCommit,
  needIdentity,
  openForDeed,
  resolveCommit
} from "../deedParts.ts"
import { checkRefName } from "../gitArguments.ts"
import { type Acting, gitEffect, prepareDeed } from "../gitDeed.ts"
import { gitInverse } from "../gitInverse.ts"
import { mergeCommand, previewMerge } from "../mergePreview.ts"
import { needBranch, needRemote, programNotes, speaks, upstreamOf } from "../network.ts"
import { shortOid } from "../references.ts"
import type { WorkRepository } from "../Repository.ts"
import { readStatus } from "../status.ts"
import { towards } from "../toward.ts"
import { said } from "../../action/wording.ts"

const Args = Schema.Struct({
  remote: optionalText("name of the remote (default: the one the branch follows, else origin)"),
  branch: optionalText("the branch over there (default: the one that is followed, else of the same name)"),
  merge: flag("make a merge where both sides have new commits (default false: then nothing is done)"),
  repository: repositoryField
})
type Args = typeof Args.Type

const DOING = "Pull"
const HOOKS = ["pre-merge-commit", "prepare-commit-msg", "commit-msg", "post-merge"]

interface Pull {
  readonly remote: string
  readonly theirs: string
  readonly branch: string
  readonly repository: WorkRepository
}

const bringIn = Effect.fnUntraced(function* (args: Args, pull: Pull, acting: Acting) {
  const { git, place, shelve } = acting
  const commit = yield* needCommit(place, DOING, "FETCH_HEAD")
  const ours = yield* resolveCommit(place, DOING, "HEAD")
  if (ours !== null && (yield* isAncestor(place, DOING, commit, ours))) return { files: 0, commit: ours }
  const forward = ours === null || (yield* isAncestor(place, DOING, ours, commit))
  if (!forward && args.merge !== true) {
    return yield* new StepFailed({
      doing: DOING,
      reason: `${pull.branch} and ${pull.remote}/${pull.theirs} both have commits that the other has not.`,
      hints: ['Merge them: "pull and merge".', "Or rebase by hand: git pull --rebase"]
    })
  }
  const changes = (yield* between(place, DOING, yield* headTree(place, DOING), commit)).map((change) => change.path)
  const paths = forward ? changes : yield* previewMerge(acting, DOING, ours ?? commit, commit)
  yield* shelve(absolutePaths(pull.repository, paths))
  yield* git([
    ...mergeCommand(forward),
    ...(forward ? [] : ["-m", `Merge branch '${pull.theirs}' of ${pull.remote}`]),
    commit
  ])
  return { files: paths.length, commit: yield* needCommit(place, DOING, "HEAD") }
})

export const pull = defineAction<Args>({
  name: "pull",
  description: "Fetches the counterpart of the current branch and brings it in; merges only when that is said",
  args: Args,
  risk: 1,
  undo: "yes",
  repeatable: true,
  ...speaks,
  phrases: said([
    "git pull",
    "git pull {remote:name}",
    "git pull {remote:name} {branch:branchname}",
    "pull [my] [latest|newest|new|recent] [changes|commits|version|code|updates] from [remote] {remote:name}",
    "pull [my] latest|newest|new|recent changes|commits|version|code|updates [from_the_remote|from_the_server|from_remote|for_this_branch|of_this_branch|in]",
    "pull changes|updates|from_the_remote|from_remote [from_the_remote|from_the_server]",
    "pull [branch] {branch:branchname} from {remote:name}",
    "update this|my|current branch|repo|repository from [remote|server|{remote:name}]",
    "get latest|newest changes|version|code|commits from [remote|server] {remote:name}",
    ["pull and merge", { merge: true }],
    ["git pull --no-rebase", { merge: true }]
  ]),
  examples: ["git pull", "pull the latest changes from origin", "pull and merge"],
  inverse: gitInverse,
  look: Effect.fnUntraced(function* (args, context) {
    if (args.branch !== undefined) yield* mustPass(checkRefName("pull", "branch", args.branch))
    const repository = yield* openForDeed(DOING, args.repository, context)
    const { top } = repository
    const status = yield* readStatus(top, DOING, { untracked: "no" })
    const branch = yield* needBranch(DOING, status.branch)
    const followed = yield* upstreamOf(top, DOING, branch)
    const remote = yield* needRemote("pull", DOING, args.remote, branch, repository)
    const theirs = args.branch ?? (followed?.remote === remote.name ? followed.branch : branch)
    if (args.merge === true) yield* needIdentity(top, DOING)
    const dirty = dirtyPaths(status)
    const at = status.commit === null ? "no commit yet" : shortOid(status.commit)
    return prepareDeed({
      doing: DOING,
      repository,
      explanation: `Pull ${remote.name}/${theirs} into ${branch}`,
      effects: [
        gitEffect(repository, `fetch from ${remote.name}: ${remote.shown}`),
        gitEffect(
          repository,
          `branch ${branch}: ${at} -> as ${remote.name}/${theirs}${args.merge === true ? ", merged" : ""}`
        )
      ],
      watch: ABOUT_WORK,
      // Which ones is known only after fetching; until then none is touched.
      touches: () => Effect.succeed([]),
      timeoutMs: speaks.timeoutMs,
      notes: [
        "Which files change is known only once it is fetched.",
        ...(dirty.length === 0 ? [] : [`Changes in ${counted(dirty.length, "file")} stay, or nothing is done.`]),
        ...(yield* programNotes(top, DOING, remote.name)),
        ...(yield* hookNotes(repository, DOING, HOOKS, context))
      ],
      ...(dirty.length > 0 ? { risk: 2 as const } : {}),
      act: Effect.fnUntraced(function* (acting) {
        yield* acting.git(
          ["fetch", "--progress", "--no-recurse-submodules", "--", remote.name, `refs/heads/${theirs}`],
          towards(remote.host, acting.context)
        )
        const done = yield* bringIn(args, { remote: remote.name, theirs, branch, repository }, acting)
        return done.files === 0 && done.commit === status.commit
          ? { lines: [], note: "Already up to date." }
          : {
              lines: [`${branch} is at ${shortOid(done.commit)} (${counted(done.files, "file")} changed)`],
              data: { commit: done.commit, files: done.files }
            }
      })
    })
  })
})
