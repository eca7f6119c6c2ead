/** What git deeds have in common: which files lie between two trees, who commits, which hooks would run, what state they touch. */
import { type LookContext, PathText, type PlanEffect, StepFailed, type ToolError } from "@zenus/core"
import * as Effect from "effect/Effect"
import { figure, fewNames } from "../action/sayCount.ts"
import { attempt } from "../action/trouble.ts"
import { STASH_LOG } from "./gitFiles.ts"
import { sharedFile } from "./gitDeed.ts"
import type { Watch } from "./record.ts"
import { absoluteOf, openWork, refuseDeeds, type Repository, shownFrom, type WorkRepository } from "./Repository.ts"
import { type GitPlace, itemsOf, readGit, textOf } from "./runGit.ts"
import { isChanged, readStatus, type Status } from "./status.ts"

/** HEAD and index must be as they were left. */
export const ABOUT_WORK: Watch = { aboutWork: true, state: [] }
/** Only references and what is said. */
export const ABOUT_REFS: Watch = { aboutWork: false, state: [] }
export const withStash = (repository: Repository, watch: Watch): Watch => ({
  ...watch,
  state: [...watch.state, [sharedFile(repository, STASH_LOG), true]]
})
export const withConfig = (repository: Repository, watch: Watch): Watch => ({
  ...watch,
  state: [...watch.state, [sharedFile(repository, "config"), true]]
})

/** Opens a repository whose deeds can be taken back. */
export const openForDeed = Effect.fnUntraced(function* (
  doing: string,
  repository: string | undefined,
  context: LookContext
) {
  const found = yield* openWork(doing, repository, context)
  const refused = yield* attempt(doing, () => refuseDeeds(found, doing, context))
  if (refused !== null) return yield* refused
  return found
})

export interface ChangedPath {
  /** Relative to the top. */
  readonly path: string
  readonly how: "new" | "changed" | "gone"
}

const HOW: ReadonlyMap<string, ChangedPath["how"]> = new Map([
  ["A", "new"],
  ["D", "gone"]
])

/** Reads `--name-status -z --no-renames`: a letter, then a path. */
export const parseNameStatus = (text: string): ReadonlyArray<ChangedPath> => {
  const items = itemsOf(text)
  const found: Array<ChangedPath> = []
  for (let at = 0; at + 1 < items.length; at += 2) {
    found.push({ path: items[at + 1] ?? "", how: HOW.get(items[at]?.[0] ?? "") ?? "changed" })
  }
  return found
}

/** Paths that differ between two trees or commits; submodules left out, since their files are never touched. */
export const between = (place: GitPlace, doing: string, from: string, to: string) =>
  Effect.map(
    readGit(place, doing, [
      "diff-tree",
      "-r",
      "-z",
      "--no-renames",
      "--name-status",
      "--ignore-submodules=all",
      from,
      to,
      "--"
    ]),
    (result) => parseNameStatus(textOf(result))
  )

/** The name of the tree with nothing in it, in this repository's kind of hash. Made by nobody: git knows it. */
export const emptyTree = (place: GitPlace, doing: string): Effect.Effect<string, StepFailed> =>
  Effect.map(readGit(place, doing, ["hash-object", "-t", "tree", "--stdin"]), (result) => textOf(result).trim())

/** The commit that a revision means, or `null` where there is none. */
export const resolveCommit = (
  place: GitPlace,
  doing: string,
  revision: string
): Effect.Effect<string | null, StepFailed> =>
  Effect.map(
    readGit(place, doing, ["rev-parse", "--verify", "--quiet", `${revision}^{commit}`], {
      codes: [0, 1, 128]
    }),
    (result) => (result.exitCode === 0 ? textOf(result).trim() : null)
  )

export const noSuchRevision = (doing: string, revision: string): StepFailed =>
  revision === "HEAD"
    ? new StepFailed({ doing, reason: "there is no commit yet.", hints: ["Commit something first."] })
    : new StepFailed({
        doing,
        reason: `there is no commit, branch or tag ${revision}.`,
        hints: ["List the branches, the tags or the log, and name one of them."]
      })

/** The commit that a revision means; fails where there is none. */
export const needCommit = Effect.fnUntraced(function* (place: GitPlace, doing: string, revision: string) {
  const commit = yield* resolveCommit(place, doing, revision)
  return commit ?? (yield* noSuchRevision(doing, revision))
})

/** HEAD's commit, or the empty tree before the first one: what the working files are compared with. */
export const headTree = Effect.fnUntraced(function* (place: GitPlace, doing: string) {
  return (yield* resolveCommit(place, doing, "HEAD")) ?? (yield* emptyTree(place, doing))
})

/** Whether `ancestor` is in the history of `commit`. */
export const isAncestor = (place: GitPlace, doing: string, ancestor: string, commit: string) =>
  Effect.map(
    readGit(place, doing, ["merge-base", "--is-ancestor", ancestor, commit], { codes: [0, 1] }),
    (result) => result.exitCode === 0
  )

/** How many commits `to` has that `from` has not. */
export const commitsBetween = (place: GitPlace, doing: string, from: string, to: string) =>
  Effect.map(readGit(place, doing, ["rev-list", "--count", `${from}..${to}`, "--"]), (result) =>
    Number(textOf(result).trim())
  )

/** One setting, or `null`. */
export const setting = (place: GitPlace, doing: string, key: string) =>
  Effect.map(readGit(place, doing, ["config", "--get", "-z", key], { codes: [0, 1] }), (result) =>
    result.exitCode === 0 ? (itemsOf(textOf(result))[0] ?? "") : null
  )

/** Fails while planning, where git would not know whom to name as the author. */
export const needIdentity = Effect.fnUntraced(function* (place: GitPlace, doing: string) {
  yield* readGit(place, doing, ["var", "GIT_AUTHOR_IDENT"])
  yield* readGit(place, doing, ["var", "GIT_COMMITTER_IDENT"])
})

/** `Hooks of this repository will run: pre-commit, commit-msg. What they change is not taken back.` or nothing. */
export const hookNotes = Effect.fnUntraced(function* (
  repository: Repository,
  doing: string,
  names: ReadonlyArray<string>,
  context: LookContext
) {
  const told = textOf(yield* readGit(repository.place, doing, ["rev-parse", "--git-path", "hooks"]))
  const folder = PathText.resolve(repository.place.cwd, told.replace(/\n$/, ""))
  return yield* attempt(doing, () => {
    const found = names.filter((name) => {
      const stat = context.disk.stat(PathText.child(folder, name))
      return stat !== null && stat.type === "file" && (stat.mode & 0o111) !== 0
    })
    return found.length === 0
      ? []
      : [`Hooks of this repository will run: ${found.join(", ")}. What they change themselves is not taken back.`]
  })
})

/** A note where a signature is wanted: a locked key would need its password. */
export const signNotes = Effect.fnUntraced(function* (
  place: GitPlace,
  doing: string,
  key: "commit.gpgsign" | "tag.gpgsign"
) {
  const value = yield* setting(place, doing, key)
  return value === "true" || value === "1"
    ? ["It will be signed: the key must be unlocked in its agent, since nobody is asked for a password."]
    : []
})

/** Tracked files with changes, relative to the top; submodules left out. */
export const dirtyPaths = (status: Status): ReadonlyArray<string> =>
  status.entries.filter((entry) => isChanged(entry) && !entry.submodule).map((entry) => entry.path)

/**
 * Tracked files whose facts in the index are not those on the disk, changed or not: a forced checkout writes them anew, so they
 * are put aside as well. (What undo brought back is such a file: its inode's times of change are new.)
 */
export const staleInIndex = (place: GitPlace, doing: string): Effect.Effect<ReadonlyArray<string>, StepFailed> =>
  Effect.map(readGit(place, doing, ["diff-files", "-z", "--name-only", "--ignore-submodules=all"]), (result) =>
    itemsOf(textOf(result))
  )

/** Local changes that git would not carry over: they touch what changes. */
export const refuseOverlap = (
  doing: string,
  dirty: ReadonlyArray<string>,
  changes: ReadonlyArray<ChangedPath>,
  hint: string
): Effect.Effect<void, StepFailed> => {
  const changing = new Set(changes.map((change) => change.path))
  const both = dirty.filter((path) => changing.has(path))
  return both.length === 0
    ? Effect.void
    : Effect.fail(
        new StepFailed({
          doing,
          reason: `${fewNames(both)} ${both.length === 1 ? "has" : "have"} changes here that would be overwritten.`,
          hints: ["Commit or stash the changes first.", hint]
        })
      )
}

const WORDS: Readonly<Record<ChangedPath["how"], string>> = {
  new: "appears",
  changed: "changes",
  gone: "goes away"
}

/** One line of the plan for each working file. */
export const fileEffects = (
  repository: WorkRepository,
  changes: ReadonlyArray<ChangedPath>
): ReadonlyArray<PlanEffect> =>
  changes.map(({ path, how }) => ({ op: "git", to: absoluteOf(repository, path), detail: WORDS[how] }))

export const absolutePaths = (repository: WorkRepository, paths: ReadonlyArray<string>): ReadonlyArray<string> =>
  paths.map((path) => absoluteOf(repository, path))

export const fewShown = (repository: WorkRepository, paths: ReadonlyArray<string>, context: LookContext): string =>
  fewNames(paths.map((path) => shownFrom(repository, context.cwd, path)))

/** `1 commit`, `12 commits`. */
export const commits = (n: number): string => `${figure(n)} ${n === 1 ? "commit" : "commits"}`

/** The status once more, for files that a deed is about to touch. */
export const statusPaths = (
  place: GitPlace,
  doing: string,
  pick: (status: Status) => ReadonlyArray<string>,
  paths: ReadonlyArray<string> = []
): Effect.Effect<ReadonlyArray<string>, ToolError> => Effect.map(readStatus(place, doing, { paths }), pick)
