/** The name of the current branch alone; nothing, and a note, where HEAD is at a commit. */
import { defineAction, lines, type Output } from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { attempt } from "../../action/trouble.ts"
import { answering, looks, repositoryField } from "../actionParts.ts"
import { readHead, shortOid, shortRef } from "../references.ts"
import { openRepository } from "../Repository.ts"
import { said } from "../../action/wording.ts"

const Args = Schema.Struct({ repository: repositoryField })

const DOING = "Find the current branch"

export const currentBranch = defineAction<typeof Args.Type>({
  name: "currentBranch",
  description: "Says which branch is the current one",
  args: Args,
  ...looks,
  phrases: said([
    "what|which [git] branch am|are|is [i|we|this] [currently] on|in|checked_out|active [right_now|now|at_the_moment]",
    "on|in what|which [git] branch am|are i|we [on] [right_now|now]",
    "[on] what|which branch is [this|it|current|checked_out|active]",
    "[<tell>] [name_of] [my] current|active|checked_out|present [git] branch [name]",
    "[<tell>] branch i|we am|are [currently] on",
    "what is [my|this|the] [git] branch",
    "git branch --show-current"
  ]),
  examples: ["what branch am I on", "show the current branch"],
  look: Effect.fnUntraced(function* (args, context) {
    const repository = yield* openRepository(DOING, args.repository, context)
    const run = attempt(DOING, (): Output => {
      const head = readHead(repository.gitDir, new Map(), context.disk)
      return head.branch === null
        ? { lines: [], note: `On no branch: at commit ${shortOid(head.commit ?? "")}.`, data: null }
        : { ...lines(shortRef(head.branch)), data: shortRef(head.branch) }
    })
    return answering("Find the current branch", repository, run)
  })
})
