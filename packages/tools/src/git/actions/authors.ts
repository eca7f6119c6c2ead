/** Who wrote: authors with their number of commits, most first. Names and addresses as the mailmap has them. */
import { defineAction } from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { answering, looks, orNothing, table } from "../actionParts.ts"
import { askGit } from "../askGit.ts"
import { choiceArguments, commitFields, historyPlace, orEmptyHistory } from "../commits.ts"
import { openRepository } from "../Repository.ts"
import { linesOf } from "../runGit.ts"
import { said } from "../../action/wording.ts"

const Args = Schema.Struct(commitFields)

const DOING = "Find out who wrote"

interface Author {
  readonly commits: number
  readonly name: string
  readonly email: string
}

/** `     3\tAlice Stone <alice@example.com>`. */
export const parseAuthor = (line: string): Author => {
  const match = /^\s*(\d+)\t(.*) <([^<>]*)>$/.exec(line)
  return { commits: Number(match?.[1] ?? 0), name: match?.[2] ?? line.trim(), email: match?.[3] ?? "" }
}

export const authors = defineAction<typeof Args.Type>({
  name: "authors",
  description: "Lists the authors with their number of commits, of the whole history, a range or a file",
  args: Args,
  ...looks,
  phrases: said([
    "who wrote|worked|contributed|committed|works|has|have [contributed|worked|committed] [on] [to] this|the|code|repo|repository|our [project|code|repo|repository]",
    "who are|is [all] authors|contributors|committers|developers [of] [this] [project|repo|repository]",
    "<list> [all] [git|commit|repo|repository] authors|contributors|committers [of|in|to] [this] [project|repo|repository]",
    "who [has] changed|touched|edited|committed|modified [to] [file] {paths:paths} [most]",
    "<count> commits per|by|for|of|from each|every|per author|person|contributor|developer",
    "<count> commits per author|person|contributor|developer",
    "who made|has|did [the] most commits",
    "<count> people|authors|contributors|developers [have] [contributed|committed|worked|are_there] [to|on] [this] [repo|repository|project]",
    "git shortlog [-sn|-s -n]"
  ]),
  examples: ["who wrote this project", "list the contributors", "how many commits per author"],
  look: Effect.fnUntraced(function* (args, context) {
    const repository = yield* openRepository(DOING, args.repository, context)
    const chosen = yield* choiceArguments("authors", args, repository, context)
    const run = Effect.gen(function* () {
      const asked = askGit(historyPlace(repository), DOING, [
        "shortlog",
        "--summary",
        "--numbered",
        "--email",
        ...chosen.options,
        chosen.revision,
        "--",
        ...chosen.paths
      ])
      const text = yield* orEmptyHistory(asked, "", args, repository, DOING)
      const found = linesOf(text).map(parseAuthor)
      return orNothing(
        {
          ...table(
            found,
            [
              ["commits", (author) => author.commits],
              ["author", (author) => author.name],
              ["address", (author) => author.email]
            ],
            (author) => `${author.commits}\t${author.name} <${author.email}>`
          ),
          data: found
        },
        "There is no commit yet."
      )
    })
    return answering("List the authors", repository, run)
  })
})
