/**
 * Which transactions an undo takes back and a redo does again, in which order, and what stands in the way from the start. Pure
 * decisions over rows; the rows come newest first.
 */
import type { StepRow, TransactionRow } from "./transactionRows.ts"

/** A run as undo sees it. */
export interface Candidate {
  readonly row: TransactionRow
  /**
   * Its place in time: its own row number, or that of the undo or redo that was stopped or cut off in it. Such a one is
   * continued before older work, and after newer.
   */
  readonly key: number
  /** Whether some of its deeds stand in their state after. */
  readonly stands: boolean
}

/** The newest `count` that can be spoken of as "what I did last": what never changed anything, or is taken back already, is passed over. */
export const undoOrder = (candidates: ReadonlyArray<Candidate>, count: number): ReadonlyArray<TransactionRow> =>
  candidates
    .filter(({ row, stands }) => row.kind === "run" && row.standing !== "before" && (stands || row.pruned))
    .toSorted((a, b) => b.key - a.key)
    .slice(0, Math.max(0, count))
    .map(({ row }) => row)

/** Why a transaction cannot be taken back at all, in words that follow its name; `null` where it can be tried. */
export const neverUndone = (row: TransactionRow, standing: ReadonlyArray<StepRow>): string | null => {
  if (row.pruned) return "what undo would need is no longer kept: the trash was pruned"
  const final = standing.find(({ undo }) => undo === "no")
  return final === undefined ? null : `step ${final.id} (${final.explanation}) cannot be taken back`
}

export interface UndoneBy {
  /** The row of the undo. */
  readonly undo: TransactionRow
  readonly target: TransactionRow
}

/**
 * What the last undo took back, oldest first: all of one command. Empty where something new was done since; `undos` are
 * newest first, `newestRun` the row number of the newest run that changed something.
 */
export const redoOrder = (undos: ReadonlyArray<UndoneBy>, newestRun: number): ReadonlyArray<TransactionRow> => {
  const open = undos.filter(({ target }) => target.standing !== "after" && !target.pruned)
  const [last] = open
  if (last === undefined || newestRun > last.undo.seq) return []
  const seen = new Set<number>()
  return open
    .filter(({ undo }) => undo.command === last.undo.command)
    .filter(({ target }) => !seen.has(target.seq) && seen.add(target.seq) !== undefined)
    .map(({ target }) => target)
    .toSorted((a, b) => a.seq - b.seq)
}
