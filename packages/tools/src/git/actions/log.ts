/**
 * The history: commits, newest first, one a line. Picked by number, author, date, text, file or range. A single file is
 * followed through its renames.
 */
import { defineAction, type LookContext, type Output, PathNotFound, phrase } from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { choice, flag } from "../../file/field.ts"
import { makeTimeText } from "../../file/formatTime.ts"
import { answering, asList, looks, orNothing, table } from "../actionParts.ts"
import {
  choiceArguments,
  type Commit,
  commitFields,
  hasCommits,
  historyPlace,
  limitField,
  MAX_COMMITS,
  readCommits
} from "../commits.ts"
import { openRepository, type Repository } from "../Repository.ts"

const FORMATS = ["oneline", "full", "hashes", "subjects"] as const
type Format = (typeof FORMATS)[number]

const Args = Schema.Struct({
  ...commitFields,
  limit: limitField,
  oldestFirst: flag("the oldest first (default false)"),
  format: choice(
    FORMATS,
    "what a line holds: short hash and subject; hash, author, time and subject with tabs between; hash; subject (default oneline)"
  )
})
type Args = typeof Args.Type

const DOING = "Read the history"

const lineOf = (format: Format, timeZone: string): ((commit: Commit) => string) => {
  const time = makeTimeText(timeZone)
  switch (format) {
    case "oneline":
      return (commit) => `${commit.short} ${commit.subject}`
    case "full":
      return (commit) =>
        [commit.hash, `${commit.author} <${commit.email}>`, time.second(commit.at), commit.subject].join("\t")
    case "hashes":
      return (commit) => commit.hash
    case "subjects":
      return (commit) => commit.subject
  }
}

const show = (commits: ReadonlyArray<Commit>, args: Args, context: LookContext): Output => {
  const time = makeTimeText(context.timeZone)
  return {
    ...table(
      commits,
      [
        ["commit", (commit) => commit.short],
        ["date", (commit) => time.minute(commit.at)],
        ["author", (commit) => commit.author],
        ["message", (commit) => commit.subject]
      ],
      lineOf(args.format ?? "oneline", context.timeZone)
    ),
    data: commits.map(({ at, ...commit }) => ({ ...commit, at: new Date(at).toISOString() })),
    ...(commits.length < MAX_COMMITS ? {} : { note: `Only the newest ${MAX_COMMITS.toLocaleString("en")} are listed.` })
  }
}

/** A path that neither is there nor ever was. */
const refuseUnknown = (args: Args, repository: Repository, paths: ReadonlyArray<string>, context: LookContext) => {
  const gone = paths.findIndex((path) => context.disk.lstat(`${repository.work ?? ""}/${path}`) === null)
  return gone < 0 || repository.work === null
    ? Effect.void
    : Effect.fail(new PathNotFound({ path: asList(args.paths)[gone] ?? "", near: [] }))
}

export const log = defineAction<Args>({
  name: "log",
  description: "Lists commits, newest first: the last so many, by author, date, message, file or range",
  args: Args,
  ...looks,
  phrases: [
    phrase("git log"),
    phrase("git log|history of|for {paths:path}"),
    phrase("show|list|get|display [me] [the] git|commit|repo|repository log|history"),
    phrase("show|list|get|display [me] [the] last|latest|recent|newest|previous {limit:number} commits"),
    phrase("show|what_was|what_is|what's [me] [the] last|latest|newest|most_recent commit", { limit: 1 }),
    phrase("show|list|get|display [me] [all] [the] commits"),
    phrase("show|list|get|display [me] [the] last {limit:number} commits by|of|from {author:name}"),
    phrase("show|list|get|find [me] [all] [the] commits by|of|from|made_by|written_by {author:name}"),
    phrase("what did {author:name} commit"),
    phrase("show|list|get|find [me] [all] [the] commits from|since|of|made|in {time:time}"),
    phrase("what was committed {time:time}"),
    phrase("show|list|get|find [me] [all] [the] commits that|which changed|touched|touch {paths:path}"),
    phrase("show|list|get [me] [the] history|log|commits of|for [the] [file] {paths:path}"),
    phrase(
      "show|list|get|find [me] [all] [the] commits whose|with message contains|mentioning|containing|about {containing:text}"
    ),
    phrase("show|list|get [me] [the] commits|log|history of|on [the] branch {revision:word}"),
    phrase("one-line|oneline|short [git] log", { format: "oneline" })
  ],
  examples: [
    "git log",
    "show the last 3 commits",
    "show the commits by Alice",
    "show the history of README.md",
    "list the commits since last week"
  ],
  look: Effect.fnUntraced(function* (args, context) {
    const repository = yield* openRepository(DOING, args.repository, context)
    const chosen = yield* choiceArguments("log", args, repository, context)
    const follow =
      chosen.paths.length === 1 && context.disk.lstat(`${repository.work ?? ""}/${chosen.paths[0]}`)?.type === "file"
    const run = Effect.gen(function* () {
      if (args.revision === undefined && !(yield* hasCommits(repository, DOING))) {
        return { ...show([], args, context), note: "There is no commit yet." }
      }
      const commits = yield* readCommits(historyPlace(repository), DOING, [
        ...chosen.options,
        `--max-count=${args.limit ?? MAX_COMMITS}`,
        ...(follow ? ["--follow"] : []),
        chosen.revision,
        "--",
        ...chosen.paths
      ])
      if (commits.length === 0) yield* refuseUnknown(args, repository, chosen.paths, context)
      // Git's own --reverse would turn before it counts; people mean the newest N, oldest first.
      return orNothing(
        show(args.oldestFirst === true ? commits.toReversed() : commits, args, context),
        "Nothing found."
      )
    })
    return answering("Read the history", repository, run)
  })
})
