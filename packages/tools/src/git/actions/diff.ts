/**
 * Differences: of the working files against what is staged (as `git diff`), of what is staged against the last commit, of
 * both, or between two commits. As a patch, line for line as git writes it; or only the files; or how many lines in each.
 * No program that the repository names for showing differences is run.
 */
import { BadArgument, defineAction, type Output, type StepFailed } from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { choice, optionalText } from "../../action/field.ts"
import {
  answering,
  looks,
  mustPass,
  optionalPaths,
  orNothing,
  pathsInWork,
  repositoryField,
  table
} from "../actionParts.ts"
import { checkRevision } from "../gitArguments.ts"
import { absoluteOf, openWork, shownFrom } from "../Repository.ts"
import { type GitPlace, itemsOf, linesOf, readGit, textOf } from "../runGit.ts"
import { said } from "../../action/wording.ts"

const WHAT = ["unstaged", "staged", "all"] as const
export const SHOW = ["patch", "files", "counts"] as const

const Args = Schema.Struct({
  what: choice(
    WHAT,
    "unstaged: working files against the index; staged: index against the last commit; all: both (default unstaged)"
  ),
  from: optionalText("a commit, branch or tag to compare with, instead of `what`; alone: against the working files"),
  to: optionalText("the commit, branch or tag that is compared with `from`"),
  paths: optionalPaths("only these files or folders (default: all)"),
  show: choice(SHOW, "the patch, only the names of the files, or lines added and removed in each (default patch)"),
  repository: repositoryField
})
type Args = typeof Args.Type

/** For every call that shows content: nothing of the repository's own programs, and the same form everywhere. */
export const PLAIN_DIFF = [
  "--no-ext-diff",
  "--no-textconv",
  "--no-color",
  "--src-prefix=a/",
  "--dst-prefix=b/",
  "--submodule=short",
  "--ignore-submodules=dirty"
] as const

const DOING = "Compare"

export interface Counts {
  readonly path: string
  /** `null` for files that are no text. */
  readonly added: number | null
  readonly removed: number | null
}

const figure = (digits: string | undefined): number | null => (digits === "-" ? null : Number(digits))

/** Reads `--numstat -z --no-renames`: `3\t1\tpath`, with dashes for what is no text. */
export const parseCounts = (text: string): ReadonlyArray<Counts> =>
  itemsOf(text).flatMap((item) => {
    const match = /^(\d+|-)\t(\d+|-)\t([\s\S]+)$/.exec(item)
    if (match === null) return []
    return [{ path: match[3] ?? "", added: figure(match[1]), removed: figure(match[2]) }]
  })

/** What is compared, as git takes it. */
const sidesOf = Effect.fnUntraced(function* (args: Args) {
  if (args.from === undefined) {
    if (args.to !== undefined) {
      return yield* new BadArgument({
        action: "diff",
        reason: "`to` needs a `from`.",
        hints: ['Name both: "compare v1.0 with main".']
      })
    }
    return args.what === "staged" ? ["--cached"] : args.what === "all" ? ["HEAD"] : []
  }
  yield* mustPass(checkRevision("diff", args.from))
  if (args.to !== undefined) yield* mustPass(checkRevision("diff", args.to))
  return [args.from, ...(args.to === undefined ? [] : [args.to])]
})

type Read = (args: ReadonlyArray<string>) => Effect.Effect<string, StepFailed>

export const reader =
  (place: GitPlace, doing: string): Read =>
  (args) =>
    Effect.map(readGit(place, doing, args), textOf)

/** The output of a command that compares, in one of the three forms. `sides` end with `--` and the paths. */
export const showDifference = (
  read: Read,
  show: (typeof SHOW)[number] | undefined,
  command: ReadonlyArray<string>,
  sides: ReadonlyArray<string>,
  shown: (path: string) => string,
  absolute: (path: string) => string
): Effect.Effect<Output, StepFailed> => {
  switch (show) {
    case "files":
      return Effect.map(read([...command, ...PLAIN_DIFF, "--name-only", "--no-renames", "-z", ...sides]), (text) => {
        const paths = itemsOf(text.replace(/^\n+/, ""))
        return { ...table(paths.map(shown), [["path", (path) => path]], (path) => path), paths: paths.map(absolute) }
      })
    case "counts":
      return Effect.map(read([...command, ...PLAIN_DIFF, "--numstat", "--no-renames", "-z", ...sides]), (text) => {
        const found = parseCounts(text.replace(/^\n+/, ""))
        return {
          ...table(
            found,
            [
              ["added", (one) => one.added],
              ["removed", (one) => one.removed],
              ["path", (one) => shown(one.path)]
            ],
            (one) => `${one.added ?? "-"}\t${one.removed ?? "-"}\t${shown(one.path)}`
          ),
          paths: found.map((one) => absolute(one.path)),
          data: found.map((one) => ({ ...one, path: shown(one.path) }))
        }
      })
    default:
      return Effect.map(read([...command, ...PLAIN_DIFF, "--patch", ...sides]), (text) => ({ lines: linesOf(text) }))
  }
}

const words = (args: Args): string =>
  args.from !== undefined
    ? `Compare ${args.from} with ${args.to ?? "the working files"}`
    : args.what === "staged"
      ? "Show what is staged"
      : args.what === "all"
        ? "Show all changes since the last commit"
        : "Show the changes that are not staged"

export const diff = defineAction<Args>({
  name: "diff",
  description: "Shows changes: unstaged, staged, both, or between commits; as a patch, file names or line counts",
  args: Args,
  ...looks,
  phrases: said([
    "git diff",
    // One of both looks like a revision or is called one; two plain words are files or folders.
    "[<show>] diff|difference|differences|changes between [branch|branches] {from:revision} and [branch] {to:branchname}",
    "[<show>] diff|difference|differences|changes between [branch|branches] {from:branchname} and [branch] {to:revision}",
    "[<show>] diff|difference|differences|changes between branch|branches|commits|tags {from:branchname} and [branch|commit|tag] {to:branchname}",
    "git diff [of|for|in|--] {paths:paths}",
    ["git diff --cached|--staged", { what: "staged" }],
    ["<show> [what_is|what_i] staged changes|diff|differences|modifications", { what: "staged" }],
    ["<show> diff|changes of|for|in staged changes|files", { what: "staged" }],
    ["<show> what is|i_have|i [have] staged", { what: "staged" }],
    ["what did|have|has i|we [been] stage|staged", { what: "staged" }],
    ["what|which changes is|are staged [for_commit|for_the_next_commit]", { what: "staged" }],
    ["what is staged [for_commit]", { what: "staged" }],
    ["what will|would|is be|going_to_be committed", { what: "staged" }],
    "<show> [git] diff [of_the_working_tree|of_this_repo]",
    "<show> [my] unstaged|not_yet_staged|working_tree changes|modifications|diff|edits",
    ["<show> [all] [my] uncommitted|pending|local changes|modifications|edits", { what: "all" }],
    ["<show> [all] [my] changes since [last] commit|head", { what: "all" }],
    ["what did|have|has i|we|been [been] change|changed|modified|modify [since [last] commit]", { what: "all" }],
    ["what changed|has_changed since [last] commit|head", { what: "all" }],
    "<show> changes|diff|modifications|edits in|of|for|to|made_to [file] {paths:paths}",
    "what changed|has_changed|is_different|did_i_change|have_i_changed|was_changed in [file] {paths:paths}",
    [
      "<list>|which files differ|changed|are_different|changed_between [between|from] {from:word} and|to {to:word}",
      { show: "files" }
    ],
    ["<list>|which files that_changed|changed between {from:word} and {to:word}", { show: "files" }],
    "compare|diff {from:word} with|and|to|against {to:word} in git|repo|repository",
    "compare branch|branches|commit|commits|tag|tags {from:word} with|and|to|against [branch|commit|tag] {to:word}",
    "git diff {from:revision} {to:revision}",
    "git diff {from:dots}",
    "<show> difference|differences|diff|changes between [branch|branches|commit|commits|tag|tags] {from:revision} and [branch|commit|tag] {to:revision}",
    "<show> changes since [commit|tag|branch] {from:revision}",
    [
      "<tell> how_many lines [have|were|has] [been] changed|added_or_removed|added_and_removed [per_file|in_each_file]",
      { show: "counts" }
    ],
    [
      "how_many lines changed|were_changed|have_changed|did_i_change [per_file|in_each_file] [in_git|since_the_last_commit]",
      { show: "counts" }
    ],
    ["<show> [git] diff stat|stats|summary|statistics", { show: "counts" }],
    ["git diff --stat", { show: "counts" }],
    ["git diff --name-only", { show: "files" }]
  ]),
  examples: ["git diff", "show the staged changes", "show the changes in src/main.ts"],
  look: Effect.fnUntraced(function* (args, context) {
    const repository = yield* openWork(DOING, args.repository, context)
    const compared = yield* sidesOf(args)
    const paths = yield* pathsInWork("diff", args.paths, repository, context)
    const shown = (path: string) => shownFrom(repository, context.cwd, path)
    const absolute = (path: string) => absoluteOf(repository, path)
    const run = Effect.map(
      showDifference(
        reader(repository.top, DOING),
        args.show,
        ["diff"],
        [...compared, "--", ...paths],
        shown,
        absolute
      ),
      (output) => orNothing(output, "No differences.")
    )
    return answering(words(args), repository, run)
  })
})
