/**
 * Which repository a request speaks of: found by git itself from a folder, upwards. Reads only. Knows the three
 * folders that matter (working files, git's own, the one shared by all working folders of a repository), and refuses
 * what the way back cannot be kept for: a path that is no UTF-8 (no program can be started there) and
 * references kept as reftable.
 */
import { type LookContext, PathText, StepFailed, type ToolError } from "@zenus/core"
import * as Effect from "effect/Effect"
import { locate } from "../select/locate.ts"
import { attempt } from "../action/trouble.ts"
import { type GitPlace, readGit, textOf } from "./runGit.ts"

export interface Repository {
  /** Where the request stands in it (real path), and the environment. */
  readonly place: GitPlace
  /** Top of the working files; `null` in a bare repository or inside `.git`. */
  readonly work: string | null
  /** HEAD, index and what belongs to this working folder. */
  readonly gitDir: string
  /** Branches, tags, objects, config; the same as `gitDir` but in a further working folder. */
  readonly commonDir: string
}

/** A repository with working files. `top` is the place of all calls whose paths count from there. */
export interface WorkRepository extends Repository {
  readonly work: string
  readonly top: GitPlace
}

const asText = (path: string, doing: string): Effect.Effect<string, StepFailed> =>
  path.isWellFormed()
    ? Effect.succeed(path)
    : Effect.fail(
        new StepFailed({
          doing,
          reason: "the path of this repository is no valid UTF-8, and git cannot be started there.",
          hints: ["Rename that folder first."]
        })
      )

/** The folder that an argument `repository` names, or the working folder: its real path. */
export const folderOf = (repository: string | undefined, context: LookContext): Effect.Effect<string, ToolError> =>
  attempt("Find the repository", () => {
    if (repository === undefined) return context.cwd
    const { path, stat } = locate(repository, context)
    if (stat.type === "folder") return path
    const real = context.disk.realpath(path) ?? path
    return context.disk.lstat(real)?.type === "folder" ? real : PathText.dirname(real)
  })

/** A path inside git's folder `commondir` names the shared one, relative to it. */
const commonDirOf = (gitDir: string, context: LookContext): string => {
  const file = PathText.child(gitDir, "commondir")
  if (context.disk.lstat(file) === null) return gitDir
  return PathText.resolve(gitDir, new TextDecoder().decode(context.disk.read(file)).trim())
}

/** Fails with `StepFailed` where there is none, git does not trust it, or it is not ours to read. */
export const openRepository = Effect.fnUntraced(function* (
  doing: string,
  repository: string | undefined,
  context: LookContext
) {
  const cwd = yield* asText(yield* folderOf(repository, context), doing)
  const place: GitPlace = { cwd, env: context.env }
  const found = yield* readGit(place, doing, [
    "rev-parse",
    "--is-bare-repository",
    "--is-inside-work-tree",
    "--show-cdup",
    "--absolute-git-dir"
  ])
  // Three lines without names in them, then a path that may hold line ends itself. No `--show-cdup` line without working files.
  const text = textOf(found).replace(/\n$/, "")
  const inside = text.split("\n", 2)[1] === "true"
  const parts = /^[^\n]*\n[^\n]*\n((?:\.\.\/)*\n)?([\s\S]*)$/.exec(text)
  const gitDir = yield* asText(parts?.[2] ?? "", doing)
  const up = (parts?.[1] ?? "").trimEnd()
  return {
    place,
    work: inside ? PathText.resolve(cwd, up === "" ? "." : up) : null,
    gitDir,
    commonDir: commonDirOf(gitDir, context)
  } satisfies Repository as Repository
})

/** The same, and there must be working files. */
export const openWork = Effect.fnUntraced(function* (
  doing: string,
  repository: string | undefined,
  context: LookContext
) {
  const found = yield* openRepository(doing, repository, context)
  if (found.work === null) {
    return yield* new StepFailed({
      doing,
      reason: "this repository has no working files here (it is bare, or this is its .git folder).",
      hints: ["Go to a folder with its working files."]
    })
  }
  return { ...found, work: found.work, top: { ...found.place, cwd: found.work } } satisfies WorkRepository
})

/** `null` where a deed may act and be taken back. */
export const refuseDeeds = (repository: Repository, doing: string, context: LookContext): StepFailed | null =>
  context.disk.lstat(PathText.child(repository.commonDir, "reftable")) === null
    ? null
    : new StepFailed({
        doing,
        reason: "this repository keeps its references as reftable, which zenus cannot take back yet.",
        hints: ["Do it with git itself."]
      })

/** Absolute path of a name that git gave relative to the top. */
export const absoluteOf = (repository: WorkRepository, path: string): string => PathText.child(repository.work, path)

/** How a path relative to the top is shown to somebody who stands in `cwd`: relative below it, absolute elsewhere. */
export const shownFrom = (repository: WorkRepository, cwd: string, path: string): string =>
  PathText.relativeTo(cwd, absoluteOf(repository, path))
