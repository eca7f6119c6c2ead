/** The remotes: names, one a line, with their addresses in the table. Read from the configuration; nobody is asked over the network. */
import { defineAction } from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { answering, looks, orNothing, repositoryField, table } from "../actionParts.ts"
import { readRemotes, readRemoteUrl } from "../remoteList.ts"
import { openRepository } from "../Repository.ts"
import { REPO, said } from "../../action/wording.ts"

const Args = Schema.Struct({ repository: repositoryField })

export const remotes = defineAction<typeof Args.Type>({
  name: "remotes",
  description: "Lists the remotes and their addresses",
  args: Args,
  ...looks,
  phrases: said([
    "git remote [-v]",
    `<list> [all] [git|configured] remotes|remote_repositories [with_their_urls|and_their_urls] ${REPO}`,
    `what|which [git] remotes are|do|does [there|i|we|configured] [have|exist|configured] ${REPO}`,
    "what|which remotes exist|are_configured|are_set_up"
  ]),
  examples: ["list the remotes", "which remotes are there"],
  look: Effect.fnUntraced(function* (args, context) {
    const doing = "List the remotes"
    const repository = yield* openRepository(doing, args.repository, context)
    const run = Effect.gen(function* () {
      const names = yield* readRemotes(repository, doing)
      const found = yield* Effect.forEach(names, (name) =>
        Effect.map(readRemoteUrl(repository, doing, name), (url) => ({ name, url }))
      )
      return orNothing(
        {
          ...table(
            found,
            [
              ["remote", (remote) => remote.name],
              ["address", (remote) => remote.url]
            ],
            (remote) => remote.name
          ),
          data: found
        },
        "There is no remote."
      )
    })
    return answering("List the remotes", repository, run)
  })
})
