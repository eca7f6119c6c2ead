/**
 * What git says about the working files: its porcelain output, version 2, taken apart. Pure but for one call. Renames are not
 * looked for, so each path stands for itself: what a deed may touch is a list of paths.
 */
import type { StepFailed } from "@zenus/core"
import * as Effect from "effect/Effect"
import { type GitPlace, itemsOf, pathQuestion, readGit, textOf } from "./runGit.ts"

/** One path of the status. `.` in `staged` or `unstaged` means: no change there. */
export interface StatusEntry {
  /** Relative to the top of the repository. Ends with a slash for a folder that is untracked or ignored as a whole. */
  readonly path: string
  readonly kind: "tracked" | "unmerged" | "untracked" | "ignored"
  /** M, A, D, T, U or `.`: the index against the last commit. */
  readonly staged: string
  /** The same for the file against the index. */
  readonly unstaged: string
  readonly submodule: boolean
}

export interface Status {
  /** Name of the branch; `null` when HEAD is detached. */
  readonly branch: string | null
  /** `null` before the first commit. */
  readonly commit: string | null
  readonly upstream: string | null
  /** Commits here and there; `null` where there is no upstream or it is gone. */
  readonly ahead: number | null
  readonly behind: number | null
  readonly entries: ReadonlyArray<StatusEntry>
  /** Our own trash lies among the new files; it is not in `entries`. */
  readonly ownTrash: boolean
}

const header = (items: ReadonlyArray<string>, name: string): string | null => {
  const prefix = `# branch.${name} `
  return items.find((item) => item.startsWith(prefix))?.slice(prefix.length) ?? null
}

/** The path after `fields` blanks: it may hold blanks itself. */
const pathAfter = (item: string, fields: number): string => {
  let at = -1
  for (let field = 0; field < fields; field++) at = item.indexOf(" ", at + 1)
  return item.slice(at + 1)
}

const entryOf = (item: string): StatusEntry | null => {
  const marks = { staged: item[2] ?? ".", unstaged: item[3] ?? ".", submodule: item[5] === "S" }
  switch (item.slice(0, 2)) {
    case "1 ":
      return { kind: "tracked", path: pathAfter(item, 8), ...marks }
    case "u ":
      return { kind: "unmerged", path: pathAfter(item, 10), ...marks }
    case "? ":
      return { kind: "untracked", path: item.slice(2), staged: ".", unstaged: "?", submodule: false }
    case "! ":
      return { kind: "ignored", path: item.slice(2), staged: ".", unstaged: "!", submodule: false }
    default:
      return null
  }
}

/** Our own trash, where no other place on that file system would have it (a repository at the top of a mount): none of git's business. */
const OWN_TRASH = /(^|\/)\.zenus-trash-\d+\//
export const isOwnTrash = (path: string): boolean => OWN_TRASH.test(path)

const isTrash = (entry: StatusEntry): boolean => entry.kind !== "tracked" && isOwnTrash(entry.path)

/** Reads `git status --porcelain=v2 -z --branch --no-renames`. */
export const parseStatus = (text: string): Status => {
  const items = itemsOf(text)
  const oid = header(items, "oid")
  const head = header(items, "head")
  const entries = items.map(entryOf).filter((entry) => entry !== null)
  const tracking = /^\+(\d+) -(\d+)$/.exec(header(items, "ab") ?? "")
  return {
    branch: head === "(detached)" ? null : head,
    commit: oid === "(initial)" ? null : oid,
    upstream: header(items, "upstream"),
    ahead: tracking === null ? null : Number(tracking[1]),
    behind: tracking === null ? null : Number(tracking[2]),
    entries: entries.filter((entry) => !isTrash(entry)),
    ownTrash: entries.some(isTrash)
  }
}

export interface StatusOptions {
  /** `all` lists the files in new folders one by one, `normal` such folders as one entry. Default `all`. */
  readonly untracked?: "all" | "normal" | "no"
  /** Default false. */
  readonly ignored?: boolean
  /** Only below these paths, relative to where the call is made. Default: everything. */
  readonly paths?: ReadonlyArray<string>
}

export const readStatus = (
  place: GitPlace,
  doing: string,
  options: StatusOptions = {}
): Effect.Effect<Status, StepFailed> => {
  const { args, means } = pathQuestion(options.paths ?? [])
  return Effect.map(
    readGit(place, doing, [
      "status",
      "--porcelain=v2",
      "-z",
      "--branch",
      "--no-renames",
      "--ignore-submodules=dirty",
      `--untracked-files=${options.untracked ?? "all"}`,
      `--ignored=${options.ignored === true ? "matching" : "no"}`,
      "--",
      ...args
    ]),
    (result) => {
      const status = parseStatus(textOf(result))
      return { ...status, entries: status.entries.filter((entry) => means(entry.path)) }
    }
  )
}

/** Differs from the last commit, in the index or in the file; what git does not track is left out. */
export const isChanged = (entry: StatusEntry): boolean => entry.kind === "tracked" || entry.kind === "unmerged"
export const isStaged = (entry: StatusEntry): boolean => entry.kind === "tracked" && entry.staged !== "."
export const isUnstaged = (entry: StatusEntry): boolean =>
  entry.kind === "unmerged" || (entry.kind === "tracked" && entry.unstaged !== ".")
