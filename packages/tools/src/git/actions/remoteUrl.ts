/** The address of a remote, alone. Read from the configuration; nobody is asked over the network. */
import { defineAction, lines, phrase } from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { optionalText } from "../../file/field.ts"
import { answering, looks, mustPass, repositoryField } from "../actionParts.ts"
import { checkRefName } from "../gitArguments.ts"
import { readRemoteUrl } from "../remoteList.ts"
import { openRepository } from "../Repository.ts"

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
  phrases: [
    phrase("git remote get-url {name:name}"),
    phrase("what_is|what's|show|get|print [me] [the] url|address [of|for] [the] [git] remote {name:name}"),
    phrase("what_is|what's|show|get|print [me] [the] [git] remote url|address [of|for] {name:name}"),
    phrase("what_is|what's|show|get|print [me] [the] [git] remote url|address"),
    phrase("where was|is this|the repo|repository cloned|fetched from")
  ],
  examples: ["what is the url of the remote origin", "show the remote url"],
  look: Effect.fnUntraced(function* (args, context) {
    const name = args.name ?? "origin"
    yield* mustPass(checkRefName("remoteUrl", "remote", name))
    const repository = yield* openRepository(DOING, args.repository, context)
    const run = Effect.map(readRemoteUrl(repository, DOING, name), (url) => ({ ...lines(url), data: url }))
    return answering(`Find the address of the remote ${name}`, repository, run)
  })
})
