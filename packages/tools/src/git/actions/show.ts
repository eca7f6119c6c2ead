/** A commit (message and changes), or a file as it was in a commit: its content line by line. */
import { defineAction, PathText } from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { choice, optionalText } from "../../action/field.ts"
import { answering, looks, mustPass, pathsInWork, repositoryField } from "../actionParts.ts"
import { askGit } from "../askGit.ts"
import { historyPlace } from "../commits.ts"
import { checkRevision } from "../gitArguments.ts"
import { openRepository } from "../Repository.ts"
import { linesOf } from "../runGit.ts"
import { SHOW, showDifference } from "./diff.ts"
import { said } from "../../action/wording.ts"

const Args = Schema.Struct({
  revision: optionalText("commit, branch or tag (default: the last commit)"),
  path: optionalText("show this file as it was there, instead of the commit"),
  show: choice(
    [...SHOW, "message"],
    "with its patch, the names of its files, lines added and removed, or the message alone (default patch)"
  ),
  repository: repositoryField
})

const DOING = "Show the commit"

/** Hash, author, date, and the message indented, as git shows a commit; the date in full. */
const HEADING = "--format=commit %H%nAuthor: %aN <%aE>%nDate:   %aI%n%n%w(0,4,4)%B"

export const show = defineAction<typeof Args.Type>({
  name: "show",
  description: "Shows a commit with its changes, or a file as it was in a commit",
  args: Args,
  ...looks,
  phrases: said([
    "git show",
    "git show {revision:revision}",
    "<show> commit|revision {revision:revision}",
    "<show> changes|diff|patch of|in|from|made_in|made_by [commit|tag] {revision:revision}",
    "<show> [what] changes|changed|diff|patch|was_changed of|in|by|from [last|latest|most_recent] commit",
    "what did|was|has [last|latest|most_recent] commit change|changed|do",
    "what changed|was_changed in [last|latest|most_recent] commit",
    "what did|was commit {revision:revision} change|changed|do",
    ["which|what files [were] changed|modified|touched in|by [last|latest] commit", { show: "files" }],
    ["<list> files [that_were] changed|modified|touched in|by [last|latest] commit", { show: "files" }],
    ["<list> files of|in [last|latest] commit", { show: "files" }],
    ["<list> files [that_were] changed|modified|touched in|by commit {revision:revision}", { show: "files" }],
    ["which|what files did|does|has|were [last|latest] commit change|touch|changed|touched", { show: "files" }],
    ["which|what files did|does commit {revision:revision} change|touch", { show: "files" }],
    ["<show>|what_was|what_is message of|from|for [last|latest|most_recent|current] commit", { show: "message" }],
    ["<show>|what_was|what_is last|latest|most_recent commit message", { show: "message" }],
    ["<show>|what_was|what_is message of [commit] {revision:revision}", { show: "message" }],
    "<show> {path:file} as_it_was|as_of|from|in|at [in|at] [commit|branch|tag] {revision:revision}",
    "<show> version of {path:file} in|from|at|on [commit|branch|tag] {revision:revision}",
    ["<show> {path:file} as_it_was|from|in [in] [last] commit", { revision: "HEAD" }]
  ]),
  examples: [
    "git show",
    "show the commit v1.0",
    "what changed in the last commit",
    "show README.md from the commit v1.0"
  ],
  look: Effect.fnUntraced(function* (args, context) {
    const repository = yield* openRepository(DOING, args.repository, context)
    const revision = args.revision ?? "HEAD"
    yield* mustPass(checkRevision("show", revision))
    const place = historyPlace(repository)
    const { work } = repository
    if (args.path !== undefined) {
      const [path = "."] =
        work === null
          ? [args.path]
          : yield* pathsInWork("show", args.path, { ...repository, work, top: place }, context)
      const run = Effect.map(
        askGit(place, `Show ${args.path} of ${revision}`, ["show", "--no-textconv", `${revision}:${path}`]),
        (text) => ({ lines: linesOf(text) })
      )
      return answering(`Show ${args.path} as it was in ${revision}`, repository, run)
    }
    const ask = (more: ReadonlyArray<string>) => askGit(place, DOING, more)
    const command = ["show", "--no-show-signature"]
    if (args.show === "message") {
      const run = Effect.map(ask([...command, "--no-color", "--no-patch", "--format=%B", revision, "--"]), (text) => ({
        lines: linesOf(text.replace(/\n+$/, "\n"))
      }))
      return answering(`Show the message of ${revision}`, repository, run)
    }
    const heading = args.show === undefined || args.show === "patch" ? HEADING : "--format="
    const absolute = (path: string) => (work === null ? path : PathText.child(work, path))
    const shown = (path: string) => (work === null ? path : PathText.relativeTo(context.cwd, absolute(path)))
    const run = showDifference(ask, args.show, [...command, heading], [revision, "--"], shown, absolute)
    return answering(`Show the commit ${revision}`, repository, run)
  })
})
