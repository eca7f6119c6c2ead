/**
 * What is said where nothing fits: that something in the folders below would, if the order names no place. An order without a place stays
 * in this very folder, and "Nothing found." right after such files were listed from below would look like a lie.
 */
import type { LookContext, Prepared, Selection, ToolError } from "@zenus/core"
import * as Effect from "effect/Effect"
import { nothingFound } from "../action/answers.ts"
import { select } from "./select.ts"

/** How to say where. */
export const SAY_WHERE = 'Say where: "in this folder and its subfolders", or name the folder.'
/** Levels that are looked through for a mere word about them. */
const NEAR = 4

/** Whether an order without a place finds something once the folders below are looked through too, so many levels down. */
export const onlyBelow = (
  files: Selection,
  context: LookContext,
  levels?: number
): Effect.Effect<boolean, ToolError> => {
  const placed =
    files.in !== undefined ||
    files.paths !== undefined ||
    files.recursive !== undefined ||
    files.maxDepth !== undefined ||
    files.minDepth !== undefined
  if (placed) return Effect.succeed(false)
  const wider = { ...files, recursive: true, ...(levels === undefined ? {} : { maxDepth: levels }) }
  const all = select(wider, context, { needStat: false, crossMounts: false })
  return Effect.map(all, ({ entries }) => entries.length > 0)
}

/** A step that finds nothing to do. `what` is what was looked for, `meant` as in `nothingFound`. */
export const nothingHere = (
  what: string,
  files: Selection,
  context: LookContext,
  notes: ReadonlyArray<string> = [],
  meant: ReadonlyArray<string> = []
): Effect.Effect<Prepared, ToolError> =>
  Effect.map(onlyBelow(files, context, NEAR), (isBelow) =>
    isBelow
      ? nothingFound(
          what,
          notes,
          meant,
          `Nothing in this very folder fits, but something in the folders below does. ${SAY_WHERE}`
        )
      : nothingFound(what, notes, meant)
  )
