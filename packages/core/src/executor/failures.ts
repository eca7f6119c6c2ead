/** What went wrong in a step, as the report and the history hold it. Known errors keep their words; anything else is a bug of ours and called one. */
import type * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import { isRecoverable, type Recoverable } from "../errors/Recoverable.ts"
import type { ErrorDocument } from "../plan/Report.ts"
import type { Deed } from "../tool/Deed.ts"
import { StoreBusy, StoreUnwritable } from "../state/StoreError.ts"
import { StepFailed } from "../tool/ToolError.ts"

export const documentOf = (error: Recoverable): ErrorDocument => ({
  tag: error._tag,
  message: error.message,
  recovery: error.recovery
})

const defect = (cause: unknown): ErrorDocument => ({
  tag: "Defect",
  message: `A bug of zenus stopped this step: ${cause instanceof Error ? cause.message : String(cause)}`,
  recovery: ["Run it again with --verbose and report what it prints."]
})

/** The disk and the store throw; what is thrown with a message and a recovery is a failure like any other. */
export const catchThrown = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E | Recoverable, R> =>
  Effect.catchDefect(effect, (thrown) => (isRecoverable(thrown) ? Effect.fail(thrown) : Effect.die(thrown)))

/** The state file that could not be written, where that is what ended it. A damaged one is none: its way out is another. */
export const unwrittenOf = (cause: Cause.Cause<unknown>): StoreBusy | StoreUnwritable | null => {
  for (const reason of cause.reasons) {
    const thrown = reason._tag === "Fail" ? reason.error : reason._tag === "Die" ? reason.defect : null
    if (thrown instanceof StoreBusy || thrown instanceof StoreUnwritable) return thrown
  }
  return null
}

/** `null` for an interruption. */
export const documentOfCause = (cause: Cause.Cause<unknown>): ErrorDocument | null => {
  for (const reason of cause.reasons) {
    if (reason._tag === "Fail") return isRecoverable(reason.error) ? documentOf(reason.error) : defect(reason.error)
    if (reason._tag === "Die") return isRecoverable(reason.defect) ? documentOf(reason.defect) : defect(reason.defect)
  }
  return null
}

/** How done deeds are spoken of. */
const VERBS: ReadonlyMap<Deed["do"], string> = new Map([
  ["make-folder", "made"],
  ["move", "moved"],
  ["put", "written"],
  ["trash", "deleted"],
  ["set", "changed"]
])

/** The verb of what the step mostly does. */
const verbOf = (deeds: ReadonlyArray<Deed>): string => {
  const counts = new Map<Deed["do"], number>()
  for (const deed of deeds) counts.set(deed.do, (counts.get(deed.do) ?? 0) + 1)
  const [most] = [...counts].toSorted((a, b) => b[1] - a[1])
  return (most === undefined ? undefined : VERBS.get(most[0])) ?? "done"
}

const grouped = (count: number): string => String(count).replace(/\B(?=(\d{3})+$)/g, ",")

/** `4,211 of 100,000 moved` */
export const howFar = (done: number, deeds: ReadonlyArray<Deed>, total: number): string =>
  `${grouped(done)} of ${grouped(total)} ${verbOf(deeds)}`

export const interruptedDocument = (far: string, undoable: boolean): ErrorDocument => ({
  tag: "Interrupted",
  message: `Interrupted: ${far}.`,
  recovery: [undoable ? "zenus undo takes them back." : "Nothing was changed."]
})

/** The journal took no more in the middle of the work: what was done stands, and can be taken back from the journal as it is. */
export const journalStopped = (error: StoreBusy | StoreUnwritable, far: string): ErrorDocument => {
  const [first] = error.recovery
  return {
    tag: error._tag,
    message: `${error.message} ${far}.`,
    recovery: [...(first === undefined ? [] : [first]), "Then zenus undo takes back what was done."]
  }
}

export const tookTooLong = (explanation: string, timeoutMs: number, far: string): StepFailed =>
  new StepFailed({
    doing: explanation,
    reason: `took longer than ${Math.round(timeoutMs / 1000)} s (${far})`,
    hints: ["Ask for less at once.", "What was done can be undone."]
  })
