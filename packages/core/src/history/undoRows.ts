/** What undo and redo need to know of the journal to choose: the SQL, no decisions (undoOrder.ts). */
import type { Store } from "../state/Store.ts"
import { numberOf, transactionBySeq, transactionOf, type TransactionRow } from "./transactionRows.ts"
import type { Candidate, UndoneBy } from "./undoOrder.ts"

const STANDS = `EXISTS (SELECT 1 FROM history_batch b WHERE b.tx = t.seq AND b.cursor > 0)`

const STANDS_OR_MAY = `EXISTS (SELECT 1 FROM history_batch b WHERE b.tx = t.seq AND (b.cursor > 0 OR b.done IS NULL))`

/**
 * As many runs as may be needed, newest first. `orphans` are runs that a crash has cut off and nobody has settled yet, for a dry run.
 * @param among the ids of those that are meant. Default: all.
 */
export const candidatesOf = (
  store: Store,
  count: number,
  orphans: ReadonlyArray<TransactionRow>,
  among?: ReadonlyArray<string>
): ReadonlyArray<Candidate> => [
  ...settledCandidates(store, count, among),
  ...orphans.map((row) => ({ row, key: row.seq, stands: mayStand(store, row.seq) }))
]

const mayStand = (store: Store, tx: number): boolean =>
  store.get(`SELECT 1 FROM history_transaction t WHERE t.seq = ? AND ${STANDS_OR_MAY}`, [tx]) !== undefined

const settledCandidates = (store: Store, count: number, among?: ReadonlyArray<string>): ReadonlyArray<Candidate> =>
  store
    .all(
      `SELECT t.*, ${STANDS} AS stands, CASE WHEN t.standing IN ('undoing', 'redoing')
           THEN COALESCE((SELECT MAX(u.seq) FROM history_transaction u WHERE u.target = t.seq), t.seq) ELSE t.seq END AS key
       FROM history_transaction t
       WHERE t.kind = 'run' AND t.status <> 'running' AND t.standing <> 'before' AND (t.pruned = 1 OR ${STANDS})
         ${among === undefined ? "" : "AND t.id IN (SELECT value FROM json_each(?))"}
       ORDER BY key DESC LIMIT ?`,
      [...(among === undefined ? [] : [JSON.stringify(among)]), count]
    )
    .map((row) => ({ row: transactionOf(row), key: numberOf(row["key"]), stands: row["stands"] === 1 }))

/** Undos whose transaction is still taken back, at least in part, newest first. */
export const undosOf = (store: Store): ReadonlyArray<UndoneBy> =>
  store
    .all(
      `SELECT u.* FROM history_transaction u JOIN history_transaction t ON t.seq = u.target
       WHERE u.kind = 'undo' AND u.status <> 'running' AND t.standing <> 'after' ORDER BY u.seq DESC`
    )
    .flatMap((row) => {
      const undo = transactionOf(row)
      const target = undo.target === null ? null : transactionBySeq(store, undo.target)
      return target === null ? [] : [{ undo, target }]
    })

/** The row number of the newest run that changed something; 0 for none. */
export const newestRun = (store: Store): number =>
  numberOf(
    store.get(
      `SELECT MAX(t.seq) AS seq FROM history_transaction t
       WHERE t.kind = 'run' AND EXISTS (SELECT 1 FROM history_batch b WHERE b.tx = t.seq)`
    )?.["seq"]
  )

/** Positions of steps of which something stands. */
export const standingSteps = (store: Store, tx: number): ReadonlySet<number> =>
  new Set(
    store
      .all("SELECT DISTINCT step FROM history_batch WHERE tx = ? AND cursor > 0", [tx])
      .map((row) => numberOf(row["step"]))
  )
