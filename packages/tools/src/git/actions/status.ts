/**
 * The state of the working files: one line a path in git's short form (`M  staged.txt`, ` M changed.txt`, `?? new.txt`), which
 * people and scripts know. The branch and how far it is from its counterpart are the note. New folders are listed
 * file by file, so that nothing hides in them.
 */
import { defineAction, type Output } from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { answering, looks, optionalPaths, pathsInWork, repositoryField } from "../actionParts.ts"
import { absoluteOf, openWork, shownFrom } from "../Repository.ts"
import { readStatus, type Status, type StatusEntry } from "../status.ts"
import { said } from "../../action/wording.ts"

const Args = Schema.Struct({
  repository: repositoryField,
  paths: optionalPaths("only these files or folders (default: all)")
})

const WORDS: ReadonlyMap<string, string> = new Map([
  ["M", "modified"],
  ["A", "new"],
  ["D", "deleted"],
  ["T", "type changed"],
  ["U", "unmerged"]
])

const letter = (mark: string): string => (mark === "." ? " " : mark)

/** As `git status --short` has it. */
export const shortMarks = (entry: StatusEntry): string =>
  entry.kind === "untracked" ? "??" : entry.kind === "ignored" ? "!!" : letter(entry.staged) + letter(entry.unstaged)

const word = (mark: string): string => WORDS.get(mark) ?? mark

/** As a person reads it. */
export const inWords = (entry: StatusEntry): string => {
  if (entry.kind === "untracked") return "untracked"
  if (entry.kind === "ignored") return "ignored"
  if (entry.kind === "unmerged") return "in conflict"
  return [
    ...(entry.staged === "." ? [] : [`${word(entry.staged)}, staged`]),
    ...(entry.unstaged === "." ? [] : [word(entry.unstaged)])
  ].join("; ")
}

/** `On branch main, 1 ahead and 2 behind origin/main.` */
export const whereWords = (status: Status): string => {
  const place =
    status.branch === null
      ? `At commit ${status.commit?.slice(0, 7) ?? "?"}, on no branch`
      : `On branch ${status.branch}`
  const counts = [
    ...(status.ahead === null || status.ahead === 0 ? [] : [`${status.ahead} ahead`]),
    ...(status.behind === null || status.behind === 0 ? [] : [`${status.behind} behind`])
  ]
  const rest =
    status.commit === null
      ? ", no commit yet"
      : status.upstream === null
        ? ""
        : counts.length === 0
          ? `, as ${status.upstream}`
          : `, ${counts.join(" and ")} ${status.upstream}`
  return `${place}${rest}.`
}

export const status = defineAction<typeof Args.Type>({
  name: "status",
  description: "Shows which files are staged, changed, in conflict or untracked, and where the branch stands",
  args: Args,
  ...looks,
  phrases: said([
    "git status [-s|--short|-sb]",
    "<show> git|repo|repository status|state [of] [this] [repo|repository|project|folder]",
    "<show> status|state of git|repo|repository|this_repo|this_repository|working_tree|worktree|this_project|working_copy|the_git_repo|the_git_repository",
    "status of git|repo|repository|this_repo|this_repository|working_tree",
    "what has|have|is|did changed|been_changed|modified|been_modified|different|i_change|i_changed|change since|in [last|latest] commit|working_tree|repo|repository|this_repo",
    "is|are working_tree|repo|repository|there|this_repo|my_working_tree|the_work_tree clean|any_uncommitted_changes|uncommitted_changes|dirty",
    "do i|we have [any] uncommitted|unsaved|pending changes",
    "<show> git status of|for|in {paths:paths}",
    "what_is|what's going_on|new|the_state in|of this repo|repository"
  ]),
  examples: ["git status", "show the repository status", "what is the status of the repo"],
  look: Effect.fnUntraced(function* (args, context) {
    const repository = yield* openWork("Look at the status", args.repository, context)
    const paths = yield* pathsInWork("status", args.paths, repository, context)
    const shown = (entry: StatusEntry) => shownFrom(repository, context.cwd, entry.path)
    const run = Effect.map(readStatus(repository.top, "Look at the status", { paths }), (found): Output => ({
      lines: found.entries.map((entry) => `${shortMarks(entry)} ${shown(entry)}`),
      table: {
        columns: ["state", "path"],
        rows: found.entries.map((entry) => [inWords(entry), shown(entry)])
      },
      paths: found.entries.map((entry) => absoluteOf(repository, entry.path)),
      data: {
        branch: found.branch,
        commit: found.commit,
        upstream: found.upstream,
        ahead: found.ahead,
        behind: found.behind,
        entries: found.entries.map((entry) => ({
          path: shown(entry),
          state: inWords(entry),
          marks: shortMarks(entry)
        }))
      },
      note: found.entries.length === 0 ? `${whereWords(found)} Nothing to commit.` : whereWords(found)
    }))
    return answering("Look at the status of the repository", repository, run)
  })
})
