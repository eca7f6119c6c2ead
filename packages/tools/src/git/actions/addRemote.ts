/** Adds a remote: a name for the address of another repository. Nobody is asked over the network. */
import { BadArgument, defineAction, DeedRefused, StepFailed } from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { optionalText, text } from "../../action/field.ts"
import { acts, mustPass, repositoryField } from "../actionParts.ts"
import { ABOUT_REFS, openForDeed, withConfig } from "../deedParts.ts"
import { checkRefName, readAddress } from "../gitArguments.ts"
import { gitEffect, prepareDeed } from "../gitDeed.ts"
import { gitInverse } from "../gitInverse.ts"
import { readRemotes } from "../remoteList.ts"
import { said } from "../../action/wording.ts"

const Args = Schema.Struct({
  name: optionalText("name of the remote (default origin)"),
  url: text("address: https, http, ssh, git or file, host:path, or a folder"),
  repository: repositoryField
})

const DOING = "Add a remote"

export const addRemote = defineAction<typeof Args.Type>({
  name: "addRemote",
  description: "Adds a remote with its address",
  args: Args,
  risk: 1,
  ...acts,
  phrases: said([
    "git remote add {name:name} {url:cloneurl}",
    "add|set|create|register [new|git] remote [called|named] {name:name} at|with|for|pointing_to|to|that_points_to|:|as [url|address] {url:cloneurl}",
    "add|set [git] remote {name:name} {url:cloneurl}",
    "add {url:cloneurl} as [git] remote [called|named] {name:name}",
    "add {url:cloneurl} as {name:name} [remote]"
  ]),
  examples: ["add a remote called backup at https://example.com/team/tool.git"],
  inverse: gitInverse,
  look: Effect.fnUntraced(function* (args, context) {
    const name = args.name ?? "origin"
    yield* mustPass(checkRefName("addRemote", "remote", name))
    const address = readAddress("addRemote", args.url, context)
    if (address instanceof BadArgument || address instanceof DeedRefused) return yield* address
    const repository = yield* openForDeed(DOING, args.repository, context)
    if ((yield* readRemotes(repository, DOING)).includes(name)) {
      const reason = `there is a remote called ${name} already.`
      return yield* new StepFailed({ doing: DOING, reason, hints: ["Choose another name, or remove that one first."] })
    }
    return prepareDeed({
      doing: DOING,
      repository,
      explanation: `Add the remote ${name} (${address.shown})`,
      effects: [gitEffect(repository, `remote ${name}: new, ${address.shown}`)],
      watch: withConfig(repository, ABOUT_REFS),
      timeoutMs: acts.timeoutMs,
      act: ({ git }) =>
        Effect.as(git(["remote", "add", "--", name, address.text]), {
          lines: [`Remote ${name} added (${address.shown})`]
        })
    })
  })
})
