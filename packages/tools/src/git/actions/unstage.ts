/** Takes files out of the next commit; what was changed in them stays as it is. */
import { defineAction } from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { nothingToDo } from "../../action/answers.ts"
import { counted } from "../../action/sayCount.ts"
import { acts, optionalPaths, pathsInWork, repositoryField } from "../actionParts.ts"
import { ABOUT_WORK, fewShown, openForDeed } from "../deedParts.ts"
import { gitInverse } from "../gitInverse.ts"
import { prepareDeed } from "../gitDeed.ts"
import { absoluteOf } from "../Repository.ts"
import { pathList } from "../runGit.ts"
import { isStaged, readStatus } from "../status.ts"
import { said } from "../../action/wording.ts"

const Args = Schema.Struct({
  paths: optionalPaths("the files or folders to unstage (default: all that is staged)"),
  repository: repositoryField
})

const DOING = "Unstage files"

export const unstage = defineAction<typeof Args.Type>({
  name: "unstage",
  description: "Takes files out of the next commit; the changes in them stay",
  args: Args,
  risk: 1,
  ...acts,
  phrases: said([
    "unstage {paths:paths}",
    "unstage [changes|edits] in|of|to {paths:paths}",
    "unstage [everything|all|all_files|all_changes|staged_changes|the_staged_changes|all_staged_files|the_staged_files]",
    "remove|take|drop {paths:paths} from|out_of index|staging|staging_area|stage|the_stage|next_commit",
    "git reset [HEAD] [--] {paths:filepaths}",
    "git restore --staged {paths:paths}",
    "git restore --staged ."
  ]),
  examples: ["unstage README.md", "unstage everything"],
  inverse: gitInverse,
  look: Effect.fnUntraced(function* (args, context) {
    const repository = yield* openForDeed(DOING, args.repository, context)
    const paths = yield* pathsInWork("unstage", args.paths, repository, context)
    const status = yield* readStatus(repository.top, DOING, { paths })
    const found = status.entries.filter(isStaged).map((entry) => entry.path)
    if (found.length === 0) return nothingToDo("Nothing to unstage", "Nothing is staged there.")
    return prepareDeed({
      doing: DOING,
      repository,
      explanation: `Unstage ${counted(found.length, "file")}: ${fewShown(repository, found, context)}`,
      effects: found.map((path) => ({ op: "git", to: absoluteOf(repository, path), detail: "unstage" })),
      watch: ABOUT_WORK,
      timeoutMs: acts.timeoutMs,
      act: ({ git }) =>
        Effect.as(
          git(["reset", "--quiet", "--pathspec-from-file=-", "--pathspec-file-nul"], { input: pathList(found) }),
          { lines: [`${counted(found.length, "file")} unstaged`] }
        )
    })
  })
})
