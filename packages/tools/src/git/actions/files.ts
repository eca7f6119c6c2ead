/** Files by what git says of them, paths alone, one a line: untracked, ignored, changed, staged, tracked and so on. */
import { defineAction, type StepFailed } from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { field } from "../../action/field.ts"
import { answering, looks, optionalPaths, orNothing, pathsInWork, repositoryField, table } from "../actionParts.ts"
import { absoluteOf, openWork, shownFrom, type WorkRepository } from "../Repository.ts"
import { readTracked } from "../runGit.ts"
import { isChanged, isStaged, isUnstaged, readStatus, type StatusEntry } from "../status.ts"
import { REPO, said } from "../../action/wording.ts"

const Which = Schema.Literals([
  "untracked",
  "ignored",
  "changed",
  "staged",
  "unstaged",
  "deleted",
  "conflicted",
  "tracked"
])
type Which = typeof Which.Type

const Args = Schema.Struct({
  which: field(
    Which,
    "untracked: not in git and not ignored; changed: differs from the last commit; unstaged: differs from what is staged; tracked: all that git knows"
  ),
  paths: optionalPaths("only these files or folders (default: all)"),
  repository: repositoryField
})

const KEEPS: Readonly<Record<Exclude<Which, "tracked">, (entry: StatusEntry) => boolean>> = {
  untracked: (entry) => entry.kind === "untracked",
  ignored: (entry) => entry.kind === "ignored",
  changed: isChanged,
  staged: isStaged,
  unstaged: isUnstaged,
  deleted: (entry) => isChanged(entry) && (entry.staged === "D" || entry.unstaged === "D"),
  conflicted: (entry) => entry.kind === "unmerged"
}

const DOING = "List files of the repository"

const pathsOf = (
  which: Which,
  repository: WorkRepository,
  paths: ReadonlyArray<string>
): Effect.Effect<ReadonlyArray<string>, StepFailed> =>
  which === "tracked"
    ? Effect.map(readTracked(repository.top, DOING, paths), (found) => [...new Set(found)])
    : Effect.map(readStatus(repository.top, DOING, { ignored: which === "ignored", paths }), (found) =>
        found.entries.filter(KEEPS[which]).map((entry) => entry.path)
      )

export const files = defineAction<typeof Args.Type>({
  name: "files",
  description:
    "Lists the files that are untracked, ignored, changed, staged, unstaged, deleted, in conflict or tracked",
  args: Args,
  ...looks,
  phrases: said([
    [
      `which|what files|file|ones are|is [currently] untracked|new|not_tracked|unversioned [by_git] ${REPO}`,
      { which: "untracked" }
    ],
    [
      `which|what files|file are|is|does not|not_yet [yet] tracked|in_git|under_version_control|tracked_by_git|added_to_git|known_to_git|versioned ${REPO}`,
      { which: "untracked" }
    ],
    [`<list> [all] untracked|unversioned|new_untracked files|ones ${REPO}`, { which: "untracked" }],
    [
      `<list> [all] files [that] [are] [which_are] not|untracked [tracked|in|by|known_to|added_to] [by] git`,
      { which: "untracked" }
    ],
    [`which|what files|file are|is [being] ignored [by] [git] ${REPO}`, { which: "ignored" }],
    [`which|what files|file does git ignore`, { which: "ignored" }],
    [`<list> [all] ignored|git-ignored|gitignored files ${REPO}`, { which: "ignored" }],
    [
      `which|what files|file|changes are|is|have|did [i] [been] staged|stage [for] [commit|the_next_commit] ${REPO}`,
      { which: "staged" }
    ],
    [`<list> [names_of] [all] staged files|file|filenames ${REPO}`, { which: "staged" }],
    [`which|what files|file are|is [changed_but] unstaged|not_staged|not_yet_staged ${REPO}`, { which: "unstaged" }],
    [`<list> [all] unstaged files ${REPO}`, { which: "unstaged" }],
    [
      `which|what files|file are|were|have|did [i] [been] modified|changed|edited|change|modify in_git|since_the_last_commit|compared_to_the_last_commit|but_not_committed|and_not_committed|in_the_repo|in_the_repository|in_this_repo`,
      { which: "changed" }
    ],
    [
      `<list> [all] changed|modified|uncommitted files in_git|in_the_repo|in_the_repository|since_the_last_commit|of_this_repo|in_this_repo`,
      { which: "changed" }
    ],
    [`<list> [all] uncommitted files`, { which: "changed" }],
    [`which|what files|file have [uncommitted|pending] changes`, { which: "changed" }],
    [
      `which|what files|file are|were|have [been] deleted|removed in_git|since_the_last_commit|from_the_repo`,
      { which: "deleted" }
    ],
    [
      `which|what files|file are|have [in] conflict|conflicts|conflicted|conflicting|unmerged|merge_conflicts`,
      { which: "conflicted" }
    ],
    [`<list> [all] conflicted|unmerged|conflicting files|files_with_conflicts ${REPO}`, { which: "conflicted" }],
    [`<list> [all] files_with_conflicts|merge_conflicts|files_in_conflict ${REPO}`, { which: "conflicted" }],
    [`<list> [all] tracked|versioned files ${REPO}`, { which: "tracked" }],
    [
      `<list> [all] files [that] [are] [which] [git] tracked|tracks|under [by|version_control] [git]`,
      { which: "tracked" }
    ],
    [
      `which|what files|file are|does|is [git] tracked|track|under_version_control [by] [git] ${REPO}`,
      { which: "tracked" }
    ],
    [`git ls-files`, { which: "tracked" }]
  ]),
  examples: ["which files are untracked", "which files are staged", "list the ignored files"],
  look: Effect.fnUntraced(function* (args, context) {
    const repository = yield* openWork(DOING, args.repository, context)
    const wanted = yield* pathsInWork("files", args.paths, repository, context)
    const run = Effect.map(pathsOf(args.which, repository, wanted), (found) => {
      const shown = found.map((path) => shownFrom(repository, context.cwd, path))
      return orNothing(
        {
          ...table(shown, [["path", (path) => path]], (path) => path),
          paths: found.map((path) => absoluteOf(repository, path))
        },
        `No file is ${args.which}.`
      )
    })
    return answering(`List the files that are ${args.which}`, repository, run)
  })
})
