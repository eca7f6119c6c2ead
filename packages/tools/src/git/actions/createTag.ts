/** Makes a tag: a plain one, or with a message an annotated one. An existing tag is never moved. */
import { defineAction, StepFailed } from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { optionalText, text } from "../../action/field.ts"
import { acts, mustPass, repositoryField } from "../actionParts.ts"
import { ABOUT_REFS, needCommit, needIdentity, openForDeed, signNotes } from "../deedParts.ts"
import { checkMessage, checkRefName, checkRevision } from "../gitArguments.ts"
import { gitEffect, prepareDeed } from "../gitDeed.ts"
import { gitInverse } from "../gitInverse.ts"
import { shortOid } from "../references.ts"
import { readGit } from "../runGit.ts"
import { said } from "../../action/wording.ts"

const Args = Schema.Struct({
  name: text("name of the tag"),
  message: optionalText("what it says; makes it an annotated tag"),
  at: optionalText("the commit or branch that is tagged (default: the current commit)"),
  repository: repositoryField
})

const DOING = "Make a tag"

/** Whether a tag of that name is there; it need not lead to a commit. */
export const hasTag = (place: Parameters<typeof readGit>[0], doing: string, name: string) =>
  Effect.map(
    readGit(place, doing, ["show-ref", "--verify", "--quiet", `refs/tags/${name}`], { codes: [0, 1] }),
    (result) => result.exitCode === 0
  )

export const createTag = defineAction<typeof Args.Type>({
  name: "createTag",
  description: "Makes a tag, annotated if it has a message",
  args: Args,
  risk: 1,
  ...acts,
  phrases: said([
    "git tag {name:branchname}",
    "<create>|set [new|git|lightweight|annotated|version] tag [called|named] {name:branchname} [here|on_the_current_commit|at_the_current_commit|for_the_current_commit|on_this_commit|on_the_last_commit|on_head]",
    "tag [this|the|current|last|latest] [current|last|latest] commit|version|state|release [as|with|using|:] {name:branchname}",
    "tag it|this|head [as|with] {name:branchname}",
    "<create>|set [new|git|annotated] tag [called|named] {name:branchname} with|saying|and message|annotation|text {message:text}",
    "<create> annotated tag {name:branchname} {message:quotedterm}",
    "<create>|set [new|git] tag [called|named] {name:branchname} at|on|for|pointing_to [commit|branch] {at:revision}",
    "tag commit|branch {at:revision} as|with {name:branchname}",
    "git tag -a {name:branchname} -m {message:text}"
  ]),
  examples: [
    "create a tag called v1.0",
    "tag the last commit as v1.1",
    "create the tag v2.0 with the message 'Second'"
  ],
  inverse: gitInverse,
  look: Effect.fnUntraced(function* (args, context) {
    yield* mustPass(checkRefName("createTag", "tag", args.name))
    if (args.message !== undefined) yield* mustPass(checkMessage("createTag", args.message))
    if (args.at !== undefined) yield* mustPass(checkRevision("createTag", args.at))
    const repository = yield* openForDeed(DOING, args.repository, context)
    const { top } = repository
    if (yield* hasTag(top, DOING, args.name)) {
      const reason = `there is a tag called ${args.name} already.`
      return yield* new StepFailed({ doing: DOING, reason, hints: ["Choose another name, or delete that one first."] })
    }
    const at = yield* needCommit(top, DOING, args.at ?? "HEAD")
    const { message } = args
    if (message !== undefined) yield* needIdentity(top, DOING)
    return prepareDeed({
      doing: DOING,
      repository,
      explanation: `Tag ${shortOid(at)} as ${args.name}`,
      effects: [gitEffect(repository, `tag ${args.name}: new, at ${shortOid(at)}`)],
      watch: ABOUT_REFS,
      timeoutMs: acts.timeoutMs,
      notes: message === undefined ? [] : yield* signNotes(top, DOING, "tag.gpgsign"),
      act: ({ git }) =>
        Effect.as(
          message === undefined
            ? git(["tag", "--no-sign", args.name, at])
            : git(["tag", "--annotate", "--file=-", "--cleanup=whitespace", args.name, at], {
                input: new TextEncoder().encode(message)
              }),
          { lines: [`Tag ${args.name} made at ${shortOid(at)}`] }
        )
    })
  })
})
