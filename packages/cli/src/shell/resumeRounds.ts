/**
 * A run in rounds (`--iterative`) that was cut off here: found without loading its engine, gone on with, or taken back round by round and
 * forgotten. It goes on with a model only, so it is offered where one could be asked. All its rounds are one line of the shell, whoever did
 * the first of them.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import { History, type HistoryEntry } from "@zenus/core"
import type { IterationResult } from "@zenus/core/iterative"
import { type CutRun, peekCutRuns } from "@zenus/core/node"
import { EXIT } from "../render/exitCode.ts"
import type { Session } from "../session/Session.ts"
import type { LineOutcome } from "./makeBlock.ts"
import { takeBack } from "./takeBack.ts"
import type { TakenOffer } from "./TakenOffer.ts"

const databaseOf = ({ where }: Session): string => `${where.stateFolder}/rounds.db`

/** The newest one of this folder; `null` for none. */
export const cutRoundsIn = (session: Session): CutRun | null =>
  session.models.areConfigured ? (peekCutRuns(databaseOf(session), session.cwd, Date.now())[0] ?? null) : null

/** All rounds as what became of one line: the last one's transaction, and those before it as its parts. Pure. */
export const endOfRounds = ({ answer, error, rounds, status }: IterationResult, cwd: string): LineOutcome => {
  const [last = null, ...parts] = rounds.flatMap(({ transaction }) => transaction ?? []).toReversed()
  return {
    type: "request",
    planned: false,
    cwd,
    parts,
    end: {
      status,
      transaction: last,
      plan: null,
      error,
      undoable: rounds.some(({ undoable }) => undoable),
      lines: answer === "" ? [] : answer.split("\n"),
      paths: [],
      cut: true
    }
  }
}

export const roundsGoneOn = ({ at, request }: CutRun): TakenOffer => ({
  text: request,
  askedAt: at,
  meaning: { type: "request", text: request },
  act: (shell, onEnd) =>
    Effect.gen(function* () {
      const { runIterative } = yield* Effect.promise(() => import("../iterative/runIterative.ts"))
      const session = shell.here()
      const code = yield* runIterative(session, request, (result) => onEnd(endOfRounds(result, session.cwd)))
      return { code }
    })
})

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

export const roundsTakenBack = (run: CutRun): TakenOffer => ({
  text: "undo",
  askedAt: run.at,
  meaning: { type: "undo", transactions: [], dryRun: false },
  act: (shell, onEnd) =>
    Effect.gen(function* () {
      const session = shell.here()
      const entries = yield* Context.get(session.services, History).list({ limit: MANY })
      const rounds = roundsOf(entries, run).map(({ transaction }) => transaction)
      const code = yield* takeBack(shell, rounds, onEnd)
      if (code === EXIT.done) yield* forget(session, run)
      return { code }
    })
})
