/** How many commits there are: a bare number. */
import { defineAction } from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { flag } from "../../action/field.ts"
import { answering, looks } from "../actionParts.ts"
import { askGit } from "../askGit.ts"
import { choiceArguments, commitFields, historyPlace, orEmptyHistory } from "../commits.ts"
import { openRepository } from "../Repository.ts"
import { REPO, said } from "../../action/wording.ts"

const Args = Schema.Struct({
  ...commitFields,
  allBranches: flag("count the commits of all branches and tags, each once (default false)")
})

const DOING = "Count the commits"

export const countCommits = defineAction<typeof Args.Type>({
  name: "countCommits",
  description: "Counts commits, all or by author, date, message, file or range",
  args: Args,
  ...looks,
  phrases: said([
    `<count> commits [are|is] [there] ${REPO} [have] [so_far|in_total|altogether]`,
    "<count> commits do|does|has this|the|my|our|we|i|current [repo|repository|project|branch] [have|has]",
    "<count> commits did|has|have|were|was {author:name} make|made|written|done|write",
    "<count> commits by|of|from|made_by|authored_by {author:name} [are_there]",
    "<count> commits [were|have|are] [made|been_made|there] [from|since|in|of] {time:time}",
    "<count> commits changed|touched|modified|affect {paths:paths}",
    ["<count> commits on|in|of|across all branches", { allBranches: true }],
    "<count> commits [are] [there] on|in|of [the] branch {revision:word}"
  ]),
  examples: ["how many commits are there", "count the commits by Bob"],
  look: Effect.fnUntraced(function* (args, context) {
    const repository = yield* openRepository(DOING, args.repository, context)
    const chosen = yield* choiceArguments("countCommits", args, repository, context)
    const run = Effect.gen(function* () {
      const asked = askGit(historyPlace(repository), DOING, [
        "rev-list",
        "--count",
        ...chosen.options,
        ...(args.allBranches === true ? ["--all"] : [chosen.revision]),
        "--",
        ...chosen.paths
      ])
      const text = yield* orEmptyHistory(asked, "0", args, repository, DOING)
      return { lines: [text.trim()], data: Number(text.trim()) }
    })
    return answering("Count the commits", repository, run)
  })
})
