/**
 * Throws changes in working files away: back to what is staged, or with `staged` back to the last commit. Only files that git
 * knows; what is new stays (see clean). The files as they are go into the keep, so undo brings each back as it was.
 */
import { BadArgument, defineAction } from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { nothingToDo } from "../../action/answers.ts"
import { flag } from "../../action/field.ts"
import { counted } from "../../action/sayCount.ts"
import { attempt } from "../../action/trouble.ts"
import { acts, optionalPaths, pathsInWork, repositoryField } from "../actionParts.ts"
import { ABOUT_WORK, absolutePaths, fewShown, openForDeed, statusPaths } from "../deedParts.ts"
import { type Acting, identitiesOf, prepareDeed } from "../gitDeed.ts"
import { gitInverse } from "../gitInverse.ts"
import { pathList } from "../runGit.ts"
import { isChanged, isUnstaged, type Status } from "../status.ts"
import { said } from "../../action/wording.ts"

const Args = Schema.Struct({
  paths: optionalPaths("the files or folders whose changes are thrown away"),
  all: flag("all changed files of the repository"),
  staged: flag("what is staged in them too: back to the last commit (default false: back to what is staged)"),
  repository: repositoryField
})

const DOING = "Discard changes"

const pick =
  (staged: boolean) =>
  (status: Status): ReadonlyArray<string> =>
    status.entries
      .filter((entry) => !entry.submodule && (staged ? isChanged(entry) : isUnstaged(entry)))
      .map((entry) => entry.path)

export const discard = defineAction<typeof Args.Type>({
  name: "discard",
  description: "Throws away changes in files that git knows: back to what is staged, or to the last commit",
  args: Args,
  risk: 2,
  ...acts,
  phrases: said([
    "discard|throw_away|drop|revert|undo|forget|cancel|reset [my|all] [local|unstaged|uncommitted] changes|edits|modifications in|of|to|made_to|on {paths:paths}",
    "git checkout -- {paths:filepaths}",
    "git restore {paths:paths}",
    "revert|restore {paths:paths} to|from|in [version] [in|from|of|last] git|index|repo|repository|last_version|its_last_version",
    [
      "restore|reset|revert {paths:paths} to [the|its] [last|latest] commit|committed_version|head|committed_state|state_of_the_last_commit|last_committed_version",
      { staged: true }
    ],
    ["git checkout|restore [--] .", { all: true }],
    [
      "discard|throw_away|drop|revert|undo|forget all [of] [my] [local|unstaged|uncommitted] changes|edits|modifications|work [in|of] [this] [repo|repository|working_tree]",
      { all: true }
    ],
    [
      "discard|throw_away [all] my changes|edits|modifications [in|of] [this] [repo|repository|working_tree]",
      { all: true }
    ],
    [
      "discard|throw_away|revert|undo [my|the] local|unstaged|uncommitted changes|edits|modifications [in|of] [this] [repo|repository|working_tree]",
      { all: true }
    ],
    ["discard|throw_away|undo|revert everything|all_changes since [last] commit", { all: true, staged: true }]
  ]),
  examples: ["discard the changes in lib/extra.py", "git checkout -- .", "discard all unstaged changes"],
  inverse: gitInverse,
  look: Effect.fnUntraced(function* (args, context) {
    const repository = yield* openForDeed(DOING, args.repository, context)
    const wanted = yield* pathsInWork("discard", args.paths, repository, context)
    if ((args.all === true) === wanted.length > 0) {
      const reason = args.all === true ? "all files and single ones are asked for at once." : "it is not said which."
      return yield* new BadArgument({ action: "discard", reason, hints: ["Name the files, or say: all changes."] })
    }
    const staged = args.staged === true
    const found = yield* statusPaths(repository.top, DOING, pick(staged), wanted)
    if (found.length === 0) return nothingToDo("Nothing to discard", "There is nothing changed there.")
    const paths = absolutePaths(repository, found)
    const now = ({ place }: Acting) =>
      Effect.map(statusPaths(place, DOING, pick(staged), wanted), (found) => absolutePaths(repository, found))
    return prepareDeed({
      doing: DOING,
      repository,
      explanation: `Discard the changes in ${counted(found.length, "file")}: ${fewShown(repository, found, context)}`,
      effects: paths.map((path) => ({ op: "git", to: path, detail: "changes thrown away" })),
      watch: ABOUT_WORK,
      touches: now,
      planned: { now, shown: yield* attempt(DOING, () => identitiesOf(paths, context.disk)) },
      timeoutMs: acts.timeoutMs,
      act: ({ git }) =>
        Effect.as(
          git(
            [
              "restore",
              "--progress",
              ...(staged ? ["--source=HEAD", "--staged"] : []),
              "--worktree",
              "--pathspec-from-file=-",
              "--pathspec-file-nul"
            ],
            { input: pathList(found) }
          ),
          { lines: [`Changes in ${counted(found.length, "file")} discarded`] }
        )
    })
  })
})
