/**
 * Which of the lines of a shell did something that still stands, newest first, with what of it stands. A transaction belongs to the line
 * that asked for it; a redo counts only for what no line here asked for. Reads the journal, one entry each.
 */
import type { HistoryEntry } from "@zenus/core"
import * as Effect from "effect/Effect"
import { type Block, transactionsOf } from "../line/ShellState.ts"

export interface StandingLine {
  readonly block: Block
  /** Transactions, newest first; one at least. */
  readonly ids: ReadonlyArray<string>
}

type EntryOf = (id: string) => Effect.Effect<HistoryEntry | null>

/** Of these, those that can be taken back now. */
export const standingOf = Effect.fnUntraced(function* (ids: ReadonlyArray<string>, entryOf: EntryOf) {
  const standing: Array<string> = []
  for (const id of ids) {
    const entry = yield* entryOf(id)
    if (entry !== null && entry.undoable && !entry.undone) standing.push(id)
  }
  return standing
})

export const standingLines = Effect.fnUntraced(function* (
  blocks: ReadonlyArray<Block>,
  entryOf: EntryOf
): Effect.fn.Return<ReadonlyArray<StandingLine>> {
  const asked = new Set(blocks.flatMap((block) => (block.kind === "request" ? transactionsOf(block) : [])))
  const seen = new Set<string>()
  const lines: Array<StandingLine> = []
  for (const block of blocks.toReversed()) {
    const own = transactionsOf(block).filter((id) => !seen.has(id) && (block.kind === "request" || !asked.has(id)))
    for (const id of own) seen.add(id)
    const ids = yield* standingOf(own, entryOf)
    if (ids.length > 0) lines.push({ block, ids })
  }
  return lines
})
