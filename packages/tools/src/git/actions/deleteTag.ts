/** Deletes a tag here; a remote keeps its own. Undo brings back the same tag, message included. */
import { defineAction, StepFailed } from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { text } from "../../action/field.ts"
import { acts, mustPass, repositoryField } from "../actionParts.ts"
import { ABOUT_REFS, openForDeed } from "../deedParts.ts"
import { checkRefName } from "../gitArguments.ts"
import { gitEffect, prepareDeed } from "../gitDeed.ts"
import { gitInverse } from "../gitInverse.ts"
import { hasTag } from "./createTag.ts"
import { said } from "../../action/wording.ts"

const Args = Schema.Struct({ name: text("name of the tag"), repository: repositoryField })

const DOING = "Delete a tag"

export const deleteTag = defineAction<typeof Args.Type>({
  name: "deleteTag",
  description: "Deletes a tag of this repository",
  args: Args,
  risk: 2,
  ...acts,
  phrases: said([
    "git tag -d {name:branchname}",
    "delete|remove|drop|erase [git|local] tag [called|named] {name:branchname}",
    "delete|remove|drop {name:branchname} tag",
    "untag {name:branchname}"
  ]),
  examples: ["delete the tag v0.1"],
  inverse: gitInverse,
  look: Effect.fnUntraced(function* (args, context) {
    yield* mustPass(checkRefName("deleteTag", "tag", args.name))
    const repository = yield* openForDeed(DOING, args.repository, context)
    if (!(yield* hasTag(repository.top, DOING, args.name))) {
      const reason = `there is no tag called ${args.name}.`
      return yield* new StepFailed({ doing: DOING, reason, hints: ["List the tags first."] })
    }
    return prepareDeed({
      doing: DOING,
      repository,
      explanation: `Delete the tag ${args.name}`,
      effects: [gitEffect(repository, `tag ${args.name}: gone`)],
      watch: ABOUT_REFS,
      timeoutMs: acts.timeoutMs,
      act: ({ git }) => Effect.as(git(["tag", "--delete", args.name]), { lines: [`Tag ${args.name} deleted`] })
    })
  })
})
