/** A commit (message and changes), or a file as it was in a commit: its content line by line. */
import { defineAction, PathText, phrase } from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { choice, optionalText } from "../../file/field.ts"
import { answering, looks, mustPass, pathsInWork, repositoryField } from "../actionParts.ts"
import { askGit } from "../askGit.ts"
import { historyPlace } from "../commits.ts"
import { checkRevision } from "../gitArguments.ts"
import { openRepository } from "../Repository.ts"
import { linesOf } from "../runGit.ts"
import { SHOW, showDifference } from "./diff.ts"

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
  phrases: [
    phrase("git show"),
    phrase("git show {revision:word}"),
    phrase("show|display|view [me] [the] [git] commit {revision:word}"),
    phrase(
      "show|display|view [me] [the] [changes] [of|in] [the] last|latest commit with_its_changes|changes|diff|patch"
    ),
    phrase("what changed in [the] commit {revision:word}"),
    phrase("what changed in|with [the] last|latest commit"),
    phrase("which|what files changed|did change in [the] commit {revision:word}", { show: "files" }),
    phrase("which|what files changed|did change in [the] last|latest commit", { show: "files" }),
    phrase("what|show [me] [is|was] [the] message of [the] commit {revision:word}", { show: "message" }),
    phrase("what|show [me] [is|was] [the] last commit message|message of_the_last_commit", { show: "message" }),
    phrase("show|display|view [me] [the] [file] {path:path} as_it_was in|at {revision:word}"),
    phrase(
      "show|display|view [me] [the] [file] {path:path} in|at|from [the] commit|branch|tag|revision {revision:word}"
    )
  ],
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
