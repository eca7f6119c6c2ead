/**
 * Deletes a branch. One whose commits are on no other branch goes only when that is said. The current branch never
 * goes. Undo brings it back at the same commit, with its settings and its log.
 */
import { defineAction, StepFailed } from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { flag, text } from "../../action/field.ts"
import { acts, mustPass, repositoryField } from "../actionParts.ts"
import { ABOUT_REFS, commits, openForDeed, resolveCommit, withConfig } from "../deedParts.ts"
import { checkRefName } from "../gitArguments.ts"
import { gitEffect, prepareDeed, sharedFile } from "../gitDeed.ts"
import { gitInverse } from "../gitInverse.ts"
import { checkedOut, shortOid } from "../references.ts"
import { readGit, textOf } from "../runGit.ts"
import { said } from "../../action/wording.ts"

const Args = Schema.Struct({
  name: text("name of the branch"),
  unmerged: flag("delete it even if it has commits that are on no other branch (default false)"),
  repository: repositoryField
})

const DOING = "Delete a branch"

export const deleteBranch = defineAction<typeof Args.Type>({
  name: "deleteBranch",
  description: "Deletes a local branch; one with commits of its own only when that is said",
  args: Args,
  risk: 2,
  ...acts,
  phrases: said([
    "delete|remove|drop|erase|get_rid_of [local|git|old|merged] branch [called|named] {name:branchname} [locally]",
    "delete|remove|drop [local] [git] branch [called|named] {name:branchname} it_is|which_is|that_is [already] merged",
    "delete|remove|drop [local|old|merged] {name:branchname} branch",
    "git branch -d {name:branchname}",
    ["delete|remove|drop unmerged [git] branch [called|named] {name:branchname}", { unmerged: true }],
    ["force delete|remove [git] branch [called|named] {name:branchname}", { unmerged: true }],
    [
      "delete|remove|drop [git] branch [called|named] {name:branchname} even_if|although|even_though|whether [it] [is] [is_not|not|unmerged|or_not] [merged|unmerged]",
      { unmerged: true }
    ],
    ["git branch -D {name:branchname}", { unmerged: true }]
  ]),
  examples: ["delete the branch old-experiment", "delete the unmerged branch spike"],
  inverse: gitInverse,
  look: Effect.fnUntraced(function* (args, context) {
    yield* mustPass(checkRefName("deleteBranch", "branch", args.name))
    const repository = yield* openForDeed(DOING, args.repository, context)
    const { top } = repository
    const ref = `refs/heads/${args.name}`
    const at = yield* resolveCommit(top, DOING, ref)
    if (at === null) {
      const reason = `there is no branch called ${args.name}.`
      return yield* new StepFailed({ doing: DOING, reason, hints: ["List the branches first."] })
    }
    if ((yield* checkedOut(top, DOING)).has(ref)) {
      const reason = `${args.name} is the current branch, here or in another working folder.`
      return yield* new StepFailed({ doing: DOING, reason, hints: ["Switch to another branch there first."] })
    }
    const alone = yield* readGit(top, DOING, [
      "rev-list",
      "--count",
      at,
      "--not",
      `--exclude=${ref}`,
      "--all",
      "HEAD",
      "--"
    ])
    const lost = Number(textOf(alone).trim())
    if (lost > 0 && args.unmerged !== true) {
      return yield* new StepFailed({
        doing: DOING,
        reason: `${args.name} has ${commits(lost)} that are on no other branch.`,
        hints: [`Merge it first, or say: "delete the unmerged branch ${args.name}".`]
      })
    }
    const watch = withConfig(repository, ABOUT_REFS)
    return prepareDeed({
      doing: DOING,
      repository,
      explanation: `Delete the branch ${args.name} (at ${shortOid(at)})`,
      effects: [gitEffect(repository, `branch ${args.name}: ${shortOid(at)} -> gone`)],
      watch: { ...watch, state: [...watch.state, [sharedFile(repository, `logs/${ref}`), false]] },
      timeoutMs: acts.timeoutMs,
      notes: lost > 0 ? [`It has ${commits(lost)} that are on no other branch.`] : [],
      // The branch was judged above, more kindly than git does: merged anywhere is merged.
      act: ({ git }) =>
        Effect.as(git(["branch", "--quiet", "--delete", "--force", args.name]), {
          lines: [`Branch ${args.name} deleted (it was at ${shortOid(at)})`]
        })
    })
  })
})
