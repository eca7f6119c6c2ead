/** The name of the current branch alone; nothing, and a note, where HEAD is at a commit. */
import { defineAction, lines, type Output, phrase } from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { attempt } from "../../file/trouble.ts"
import { answering, looks, repositoryField } from "../actionParts.ts"
import { readHead, shortOid, shortRef } from "../references.ts"
import { openRepository } from "../Repository.ts"

const Args = Schema.Struct({ repository: repositoryField })

const DOING = "Find the current branch"

export const currentBranch = defineAction<typeof Args.Type>({
  name: "currentBranch",
  description: "Says which branch is the current one",
  args: Args,
  ...looks,
  phrases: [
    phrase("what|which [git] branch am_i|are_we on|in"),
    phrase("[on] what|which branch is|am [i] [this|it|current|checked_out]"),
    phrase("what_is|what's|show|get|print [me] [the|my] current [git] branch [name]"),
    phrase("[the] current branch"),
    phrase("name of the current branch")
  ],
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
