/** What the reading actions share: a step that only reads, its paths as lines, and the notes on what was left out. */
import type { LookContext, Output, Prepared, Selection, ToolError } from "@zenus/core"
import { PathText } from "@zenus/core"
import type * as Effect from "effect/Effect"
import { shown } from "../action/answers.ts"
import { fewNames } from "../action/sayCount.ts"
import { type SelectOptions, type Starts, startsOf } from "./select.ts"
import { attempt } from "../action/trouble.ts"

export const NOTHING_FOUND = "Nothing found."

/** A path as it goes into a pipe: relative below the working folder, raw. */
export const pathText = (path: string, context: Pick<LookContext, "cwd">): string =>
  PathText.relativeTo(context.cwd, path)

/** The note on standard error: nothing found (where `empty` is a sentence, that), what could not be read, anything more. */
export const noteOf = (
  empty: boolean | string,
  unreadable: ReadonlyArray<string>,
  context: Pick<LookContext, "cwd">,
  ...more: ReadonlyArray<string>
): { readonly note?: string } => {
  const parts = [
    ...(empty === false ? [] : [empty === true ? NOTHING_FOUND : empty]),
    ...more,
    ...(unreadable.length === 0
      ? []
      : [
          `Could not be read and so left out: ${fewNames([...new Set(unreadable)].map((path) => shown(path, context)))}.`
        ])
  ]
  return parts.length === 0 ? {} : { note: parts.join(" ") }
}

/** A step that reads and has nothing to take back. */
export const readingStep = (
  explanation: string,
  reads: ReadonlyArray<string>,
  run: Effect.Effect<Output, ToolError>
): Prepared => ({ explanation, deeds: [], reads, run })

/**
 * Looks where a selection begins, so that a path that is not there is said while planning, and leaves the selecting
 * itself to `run`.
 */
export const readSelection = (
  doing: string,
  selection: Selection,
  context: LookContext,
  options: SelectOptions,
  prepare: (starts: Starts) => Prepared
): Effect.Effect<Prepared, ToolError> => attempt(doing, () => prepare(startsOf(selection, context, options)))

export const readsOf = (starts: Starts): ReadonlyArray<string> => [...starts.folders, ...starts.named]
