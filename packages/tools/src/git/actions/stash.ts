/** Puts changes away for later and leaves the files as the last commit has them. New files only when that is said. */
import { BadArgument, defineAction, StepFailed } from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { nothingToDo } from "../../action/answers.ts"
import { flag, optionalText } from "../../action/field.ts"
import { counted } from "../../action/sayCount.ts"
import { acts, mustPass, optionalPaths, pathsInWork, repositoryField } from "../actionParts.ts"
import {
  ABOUT_WORK,
  absolutePaths,
  fewShown,
  needIdentity,
  openForDeed,
  resolveCommit,
  statusPaths,
  withStash
} from "../deedParts.ts"
import { checkMessage } from "../gitArguments.ts"
import { gitEffect, prepareDeed } from "../gitDeed.ts"
import { gitInverse } from "../gitInverse.ts"
import { pathList } from "../runGit.ts"
import { isNested } from "../staging.ts"
import { isChanged, readStatus, type Status } from "../status.ts"
import { said } from "../../action/wording.ts"

const Args = Schema.Struct({
  message: optionalText("what the stash is called (default: git's own words)"),
  untracked: flag("new files too (default false)"),
  paths: optionalPaths("only these files or folders (default: all changes)"),
  repository: repositoryField
})

const DOING = "Stash the changes"

const pick =
  (untracked: boolean) =>
  (status: Status): ReadonlyArray<string> =>
    status.entries
      .filter(
        (entry) =>
          !entry.submodule && (isChanged(entry) || (untracked && entry.kind === "untracked" && !isNested(entry)))
      )
      .map((entry) => entry.path)

export const stash = defineAction<typeof Args.Type>({
  name: "stash",
  description: "Puts changes away for later (git stash)",
  args: Args,
  risk: 1,
  ...acts,
  phrases: said([
    "git stash [push]",
    "stash [all] [of] [my] [uncommitted|local|current|unfinished] [changes|work|edits|modifications|them|it]",
    "put|set|save|keep [my] [uncommitted|local|current|unfinished] changes|work away|aside|for_later|on_the_shelf|in_the_stash|into_the_stash|in_a_stash|to_the_side",
    "shelve|park [my] [uncommitted|local|current] changes|work",
    "stash [my] [changes|work] with|as|called|named|saying|under [message|name|title] {message:text}",
    "git stash push -m {message:text}",
    ["stash [my] [changes] and|including|with|plus new|untracked files|ones", { untracked: true }],
    ["stash everything [including_untracked_files|including_new_files]", { untracked: true }],
    ["git stash -u|--include-untracked", { untracked: true }],
    "stash [only|just] [changes] [in|of|to] {paths:paths}"
  ]),
  examples: ["stash my changes", "stash everything", "stash the changes with the message 'half done'"],
  inverse: gitInverse,
  look: Effect.fnUntraced(function* (args, context) {
    if (args.message !== undefined) {
      yield* mustPass(checkMessage("stash", args.message))
      if (args.message.includes("\n")) {
        const reason = "the name of a stash is one line."
        return yield* new BadArgument({ action: "stash", reason, hints: ["Say it in one line."] })
      }
    }
    const repository = yield* openForDeed(DOING, args.repository, context)
    const wanted = yield* pathsInWork("stash", args.paths, repository, context)
    const untracked = args.untracked === true
    const found = yield* statusPaths(repository.top, DOING, pick(untracked), wanted)
    if (found.length === 0) return nothingToDo("Nothing to stash", "There are no changes to stash.")
    if ((yield* resolveCommit(repository.top, DOING, "HEAD")) === null) {
      const reason = "there is no commit yet, and a stash needs one."
      return yield* new StepFailed({ doing: DOING, reason, hints: ["Commit something first."] })
    }
    yield* needIdentity(repository.top, DOING)
    const called = args.message === undefined ? "" : `: ${args.message.slice(0, 72)}`
    return prepareDeed({
      doing: DOING,
      repository,
      explanation: `Stash the changes in ${counted(found.length, "file")}${called} (${fewShown(repository, found, context)})`,
      effects: [
        gitEffect(repository, `stash: one more${called}`),
        ...absolutePaths(repository, found).map((path) => ({ op: "git", to: path, detail: "put away" }) as const)
      ],
      watch: withStash(repository, ABOUT_WORK),
      touches: ({ place }) =>
        Effect.map(statusPaths(place, DOING, pick(untracked), wanted), (now) => absolutePaths(repository, now)),
      timeoutMs: acts.timeoutMs,
      act: Effect.fnUntraced(function* ({ git, place }) {
        // Where our own trash lies among the new files, they are named one by one: git would take it along.
        const named = wanted.length > 0 || (untracked && (yield* readStatus(place, DOING)).ownTrash)
        const before = yield* resolveCommit(place, DOING, "refs/stash")
        yield* git(
          [
            "stash",
            "push",
            "--quiet",
            ...(untracked ? ["--include-untracked"] : []),
            ...(args.message === undefined ? [] : [`--message=${args.message}`]),
            ...(named ? ["--pathspec-from-file=-", "--pathspec-file-nul"] : [])
          ],
          {
            // Stashing new files uses a pattern of its own inside git, so here patterns are on and our paths say that they are none.
            env: { GIT_LITERAL_PATHSPECS: null },
            ...(!named ? {} : { input: pathList(found.map((path) => `:(literal)${path}`)) })
          }
        )
        const made = yield* resolveCommit(place, DOING, "refs/stash")
        if (made === null || made === before) {
          const reason = "git found nothing to put away."
          return yield* new StepFailed({ doing: DOING, reason, hints: ["Look at the status first."] })
        }
        return { lines: [`Changes in ${counted(found.length, "file")} stashed`], data: { stash: made } }
      })
    })
  })
})
