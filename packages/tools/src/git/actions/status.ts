/**
 * The state of the working files: one line a path in git's short form (`M  staged.txt`, ` M changed.txt`, `?? new.txt`), which
 * people and scripts know. The branch and how far it is from its counterpart are the note. New folders are listed
 * file by file, so that nothing hides in them.
 */
import { defineAction, type Output, phrase } from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { answering, looks, optionalPaths, pathsInWork, repositoryField } from "../actionParts.ts"
import { absoluteOf, openWork, shownFrom } from "../Repository.ts"
import { readStatus, type Status, type StatusEntry } from "../status.ts"

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
  phrases: [
    phrase("git status"),
    phrase("git status of|for|in {repository:folder}"),
    phrase("show|get|check|what_is|what's [me] [the] git|repo|repository status"),
    phrase("show|get|check|what_is|what's [me] [the] status of|in [the|this|my] repo|repository|git"),
    phrase("show|get|check|what_is|what's [me] [the] status of [the] repo|repository {repository:folder}"),
    phrase("is [the|my] working tree|repo|repository clean|dirty"),
    phrase("what|which [files] changed|have_changed|has_changed in|since [the|this|my] repo|repository|last_commit")
  ],
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
