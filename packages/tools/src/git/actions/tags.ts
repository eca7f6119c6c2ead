/** Tags: names, one a line, in the order of versions (v1.9 before v1.10), or the newest first. */
import { defineAction } from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { flag } from "../../action/field.ts"
import { answering, count, looks, orNothing, repositoryField, table } from "../actionParts.ts"
import { askGit } from "../askGit.ts"
import { historyPlace } from "../commits.ts"
import { openRepository } from "../Repository.ts"
import { linesOf } from "../runGit.ts"
import { REPO, said } from "../../action/wording.ts"

const Args = Schema.Struct({
  newestFirst: flag("in the order of their making, the newest first (default false: by version)"),
  limit: count("at most so many (default: all)"),
  repository: repositoryField
})

const DOING = "List the tags"

export const tags = defineAction<typeof Args.Type>({
  name: "tags",
  description: "Lists the tags, by version or the newest first",
  args: Args,
  ...looks,
  phrases: said([
    "git tag",
    `<list> [all] [git|version] tags ${REPO}`,
    `what|which [git|version] tags are|do|does|have [there|i|we] [have|exist] ${REPO}`,
    "what|which tags exist [in_this_repo]",
    ["<list> [all] tags newest|latest|most_recent first", { newestFirst: true }],
    ["<list> last|latest|newest|most_recent {limit:number} tags", { newestFirst: true }],
    ["<tell> last|latest|newest|most_recent [git|version] tag [name]", { newestFirst: true, limit: 1 }]
  ]),
  examples: ["what tags are there", "list the tags", "what is the latest tag"],
  look: Effect.fnUntraced(function* (args, context) {
    const repository = yield* openRepository(DOING, args.repository, context)
    const run = Effect.map(
      askGit(historyPlace(repository), DOING, [
        "for-each-ref",
        `--sort=${args.newestFirst === true ? "-creatordate" : "version:refname"}`,
        ...(args.limit === undefined ? [] : [`--count=${args.limit}`]),
        "--format=%(refname:strip=2)%00%(subject)",
        "refs/tags"
      ]),
      (text) => {
        const found = linesOf(text).map((line) => {
          const [name = "", subject = ""] = line.split("\0")
          return { name, subject }
        })
        return orNothing(
          table(
            found,
            [
              ["tag", (tag) => tag.name],
              ["about", (tag) => tag.subject]
            ],
            (tag) => tag.name
          ),
          "There is no tag."
        )
      }
    )
    return answering("List the tags", repository, run)
  })
})
