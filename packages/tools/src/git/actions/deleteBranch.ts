/**
 * Deletes a branch. One whose commits are on no other branch goes only when that is said. The current branch never
 * goes. Undo brings it back at the same commit, with its settings and its log.
 */
import { defineAction, phrase, StepFailed } from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { flag, text } from "../../file/field.ts"
import { acts, mustPass, repositoryField } from "../actionParts.ts"
import { ABOUT_REFS, commits, openForDeed, resolveCommit, withConfig } from "../deedParts.ts"
import { checkRefName } from "../gitArguments.ts"
import { gitEffect, prepareDeed, sharedFile } from "../gitDeed.ts"
import { gitInverse } from "../gitInverse.ts"
import { checkedOut, shortOid } from "../references.ts"
import { readGit, textOf } from "../runGit.ts"

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
  phrases: [
    phrase("delete|remove [the] [local] [git] [merged] branch [called|named] {name:name}"),
    phrase("delete|remove [the] [local] [git] branch [called|named] {name:name} it_is|which_is|that_is merged"),
    phrase("delete|remove [the] {name:name} branch"),
    phrase("git branch -d {name:name}"),
    phrase("delete|remove [the] unmerged [git] branch [called|named] {name:name}", { unmerged: true }),
    phrase("force delete|remove [the] [git] branch [called|named] {name:name}", { unmerged: true }),
    phrase("delete|remove [the] [git] branch [called|named] {name:name} even_if|although it_is_not|unmerged merged", {
      unmerged: true
    }),
    phrase("git branch -D {name:name}", { unmerged: true })
  ],
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
