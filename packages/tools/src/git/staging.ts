/**
 * Staging exactly the paths that the status lists, through git's plumbing: one pass however many they are (a list of paths given
 * to `git add` is compared with every file), no name can be a pattern, and nothing comes along that the status left out:
 * our own trash, and repositories inside this one, which `git add` would take in as a link to nowhere.
 */
import type { ToolError } from "@zenus/core"
import * as Effect from "effect/Effect"
import type { Acting } from "./gitDeed.ts"
import { pathList } from "./runGit.ts"
import { isUnstaged, readStatus, type StatusEntry } from "./status.ts"

/** A folder that is a repository of its own. */
export const isNested = (entry: StatusEntry): boolean => entry.kind === "untracked" && entry.path.endsWith("/")

/** What staging everything (or with `tracked` all that git knows) takes. */
export const isStageable =
  (tracked: boolean) =>
  (entry: StatusEntry): boolean =>
    isUnstaged(entry) || (!tracked && entry.kind === "untracked" && !isNested(entry))

export const nestedNotes = (entries: ReadonlyArray<StatusEntry>): ReadonlyArray<string> =>
  entries.filter(isNested).map((entry) => `Left alone, being a repository of its own: ${entry.path.slice(0, -1)}.`)

/** Stages what the status lists now, below `paths` (all where empty). Gives the paths. */
export const stageListed = (
  { git, place }: Acting,
  doing: string,
  paths: ReadonlyArray<string>,
  tracked: boolean
): Effect.Effect<ReadonlyArray<string>, ToolError> =>
  Effect.gen(function* () {
    const found = (yield* readStatus(place, doing, { paths })).entries
      .filter(isStageable(tracked))
      .map((entry) => entry.path)
    if (found.length > 0) {
      yield* git(["update-index", "--add", "--remove", "--replace", "-z", "--stdin"], { input: pathList(found) })
    }
    return found
  })
