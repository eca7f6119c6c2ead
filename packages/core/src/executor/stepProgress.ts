/**
 * What one step says of how far it is, from its three sources: deeds that are done, bytes of copies that are being made, and what its
 * own work tells. Deeds come in slices of some milliseconds and are passed on as they are; the rest may come with every slice of
 * a file, so most of it is dropped before it costs an event.
 */
import type { Deed } from "../tool/Deed.ts"
import { EVERY_MS, everySoOften, type TellProgress } from "../tool/TellProgress.ts"
import type { StepProgress } from "./ExecutorEvent.ts"

/** What deeds are done after the step has staged something itself. */
export const INTO_PLACE = "Putting into place"

/** Bytes that will be copied, file by file, while deeds are staged; `null` for none. */
export const copiedBytesOf = (deeds: ReadonlyArray<Deed>): number | null => {
  let bytes = 0
  for (const deed of deeds) if (deed.do === "put" && deed.content.kind === "copy") bytes += deed.bytes
  return bytes === 0 ? null : bytes
}

export interface StepTelling {
  /** For the step's own work. */
  readonly tell: TellProgress
  /** Its deeds begin; `total` counts what is done beside them, too. */
  readonly deeds: (deeds: ReadonlyArray<Deed>, total: number, phase: string | null) => void
  /** So many bytes more of copies are there, and so many copies as a whole (default 0). */
  readonly copied: (bytes: number, copies?: number) => void
  /** Deeds were done: `tally` has grown. */
  readonly done: () => void
}

/** @param now milliseconds of any clock. */
export const makeStepTelling = (
  stepId: string,
  tally: { readonly count: number; readonly bytes: number },
  onEvent: (event: StepProgress) => void,
  now: () => number
): StepTelling => {
  const state = { phase: null as string | null, total: 0, totalBytes: null as number | null, copied: 0, copies: 0 }
  let saidAt = now()
  const deedsNow = (): void => {
    saidAt = now()
    const { phase, total, totalBytes } = state
    const bytes = totalBytes === null ? tally.bytes : Math.min(state.copied, totalBytes)
    // A batch of copies is made, which takes the time, before the first of it is put into place.
    const staged = Math.max(0, Math.min(state.copies, total) - tally.count)
    const done = tally.count
    onEvent({ type: "step.progress", stepId, done, total, unit: "things", staged, bytes, totalBytes, phase })
  }
  return {
    tell: everySoOften((done, total, unit, phase = undefined) => {
      onEvent({
        type: "step.progress",
        stepId,
        done,
        total,
        unit,
        staged: 0,
        bytes: 0,
        totalBytes: null,
        phase: phase ?? null
      })
    }, now),
    deeds: (deeds, total, phase) => {
      state.phase = phase
      state.total = total
      state.totalBytes = copiedBytesOf(deeds)
    },
    copied: (bytes, copies = 0) => {
      state.copied += bytes
      state.copies += copies
      if (now() - saidAt >= EVERY_MS) deedsNow()
    },
    done: deedsNow
  }
}
