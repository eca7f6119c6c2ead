/** Deletes a branch on a remote: for everybody, so risk 3, and not to be taken back from here. */
import { defineAction, StepFailed } from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { optionalText, text } from "../../action/field.ts"
import { mustPass, repositoryField } from "../actionParts.ts"
import { hookNotes, openForDeed, resolveCommit } from "../deedParts.ts"
import { checkRefName } from "../gitArguments.ts"
import { unsent } from "../gitFailure.ts"
import { needRemote, programNotes, speaks } from "../network.ts"
import { shortOid } from "../references.ts"
import { sending } from "./push.ts"
import { said } from "../../action/wording.ts"

const Args = Schema.Struct({
  branch: text("name of the branch over there"),
  remote: optionalText("name of the remote (default origin, or the only one)"),
  repository: repositoryField
})

const DOING = "Delete a branch on a remote"

export const deleteRemoteBranch = defineAction<typeof Args.Type>({
  name: "deleteRemoteBranch",
  description: "Deletes a branch on a remote, for everybody; cannot be undone",
  args: Args,
  risk: 3,
  undo: "no",
  ...speaks,
  phrases: said([
    "delete|remove|drop remote [git] branch [called|named] {branch:branchname} on|from|at|of [remote] {remote:name}",
    "delete|remove|drop [git] branch [called|named] {branch:branchname} on|from|at|of remote {remote:name}",
    "delete|remove|drop [git] branch [called|named] {branch:branchname} on|from|at origin|remote|server|the_remote|the_server",
    "delete|remove|drop remote [git] branch [called|named] {branch:branchname}",
    "git push {remote:name} --delete {branch:branchname}"
  ]),
  examples: ["delete the remote branch old-idea on origin"],
  look: Effect.fnUntraced(function* (args, context) {
    yield* mustPass(checkRefName("deleteRemoteBranch", "branch", args.branch))
    const repository = yield* openForDeed(DOING, args.repository, context)
    const { top } = repository
    const remote = yield* needRemote("deleteRemoteBranch", DOING, args.remote, null, repository)
    const seen = yield* resolveCommit(top, DOING, `refs/remotes/${remote.name}/${args.branch}`)
    const at = seen === null ? "" : ` (last seen at ${shortOid(seen)})`
    const detail = `delete the branch ${args.branch}${at} on ${remote.name}: ${remote.shown}`
    return {
      explanation: `Delete the branch ${args.branch} on ${remote.name} (${remote.shown})`,
      deeds: [],
      reads: [repository.gitDir, repository.commonDir],
      writes: [repository.gitDir, repository.commonDir],
      own: sending(
        repository,
        remote.name,
        detail,
        Effect.fnUntraced(function* (git) {
          const ref = `refs/heads/${args.branch}`
          // Git calls it done when there was nothing to delete.
          const there = yield* git(["ls-remote", "--exit-code", "--", remote.name, ref], { codes: [0, 2] })
          if (there.exitCode === 2) {
            const reason = `there is no branch called ${args.branch} on ${remote.name}.`
            const hints = ["Fetch, then list the remote branches."]
            return yield* new StepFailed({ doing: DOING, reason, hints, cause: unsent(reason) })
          }
          yield* git(["push", "--no-recurse-submodules", "--delete", "--", remote.name, ref])
          return "sent" as const
        }),
        `Branch ${args.branch} deleted on ${remote.name}`
      ),
      notes: [
        "Everybody who uses that remote loses the branch.",
        ...(yield* programNotes(top, DOING, remote.name)),
        ...(yield* hookNotes(repository, DOING, ["pre-push"], context))
      ]
    }
  })
})
