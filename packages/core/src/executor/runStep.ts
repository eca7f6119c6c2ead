/**
 * One step from start to report: looks again where an earlier step has changed what it looked at, stages, does its deeds,
 * then its own deed, and answers. Ends on its own whatever happens: a failure is part of the report. What it counts
 * was verified on the disk.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type { Disk } from "../disk/Disk.ts"
import { child } from "../disk/PathText.ts"
import type { Recoverable } from "../errors/Recoverable.ts"
import { noteTimesLeft, timesOfFolders } from "../history/folderTimes.ts"
import type { Recorder } from "../history/Journal.ts"
import { updateStep } from "../history/transactionRows.ts"
import type { TrashPlaces } from "../history/trashPlaces.ts"
import type { TrashUse } from "../history/trashUse.ts"
import type { PlanEffect, Step } from "../plan/Plan.ts"
import { StepReport } from "../plan/Report.ts"
import type { ActContext, Prepared } from "../tool/Action.ts"
import { effectOf } from "../tool/Deed.ts"
import { lines, noOutput, type Output } from "../tool/Output.ts"
import type { ResolvedStep } from "../tool/ResolvedPlan.ts"
import { Telling } from "../tool/TellProgress.ts"
import { ChangedSince, StepFailed } from "../tool/ToolError.ts"
import type { ExecutorEvent } from "./ExecutorEvent.ts"
import {
  catchThrown,
  documentOfCause,
  howFar,
  interruptedDocument,
  journalStopped,
  unwrittenOf,
  tookTooLong
} from "./failures.ts"
import { runFiles, type FilesContext } from "./runFiles.ts"
import { runOwn } from "./runOwn.ts"
import { INTO_PLACE, makeStepTelling } from "./stepProgress.ts"

/** What acting needs; absent for a plan that only reads. */
export interface Acting {
  readonly recorder: Recorder
  readonly places: TrashPlaces
  readonly use: TrashUse
  readonly useNow: () => void
  readonly batchSize: number
}

export interface StepContext {
  readonly disk: Disk
  readonly acting: Acting | null
  readonly onEvent: (event: ExecutorEvent) => void
  /** Called once when the step has ended, also when the fiber is being interrupted and has no way to return anything. */
  readonly onResult: (position: number, result: StepResult) => void
}

export interface StepResult {
  readonly report: StepReport
  readonly output: Output | null
}

const effectsOf = (prepared: Prepared): ReadonlyArray<PlanEffect> => [
  ...prepared.deeds.map(effectOf),
  ...(prepared.own?.effects ?? [])
]

/** How many effects that is, without making them. */
export const countOf = (prepared: Prepared): number => prepared.deeds.length + (prepared.own?.effects.length ?? 0)

/** Whether doing it needs the journal. */
export const acts = (prepared: Prepared): boolean => prepared.deeds.length > 0 || prepared.own !== undefined

/** The step as it looks now; fails where it would do something else than what was shown and agreed to. */
const lookAgain = Effect.fnUntraced(function* (step: ResolvedStep) {
  const again = yield* step.action.prepare(step.args, step.context)
  const planned = effectsOf(step.prepared)
  const now = effectsOf(again)
  const length = Math.max(planned.length, now.length)
  for (let index = 0; index < length; index++) {
    const [a, b] = [planned[index], now[index]]
    if (a?.op !== b?.op || a?.from !== b?.from || a?.to !== b?.to) {
      const path = a?.from ?? a?.to ?? b?.from ?? b?.to ?? step.id
      return yield* new ChangedSince({ path, what: "looks different" })
    }
  }
  return again
})

const defaultAnswer = (prepared: Prepared): Output => lines(prepared.explanation)

export const runStep = Effect.fnUntraced(function* (
  context: StepContext,
  step: ResolvedStep,
  planned: Step | undefined,
  position: number
) {
  const { acting, disk, onEvent } = context
  const clock = yield* Clock.Clock
  const startedAt = clock.currentTimeMillisUnsafe()
  const tally = { count: 0, bytes: 0 }
  let total = countOf(step.prepared)
  onEvent({ type: "step.started", stepId: step.id, explanation: step.prepared.explanation })
  const telling = makeStepTelling(step.id, tally, onEvent, () => clock.currentTimeMillisUnsafe())

  let keeps = 0
  const actContext = (acting: Acting): ActContext => ({
    disk,
    transaction: acting.recorder.id,
    keep: (near) =>
      Effect.suspend(() => {
        const place = acting.places.placesFor(near)[0]
        if (place === undefined) {
          return new StepFailed({
            doing: step.prepared.explanation,
            reason: "no private folder can be made to keep what undo would need",
            hints: ["Make an allowed root on that file system writable for you."]
          })
        }
        const folder = child(acting.use.folderIn(place), `keep-${position}-${(keeps += 1)}`)
        acting.useNow()
        disk.mkdir(folder, 0o700)
        return Effect.succeed(folder)
      }),
    progress: telling.tell
  })

  /** Makes the folder for the step's own staging, on the file system of what will be put into place from it. */
  const stage = Effect.fnUntraced(function* (acting: Acting, prepared: Prepared) {
    if (prepared.stage === undefined) return null
    const target = prepared.deeds.find((deed) => deed.do === "put" && deed.content.kind === "staged")
    if (target?.do !== "put") return null
    const place = acting.places.placesFor(target.path.slice(0, Math.max(1, target.path.lastIndexOf("/"))))[0]
    if (place === undefined) {
      return yield* new StepFailed({
        doing: prepared.explanation,
        reason: "no private folder can be made on that file system",
        hints: ["Make an allowed root on it writable for you."]
      })
    }
    const folder = child(acting.use.folderIn(place), `stage-${position}`)
    acting.useNow()
    disk.mkdir(folder, 0o700)
    yield* prepared.stage(folder, actContext(acting))
    return folder
  })

  const change = Effect.fnUntraced(function* (acting: Acting, prepared: Prepared) {
    const folders = new Set<string>()
    const stageFolder = yield* stage(acting, prepared)
    telling.deeds(prepared.deeds, total, stageFolder === null ? null : INTO_PLACE)
    const files: FilesContext = {
      disk,
      places: acting.places,
      use: acting.use,
      useNow: acting.useNow,
      rejected: new Set(),
      stageFolder,
      mayDestroy: planned?.undo === "no" && planned.risk === 3,
      batchSize: acting.batchSize,
      onStaged: telling.copied,
      recorder: acting.recorder,
      position,
      folders,
      tally,
      onProgress: telling.done
    }
    yield* runFiles(files, prepared.deeds).pipe(
      Effect.onExit(() =>
        Effect.sync(() => {
          const left = timesOfFolders(disk, folders)
          acting.recorder.queue((store, tx) => noteTimesLeft(store, tx, left))
        })
      )
    )
    if (prepared.own === undefined) {
      const { count, bytes } = tally
      return prepared.answer?.({ count, bytes }) ?? defaultAnswer(prepared)
    }
    const own = yield* runOwn(
      { recorder: acting.recorder, position, act: actContext(acting), useNow: acting.useNow },
      step.action,
      prepared.own
    )
    tally.count += prepared.own.effects.length
    return own.output
  })

  const work = Effect.gen(function* () {
    const prepared = step.lookAgain ? yield* lookAgain(step) : step.prepared
    total = countOf(prepared)
    if (acts(prepared)) {
      if (acting === null) return yield* Effect.die(new Error("A step that acts was run without a journal."))
      return yield* change(acting, prepared)
    }
    if (prepared.run !== undefined) return yield* prepared.run
    return prepared.answer?.({ count: 0, bytes: 0 }) ?? noOutput
  })
  const far = (): string => howFar(tally.count, step.prepared.deeds, total)
  const timed = catchThrown(Effect.provideService(work, Telling, telling.tell)).pipe(
    Effect.timeoutOrElse({
      duration: step.action.timeoutMs,
      orElse: (): Effect.Effect<Output, Recoverable> =>
        Effect.fail(tookTooLong(step.prepared.explanation, step.action.timeoutMs, far()))
    })
  )

  const finish = (
    status: StepReport["status"],
    error: StepReport["error"],
    output: Output | null,
    now: number
  ): void => {
    const report = new StepReport(
      {
        id: step.id,
        status,
        durationMs: now - startedAt,
        count: tally.count,
        output: output === null ? null : (output.data ?? output.lines),
        error
      },
      { disableChecks: true }
    )
    acting?.recorder.queue((store, tx) =>
      updateStep(store, tx, position, {
        status,
        count: report.count,
        durationMs: report.durationMs,
        error: error === null ? null : JSON.stringify(error)
      })
    )
    onEvent({ type: "step.finished", report })
    context.onResult(position, { report, output })
  }

  return yield* Effect.uninterruptibleMask((restore) =>
    Effect.gen(function* () {
      const exit = yield* Effect.exit(restore(timed))
      const now = yield* Clock.currentTimeMillis
      if (exit._tag === "Success") return finish("done", null, exit.value, now)
      const stopped = acting?.recorder.begun() === true ? unwrittenOf(exit.cause) : null
      if (stopped !== null) return finish("failed", journalStopped(stopped, far()), null, now)
      const error = documentOfCause(exit.cause)
      if (error !== null) return finish("failed", error, null, now)
      return finish("interrupted", interruptedDocument(far(), tally.count > 0), null, now)
    })
  )
})
