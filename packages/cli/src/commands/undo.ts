/** `zenus undo` and `zenus redo`: takes whole transactions back, or does them again, and says where it had to stop. */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import {
  groupDigits,
  escapeName,
  History,
  type HistoryEntry,
  type Recoverable,
  type UndoReport,
  Undo
} from "@zenus/core"
import { type CommandMain, has, type Invocation, valueOf } from "../args/CommandMain.ts"
import { SHELL } from "../args/commands.ts"
import { UsageError } from "../args/UsageError.ts"
import { EXIT } from "../render/exitCode.ts"
import { seenFrom } from "../render/shortFolder.ts"
import { jsonLine } from "../render/json.ts"
import { moves } from "../session/runView.ts"
import { stopReason } from "../session/stopReason.ts"
import { openSessionAnyway, type Session } from "../session/Session.ts"
import { NOTHING_DONE } from "../terminal/pace.ts"
import { makeProgress } from "../terminal/Progress.ts"

type Direction = "undo" | "redo"

const WORDS = {
  undo: { past: "Taken back", dry: "Would be taken back", nothing: "Nothing to undo.", stopped: "Undo stopped" },
  redo: { past: "Done again", dry: "Would be done again", nothing: "Nothing to redo.", stopped: "Redo stopped" }
} as const

/** Entries of the history in which something older is looked for. */
const MANY = 200

/** How many; absent is 1. */
export const countOf = (word: string | undefined): number => {
  if (word === undefined) return 1
  const count = Number(word)
  if (Number.isSafeInteger(count) && count >= 1) return count
  throw new UsageError(`${word} is no number of transactions.`, [
    "Write zenus undo 2 for the last two.",
    "See zenus history for what can be undone."
  ])
}

export interface Around {
  /** The folder of a transaction that was made in another one, by its id. */
  readonly elsewhere: ReadonlyMap<string, string>
  /** What could be taken back instead of the one that undo stopped at. */
  readonly older: Pick<HistoryEntry, "transaction" | "request"> | null
  /** Deeds of the transaction that was being driven when it was stopped. Default: nobody knows. */
  readonly far?: { readonly done: number; readonly total: number }
  /** Inside a shell its own words will do. Default false. */
  readonly inShell?: boolean
  /** How a path is shown. Default: as it is, to be copied from anywhere. */
  readonly seen?: (path: string) => string
  /** The number of the shell's line that did it; `null` for what was done elsewhere. Absent where lines have none. */
  readonly numberOf?: (transaction: string) => number | null
}

const keptWords = (kept: number): string =>
  kept === 0
    ? ""
    : kept === 1
      ? "; 1 folder stays, since there is something of yours in it"
      : `; ${groupDigits(kept)} folders stay, since there is something of yours in them`

/** What is typed to take back exactly that one. */
const exactWords = (transaction: string, numberOf: Around["numberOf"]): string => {
  if (numberOf === undefined) return `zenus undo --id ${transaction}. zenus history has every id.`
  const number = numberOf(transaction)
  return `undo ${number === null ? transaction : `#${number}`}. /rewind shows the others.`
}

/** What cannot be put right is not advised. A shell knows its lines by their numbers, and no transaction by its id. */
const restLine = (
  { mend, transaction }: NonNullable<UndoReport["stopped"]>,
  direction: Direction,
  { inShell = false, older }: Pick<Around, "inShell" | "older">
): string => {
  const rest = `The rest of ${inShell ? "it" : transaction} is as it was.`
  if (mend !== undefined)
    return `${rest} ${mend}, then ${inShell ? `write ${direction}` : `run zenus ${direction}`} again.`
  return inShell && direction === "undo" && older === null
    ? `${rest} To take back what another line did, write undo # and its number.`
    : rest
}

const stopLines = (
  stopped: NonNullable<UndoReport["stopped"]>,
  direction: Direction,
  around: Pick<Around, "inShell" | "numberOf" | "older" | "seen">
): ReadonlyArray<string> => [
  `${WORDS[direction].stopped}${stopped.path === "" ? "" : ` at ${escapeName(around.seen?.(stopped.path) ?? stopped.path)}`}: ${stopped.why}`,
  ...(stopped.path === "" ? [] : [restLine(stopped, direction, around)]),
  ...(around.older === null
    ? []
    : [
        `To leave it so and take back the one before it (${escapeName(around.older.request)}): ${exactWords(around.older.transaction, around.numberOf)}`
      ])
]

/** Lines for standard error. Pure. */
export const undoLines = (
  report: UndoReport,
  direction: Direction,
  dryRun: boolean,
  around: Around
): ReadonlyArray<string> => {
  const { elsewhere, far, inShell = false, seen = (path: string) => path } = around
  const place = (transaction: string): string => {
    const folder = elsewhere.get(transaction)
    return folder === undefined ? "" : `, in ${escapeName(seen(folder))}`
  }
  const words = WORDS[direction]
  const { undone, stopped, interrupted, recovered } = report
  return [
    ...recovered.map(({ message }) => message),
    ...undone.map(
      ({ kept = 0, transaction, request, restored }) =>
        `${dryRun ? words.dry : words.past}: ${escapeName(request)} (${groupDigits(restored)} ${restored === 1 ? "deed" : "deeds"}${place(transaction)})${keptWords(kept)}`
    ),
    ...(stopped === null ? [] : stopLines(stopped, direction, around)),
    ...(interrupted
      ? [
          `Stopped${far === undefined ? "" : `: ${groupDigits(far.done)} of ${groupDigits(far.total)} ${words.past.toLowerCase()}`}; ${inShell ? "" : "zenus "}${direction} goes on where it was.`
        ]
      : []),
    ...(undone.length === 0 && stopped === null && !interrupted ? [words.nothing] : [])
  ]
}

/** Undo goes by time, not by folder: what was made elsewhere is said to be. */
const madeElsewhere = Effect.fnUntraced(function* (session: Session, report: UndoReport) {
  const history = Context.get(session.services, History)
  const elsewhere = new Map<string, string>()
  for (const { transaction } of report.undone) {
    const found = yield* history.find(transaction)
    if (found !== null && found.entry.cwd !== session.cwd) elsewhere.set(transaction, found.entry.cwd)
  }
  return elsewhere
})

/** The next one that undo could take back, where it stopped at one that it came to by itself. */
const olderThan = Effect.fnUntraced(function* (session: Session, stopped: UndoReport["stopped"]) {
  if (stopped === null) return null
  const entries = yield* Context.get(session.services, History).list({ limit: MANY })
  const at = entries.findIndex(({ transaction }) => transaction === stopped.transaction)
  return at < 0 ? null : (entries.slice(at + 1).find(({ undoable }) => undoable) ?? null)
})

export interface TravelOptions {
  readonly count: number
  /** Exactly this one, or these, in this order and as one command. */
  readonly id?: string | ReadonlyArray<string>
  /** They are the last, and not chosen: where undo stops, the one before is advised. Default: where there is no `id`. */
  readonly isLast?: boolean
  readonly dryRun: boolean
  readonly json: boolean
  readonly numberOf?: Around["numberOf"]
  /** Called once, when all of it is on the screen. */
  readonly onEnd?: (report: UndoReport) => void
}

export const runUndo = Effect.fnUntraced(function* (session: Session, direction: Direction, options: TravelOptions) {
  const undo = Context.get(session.services, Undo)
  const progress = makeProgress(session.screen, moves(session))
  let far: Around["far"]
  const stop = new AbortController()
  const release = session.invocation.signals.take((name) => stop.abort(stopReason(name)))
  const shared = {
    dryRun: options.dryRun,
    stop: stop.signal,
    onEvent: (event: { readonly request: string; readonly done: number; readonly total: number }) => {
      far = event
      progress.update(`${direction}: ${event.request}`, { ...NOTHING_DONE, done: event.done, total: event.total })
    }
  }
  const travel =
    direction === "undo"
      ? undo.undo({ ...shared, count: options.count, ...(options.id === undefined ? {} : { id: options.id }) })
      : undo.redo(shared)
  const report = yield* travel.pipe(Effect.ensuring(Effect.sync(release)))
  progress.clear()
  const around = {
    elsewhere: yield* madeElsewhere(session, report),
    ...(far === undefined ? {} : { far }),
    ...(session.invocation.command === SHELL
      ? { inShell: true, seen: (path: string) => seenFrom(path, session.cwd, session.where.home) }
      : {}),
    ...(options.numberOf === undefined ? {} : { numberOf: options.numberOf }),
    older:
      direction === "undo" && (options.isLast ?? options.id === undefined)
        ? yield* olderThan(session, report.stopped)
        : null
  }
  for (const line of undoLines(report, direction, options.dryRun, around)) session.screen.note(line)
  if (options.json)
    yield* Effect.promise(() =>
      session.screen.out(
        jsonLine({ [direction === "undo" ? "undone" : "redone"]: report.undone, stopped: report.stopped })
      )
    )
  options.onEnd?.(report)
  return report.interrupted ? EXIT.interrupted : report.stopped === null ? EXIT.done : EXIT.failed
})

const count = (invocation: Invocation): Effect.Effect<number, Recoverable> =>
  Effect.suspend(() => {
    try {
      return Effect.succeed(countOf(invocation.words[0]))
    } catch (error) {
      return error instanceof UsageError ? Effect.fail(error) : Effect.die(error)
    }
  })

export const main: CommandMain = (invocation) =>
  Effect.scoped(
    Effect.gen(function* () {
      const wanted = yield* count(invocation)
      const session = yield* openSessionAnyway(invocation)
      const id = valueOf(invocation, "id")
      const direction = invocation.command.name === "redo" ? "redo" : "undo"
      return yield* runUndo(session, direction, {
        count: wanted,
        ...(id === undefined ? {} : { id }),
        dryRun: has(invocation, "dry-run"),
        json: has(invocation, "json")
      })
    })
  )
