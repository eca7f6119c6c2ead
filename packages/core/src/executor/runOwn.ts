/**
 * A deed outside the file tree (git, a signal): what it takes to undo it is in the journal before it acts, what it left is
 * there before anything else is done. Where it fails or is interrupted, its inverse looks at what became of it at
 * once, and the journal says that.
 */
import type * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import { finishBatch, insertBatch } from "../history/batchRows.ts"
import { foldersOfTransaction, noteTimesLeft, timesOfFolders } from "../history/folderTimes.ts"
import type { Recorder } from "../history/Journal.ts"
import type { ActContext, AnyAction, Inverse, OwnDeed } from "../tool/Action.ts"
import type { ToolError } from "../tool/ToolError.ts"

export interface OwnContext {
  readonly recorder: Recorder
  readonly position: number
  readonly act: ActContext
  /** Writes down the trash folders that keeping files aside needs. */
  readonly useNow: () => void
}

const snapshot = (value: unknown): string => JSON.stringify(value ?? null)

/** A failure that tells that nothing was done, and nothing else beside it. */
const saysNothingDone = (own: OwnDeed, cause: Cause.Cause<ToolError>): boolean =>
  cause.reasons.length > 0 &&
  cause.reasons.every((reason) => reason._tag === "Fail" && own.didNothing?.(reason.error) === true)

/** What became of a deed that did not end: whether anything happened, and what it left. */
const settle = (
  inverse: Inverse | undefined,
  own: OwnDeed,
  cause: Cause.Cause<ToolError>,
  before: unknown,
  act: ActContext
) =>
  inverse === undefined
    ? Effect.succeed({ happened: !saysNothingDone(own, cause), after: null })
    : inverse.settle(before, act).pipe(
        // Where even looking fails, undo must look again: it happened, as far as we know.
        Effect.catchCause(() => Effect.succeed({ happened: true, after: null }))
      )

export const runOwn = Effect.fnUntraced(function* (context: OwnContext, action: AnyAction, own: OwnDeed) {
  const { recorder } = context
  const before = yield* own.before(context.act)
  const seq = recorder.commit((store, tx) =>
    insertBatch(store, {
      tx,
      step: context.position,
      kind: "own",
      deeds: snapshot(before),
      total: 1,
      trashBytes: 0,
      stageBytes: 0
    })
  )
  const act = action.repeatable === undefined ? context.act : { ...context.act, repeatable: action.repeatable }
  const { after, output } = yield* own.act(act, before).pipe(
    Effect.onExit((exit) =>
      Effect.gen(function* () {
        const left =
          exit._tag === "Success"
            ? { happened: exit.value.didNothing !== true, after: exit.value.after }
            : yield* settle(action.inverse, own, exit.cause, before, context.act)
        recorder.commit((store, tx) => {
          finishBatch(store, seq, left.happened ? 1 : 0, new Map(), snapshot(left.after))
          // Folders that earlier steps changed and this one changed again: still nobody but us.
          noteTimesLeft(store, tx, timesOfFolders(context.act.disk, foldersOfTransaction(store, tx)))
        })
      })
    )
  )
  return { after, output }
})
