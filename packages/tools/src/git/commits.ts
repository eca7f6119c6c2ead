/** Commits as git's log gives them, and the conditions by which a request picks them. Taken apart from fields that end with a control character. */
import { type LookContext, type StepFailed, TimeRange } from "@zenus/core"
import * as Effect from "effect/Effect"
import { option, optionalText } from "../action/field.ts"
import { askGit } from "./askGit.ts"
import { count, mustPass, optionalPaths, pathsInWork, repositoryField } from "./actionParts.ts"
import { checkRevision } from "./gitArguments.ts"
import type { Repository } from "./Repository.ts"
import { type GitPlace, itemsOf } from "./runGit.ts"

/** Most commits that one answer lists. */
export const MAX_COMMITS = 100_000

export interface Commit {
  readonly hash: string
  readonly short: string
  readonly author: string
  readonly email: string
  /** Milliseconds since 1970: when it was written. */
  readonly at: number
  readonly subject: string
}

const FIELDS = ["%H", "%h", "%aN", "%aE", "%at", "%s"]
/** For `--format`; with `-z` each commit is one item. */
export const COMMIT_FORMAT = `--format=${FIELDS.join("%x1f")}`

export const parseCommit = (item: string): Commit => {
  const [hash = "", short = "", author = "", email = "", at = "0", ...subject] = item.split("\u001f")
  return { hash, short, author, email, at: Number(at) * 1000, subject: subject.join("\u001f") }
}

/** Fields of the arguments by which commits are chosen; all conditions hold together. */
export const commitFields = {
  repository: repositoryField,
  revision: optionalText("branch, tag, commit or range to start from (default: the current branch)"),
  author: optionalText("only by authors whose name or address holds this text"),
  time: option(TimeRange, "only from this time"),
  containing: optionalText("only those whose message holds this text, in any case"),
  paths: optionalPaths("only those that changed these files or folders")
}

export interface CommitChoice {
  readonly revision?: string
  readonly author?: string
  readonly time?: TimeRange
  readonly containing?: string
  readonly paths?: string | ReadonlyArray<string>
}

/** Where a question about history is asked: at the top, so that paths count from there. */
export const historyPlace = (repository: Repository): GitPlace =>
  repository.work === null ? repository.place : { ...repository.place, cwd: repository.work }

/** The arguments of `log` or `rev-list` for a choice: options, revision, paths. Checks what a person wrote. */
export const choiceArguments = Effect.fnUntraced(function* (
  action: string,
  choice: CommitChoice,
  repository: Repository,
  context: LookContext
) {
  if (choice.revision !== undefined) yield* mustPass(checkRevision(action, choice.revision))
  const { work } = repository
  const paths =
    work === null
      ? typeof choice.paths === "string"
        ? [choice.paths]
        : (choice.paths ?? [])
      : yield* pathsInWork(
          action,
          choice.paths,
          { ...repository, work, top: { ...repository.place, cwd: work } },
          context
        )
  return {
    options: [
      ...(choice.author === undefined ? [] : [`--author=${choice.author}`]),
      ...(choice.containing === undefined ? [] : [`--grep=${choice.containing}`]),
      ...(choice.author === undefined && choice.containing === undefined ? [] : ["-i", "-F"]),
      ...(choice.time?.from === undefined ? [] : [`--since=${choice.time.from}`]),
      ...(choice.time?.until === undefined ? [] : [`--until=${choice.time.until}`])
    ],
    revision: choice.revision ?? "HEAD",
    paths
  }
})

/** Whether there is a commit at all. */
const hasCommits = (repository: Repository, doing: string): Effect.Effect<boolean, StepFailed> =>
  Effect.map(
    askGit(historyPlace(repository), doing, ["rev-parse", "--verify", "--quiet", "HEAD^{commit}"], [0, 1, 128]),
    (text) => text.trim() !== ""
  )

/** The answer, or `empty` where the history that failed to answer is one without a commit: that is no failure. */
export const orEmptyHistory = <A>(
  answer: Effect.Effect<A, StepFailed>,
  empty: A,
  choice: CommitChoice,
  repository: Repository,
  doing: string
): Effect.Effect<A, StepFailed> =>
  answer.pipe(
    Effect.catch((error) =>
      choice.revision !== undefined
        ? Effect.fail(error)
        : Effect.flatMap(hasCommits(repository, doing), (some) => (some ? Effect.fail(error) : Effect.succeed(empty)))
    )
  )

export const readCommits = (place: GitPlace, doing: string, args: ReadonlyArray<string>) =>
  Effect.map(askGit(place, doing, ["log", "-z", COMMIT_FORMAT, "--no-show-signature", "--no-color", ...args]), (text) =>
    itemsOf(text).map(parseCommit)
  )

export const limitField = count("at most so many, the newest first (default: all)")
