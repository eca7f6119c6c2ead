/**
 * Commits what is staged; first staging everything, or all that git knows, when that is asked for. The message goes in by
 * standard input, so no length and no leading dash hurts. Hooks of the repository run as with git itself, and the plan
 * says so. With `amend` the last commit is replaced: its old self stays in the journal.
 */
import { BadArgument, defineAction, type LookContext, type Output, StepFailed } from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { flag, optionalText } from "../../action/field.ts"
import { counted } from "../../action/sayCount.ts"
import { acts, mustPass, optionalPaths, pathsInWork, repositoryField } from "../actionParts.ts"
import { ABOUT_WORK, hookNotes, needIdentity, openForDeed, resolveCommit, signNotes } from "../deedParts.ts"
import { checkMessage } from "../gitArguments.ts"
import { type Acting, gitEffect, prepareDeed } from "../gitDeed.ts"
import { gitInverse } from "../gitInverse.ts"
import type { WorkRepository } from "../Repository.ts"
import { readGit, textOf } from "../runGit.ts"
import { isStageable, nestedNotes, stageListed } from "../staging.ts"
import { isChanged, isStaged, readStatus, type Status } from "../status.ts"
import { said } from "../../action/wording.ts"

const Args = Schema.Struct({
  message: optionalText("what the commit says; needed unless the last one is amended"),
  all: flag("stage everything first: new, changed and deleted files (default false)"),
  tracked: flag("stage all changes in files that git knows first, as commit -a does (default false)"),
  paths: optionalPaths("commit only these files or folders, as they are now"),
  amend: flag("replace the last commit instead of making a new one (default false)"),
  repository: repositoryField
})
type Args = typeof Args.Type

const DOING = "Commit"
const HOOKS = ["pre-commit", "prepare-commit-msg", "commit-msg", "post-commit", "post-rewrite"]

const firstLine = (message: string): string => {
  const line = message.trimStart().split("\n", 1)[0] ?? ""
  return line.length > 72 ? `${line.slice(0, 71)}…` : line
}

const countOf = (args: Args, status: Status): number =>
  status.entries.filter((entry) =>
    args.all === true
      ? isChanged(entry) || isStageable(false)(entry)
      : args.tracked === true || args.paths !== undefined
        ? isChanged(entry)
        : isStaged(entry)
  ).length

const explain = (args: Args, n: number, status: Status): string => {
  const where = status.branch === null ? "on no branch" : `on ${status.branch}`
  const what = n === 0 ? "what is staged" : `${counted(n, "file")}`
  const said = args.message === undefined ? "" : `: "${firstLine(args.message)}"`
  return args.amend === true ? `Replace the last commit ${where} (${what})${said}` : `Commit ${what} ${where}${said}`
}

const check = Effect.fnUntraced(function* (args: Args, repository: WorkRepository, status: Status) {
  if (args.message === undefined && args.amend !== true) {
    return yield* new BadArgument({
      action: "commit",
      reason: "it is not said what the commit says.",
      hints: [`Give a message: "commit ${args.all === true ? "everything " : ""}with message 'Add ideas'".`]
    })
  }
  if (args.message !== undefined) yield* mustPass(checkMessage("commit", args.message))
  if (args.paths !== undefined && (args.all === true || args.tracked === true)) {
    const reason = "all files and single ones are asked for at once."
    return yield* new BadArgument({ action: "commit", reason, hints: ["Name the files, or say: commit everything."] })
  }
  const unmerged = status.entries.find((entry) => entry.kind === "unmerged")
  if (unmerged !== undefined && args.all !== true) {
    return yield* new StepFailed({
      doing: DOING,
      reason: `${unmerged.path} is still in conflict.`,
      hints: ["Mend the files, stage them, then commit.", "Or take the merge back: git merge --abort"]
    })
  }
  if (args.amend === true && (yield* resolveCommit(repository.top, DOING, "HEAD")) === null) {
    return yield* new StepFailed({
      doing: DOING,
      reason: "there is no commit yet.",
      hints: ["Commit without amending."]
    })
  }
})

const notesOf = Effect.fnUntraced(function* (
  args: Args,
  n: number,
  status: Status,
  repository: WorkRepository,
  context: LookContext
) {
  return [
    ...(n === 0 && args.amend !== true ? ["Nothing is staged at the moment."] : []),
    ...(args.all === true ? nestedNotes(status.entries) : []),
    ...(yield* hookNotes(repository, DOING, HOOKS, context)),
    ...(yield* signNotes(repository.top, DOING, "commit.gpgsign"))
  ]
})

const act = (args: Args, paths: ReadonlyArray<string>) =>
  Effect.fnUntraced(function* (acting: Acting) {
    const { git, place } = acting
    // What is not in git yet is staged by name, so that "commit only these" takes new files too.
    if (args.all === true || args.tracked === true || paths.length > 0) {
      yield* stageListed(acting, DOING, paths, args.tracked === true)
    }
    yield* git(
      [
        "commit",
        "--quiet",
        "--no-edit",
        ...(args.amend === true ? ["--amend"] : []),
        ...(args.message === undefined ? [] : ["--file=-", "--cleanup=whitespace"]),
        ...(paths.length > 0 ? ["--only", "--", ...paths] : [])
      ],
      args.message === undefined ? {} : { input: new TextEncoder().encode(args.message) }
    )
    const made = textOf(yield* readGit(place, DOING, ["log", "-1", "--format=%H%x00%h%x00%s"]))
    const [hash = "", short = "", subject = ""] = made.replace(/\n$/, "").split("\0")
    return { lines: [`Committed ${short}: ${subject}`], data: { commit: hash, subject } } satisfies Output
  })

export const commit = defineAction<Args>({
  name: "commit",
  description: "Commits what is staged, or everything, or named files, with a message; or amends the last commit",
  args: Args,
  risk: 1,
  ...acts,
  phrases: said([
    "git commit -m {message:text}",
    "commit with|using|under [commit] message|text|title|subject|comment [:] {message:text}",
    "commit with|as|: {message:quotedterm}",
    "commit [my] [staged|index|current|these|those] changes|files|work|index|them|it|that|this|staged_files|what_is_staged|what_i_staged|the_staged_changes with|using|under|saying|as|: [commit] [message|text|title|subject|comment] [:] {message:text}",
    "make|create|do|record [new|git] commit with|called|saying|titled|named|using|: [commit] [message|text|title|subject] [:] {message:text}",
    "commit [staged|my] [changes|files] as|saying {message:text}",
    "commit {message:quotedterm}",
    [
      "commit everything|all|all_files|all_changes|all_my_changes|all_of_it|every_change|all_my_work|all_the_changes with|as|saying|using|: [commit] [message|text|title|subject] [:] {message:text}",
      { all: true }
    ],
    [
      "[git] add|stage everything|all|all_files|all_changes|every_file|every_change|all_my_changes|my_changes|all_the_changes|the_changes|all_the_files|them_all and|then|, commit [them|it|everything|all|the_result] with|as|saying|using|: [commit] [message|text|title|subject] [:] {message:text}",
      { all: true }
    ],
    [
      "commit everything|all|all_files|all_changes|all_my_changes|all_of_it|every_change|all_my_work|all_the_changes",
      { all: true }
    ],
    "commit [my|the] [staged] changes|work",
    ["git commit -am {message:text}", { tracked: true }],
    ["git commit -a -m {message:text}", { tracked: true }],
    ["commit all tracked|modified|changed files with|as [commit] [message] {message:text}", { tracked: true }],
    "commit [only|just] [changes_in|changes_to|the_changes_in] {paths:paths} with|as|saying|using [commit] [message|text|title] [:] {message:text}",
    [
      "stage|add {paths:paths} and|then commit [it|them|that|this|the_file] with|as|saying|using [commit] [message|text|title] [:] {message:text}",
      {}
    ],
    [
      "amend|fix|reword|change|rewrite|edit|replace|update [message_of] [the] last|latest|previous|most_recent commit [message] to|with|as|: [message] [:] {message:text}",
      { amend: true }
    ],
    [
      "change|reword|edit|rename message|title|subject of [the] last|latest|previous|most_recent commit to|as|into {message:text}",
      { amend: true }
    ],
    [
      "amend [the] last|latest|previous|most_recent commit [with_the_staged_changes|with_what_is_staged]",
      { amend: true }
    ],
    ["add staged changes to [the] last|latest|previous commit", { amend: true }],
    ["git commit --amend", { amend: true }],
    ["git commit --amend -m {message:text}", { amend: true }]
  ]),
  examples: [
    "commit the staged changes with the message 'Add ideas'",
    "add all files and commit with the message 'Work in progress'",
    "amend the last commit"
  ],
  inverse: gitInverse,
  look: Effect.fnUntraced(function* (args, context) {
    const repository = yield* openForDeed(DOING, args.repository, context)
    const paths = yield* pathsInWork("commit", args.paths, repository, context)
    const status = yield* readStatus(repository.top, DOING, { paths })
    yield* check(args, repository, status)
    yield* needIdentity(repository.top, DOING)
    const n = countOf(args, status)
    const branch = status.branch === null ? "HEAD" : `branch ${status.branch}`
    return prepareDeed({
      doing: DOING,
      repository,
      explanation: explain(args, n, status),
      effects: [
        gitEffect(repository, args.amend === true ? `${branch}: last commit replaced` : `${branch}: one commit more`)
      ],
      watch: ABOUT_WORK,
      timeoutMs: acts.timeoutMs,
      notes: yield* notesOf(args, n, status, repository, context),
      ...(args.amend === true ? { risk: 2 as const } : {}),
      act: act(args, paths)
    })
  })
})
