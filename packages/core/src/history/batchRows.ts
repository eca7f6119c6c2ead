/** Rows of batches: the SQL and its types, no decisions. A batch is up to some thousand deeds on files, or one deed outside the file tree. */
import type { Store, Row } from "../state/Store.ts"
import type { Made } from "./drive.ts"
import { numberOf, numberOrNull, textOf, textOrNull } from "./transactionRows.ts"

export type BatchKind = "files" | "own"

export interface BatchRow {
  readonly seq: number
  readonly tx: number
  /** Position of the step. */
  readonly step: number
  readonly kind: BatchKind
  /** Deeds as `batchCodec` writes them; for an own deed its `before` as JSON. */
  readonly deeds: string
  /** Own deeds: what `act` left, as JSON. */
  readonly after: string | null
  readonly made: Made
  readonly total: number
  /** How many leading deeds were done; `null` while in flight: for a deed outside the file tree, also on its way back or there again. */
  readonly done: number | null
  /** How many leading deeds stand in their state after. */
  readonly cursor: number
}

/** Inodes of made folders as JSON: `[[place, inode], ...]`. */
const encodeMade = (made: Made): string | null => (made.size === 0 ? null : JSON.stringify([...made]))
const decodeMade = (text: string | null): Made => {
  const parsed: unknown = text === null ? [] : JSON.parse(text)
  const made: Made = new Map()
  for (const pair of Array.isArray(parsed) ? parsed : []) {
    const [place, inode]: ReadonlyArray<unknown> = Array.isArray(pair) ? pair : []
    if (typeof place === "number" && typeof inode === "number") made.set(place, inode)
  }
  return made
}

export const batchOf = (row: Row): BatchRow => ({
  seq: numberOf(row["seq"]),
  tx: numberOf(row["tx"]),
  step: numberOf(row["step"]),
  kind: row["kind"] === "own" ? "own" : "files",
  deeds: textOf(row["deeds"]),
  after: textOrNull(row["after"]),
  made: decodeMade(textOrNull(row["facts"])),
  total: numberOf(row["total"]),
  done: numberOrNull(row["done"]),
  cursor: numberOf(row["cursor"])
})

export const insertBatch = (
  store: Store,
  batch: {
    readonly tx: number
    readonly step: number
    readonly kind: BatchKind
    readonly deeds: string
    readonly total: number
    /** Bytes that it puts into the trash, and that it takes up there once it is undone. */
    readonly trashBytes: number
    readonly stageBytes: number
  }
): number =>
  store.run(
    `INSERT INTO history_batch (tx, step, kind, deeds, total, trash_bytes, stage_bytes) VALUES (?, ?, ?, ?, ?, ?, ?)`,
    [batch.tx, batch.step, batch.kind, batch.deeds, batch.total, batch.trashBytes, batch.stageBytes]
  ).lastId

/** The batch is over: so many of its deeds were done and stand. */
export const finishBatch = (store: Store, seq: number, done: number, made: Made, after: string | null = null): void => {
  store.run("UPDATE history_batch SET done = ?, cursor = ?, facts = ?, after = ? WHERE seq = ?", [
    done,
    done,
    encodeMade(made),
    after,
    seq
  ])
}

/** Undo and redo have come to here. */
export const moveCursor = (store: Store, seq: number, cursor: number, made: Made): void => {
  store.run("UPDATE history_batch SET cursor = ?, facts = ? WHERE seq = ?", [cursor, encodeMade(made), seq])
}

/** Undo or redo of a deed outside the file tree begins: from here on it stands on neither side, and counts as standing. */
export const beginOwn = (store: Store, seq: number): void => {
  store.run("UPDATE history_batch SET done = NULL, cursor = total WHERE seq = ?", [seq])
}

/** It has come to its end: it stands (`cursor` 1) or does not (0). */
export const endOwn = (store: Store, seq: number, cursor: 0 | 1): void => {
  store.run("UPDATE history_batch SET done = total, cursor = ? WHERE seq = ?", [cursor, seq])
}

/** Row numbers of a transaction's batches in the order in which they were begun. Rows are read one at a time: they are big. */
export const batchSeqsOf = (store: Store, tx: number): ReadonlyArray<number> =>
  store.all("SELECT seq FROM history_batch WHERE tx = ? ORDER BY seq", [tx]).map((row) => numberOf(row["seq"]))

export const batchBySeq = (store: Store, seq: number): BatchRow | null => {
  const row = store.get("SELECT * FROM history_batch WHERE seq = ?", [seq])
  return row === undefined ? null : batchOf(row)
}

/** Batches of a run in flight: their owner died between the commit before and the commit after. */
export const batchesInFlight = (store: Store, tx: number): ReadonlyArray<BatchRow> =>
  store.all("SELECT * FROM history_batch WHERE tx = ? AND done IS NULL ORDER BY seq", [tx]).map(batchOf)
