/** Removes a remote: its settings here and what was fetched of its branches. The other repository is not touched. */
import { defineAction, StepFailed } from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { text } from "../../action/field.ts"
import { counted } from "../../action/sayCount.ts"
import { acts, mustPass, repositoryField } from "../actionParts.ts"
import { ABOUT_REFS, openForDeed, withConfig } from "../deedParts.ts"
import { checkRefName } from "../gitArguments.ts"
import { gitEffect, prepareDeed, sharedFile } from "../gitDeed.ts"
import { gitInverse } from "../gitInverse.ts"
import { readRemotes } from "../remoteList.ts"
import { linesOf, readGit, textOf } from "../runGit.ts"
import { said } from "../../action/wording.ts"

const Args = Schema.Struct({ name: text("name of the remote"), repository: repositoryField })

const DOING = "Remove a remote"
/** More logs of fetched branches than this are not kept: they only tell when what was fetched. */
const MAX_LOGS = 500

export const removeRemote = defineAction<typeof Args.Type>({
  name: "removeRemote",
  description: "Removes a remote and what was fetched of its branches",
  args: Args,
  risk: 2,
  ...acts,
  phrases: said([
    "git remote remove|rm {name:name}",
    "remove|delete|drop [git] remote [called|named] {name:name}",
    "remove|delete|drop {name:name} remote",
    "disconnect [from] [the] remote {name:name}"
  ]),
  examples: ["remove the remote backup"],
  inverse: gitInverse,
  look: Effect.fnUntraced(function* (args, context) {
    yield* mustPass(checkRefName("removeRemote", "remote", args.name))
    const repository = yield* openForDeed(DOING, args.repository, context)
    if (!(yield* readRemotes(repository, DOING)).includes(args.name)) {
      const reason = `there is no remote called ${args.name}.`
      return yield* new StepFailed({ doing: DOING, reason, hints: ["List the remotes first."] })
    }
    const refs = linesOf(
      textOf(
        yield* readGit(repository.top, DOING, ["for-each-ref", "--format=%(refname)", `refs/remotes/${args.name}`])
      )
    )
    const watch = withConfig(repository, ABOUT_REFS)
    const logs = refs.slice(0, MAX_LOGS).map((ref) => [sharedFile(repository, `logs/${ref}`), false] as const)
    return prepareDeed({
      doing: DOING,
      repository,
      explanation: `Remove the remote ${args.name} (${counted(refs.length, "fetched branch", "fetched branches")})`,
      effects: [
        gitEffect(repository, `remote ${args.name}: gone`),
        ...refs.map((ref) => gitEffect(repository, `${ref.replace("refs/remotes/", "fetched branch ")}: gone`))
      ],
      watch: { ...watch, state: [...watch.state, ...logs] },
      timeoutMs: acts.timeoutMs,
      act: ({ git }) => Effect.as(git(["remote", "remove", args.name]), { lines: [`Remote ${args.name} removed`] })
    })
  })
})
