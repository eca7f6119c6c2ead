/** Rows of transactions and their steps: the SQL and its types, no decisions. */
import type { Store, Row, SqlValue } from "../state/Store.ts"
import { decodePath, encodePath } from "../state/PathColumn.ts"
import type { ReportStatus, StepStatus } from "../plan/Report.ts"
import type { UndoKind } from "../plan/Plan.ts"
import { keptRequest } from "./keptRequest.ts"
import { withoutKeys } from "./typedLine.ts"
import type { OwnerId } from "./Owner.ts"

/** `run` acts, `read` only looked, `outcome` never came to act (refused, not understood); `housekeeping` is our own. */
export type TransactionKind = "run" | "read" | "outcome" | "undo" | "redo" | "housekeeping"

export type TransactionStatus = ReportStatus | "running"

/** Which side the deeds of a run stand on. `undoing` and `redoing`: in part, by an undo or redo that was stopped or cut off. */
export type DeedsStand = "after" | "undoing" | "before" | "redoing"

export interface TransactionRow {
  readonly seq: number
  readonly id: string
  readonly kind: TransactionKind
  readonly status: TransactionStatus
  readonly standing: DeedsStand
  /** Its owner died in the middle of it, or was ended from outside. */
  readonly crashed: boolean
  /** What undo would need is not kept any more. */
  readonly pruned: boolean
  /** Undo and redo: shared by all transactions of one command. */
  readonly command: string | null
  /** Undo and redo: the transaction that is taken back or done again. */
  readonly target: number | null
  readonly request: string
  readonly cwd: string
  readonly provider: string
  readonly consent: string | null
  /** Milliseconds since 1970. */
  readonly at: number
  readonly endedAt: number | null
  readonly owner: OwnerId | null
  /** The plan as JSON. */
  readonly plan: string | null
  /** The error document as JSON. */
  readonly error: string | null
}

export interface TransactionHead {
  readonly id: string
  readonly kind: TransactionKind
  readonly request: string
  readonly cwd: string
  readonly provider: string
  readonly consent: string | null
  readonly at: number
  readonly plan: string | null
  readonly command: string | null
  readonly target: number | null
}

/** `waiting` is only seen while the transaction runs, or after a crash. */
export type StepRowStatus = StepStatus | "waiting"

export interface StepRow {
  readonly position: number
  readonly id: string
  readonly tool: string
  readonly action: string
  readonly explanation: string
  readonly undo: UndoKind
  readonly status: StepRowStatus
  /** Effects planned. */
  readonly total: number
  /** Effects verified. */
  readonly count: number
  readonly durationMs: number | null
  /** The error document as JSON. */
  readonly error: string | null
}

export type StepHead = Pick<StepRow, "id" | "tool" | "action" | "explanation" | "undo" | "total">

export const textOf = (value: SqlValue | undefined): string => (typeof value === "string" ? value : "")
export const textOrNull = (value: SqlValue | undefined): string | null => (typeof value === "string" ? value : null)
export const numberOf = (value: SqlValue | undefined): number => (typeof value === "number" ? value : 0)
export const numberOrNull = (value: SqlValue | undefined): number | null => (typeof value === "number" ? value : null)

const ownerOf = (row: Row): OwnerId | null =>
  typeof row["owner_pid"] === "number"
    ? { pid: row["owner_pid"], startTime: textOf(row["owner_start"]), boot: textOf(row["owner_boot"]) }
    : null

export const transactionOf = (row: Row): TransactionRow => ({
  seq: numberOf(row["seq"]),
  id: textOf(row["id"]),
  kind: textOf(row["kind"]) as TransactionKind,
  status: textOf(row["status"]) as TransactionStatus,
  standing: textOf(row["standing"]) as DeedsStand,
  crashed: row["crashed"] === 1,
  pruned: row["pruned"] === 1,
  command: textOrNull(row["command"]),
  target: numberOrNull(row["target"]),
  request: textOf(row["request"]),
  cwd: decodePath(row["cwd"]),
  provider: textOf(row["provider"]),
  consent: textOrNull(row["consent"]),
  at: numberOf(row["at"]),
  endedAt: numberOrNull(row["ended_at"]),
  owner: ownerOf(row),
  plan: textOrNull(row["plan"]),
  error: textOrNull(row["error"])
})

export const stepOf = (row: Row): StepRow => ({
  position: numberOf(row["position"]),
  id: textOf(row["id"]),
  tool: textOf(row["tool"]),
  action: textOf(row["action"]),
  explanation: textOf(row["explanation"]),
  undo: textOf(row["undo"]) as UndoKind,
  status: textOf(row["status"]) as StepRowStatus,
  total: numberOf(row["total"]),
  count: numberOf(row["count"]),
  durationMs: numberOrNull(row["duration_ms"]),
  error: textOrNull(row["error"])
})

/** Where nothing is done nothing has to be done again: what looks like a key is of no use in such a row. */
const NEVER_TRAVELS: ReadonlySet<TransactionHead["kind"]> = new Set(["outcome", "read"])

/** A document in JSON without keys; `null` where it would be none any more. */
const documentWithoutKeys = (json: string): string | null => {
  const hidden = withoutKeys(json)
  try {
    JSON.parse(hidden)
    return hidden
  } catch {
    return null
  }
}

/** A running transaction with its steps, all of them waiting. Gives its row number. */
export const insertTransaction = (
  store: Store,
  head: TransactionHead,
  owner: OwnerId | null,
  status: TransactionStatus,
  steps: ReadonlyArray<StepHead>
): number => {
  const isKeyless = NEVER_TRAVELS.has(head.kind)
  const kept = (text: string): string => (isKeyless ? withoutKeys(text) : text)
  const seq = store.run(
    `INSERT INTO history_transaction (id, kind, status, standing, command, target, request, cwd, provider, consent, at, owner_pid, owner_start, owner_boot, plan)
     VALUES (?, ?, ?, 'after', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    [
      head.id,
      head.kind,
      status,
      head.command,
      head.target,
      keptRequest(kept(head.request)),
      encodePath(head.cwd),
      head.provider,
      head.consent,
      head.at,
      owner?.pid ?? null,
      owner?.startTime ?? null,
      owner?.boot ?? null,
      isKeyless && head.plan !== null ? documentWithoutKeys(head.plan) : head.plan
    ]
  ).lastId
  steps.forEach((step, position) =>
    store.run(
      `INSERT INTO history_step (tx, position, id, tool, action, explanation, undo, status, total)
       VALUES (?, ?, ?, ?, ?, ?, ?, 'waiting', ?)`,
      [seq, position, step.id, step.tool, step.action, kept(step.explanation).toWellFormed(), step.undo, step.total]
    )
  )
  return seq
}

export const endTransaction = (
  store: Store,
  seq: number,
  end: { readonly status: TransactionStatus; readonly at: number; readonly error: string | null }
): void => {
  store.run("UPDATE history_transaction SET status = ?, ended_at = ?, error = ? WHERE seq = ?", [
    end.status,
    end.at,
    end.error,
    seq
  ])
}

/** It ended without anybody having wished it. */
export const markCutOff = (store: Store, seq: number): void => {
  store.run("UPDATE history_transaction SET crashed = 1 WHERE seq = ?", [seq])
}

export const setStanding = (store: Store, seq: number, standing: DeedsStand): void => {
  store.run("UPDATE history_transaction SET standing = ? WHERE seq = ?", [standing, seq])
}

export const updateStep = (
  store: Store,
  seq: number,
  position: number,
  step: Pick<StepRow, "status" | "count" | "durationMs" | "error">
): void => {
  store.run("UPDATE history_step SET status = ?, count = ?, duration_ms = ?, error = ? WHERE tx = ? AND position = ?", [
    step.status,
    step.count,
    step.durationMs,
    step.error,
    seq,
    position
  ])
}

export const transactionBySeq = (store: Store, seq: number): TransactionRow | null => {
  const row = store.get("SELECT * FROM history_transaction WHERE seq = ?", [seq])
  return row === undefined ? null : transactionOf(row)
}

export const transactionById = (store: Store, id: string): TransactionRow | null => {
  const row = store.get("SELECT * FROM history_transaction WHERE id = ?", [id])
  return row === undefined ? null : transactionOf(row)
}

export const runningTransactions = (store: Store): ReadonlyArray<TransactionRow> =>
  store.all("SELECT * FROM history_transaction WHERE status = 'running' ORDER BY seq").map(transactionOf)

export const stepsOf = (store: Store, seq: number): ReadonlyArray<StepRow> =>
  store.all("SELECT * FROM history_step WHERE tx = ? ORDER BY position", [seq]).map(stepOf)

/** Makes `owner` the owner where it is still owned by `from`: of two that settle the same transaction one gets it. */
export const takeOver = (store: Store, row: TransactionRow, owner: OwnerId): boolean =>
  store.run(
    `UPDATE history_transaction SET owner_pid = ?, owner_start = ?, owner_boot = ?
     WHERE seq = ? AND status = 'running' AND owner_pid IS ? AND owner_start IS ? AND owner_boot IS ?`,
    [
      owner.pid,
      owner.startTime,
      owner.boot,
      row.seq,
      row.owner?.pid ?? null,
      row.owner?.startTime ?? null,
      row.owner?.boot ?? null
    ]
  ).changes === 1
