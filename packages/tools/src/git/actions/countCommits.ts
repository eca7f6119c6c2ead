/** How many commits there are: a bare number. */
import { defineAction, lines, phrase } from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { flag } from "../../file/field.ts"
import { answering, looks } from "../actionParts.ts"
import { askGit } from "../askGit.ts"
import { choiceArguments, commitFields, hasCommits, historyPlace } from "../commits.ts"
import { openRepository } from "../Repository.ts"

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
  phrases: [
    phrase("how_many commits are_there|does_it_have|exist [in] [the|this] [repo|repository|branch|history]"),
    phrase("how_many commits does|has [the|this] repo|repository|project|branch have"),
    phrase("count [the] [number_of] commits [in] [the|this] [repo|repository|branch]"),
    phrase("[the] number of commits"),
    phrase("how_many commits did|has|were {author:name} make|made|written"),
    phrase("count [the] commits by|of|from {author:name}"),
    phrase("how_many commits [are_there] by|of|from {author:name}"),
    phrase("how_many commits were [made] {time:time}"),
    phrase("how_many commits changed|touched {paths:path}"),
    phrase("count [the] commits of|on|in all branches", { allBranches: true })
  ],
  examples: ["how many commits are there", "count the commits by Bob"],
  look: Effect.fnUntraced(function* (args, context) {
    const repository = yield* openRepository(DOING, args.repository, context)
    const chosen = yield* choiceArguments("countCommits", args, repository, context)
    const run = Effect.gen(function* () {
      if (args.revision === undefined && !(yield* hasCommits(repository, DOING))) return lines("0")
      const text = yield* askGit(historyPlace(repository), DOING, [
        "rev-list",
        "--count",
        ...chosen.options,
        ...(args.allBranches === true ? ["--all"] : [chosen.revision]),
        "--",
        ...chosen.paths
      ])
      return { lines: [text.trim()], data: Number(text.trim()) }
    })
    return answering("Count the commits", repository, run)
  })
})
