/**
 * What becomes of a round whose plan had begun when the process was killed. The journal knows what stands of it. Where all of it can be
 * taken back, it is, and the plan is done anew, so that a round is whole or not there, as one transaction; the model hears nothing of a
 * crash. Where something stands that cannot be taken back, nothing is repeated: the model is told what stands and goes on from there.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import { History, type HistoryEntry, type IntentIR, Undo } from "@zenus/core"
import type { RoundOutcome } from "@zenus/core/iterative"
import type { Session } from "../session/Session.ts"

type Outcome = Omit<RoundOutcome, "ms">

/** What the journal knows of a plan that had begun when it was cut off. */
const fromHistory = (entry: HistoryEntry, intent: IntentIR): Outcome => {
  const status = entry.status === "done" || entry.status === "failed" ? entry.status : "interrupted"
  const steps = entry.steps.map(
    ({ count, explanation, id, status: how }) => `Step ${id} (${explanation}): ${how}, ${count} done`
  )
  return {
    goal: intent.goal,
    status,
    transaction: entry.transaction,
    undoable: entry.undoable,
    result: ["A crash cut this off; this is what stands, by the journal.", ...steps].join("\n"),
    error: entry.error,
    ends: false
  }
}

const isCutOff = ({ status }: HistoryEntry): boolean => status === "interrupted" || status === "recovered"

/** Tries of one round have the same words, and follow each other: the newest one tells how far it came. */
const newestTry = Effect.fnUntraced(function* (history: Context.Service.Shape<typeof History>, first: HistoryEntry) {
  const found = yield* history.list({ search: first.request, limit: 100 })
  return (
    found.find(
      ({ at, cwd, kind, request }) => kind === "run" && request === first.request && cwd === first.cwd && at >= first.at
    ) ?? first
  )
})

/** Whether nothing of it stands any more, or ever did. */
const isGone = Effect.fnUntraced(function* (session: Session, entry: HistoryEntry, intent: IntentIR) {
  const { services, toolbox } = session
  if (!intent.steps.every(({ action, tool }) => toolbox.find(tool, action)?.undo !== "no")) return false
  if (entry.undone || !entry.undoable) return entry.undone || entry.steps.every(({ count }) => count === 0)
  const { undone } = yield* Context.get(services, Undo).undo({ count: 1, id: entry.transaction })
  return undone.some(({ transaction }) => transaction === entry.transaction)
})

/** What came of the round that was to be done as `transaction`; `null` where it is to be done now. A file that cannot be read tells nothing. */
export const afterCrash = (session: Session, intent: IntentIR, transaction: string): Effect.Effect<Outcome | null> =>
  Effect.gen(function* () {
    const history = Context.get(session.services, History)
    const first = yield* history.find(transaction)
    if (first === null) return null
    const entry = yield* newestTry(history, first.entry)
    return isCutOff(entry) && (yield* isGone(session, entry, intent)) ? null : fromHistory(entry, intent)
  }).pipe(Effect.orElseSucceed(() => null))
