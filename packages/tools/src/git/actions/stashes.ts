/** The stashes, the newest first: `stash@{0}`, when, and what it was called. */
import { defineAction, phrase } from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { makeTimeText } from "../../file/formatTime.ts"
import { answering, looks, orNothing, repositoryField, table } from "../actionParts.ts"
import { openWork } from "../Repository.ts"
import { readStashes } from "../stashList.ts"

const Args = Schema.Struct({ repository: repositoryField })

const DOING = "List the stashes"

export const stashes = defineAction<typeof Args.Type>({
  name: "stashes",
  description: "Lists the stashes, the newest first",
  args: Args,
  ...looks,
  phrases: [
    phrase("git stash list"),
    phrase("list|show|get|display [me] [all] [the|my] [git] stashes"),
    phrase("what_is|what's [in] [the] [git] stash"),
    phrase("what|which stashes are_there|do_i_have|exist"),
    phrase("show|list [me] [the] stash list|stash")
  ],
  examples: ["list the stashes", "which stashes are there"],
  look: Effect.fnUntraced(function* (args, context) {
    const repository = yield* openWork(DOING, args.repository, context)
    const time = makeTimeText(context.timeZone)
    const run = Effect.map(readStashes(repository.top, DOING), (found) =>
      orNothing(
        {
          ...table(
            found,
            [
              ["stash", (stash) => stash.name],
              ["date", (stash) => time.minute(stash.at)],
              ["about", (stash) => stash.about]
            ],
            (stash) => `${stash.name}: ${stash.about}`
          ),
          data: found.map(({ at, ...stash }) => ({ ...stash, at: new Date(at).toISOString() }))
        },
        "There is no stash."
      )
    )
    return answering("List the stashes", repository, run)
  })
})
