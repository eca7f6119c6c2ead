/** Files by what git says of them, paths alone, one a line: untracked, ignored, changed, staged, tracked and so on. */
import { defineAction, phrase, type StepFailed } from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { field } from "../../file/field.ts"
import { answering, looks, optionalPaths, orNothing, pathsInWork, repositoryField, table } from "../actionParts.ts"
import { absoluteOf, openWork, shownFrom, type WorkRepository } from "../Repository.ts"
import { readTracked } from "../runGit.ts"
import { isChanged, isStaged, isUnstaged, readStatus, type StatusEntry } from "../status.ts"

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
  phrases: [
    phrase("which|what [files] are|is untracked [in] [the|this] [repo|repository]", { which: "untracked" }),
    phrase("list|show|find|get [me] [all] [the] untracked files", { which: "untracked" }),
    phrase("which|what [files] are|is not|not_yet tracked|in_git|under_version_control", { which: "untracked" }),
    phrase("which|what [files] are|is ignored [by] [git]", { which: "ignored" }),
    phrase("list|show|find|get [me] [all] [the] ignored|git-ignored|gitignored files", { which: "ignored" }),
    phrase("which|what [files] are|is staged [for] [commit]", { which: "staged" }),
    phrase("list|show|get [me] [all] [the] staged files", { which: "staged" }),
    phrase("which|what [files] are|is unstaged|not_staged", { which: "unstaged" }),
    phrase("list|show|get [me] [all] [the] unstaged files", { which: "unstaged" }),
    phrase("which|what files are|were modified|changed in git|since_the_last_commit", { which: "changed" }),
    phrase("list|show|get [me] [all] [the] changed|modified files in git|the_repo|the_repository", {
      which: "changed"
    }),
    phrase("which|what files are|were deleted in git|since_the_last_commit", { which: "deleted" }),
    phrase("which|what files are in conflict|conflicted|unmerged", { which: "conflicted" }),
    phrase("list|show|get [me] [all] [the] conflicted|unmerged files", { which: "conflicted" }),
    phrase("list|show|get [me] [all] [the] [git] tracked files", { which: "tracked" }),
    phrase("which|what files are|does tracked [by] [git]", { which: "tracked" })
  ],
  examples: ["which files are untracked", "list the ignored files", "which files are staged", "list the tracked files"],
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
