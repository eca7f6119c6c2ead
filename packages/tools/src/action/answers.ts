/** The ends that all changing actions share: nothing to do, one line of what was done, and names as a person sees them. */
import { abridge, type LookContext, type Output, PathText, type Prepared, quoteName } from "@zenus/core"
import { fewNames } from "./sayCount.ts"

/** A path as a person in the working folder sees it, escaped, and set off where it could be taken for words. */
export const shown = (path: string, context: Pick<LookContext, "cwd">): string =>
  quoteName(abridge(PathText.relativeTo(context.cwd, path)))

/** A step that finds nothing to do: no deeds, an empty answer, the reason as a note. */
export const nothingToDo = (explanation: string, note: string, notes: ReadonlyArray<string> = []): Prepared => ({
  explanation,
  deeds: [],
  notes,
  paths: [],
  answer: () => ({ lines: [], note })
})

/** Nothing fits the selection. `meant` are the places that would have been changed: a place that may not be is refused, full or empty. */
export const nothingFound = (
  what: string,
  notes: ReadonlyArray<string> = [],
  meant: ReadonlyArray<string> = [],
  note = "Nothing found."
): Prepared => ({
  ...nothingToDo(`Nothing to do: no ${what} fits`, note, notes),
  ...(meant.length === 0 ? {} : { writes: meant })
})

/** The answer once everything is done: one line, and the notes that are still of interest. */
export const answered = (line: string, paths: ReadonlyArray<string>, note?: string) => (): Output => ({
  lines: [line],
  paths,
  ...(note === undefined ? {} : { note })
})

/** `Could not be read: a, b and 3 more.` or nothing. */
export const unreadableNote = (
  unreadable: ReadonlyArray<string>,
  context: Pick<LookContext, "cwd">
): ReadonlyArray<string> =>
  unreadable.length === 0
    ? []
    : [`Could not be read and so left out: ${fewNames(unreadable.map((path) => shown(path, context)))}.`]
