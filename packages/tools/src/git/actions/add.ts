/**
 * Stages files for the next commit: named ones, all that git knows, or everything. New, changed and deleted files alike. Ignored
 * files are staged only when named and forced. The files themselves are not touched.
 */
import { BadArgument, defineAction, type LookContext, StepFailed } from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { nothingToDo } from "../../action/answers.ts"
import { flag } from "../../action/field.ts"
import { pathNotFound } from "../../select/locate.ts"
import { counted } from "../../action/sayCount.ts"
import { attempt } from "../../action/trouble.ts"
import { acts, asList, optionalPaths, pathsInWork, repositoryField } from "../actionParts.ts"
import { ABOUT_WORK, fewShown, openForDeed } from "../deedParts.ts"
import { gitInverse } from "../gitInverse.ts"
import { type Acting, prepareDeed } from "../gitDeed.ts"
import { absoluteOf, type WorkRepository } from "../Repository.ts"
import { pathList, readGit, readTracked } from "../runGit.ts"
import { isStageable, nestedNotes, stageListed } from "../staging.ts"
import { readStatus, type StatusEntry } from "../status.ts"
import { said } from "../../action/wording.ts"

const Args = Schema.Struct({
  paths: optionalPaths("the files or folders to stage"),
  all: flag("everything in the repository: new, changed and deleted files"),
  tracked: flag("all files that git knows already: changed and deleted ones"),
  force: flag("stage named files even if they are ignored (default false)"),
  repository: repositoryField
})
type Args = typeof Args.Type

const DOING = "Stage files"

const wanted = (args: Args) => {
  const listed = isStageable(args.tracked === true)
  return (entry: StatusEntry): boolean => listed(entry) || (entry.kind === "ignored" && args.force === true)
}

/** A named path with nothing to stage: clean, ignored, made by an earlier step, or not there at all. */
const judgeNamed = Effect.fnUntraced(function* (
  name: string,
  path: string,
  repository: WorkRepository,
  context: LookContext
) {
  if ((yield* readTracked(repository.top, DOING, [path])).length > 0) return "clean" as const
  const there = yield* attempt(DOING, () => context.disk.lstat(absoluteOf(repository, path)))
  if (there === null)
    return yield* attempt(DOING, (): never => {
      throw pathNotFound(name, context)
    })
  if (there.type === "folder") return "clean" as const
  // This command takes names without being told that they are none but names; `./` keeps a leading colon from meaning something.
  const ignored = yield* readGit(repository.top, DOING, ["check-ignore", "--quiet", "--stdin", "-z"], {
    codes: [0, 1],
    env: { GIT_LITERAL_PATHSPECS: null },
    input: pathList([`./${path}`])
  })
  if (ignored.exitCode === 0) {
    return yield* new StepFailed({
      doing: DOING,
      reason: `${name} is ignored by a .gitignore.`,
      hints: [`Say that you mean it: "force add ${name}".`, "Or change the .gitignore."]
    })
  }
  return "new" as const
})

/** Named files that are ignored go in by git's own way; everything else exactly as it is listed. */
const act = (args: Args, paths: ReadonlyArray<string>, planned: number) => (acting: Acting) =>
  Effect.gen(function* () {
    if (args.force === true && paths.length > 0) {
      yield* acting.git(["add", "--force", "--pathspec-from-file=-", "--pathspec-file-nul"], { input: pathList(paths) })
      return { lines: [`${counted(planned, "file")} staged`] }
    }
    const staged = yield* stageListed(acting, DOING, paths, args.tracked === true)
    return { lines: [`${counted(staged.length, "file")} staged`] }
  })

export const add = defineAction<Args>({
  name: "add",
  description: "Stages files for the next commit: named ones, all that git knows, or everything",
  args: Args,
  risk: 1,
  ...acts,
  phrases: said([
    "git add {paths:paths}",
    "add [file|files] {paths:versioned}",
    "stage [changes|edits|modifications] [file|files|folder] [in|of|to|from|made_to] {paths:paths} [for_commit|for_the_next_commit]",
    "add [changes|edits] [in|of|to] {paths:paths} to git|index|staging|staging_area|next_commit|version_control|stage|the_stage|repo|repository|commit",
    "put {paths:paths} into|in|under git|index|staging_area|version_control|next_commit",
    "track {paths:paths} [with_git|in_git]",
    "mark {paths:paths} for commit|staging",
    ["git add .|-a|--all", { all: true }],
    ["git add -A", { all: true }],
    [
      "stage everything|all|all_files|all_changes|every_change|all_my_changes|all_the_changes|all_the_files|every_file|all_changed_files|my_changes|changes|the_changes [in] [repo|repository]",
      { all: true }
    ],
    ["git add everything|all|all_files|all_changes", { all: true }],
    [
      "add all_changes|all_my_changes|all_the_changes|my_changes|the_changes|every_change|all_changed_files|all_modified_files",
      { all: true }
    ],
    [
      "add all|everything|all_files|all_changes|all_my_changes|every_file to git|index|staging|staging_area|next_commit|version_control|stage|commit",
      { all: true }
    ],
    ["stage [all] [of] [the] tracked|modified|changed files", { tracked: true }],
    ["git add -u|--update", { tracked: true }],
    ["force add|stage {paths:paths}", { force: true }],
    ["git add -f {paths:paths}", { force: true }]
  ]),
  examples: ["git add README.md", "stage lib/extra.py", "stage everything", "stage all modified files"],
  inverse: gitInverse,
  look: Effect.fnUntraced(function* (args, context) {
    const repository = yield* openForDeed(DOING, args.repository, context)
    const paths = yield* pathsInWork("add", args.paths, repository, context)
    const whole = args.all === true || args.tracked === true
    if (whole === paths.length > 0) {
      const reason = whole ? "all files and single ones are asked for at once." : "it is not said what to stage."
      return yield* new BadArgument({ action: "add", reason, hints: ["Name the files, or say: stage everything."] })
    }
    const status = yield* readStatus(repository.top, DOING, { paths, ignored: args.force === true })
    const found = status.entries.filter(wanted(args)).map((entry) => entry.path)
    const names = asList(args.paths)
    for (const [at, path] of paths.entries()) {
      const inside = path === "." ? found : found.filter((one) => one === path || one.startsWith(`${path}/`))
      if (inside.length > 0) continue
      if ((yield* judgeNamed(names[at] ?? path, path, repository, context)) === "new") found.push(path)
    }
    if (found.length === 0)
      return nothingToDo("Nothing to stage", "Nothing to stage: no file differs from what is staged.")
    return prepareDeed({
      doing: DOING,
      repository,
      explanation: `Stage ${counted(found.length, "file")}: ${fewShown(repository, found, context)}`,
      effects: found.map((path) => ({ op: "git", to: absoluteOf(repository, path), detail: "stage" })),
      watch: ABOUT_WORK,
      timeoutMs: acts.timeoutMs,
      notes: nestedNotes(status.entries),
      act: act(args, paths, found.length)
    })
  })
})
