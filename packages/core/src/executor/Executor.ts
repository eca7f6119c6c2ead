/**
 * Does what was agreed to: takes a ConfirmedPlan and nothing else. Steps wait for those that they need and run beside the
 * others; a failed step stops those that need it, the rest finishes. A plan that acts is one transaction of the journal;
 * one that only reads leaves one row, and where even that cannot be written it still answers. Stopped in the middle, it
 * settles the step in flight before it says how far it came.
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { DiskService, type Disk } from "../disk/Disk.ts"
import { isRecoverable } from "../errors/Recoverable.ts"
import { Journal, type OpenJournal, type Recorder, type TransactionId } from "../history/Journal.ts"
import { Trash } from "../history/Trash.ts"
import { wasCutOff } from "../history/stopReason.ts"
import {
  insertTransaction,
  endTransaction,
  markCutOff,
  updateStep,
  type StepHead,
  type TransactionHead
} from "../history/transactionRows.ts"
import { closeTrash, makeTrashUse } from "../history/trashUse.ts"
import { untilAborted } from "../history/untilAborted.ts"
import { isStoreError, type StoreError } from "../state/StoreError.ts"
import { StepReport, type ErrorDocument } from "../plan/Report.ts"
import type { ConfirmedPlan } from "../safety/ConfirmedPlan.ts"
import type { Output } from "../tool/Output.ts"
import type { ResolvedPlan } from "../tool/ResolvedPlan.ts"
import type { ExecutorEvent } from "./ExecutorEvent.ts"
import { documentOf } from "./failures.ts"
import { runSteps } from "./runSteps.ts"
import { planText } from "./planText.ts"
import { acts, countOf, runStep, type Acting, type StepContext, type StepResult } from "./runStep.ts"

export interface ExecutorOptions {
  /** Steps at a time. Default 4. */
  readonly concurrency?: number
  /** Deeds between two commits of the journal at most. Default 5,000. */
  readonly batchSize?: number
}

export interface ExecuteOptions {
  /** Called at once, in order; must not throw. */
  readonly onEvent?: (event: ExecutorEvent) => void
  /** Stops what runs; the execution then ends as `interrupted` and says how far it came. With the reason `CUT_OFF` it is written down as cut off. */
  readonly stop?: AbortSignal
  /** Made beforehand. Default: a new one. An id that is in the history already is a defect. */
  readonly transaction?: TransactionId
}

/** What became of it. Never a failure of the effect: a failed step is part of it. */
export interface Execution {
  readonly status: "done" | "failed" | "interrupted"
  /** `null` for a plan that only reads, or of which nothing was begun. */
  readonly transaction: string | null
  /** In the order of the plan. */
  readonly steps: ReadonlyArray<StepReport>
  /** By step id; only of steps that are done. */
  readonly outputs: ReadonlyMap<string, Output>
  /** Whether undo would find something to take back. */
  readonly undoable: boolean
  /** Of the first step that failed or was interrupted. */
  readonly error: ErrorDocument | null
  /** For standard error: what went wrong beside the request itself. */
  readonly notes: ReadonlyArray<string>
}

/** How it stands in the journal. */
const headOf = (
  { consent, resolved: { plan } }: ConfirmedPlan,
  kind: "run" | "read",
  { at, id }: TransactionId
): TransactionHead => ({
  id,
  kind,
  request: plan.request,
  cwd: plan.cwd,
  provider: plan.provider,
  consent,
  at,
  plan: planText(plan),
  command: null,
  target: null
})

const stepHeads = (resolved: ResolvedPlan): ReadonlyArray<StepHead> =>
  resolved.steps.map((step, position) => ({
    id: step.id,
    tool: step.tool,
    action: step.action.name,
    explanation: step.prepared.explanation,
    undo: resolved.plan.steps[position]?.undo ?? "no",
    total: countOf(step.prepared)
  }))

const skipped = (id: string): StepReport =>
  new StepReport({ id, status: "skipped", durationMs: 0, count: 0, output: null, error: null }, { disableChecks: true })

/** Never begun, because the whole was stopped. */
const notBegun = (id: string): StepReport =>
  new StepReport(
    { id, status: "interrupted", durationMs: 0, count: 0, output: null, error: null },
    { disableChecks: true }
  )

const statusOf = (reports: ReadonlyArray<StepReport>): Execution["status"] =>
  reports.some(({ status }) => status === "interrupted")
    ? "interrupted"
    : reports.some(({ status }) => status === "failed" || status === "skipped")
      ? "failed"
      : "done"

/** Whether something stands that undo could take back, and nothing that it could not. */
const isUndoable = (resolved: ResolvedPlan, reports: ReadonlyArray<StepReport>): boolean => {
  const begun = resolved.steps.flatMap((step, position) => {
    const report = reports[position]
    return acts(step.prepared) && report !== undefined && report.count > 0 ? [resolved.plan.steps[position]?.undo] : []
  })
  return begun.length > 0 && !begun.includes("no")
}

/** The last commit of a transaction. Where not even that can be written, recovery does it later; the note says so. */
const endRecorder = (
  recorder: Recorder,
  status: Execution["status"],
  at: number,
  error: ErrorDocument | null
): ReadonlyArray<string> => {
  try {
    recorder.end({ status, at, error: error === null ? null : JSON.stringify(error) })
    return []
  } catch (cause) {
    if (!isRecoverable(cause)) throw cause
    recorder.abandon()
    return [`The end of this run could not be written down (${cause.message}) The next zenus settles it.`]
  }
}

/** The journal cannot be written: nothing is done, and every step says so. */
const refuse = (confirmed: ConfirmedPlan, cause: StoreError): Execution => {
  const error = documentOf(cause)
  const [first, ...rest] = confirmed.resolved.steps.map(({ id }) => id)
  const failed =
    first === undefined
      ? []
      : [
          new StepReport(
            { id: first, status: "failed", durationMs: 0, count: 0, output: null, error },
            { disableChecks: true }
          )
        ]
  return {
    status: "failed",
    transaction: null,
    steps: [...failed, ...rest.map(skipped)],
    outputs: new Map(),
    undoable: false,
    error,
    notes: []
  }
}

export class Executor extends Context.Service<
  Executor,
  {
    /**
     * Does the plan. Interrupting the effect settles the step in flight as `stop` does, and writes it down; only the
     * report is then lost to the caller.
     */
    readonly execute: (confirmed: ConfirmedPlan, options?: ExecuteOptions) => Effect.Effect<Execution>
  }
>()("@zenus/core/executor/Executor") {
  static readonly layer = (
    options: ExecutorOptions = {}
  ): Layer.Layer<Executor, never, DiskService | Journal | Trash> =>
    Layer.effect(
      Executor,
      Effect.gen(function* () {
        const disk = yield* DiskService
        const journal = yield* Journal
        const trash = yield* Trash
        const concurrency = options.concurrency ?? 4
        const batchSize = options.batchSize ?? 5_000

        const run = (confirmed: ConfirmedPlan, acting: Acting | null, execute: ExecuteOptions) => {
          const { resolved } = confirmed
          const results = new Map<number, StepResult>()
          const context: StepContext = {
            disk,
            acting,
            onEvent: execute.onEvent ?? (() => {}),
            onResult: (position, result) => results.set(position, result)
          }
          const all = runSteps(resolved, concurrency, results, (position) => {
            const step = resolved.steps[position]
            return step === undefined
              ? Effect.die(new Error("A plan has fewer steps than it says."))
              : runStep(context, step, resolved.plan.steps[position], position)
          })
          return {
            all: execute.stop === undefined ? all : Effect.raceFirst(all, untilAborted(execute.stop, undefined)),
            reports: (wasStopped: boolean): ReadonlyArray<StepReport> =>
              resolved.steps.map(
                ({ id }, position) => results.get(position)?.report ?? (wasStopped ? notBegun(id) : skipped(id))
              ),
            hasRun: (position: number): boolean => results.has(position),
            outputs: (): ReadonlyMap<string, Output> =>
              new Map(
                [...results.values()].flatMap(({ report, output }) =>
                  output === null ? [] : [[report.id, output] as const]
                )
              )
          }
        }

        const begin = Effect.fnUntraced(function* (
          confirmed: ConfirmedPlan,
          opened: OpenJournal,
          { transaction }: ExecuteOptions
        ) {
          const { plan } = confirmed.resolved
          const { id, at } = transaction ?? (yield* journal.newId)
          const recorder = opened.record(headOf(confirmed, "run", { at, id }), stepHeads(confirmed.resolved))
          const places = trash.placesIn(plan.cwd)
          const use = makeTrashUse(disk, places, trash.uid, id)
          const useNow = (): void => {
            if (!use.isWaiting()) return
            recorder.commit(use.write)
            use.made()
          }
          return { recorder, places, use, useNow, batchSize } satisfies Acting
        })

        /** After the last step: what was staged and not used goes, the trash is tidied, the end is written. */
        const close = (
          acting: Acting,
          opened: OpenJournal,
          at: number,
          status: Execution["status"],
          error: ErrorDocument | null
        ): ReadonlyArray<string> => {
          const { recorder, places, use } = acting
          const notes = endRecorder(recorder, status, at, error)
          if (notes.length > 0 || !recorder.begun()) return notes
          tidyUp(disk, opened, recorder, places.home(), use.lookThrough())
          return notes
        }

        const act = Effect.fnUntraced(function* (
          confirmed: ConfirmedPlan,
          opened: OpenJournal,
          execute: ExecuteOptions
        ) {
          const acting = yield* begin(confirmed, opened, execute)
          return yield* Effect.uninterruptibleMask((restore) =>
            Effect.gen(function* () {
              const running = run(confirmed, acting, execute)
              const exit = yield* Effect.exit(restore(running.all))
              const stopped = exit._tag === "Failure" || execute.stop?.aborted === true
              const reports = running.reports(stopped)
              const status = statusOf(reports)
              const error = reports.find((report) => report.error !== null)?.error ?? null
              for (const [position, report] of reports.entries()) {
                if (running.hasRun(position)) continue
                const { status } = report
                acting.recorder.queue((store, tx) =>
                  updateStep(store, tx, position, { status, count: 0, durationMs: null, error: null })
                )
              }
              if (status === "interrupted" && wasCutOff(execute.stop)) acting.recorder.queue(markCutOff)
              const at = yield* Clock.currentTimeMillis
              const notes = close(acting, opened, at, status, error)
              return {
                status,
                transaction: acting.recorder.begun() ? acting.recorder.id : null,
                steps: reports,
                outputs: running.outputs(),
                undoable: acting.recorder.begun() && isUndoable(confirmed.resolved, reports),
                error,
                notes
              } satisfies Execution
            })
          )
        })

        /** One row, once the answer is there; an answer is worth more than its row. */
        const noteReading = Effect.fnUntraced(function* (
          confirmed: ConfirmedPlan,
          reports: ReadonlyArray<StepReport>,
          status: Execution["status"],
          error: ErrorDocument | null
        ) {
          const opened = yield* journal.open
          const head = headOf(confirmed, "read", yield* journal.newId)
          opened.store.transaction(() => {
            const seq = insertTransaction(opened.store, head, null, status, stepHeads(confirmed.resolved))
            for (const [position, report] of reports.entries()) {
              updateStep(opened.store, seq, position, {
                status: report.status,
                count: report.count,
                durationMs: report.durationMs,
                error: report.error === null ? null : JSON.stringify(report.error)
              })
            }
            endTransaction(opened.store, seq, {
              status,
              at: head.at,
              error: error === null ? null : JSON.stringify(error)
            })
          })
        })

        const read = Effect.fnUntraced(function* (confirmed: ConfirmedPlan, execute: ExecuteOptions) {
          const running = run(confirmed, null, execute)
          return yield* Effect.uninterruptibleMask((restore) =>
            Effect.gen(function* () {
              const exit = yield* Effect.exit(restore(running.all))
              const reports = running.reports(exit._tag === "Failure" || execute.stop?.aborted === true)
              const status = statusOf(reports)
              const error = reports.find((report) => report.error !== null)?.error ?? null
              const notes = yield* noteReading(confirmed, reports, status, error).pipe(
                Effect.as<ReadonlyArray<string>>([]),
                Effect.catchDefect((thrown) => (isStoreError(thrown) ? Effect.fail(thrown) : Effect.die(thrown))),
                Effect.catch((cause: StoreError) =>
                  Effect.succeed([`This request is not in the history: ${cause.message}`])
                )
              )
              return {
                status,
                transaction: null,
                steps: reports,
                outputs: running.outputs(),
                undoable: false,
                error,
                notes
              } satisfies Execution
            })
          )
        })

        return Executor.of({
          execute: Effect.fn("Executor.execute")(function* (confirmed: ConfirmedPlan, execute: ExecuteOptions = {}) {
            if (!confirmed.resolved.steps.some(({ prepared }) => acts(prepared))) return yield* read(confirmed, execute)
            return yield* journal.open.pipe(
              Effect.flatMap((opened) => act(confirmed, opened, execute)),
              Effect.catch((cause) => Effect.succeed(refuse(confirmed, cause)))
            )
          })
        })
      })
    )
}

/** The trash after a transaction. A disk or store that refuses leaves things for pruning. */
const tidyUp = (
  disk: Disk,
  opened: OpenJournal,
  recorder: Recorder,
  home: string,
  looks: ReadonlySet<string>
): void => {
  try {
    closeTrash(opened.store, disk, recorder.id, home, looks)
  } catch (error) {
    if (!isRecoverable(error)) throw error
  }
}
