/** Who wrote: authors with their number of commits, most first. Names and addresses as the mailmap has them. */
import { defineAction, phrase } from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { answering, looks, orNothing, table } from "../actionParts.ts"
import { askGit } from "../askGit.ts"
import { choiceArguments, commitFields, hasCommits, historyPlace } from "../commits.ts"
import { openRepository } from "../Repository.ts"
import { linesOf } from "../runGit.ts"

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
  phrases: [
    phrase("who wrote|worked|contributed [on] [to] this|the project|code|repo|repository"),
    phrase("who are the authors|contributors|committers [of] [this|the] [project|repo|repository]"),
    phrase("list|show|get [me] [all] [the] git|commit|repo|repository authors|contributors|committers"),
    phrase("list|show|get [me] [all] [the] contributors|committers"),
    phrase("who changed|touched|edited|committed {paths:path}"),
    phrase("how_many commits per author|person|contributor"),
    phrase("who made|has [the] most commits")
  ],
  examples: ["who wrote this project", "list the contributors", "how many commits per author"],
  look: Effect.fnUntraced(function* (args, context) {
    const repository = yield* openRepository(DOING, args.repository, context)
    const chosen = yield* choiceArguments("authors", args, repository, context)
    const run = Effect.gen(function* () {
      const some = args.revision !== undefined || (yield* hasCommits(repository, DOING))
      const text = some
        ? yield* askGit(historyPlace(repository), DOING, [
            "shortlog",
            "--summary",
            "--numbered",
            "--email",
            ...chosen.options,
            chosen.revision,
            "--",
            ...chosen.paths
          ])
        : ""
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
