/**
 * Sends commits to a remote. Always risk 3: what others have fetched cannot be taken back from here. What is sent where is said
 * exactly, so no setting about pushing changes it. Forcing goes only while the branch over there is as it was last seen.
 */
import { defineAction, type OwnDeed, StepFailed } from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { ProgramResult } from "../../command/runProgram.ts"
import { flag, optionalText } from "../../action/field.ts"
import { mustPass, repositoryField } from "../actionParts.ts"
import { commits, commitsBetween, hookNotes, needCommit, openForDeed, resolveCommit } from "../deedParts.ts"
import { checkRefName } from "../gitArguments.ts"
import { hasTag } from "./createTag.ts"
import { tookNothing } from "../gitFailure.ts"
import { tellGit } from "../gitDeed.ts"
import { needBranch, needRemote, programNotes, type Remote, speaks } from "../network.ts"
import { shortOid } from "../references.ts"
import { readPushUrl } from "../remoteList.ts"
import type { WorkRepository } from "../Repository.ts"
import { deedGit, type GitOptions } from "../runGit.ts"
import { readStatus } from "../status.ts"
import { hostOf, towards } from "../toward.ts"
import { said } from "../../action/wording.ts"

const Args = Schema.Struct({
  remote: optionalText("name of the remote (default: the one the branch follows, else origin)"),
  branch: optionalText("the branch that is sent (default: the current one)"),
  tag: optionalText("send this tag instead of a branch"),
  allTags: flag("send all tags too (default false)"),
  follow: flag("let the branch follow the one over there from now on (default: when it follows none)"),
  force: flag("replace what is over there, if it is as last seen (default false)"),
  repository: repositoryField
})
type Args = typeof Args.Type

const DOING = "Push"

type Send = (args: ReadonlyArray<string>, options?: GitOptions) => Effect.Effect<ProgramResult, StepFailed>

/** Whether the other side had to change for it. */
type Sent = "sent" | "there already"

/**
 * A deed that sends to a remote: nothing is taken down, since nothing can be taken back, and nothing is sent twice. One that the
 * other side refused, or to which it had nothing to do, is none that undo would have to stop at.
 */
export const sending = (
  repository: WorkRepository,
  remote: string,
  detail: string,
  send: (git: Send) => Effect.Effect<Sent, StepFailed>,
  answer: string
): OwnDeed => ({
  effects: [{ op: "send", from: repository.gitDir, detail }],
  before: () => Effect.succeed(null),
  act: Effect.fnUntraced(function* (context) {
    const host = hostOf(yield* readPushUrl(repository, DOING, remote))
    const sent = yield* send((args, options = {}) =>
      deedGit(repository.top, context.transaction, DOING, args, {
        timeoutMs: speaks.timeoutMs,
        ...towards(host, context),
        onError: tellGit(context.progress),
        ...options
      })
    )
    return sent === "sent"
      ? { after: null, output: { lines: [answer] } }
      : {
          after: null,
          output: { lines: [], note: `Nothing to push: ${remote} has all of it already.` },
          didNothing: true as const
        }
  }),
  didNothing: (error) => error._tag === "StepFailed" && tookNothing(error)
})

const describe = Effect.fnUntraced(function* (args: Args, branch: string, remote: Remote, repository: WorkRepository) {
  const { top } = repository
  const ours = yield* needCommit(top, DOING, `refs/heads/${branch}`)
  const theirs = yield* resolveCommit(top, DOING, `refs/remotes/${remote.name}/${branch}`)
  const what =
    theirs === null ? "new there" : `${commits(yield* commitsBetween(top, DOING, theirs, ours))} since last seen`
  const replaced = theirs === null ? 0 : yield* commitsBetween(top, DOING, ours, theirs)
  return {
    detail: `branch ${branch} (${shortOid(ours)}, ${what}) to ${remote.name}: ${remote.shown}`,
    notes:
      replaced === 0
        ? []
        : [
            args.force === true
              ? `${commits(replaced)} over there will be replaced.`
              : `${remote.name}/${branch} has ${commits(replaced)} that are not here: it will not take this.`
          ]
  }
})

const refspecs = Effect.fnUntraced(function* (args: Args, branch: string, repository: WorkRepository) {
  if (args.tag === undefined) return [`refs/heads/${branch}:refs/heads/${branch}`]
  yield* mustPass(checkRefName("push", "tag", args.tag))
  if (!(yield* hasTag(repository.top, DOING, args.tag))) {
    const reason = `there is no tag called ${args.tag}.`
    return yield* new StepFailed({ doing: DOING, reason, hints: ["List the tags first."] })
  }
  return [`refs/tags/${args.tag}:refs/tags/${args.tag}`]
})

export const push = defineAction<Args>({
  name: "push",
  description: "Sends a branch or tags to a remote; cannot be undone",
  args: Args,
  risk: 3,
  undo: "no",
  ...speaks,
  phrases: said([
    "git push",
    "push [it|them] [now|up|out]",
    "git push [-u] {remote:name} {branch:branchname}",
    "push [my|all|current|this] [current|local] branch|changes|commits|work|code [up] [to_the_server|to_the_remote|to_remote|upstream]",
    "push [my|all|current|this] [current|local] [branch|changes|commits|work|code] to [remote] {remote:name}",
    "push branch {branch:branchname} [to [remote] {remote:name}]",
    "push {branch:branchname} branch [to [remote] {remote:name}]",
    "push {branch:branchname} to [remote] {remote:name}",
    "push tag {tag:branchname} [to [remote] {remote:name}]",
    ["push [branch] and [all] tags", { allTags: true }],
    ["push all tags [to [remote] {remote:name}]", { allTags: true }],
    ["git push --tags", { allTags: true }],
    ["force push|push_with_force|force-push [my] [branch] {branch:branchname} to {remote:name}", { force: true }],
    ["force push|force-push [my|this|current|the] [current] [branch|changes|commits]", { force: true }],
    ["git push --force|-f|--force-with-lease", { force: true }],
    ["git push --force|-f {remote:name} {branch:branchname}", { force: true }],
    ["git push {remote:name} {branch:branchname} --force|-f", { force: true }],
    "upload|send|publish [my] [local] commits|branch to [remote] {remote:name}"
  ]),
  examples: ["git push", "push the branch main to origin"],
  look: Effect.fnUntraced(function* (args, context) {
    if (args.branch !== undefined) yield* mustPass(checkRefName("push", "branch", args.branch))
    const repository = yield* openForDeed(DOING, args.repository, context)
    const { top } = repository
    const status = yield* readStatus(top, DOING, { untracked: "no" })
    const branch = args.branch ?? (args.tag === undefined ? yield* needBranch(DOING, status.branch) : "")
    const remote = yield* needRemote("push", DOING, args.remote, branch === "" ? null : branch, repository)
    const sent = yield* refspecs(args, branch, repository)
    const { detail, notes } =
      args.tag === undefined
        ? yield* describe(args, branch, remote, repository)
        : { detail: `tag ${args.tag} to ${remote.name}: ${remote.shown}`, notes: [] }
    const follow = args.tag === undefined && (args.follow ?? (args.branch === undefined && status.upstream === null))
    const all = `${detail}${args.allTags === true ? ", and all tags" : ""}`
    return {
      // Whoever typed a plain push must see that this one is not.
      explanation: `${args.force === true ? "Force-push" : "Push"} ${all}`,
      deeds: [],
      reads: [repository.gitDir, repository.commonDir],
      writes: [repository.gitDir, repository.commonDir],
      own: sending(
        repository,
        remote.name,
        all,
        (git) =>
          Effect.map(
            git([
              "push",
              "--progress",
              "--no-recurse-submodules",
              ...(follow ? ["--set-upstream"] : []),
              ...(args.force === true ? ["--force-with-lease"] : ["--no-force"]),
              ...(args.allTags === true ? ["--tags"] : ["--no-follow-tags"]),
              "--",
              remote.name,
              ...sent
            ]),
            // What the branch follows from now on is set even then.
            ({ stderr }) => (!follow && stderr.includes("Everything up-to-date") ? "there already" : "sent")
          ),
        `Pushed ${detail}`
      ),
      notes: [
        ...notes,
        ...(yield* programNotes(top, DOING, remote.name)),
        ...(yield* hookNotes(repository, DOING, ["pre-push"], context))
      ]
    }
  })
})
