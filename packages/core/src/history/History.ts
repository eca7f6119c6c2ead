/**
 * What was asked, planned, done, and by whom: reads the journal for people and programs, newest first. Also takes in
 * requests that never came to act (refused, not understood), which nothing else writes down.
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { ErrorDocument, ReportStatus } from "../plan/Report.ts"
import type { Store } from "../state/Store.ts"
import type { StoreError } from "../state/StoreError.ts"
import { Journal, type OpenJournal } from "./Journal.ts"
import { withoutKeys } from "./typedLine.ts"
import { storeErrors } from "./storeErrors.ts"
import {
  endTransaction,
  insertTransaction,
  numberOf,
  stepsOf,
  transactionById,
  transactionOf,
  type StepRow,
  type TransactionKind,
  type TransactionRow
} from "./transactionRows.ts"

export interface HistoryStep {
  readonly id: string
  readonly tool: string
  readonly action: string
  readonly explanation: string
  readonly status: StepRow["status"]
  /** Effects verified. */
  readonly count: number
  readonly durationMs: number | null
  readonly error: ErrorDocument | null
}

/**
 * Contract §7; `recovered` is what a crash cut off and was then taken back or finished, `running` is another zenus at work. A
 * transaction that was cut off is `interrupted` also before anybody has settled it.
 */
export interface HistoryEntry {
  readonly transaction: string
  readonly kind: TransactionKind
  /** ISO 8601 in UTC. */
  readonly at: string
  readonly request: string
  readonly cwd: string
  readonly status: ReportStatus | "recovered" | "running"
  readonly provider: string
  readonly steps: ReadonlyArray<HistoryStep>
  readonly undoable: boolean
  readonly undone: boolean
  readonly error: ErrorDocument | null
  readonly durationMs: number | null
}

export interface HistoryQuery {
  /** Default 50. */
  readonly limit?: number
  /** Only what failed, was refused, interrupted or not understood. */
  readonly failures?: boolean
  /** Words that request, folder, provider, step or error must hold, any case. */
  readonly search?: string
}

/** A request that ended before anything was done, or a question that needed nothing of this machine (`done`). */
export interface RequestOutcome {
  readonly request: string
  readonly cwd: string
  readonly provider: string
  readonly status: ReportStatus
  /** The plan document as JSON, where there is one. */
  readonly plan: string | null
  readonly error: ErrorDocument | null
}

const parseError = (text: string | null): ErrorDocument | null => {
  if (text === null) return null
  const parsed: unknown = JSON.parse(text)
  if (typeof parsed !== "object" || parsed === null) return null
  // An undo that stopped keeps where and why.
  if ("why" in parsed && "path" in parsed) {
    return { tag: "UndoStopped", message: `${String(parsed.path)}: ${String(parsed.why)}`, recovery: [] }
  }
  return "tag" in parsed && "message" in parsed && "recovery" in parsed && Array.isArray(parsed.recovery)
    ? { tag: String(parsed.tag), message: String(parsed.message), recovery: parsed.recovery.map(String) }
    : null
}

const errorWithoutKeys = ({ message, recovery, tag }: ErrorDocument): string =>
  JSON.stringify({ tag, message: withoutKeys(message), recovery: recovery.map((step) => withoutKeys(step)) })

const stepEntry = (step: StepRow): HistoryStep => ({
  id: step.id,
  tool: step.tool,
  action: step.action,
  explanation: step.explanation,
  status: step.status,
  count: step.count,
  durationMs: step.durationMs,
  error: parseError(step.error)
})

/** Of what nobody has settled yet it is not known whether the batch in flight stands: undo looks. */
const isUndoable = (store: Store, row: TransactionRow, steps: ReadonlyArray<StepRow>, running: boolean): boolean => {
  if (row.kind !== "run" || row.pruned || running || row.standing === "before") return false
  const standing = new Set(
    store
      .all("SELECT DISTINCT step FROM history_batch WHERE tx = ? AND (cursor > 0 OR (? AND done IS NULL))", [
        row.seq,
        row.status === "running" ? 1 : 0
      ])
      .map((batch) => numberOf(batch["step"]))
  )
  return standing.size > 0 && !steps.some(({ position, undo }) => undo === "no" && standing.has(position))
}

/** A crash that was made good: the run was taken back, or the undo or redo came to its end later. */
const isRecovered = (store: Store, row: TransactionRow): boolean => {
  if (!row.crashed) return false
  if (row.kind === "run") return row.standing === "before"
  if (row.target === null) return row.kind === "housekeeping"
  const target = store.get("SELECT standing FROM history_transaction WHERE seq = ?", [row.target])?.["standing"]
  return target === (row.kind === "undo" ? "before" : "after")
}

const entryOf = ({ store, isLive }: OpenJournal, row: TransactionRow): HistoryEntry => {
  const steps = stepsOf(store, row.seq)
  const running = row.status === "running" && isLive(row)
  const status = row.status === "running" && !running ? "interrupted" : row.status
  return {
    transaction: row.id,
    kind: row.kind,
    at: new Date(row.at).toISOString(),
    request: row.request,
    cwd: row.cwd,
    status: isRecovered(store, row) ? "recovered" : status,
    provider: row.provider,
    steps: steps.map(stepEntry),
    undoable: isUndoable(store, row, steps, running),
    undone: row.kind === "run" && row.standing === "before",
    error: parseError(row.error),
    durationMs: row.endedAt === null ? null : row.endedAt - row.at
  }
}

/** What seems to run may have been cut off: judged when its owner has been looked for. */
const FAILURES = "status <> 'done'"
const escapeLike = (text: string): string => text.replace(/[\\%_]/g, "\\$&")
const SEARCHED = `(request LIKE ?1 ESCAPE '\\' OR CAST(cwd AS TEXT) LIKE ?1 ESCAPE '\\' OR provider LIKE ?1 ESCAPE '\\' OR error LIKE ?1 ESCAPE '\\'
  OR EXISTS (SELECT 1 FROM history_step s WHERE s.tx = t.seq AND (s.explanation LIKE ?1 ESCAPE '\\' OR s.tool || '.' || s.action LIKE ?1 ESCAPE '\\')))`

export class History extends Context.Service<
  History,
  {
    /** Newest first. Empty where there is no history; makes none. */
    readonly list: (query?: HistoryQuery) => Effect.Effect<ReadonlyArray<HistoryEntry>, StoreError>
    /** One entry with the plan it had, as JSON; `null` for an id that is not known. */
    readonly find: (
      id: string
    ) => Effect.Effect<{ readonly entry: HistoryEntry; readonly plan: string | null } | null, StoreError>
    /** Takes in a request that ended before anything was done. */
    readonly record: (outcome: RequestOutcome) => Effect.Effect<void, StoreError>
    /** Takes in what of our own was taken away, and below which folder. */
    readonly tidied: (what: string, folder: string) => Effect.Effect<void, StoreError>
  }
>()("@zenus/core/history/History") {
  static readonly layer: Layer.Layer<History, never, Journal> = Layer.effect(
    History,
    Effect.gen(function* () {
      const journal = yield* Journal
      /** A row without steps, that is over. */
      const enter = (outcome: RequestOutcome, kind: "outcome" | "housekeeping"): Effect.Effect<void, StoreError> =>
        storeErrors(
          Effect.gen(function* () {
            const { store } = yield* journal.open
            const { id, at } = yield* journal.newId
            const now = yield* Clock.currentTimeMillis
            store.transaction(() => {
              const head = { ...outcome, id, kind, at, consent: null, command: null, target: null }
              const seq = insertTransaction(store, head, null, outcome.status, [])
              endTransaction(store, seq, {
                status: outcome.status,
                at: now,
                error: outcome.error === null ? null : errorWithoutKeys(outcome.error)
              })
            })
          })
        )
      return History.of({
        list: (query = {}) =>
          storeErrors(
            Effect.map(journal.openExisting, (opened) => {
              if (opened === null) return []
              const { store } = opened
              const where = [
                ...(query.search === undefined ? [] : [SEARCHED]),
                ...(query.failures === true ? [FAILURES] : [])
              ]
              const rows = store.all(
                `SELECT * FROM history_transaction t ${where.length === 0 ? "" : `WHERE ${where.join(" AND ")}`} ORDER BY seq DESC LIMIT ?${query.search === undefined ? "1" : "2"}`,
                [...(query.search === undefined ? [] : [`%${escapeLike(query.search)}%`]), query.limit ?? 50]
              )
              return rows
                .map((row) => entryOf(opened, transactionOf(row)))
                .filter((entry) => query.failures !== true || entry.status !== "running")
            })
          ),
        find: (id) =>
          storeErrors(
            Effect.map(journal.openExisting, (opened) => {
              const row = opened === null ? null : transactionById(opened.store, id)
              return opened === null || row === null ? null : { entry: entryOf(opened, row), plan: row.plan }
            })
          ),
        record: (outcome) => enter(outcome, "outcome"),
        tidied: (what, folder) =>
          enter(
            { request: what, cwd: folder, provider: "zenus", status: "done", plan: null, error: null },
            "housekeeping"
          )
      })
    })
  )
}
