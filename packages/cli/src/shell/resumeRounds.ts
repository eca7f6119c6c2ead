/**
 * A run in rounds (`--iterative`) that was cut off here: found without loading its engine, gone on with, or taken back round by round and
 * forgotten. It goes on with a model only, so it is offered where one could be asked.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import { History, type HistoryEntry, type Recoverable } from "@zenus/core"
import { type CutRun, peekCutRuns } from "@zenus/core/node"
import { runUndo } from "../commands/undo.ts"
import { EXIT } from "../render/exitCode.ts"
import type { Session } from "../session/Session.ts"

const databaseOf = ({ where }: Session): string => `${where.stateFolder}/rounds.db`

/** The newest one of this folder; `null` for none. */
export const cutRoundsIn = (session: Session): CutRun | null =>
  session.models.areConfigured ? (peekCutRuns(databaseOf(session), session.cwd, Date.now())[0] ?? null) : null

export const goOn = (session: Session, { request }: CutRun): Effect.Effect<number, Recoverable> =>
  Effect.flatMap(
    Effect.promise(() => import("../iterative/runIterative.ts")),
    ({ runIterative }) => runIterative(session, request)
  )

/** What its rounds did and what still stands, newest first. */
export const roundsOf = (entries: ReadonlyArray<HistoryEntry>, { at, request }: CutRun): ReadonlyArray<HistoryEntry> =>
  entries.filter(
    (entry) =>
      entry.undoable && !entry.undone && Date.parse(entry.at) >= at && entry.request.startsWith(`${request} (round `)
  )

/** Entries of the history that are looked through. */
const MANY = 1_000

const forget = (session: Session, { id }: CutRun): Effect.Effect<void> =>
  Effect.gen(function* () {
    const { endRun, NodeSqlClientLayer } = yield* Effect.promise(() => import("@zenus/core/iterative"))
    yield* endRun(id).pipe(Effect.provide(NodeSqlClientLayer({ file: databaseOf(session) })))
  }).pipe(
    // It is offered once more; nothing else depends on it.
    Effect.catch(() => Effect.void)
  )

export const takeRoundsBack = Effect.fnUntraced(function* (session: Session, run: CutRun) {
  const entries = yield* Context.get(session.services, History).list({ limit: MANY })
  for (const { transaction } of roundsOf(entries, run)) {
    const code = yield* runUndo(session, "undo", { count: 1, id: transaction, dryRun: false, json: false })
    if (code !== EXIT.done) return code
  }
  yield* forget(session, run)
  return EXIT.done
})
