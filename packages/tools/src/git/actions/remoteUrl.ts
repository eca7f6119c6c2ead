/** The address of a remote, alone. Read from the configuration; nobody is asked over the network. */
import { defineAction, lines } from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { optionalText } from "../../action/field.ts"
import { answering, looks, mustPass, repositoryField } from "../actionParts.ts"
import { checkRefName } from "../gitArguments.ts"
import { readRemoteUrl } from "../remoteList.ts"
import { openRepository } from "../Repository.ts"
import { said } from "../../action/wording.ts"

const Args = Schema.Struct({
  name: optionalText("name of the remote (default origin)"),
  repository: repositoryField
})

const DOING = "Find the address of the remote"

export const remoteUrl = defineAction<typeof Args.Type>({
  name: "remoteUrl",
  description: "Says the address of a remote",
  args: Args,
  ...looks,
  phrases: said([
    "[<tell>] url|address|link of|for [git] remote {name:name}",
    "[<tell>] url|address of|for [the] [remote] {name:name} [remote]",
    "[<tell>] remote url|address [of_this_repo|of_the_repo|of_this_repository|of_this_project]",
    "[<tell>] {name:name} remote url|address",
    "[<tell>] url|address|link of|for this|the repo|repository|project",
    "where does|is remote {name:name} point|pointing [to]",
    "where does|was|is this repo|repository come|cloned|pushed from|to",
    "where do|does i|we|git push to",
    "git remote get-url {name:name}"
  ]),
  examples: ["what is the url of the remote origin", "show the remote url"],
  look: Effect.fnUntraced(function* (args, context) {
    const name = args.name ?? "origin"
    yield* mustPass(checkRefName("remoteUrl", "remote", name))
    const repository = yield* openRepository(DOING, args.repository, context)
    const run = Effect.map(readRemoteUrl(repository, DOING, name), (url) => ({ ...lines(url), data: url }))
    return answering(`Find the address of the remote ${name}`, repository, run)
  })
})
