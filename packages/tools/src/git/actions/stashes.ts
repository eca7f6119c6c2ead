/** The stashes, the newest first: `stash@{0}`, when, and what it was called. */
import { defineAction } from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { makeTimeText } from "../../action/formatTime.ts"
import { answering, looks, orNothing, repositoryField, table } from "../actionParts.ts"
import { openWork } from "../Repository.ts"
import { readStashes } from "../stashList.ts"
import { said } from "../../action/wording.ts"

const Args = Schema.Struct({ repository: repositoryField })

const DOING = "List the stashes"

export const stashes = defineAction<typeof Args.Type>({
  name: "stashes",
  description: "Lists the stashes, the newest first",
  args: Args,
  ...looks,
  phrases: said([
    "git stash list",
    "<list> [all] [my] [git] stashes|stash|stashed_changes [list]",
    "what|which is|are|do|have [i|we] [have] stashes|stashed|in_the_stash|in_my_stash [are_there]",
    "what|which stashes do|are i|we|there [have]",
    "what|do have i|we [i] [have] stashed [anything]"
  ]),
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
