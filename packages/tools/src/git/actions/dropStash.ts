/** Takes a stash off the list without bringing it back, or all of them. Undo brings the list back as it was. */
import { defineAction, StepFailed } from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { nothingToDo } from "../../action/answers.ts"
import { flag } from "../../action/field.ts"
import { counted } from "../../action/sayCount.ts"
import { acts, repositoryField } from "../actionParts.ts"
import { ABOUT_REFS, openForDeed, withStash } from "../deedParts.ts"
import { gitEffect, prepareDeed } from "../gitDeed.ts"
import { gitInverse } from "../gitInverse.ts"
import { shortOid } from "../references.ts"
import { readStashes } from "../stashList.ts"
import { needStash, stashIndex } from "./unstash.ts"
import { said } from "../../action/wording.ts"

const Args = Schema.Struct({
  index: stashIndex,
  all: flag("all of them (default false)"),
  repository: repositoryField
})

const DOING = "Drop a stash"

export const dropStash = defineAction<typeof Args.Type>({
  name: "dropStash",
  description: "Takes a stash off the list without bringing it back, or all of them",
  args: Args,
  risk: 2,
  ...acts,
  phrases: said([
    "git stash drop",
    "drop|delete|remove|discard|throw_away [my] last|latest|newest|most_recent|top [git] stash",
    "drop|delete|remove|discard [git] stash",
    "drop|delete|remove|discard stash [number] {index:number}",
    ["git stash clear", { all: true }],
    ["drop|delete|remove|clear|discard all [my] [git] stashes", { all: true }],
    ["clear [my|git] stash|stashes", { all: true }]
  ]),
  examples: ["drop the last stash", "delete all stashes"],
  inverse: gitInverse,
  look: Effect.fnUntraced(function* (args, context) {
    const repository = yield* openForDeed(DOING, args.repository, context)
    const { top } = repository
    const chosen = args.all === true ? yield* readStashes(top, DOING) : [yield* needStash(top, DOING, args.index ?? 0)]
    const [first] = chosen
    if (first === undefined) return nothingToDo("Nothing to drop", "There is no stash.")
    const what = chosen.length === 1 ? `${first.name} (${first.about})` : counted(chosen.length, "stash", "stashes")
    return prepareDeed({
      doing: DOING,
      repository,
      explanation: `Drop ${what}`,
      effects: chosen.map((one) =>
        gitEffect(repository, `${one.name} (${one.about}): ${shortOid(one.commit)} -> gone`)
      ),
      watch: withStash(repository, ABOUT_REFS),
      timeoutMs: acts.timeoutMs,
      act: Effect.fnUntraced(function* ({ git, place }) {
        const now = yield* readStashes(place, DOING)
        if (
          chosen.some((one) => now[one.index]?.commit !== one.commit) ||
          (args.all === true && now.length !== chosen.length)
        ) {
          const reason = "the list of stashes is another one by now."
          return yield* new StepFailed({ doing: DOING, reason, hints: ["Ask again."] })
        }
        yield* git(args.all === true ? ["stash", "clear"] : ["stash", "drop", "--quiet", first.name])
        return { lines: [`${what} dropped`] }
      })
    })
  })
})
