/** What the git actions have in common: fields of arguments, paths as git takes them, the frame of those that only look. */
import {
  BadArgument,
  type DeedRefused,
  escapeName,
  type LookContext,
  type Output,
  PathText,
  type Prepared,
  type ToolError
} from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { option, optionalText } from "../action/field.ts"
import { expandHome, locateTarget } from "../select/locate.ts"
import { attempt } from "../action/trouble.ts"
import { LOCAL_TIMEOUT_MS } from "./gitDeed.ts"
import type { Repository, WorkRepository } from "./Repository.ts"

/** Every action has it: where the repository is. */
export const repositoryField = optionalText(
  "folder of the repository, or one inside it; the working folder by default. Other paths then count from there"
)

/** One path or several. */
export const optionalPaths = (description: string) =>
  option(Schema.Union([Schema.String, Schema.Array(Schema.String)]), description)

export const count = (description: string) =>
  option(Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 1_000_000 })), description)

export const asList = (paths: string | ReadonlyArray<string> | undefined): ReadonlyArray<string> =>
  paths === undefined ? [] : typeof paths === "string" ? [paths] : paths

/** Actions that only look: the fields they share. */
export const looks = { risk: 0, undo: "yes", timeoutMs: 120_000, parallel: true } as const
/** Deeds: one after the other, since git itself locks the whole repository. */
export const acts = { undo: "yes", timeoutMs: LOCAL_TIMEOUT_MS, parallel: false } as const

export const answering = (
  explanation: string,
  repository: Repository,
  run: Effect.Effect<Output, ToolError>
): Prepared => ({
  explanation,
  deeds: [],
  reads: [...new Set([repository.work ?? repository.gitDir, repository.gitDir])],
  run
})

/** An answer with a note where there is nothing to show. */
export const orNothing = (output: Output, note: string): Output =>
  output.lines.length === 0 && output.note === undefined ? { ...output, note } : output

/** Fails with what a check found; goes on where it found nothing. */
export const mustPass = (found: BadArgument | DeedRefused | null): Effect.Effect<void, BadArgument | DeedRefused> =>
  found === null ? Effect.void : Effect.fail(found)

/**
 * The paths of a request as git takes them: relative to the top of the working files (`.` for all of them), names taken
 * literally. They need not be there: a deleted file can be staged too. Fails for what lies outside or in git's own folder.
 */
export const pathsInWork = (
  action: string,
  paths: string | ReadonlyArray<string> | undefined,
  repository: WorkRepository,
  context: LookContext
): Effect.Effect<ReadonlyArray<string>, ToolError> =>
  attempt("Find the files", () => {
    const from = { ...context, cwd: repository.place.cwd }
    return asList(paths).map((path) => {
      if (path === "") throw new BadArgument({ action, reason: "a path is empty.", hints: ["Name a file or folder."] })
      const absolute = locateTarget(path, from)?.path ?? PathText.normalize(expandHome(path, from))
      if (PathText.isInside(repository.gitDir, absolute) || PathText.isInside(repository.commonDir, absolute)) {
        throw new BadArgument({
          action,
          reason: `${escapeName(path)} is git's own.`,
          hints: ["Name a file outside the .git folder."]
        })
      }
      if (!PathText.isInside(repository.work, absolute)) {
        throw new BadArgument({
          action,
          reason: `${escapeName(path)} is outside the repository ${escapeName(repository.work)}.`,
          hints: ["Name a file inside it."]
        })
      }
      return PathText.relativeTo(repository.work, absolute)
    })
  })

/** A table and, for pipes, one line an item. */
export const table = <A>(
  items: ReadonlyArray<A>,
  columns: ReadonlyArray<readonly [name: string, cell: (item: A) => string | number | null]>,
  line: (item: A) => string
): Output => ({
  lines: items.map(line),
  table: {
    columns: columns.map(([name]) => name),
    rows: items.map((item) => columns.map(([, cell]) => cell(item)))
  }
})
