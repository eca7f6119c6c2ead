/**
 * The history: commits, newest first, one a line. Picked by number, author, date, text, file or range. A single file is
 * followed through its renames.
 */
import { defineAction, type LookContext, type Output, PathNotFound } from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { choice, flag } from "../../action/field.ts"
import { makeTimeText } from "../../action/formatTime.ts"
import { answering, asList, looks, orNothing, table } from "../actionParts.ts"
import {
  choiceArguments,
  type Commit,
  commitFields,
  historyPlace,
  limitField,
  MAX_COMMITS,
  orEmptyHistory,
  readCommits
} from "../commits.ts"
import { openRepository, type Repository } from "../Repository.ts"
import { said } from "../../action/wording.ts"

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
  phrases: said([
    "git log",
    ["git log --oneline", { format: "oneline" }],
    ["git log -n {limit:number}", {}],
    "git log|history of|for|-- {paths:paths}",
    "<show> git|commit|repo|repository|project|commits|version log|history|commits [of] [this] [repo|repository|project]",
    "<show> history|log of this|the repo|repository|project|branch",
    "<show> [git] last|latest|recent|newest|previous|most_recent {limit:number} commits|commit|entries [messages] [of_the_log|in_the_log|of_this_repo]",
    "<show> [git] {limit:number} last|latest|most_recent|newest|recent commits",
    [
      "<show>|what_was|which_was [git] last|latest|newest|most_recent|current commit [about|message|made|in_this_repo|in_the_repo|of_this_repo]",
      { limit: 1 }
    ],
    ["who|when made|was|did [last|latest|most_recent] commit [made|last_made]", { limit: 1, format: "full" }],
    ["who|when made|was|did [the] last|latest|most_recent|newest commit [made]", { limit: 1, format: "full" }],
    ["<show> [git] last|latest|recent commits [messages]", { limit: 10 }],
    ["<show> subjects|messages|titles of [last|latest|recent] {limit:number} commits", { format: "subjects" }],
    ["<show> [commit] messages of|from [last|latest] {limit:number} commits", { format: "subjects" }],
    ["<show> last|latest {limit:number} commit messages|subjects", { format: "subjects" }],
    ["<show> [all] commit messages|subjects", { format: "subjects" }],
    ["<show> hashes|ids of [last|latest] {limit:number} commits", { format: "hashes" }],
    "<show> [all] [git] commits [in_this_repo|in_the_repo|of_this_repo|in_this_repository|in_this_branch|so_far|in_this_project]",
    "which|what commits are|were there|made [in_this_repo|so_far]",
    "<show> [all] commits [on|of] [branch] {revision:word}",
    "<show> last|latest|recent|newest|previous {limit:number} commits by|of|from|made_by {author:name}",
    "<show>|<find>|which|what [all] commits by|of|from|made_by|written_by|authored_by|did|were_made_by|are_by|are_from {author:name} [make|made]",
    "what did {author:name} commit",
    "<show>|<find>|which|what [all] commits [were] [made] [from|since|of|made|in|was] {time:time}",
    "what was|has_been committed {time:time}",
    "<show>|<find>|which|what [all] commits that|which [have] changed|touched|touch|modified|modify|affect|affected|edited {paths:paths}",
    "which|what commits changed|touched|touch|modified|affect|affected|edited {paths:paths}",
    "<show> [git] history|log|commits|changes|commit_history|changelog of|for|to|in|on|touching [file|folder] {paths:paths}",
    "<show>|<find>|which|what [all] commits whose|with|that|where [the] [commit] message|messages [contains|contain|mentions|mention|containing|mentioning|including|has] {containing:term}",
    "<show>|<find>|which|what [all] commits [that] mentioning|containing|about|mention|contain|concerning {containing:term} [in_the_message|in_their_message]",
    "<show> commits|log|history of|on|in branch {revision:word}",
    ["one-line|oneline|short|compact|brief [git] log|history", { format: "oneline" }],
    ["<show> short|one-line|compact|brief [git] log|history", { format: "oneline" }],
    ["<show> [git] log|history|commits oldest first", { oldestFirst: true }],
    ["<show> first|initial|oldest commit", { oldestFirst: true, limit: 1 }],
    ["<show>|what_was|which_was first|initial|oldest {limit:number} commits", { oldestFirst: true }]
  ]),
  examples: ["git log", "show the last 3 commits", "show the commits by Alice", "show the history of README.md"],
  look: Effect.fnUntraced(function* (args, context) {
    const repository = yield* openRepository(DOING, args.repository, context)
    const chosen = yield* choiceArguments("log", args, repository, context)
    const follow =
      chosen.paths.length === 1 && context.disk.lstat(`${repository.work ?? ""}/${chosen.paths[0]}`)?.type === "file"
    const run = Effect.gen(function* () {
      const asked = readCommits(historyPlace(repository), DOING, [
        ...chosen.options,
        `--max-count=${args.limit ?? MAX_COMMITS}`,
        ...(follow ? ["--follow"] : []),
        chosen.revision,
        "--",
        ...chosen.paths
      ])
      const commits = yield* orEmptyHistory<ReadonlyArray<Commit> | null>(asked, null, args, repository, DOING)
      if (commits === null) return { ...show([], args, context), note: "There is no commit yet." }
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
