/**
 * Undo and redo inside a shell. What this shell did is taken back at once, and what it took back is done again at once. What another shell did, an earlier session, or `zenus run`, is named
 * first, with what taking it back (doing it again) would do, and asked about; nothing is the default.
 *
 * What may surprise: several at once are one question, and where one of them could not be taken back none is. What was agreed to is taken
 * back by its id, so nothing that another shell does meanwhile comes in its place. Of what was cut off and finished here both parts
 * are this shell's, and the second is followed by a word about the first.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import { escapeName, History, type HistoryEntry, type Recoverable, Undo, type UndoReport } from "@zenus/core"
import { runUndo } from "../commands/undo.ts"
import { EXIT } from "../render/exitCode.ts"
import { ageText } from "../suggest/ageText.ts"
import { askChoice, askChoicePlainly, type ChoiceQuestion, YES } from "../terminal/askChoice.ts"
import { WAITS } from "../terminal/liveFace.ts"
import { makeCall } from "../terminal/notify.ts"
import { shortFolder } from "../render/shortFolder.ts"
import type { ShellContext } from "./ShellContext.ts"
import type { ShellState } from "../line/ShellState.ts"
import type { WordEnd } from "./WordEnd.ts"

/** The last so many of the journal, or exactly these, in their order. */
export type Wanted = { readonly count: number } | { readonly transactions: ReadonlyArray<string> }

type OnReport = (report: UndoReport) => void

/** Whose transactions are taken back without a question: what lines here did or did again, and what was finished here. Pure. */
export const ownTransactions = ({ blocks, finished }: Pick<ShellState, "blocks" | "finished">): ReadonlySet<string> =>
  new Set([
    ...blocks.flatMap(({ kind, moved, transaction }) => [
      ...(transaction === null ? [] : [transaction]),
      ...(kind === "redo" ? moved : [])
    ]),
    ...[...finished].flat()
  ])

/** Names what is about to be taken back of somebody else's. Pure. */
export const foreignLine = (
  { at, cwd, request }: Pick<HistoryEntry, "at" | "cwd" | "request">,
  home: string,
  now: number
): string =>
  `Not done in this shell: ${escapeName(request)} (${ageText(Date.parse(at), now)}, in ${escapeName(shortFolder(cwd, home))})`

const idsOf = (shell: ShellContext, wanted: Wanted) =>
  "count" in wanted ? Context.get(shell.here().services, Undo).next(wanted.count) : Effect.succeed(wanted.transactions)

const entriesOf = Effect.fnUntraced(function* (shell: ShellContext, ids: ReadonlyArray<string>) {
  const history = Context.get(shell.here().services, History)
  const entries: Array<HistoryEntry> = []
  for (const id of ids) {
    const found = yield* history.find(id)
    if (found !== null) entries.push(found.entry)
  }
  return entries
})

const name = (shell: ShellContext, foreign: ReadonlyArray<HistoryEntry>): void => {
  const { screen, where } = shell.here()
  for (const entry of foreign) screen.note(screen.errColours.yellow(foreignLine(entry, where.home, Date.now())))
}

/** In their order; the first that stops ends it. */
const drive = Effect.fnUntraced(function* (
  shell: ShellContext,
  wanted: Wanted,
  dryRun: boolean,
  onReport: OnReport
): Effect.fn.Return<number, Recoverable> {
  const { blocks } = shell.state
  const numberOf = (id: string): number | null =>
    blocks.findLast(({ transaction }) => transaction === id)?.number ?? null
  const shared = { count: 1, dryRun, json: false, onEnd: onReport, numberOf }
  if ("count" in wanted) return yield* runUndo(shell.here(), "undo", { ...shared, count: wanted.count })
  for (const id of wanted.transactions) {
    const code = yield* runUndo(shell.here(), "undo", { ...shared, id })
    if (code !== EXIT.done) return code
  }
  return EXIT.done
})

const agreed = Effect.fnUntraced(function* (shell: ShellContext, text: string) {
  const { config, invocation, screen } = shell.here()
  const question: ChoiceQuestion<true> = {
    text,
    colour: screen.errColours.yellow,
    choices: YES,
    none: "no"
  }
  makeCall(screen, config.ui.notify, invocation.env)(WAITS)
  const answer = yield* shell.terminal === null
    ? askChoicePlainly({ screen, signals: invocation.signals }, question)
    : askChoice(shell.terminal, question)
  return answer === true
})

/** One line where the part before it, which was cut off, still stands. */
const partBefore = Effect.fnUntraced(function* (shell: ShellContext, undone: ReadonlySet<string>) {
  const { finished } = shell.state
  const history = Context.get(shell.here().services, History)
  for (const [rest, before] of finished) {
    if (!undone.has(rest) || undone.has(before)) continue
    const found = yield* history.find(before)
    if (found?.entry.undoable === true && !found.entry.undone)
      shell.here().screen.note("The part before it was cut off: undo again takes it back.")
  }
})

export const undoInShell = Effect.fnUntraced(function* (
  shell: ShellContext,
  wanted: Wanted,
  dryRun: boolean,
  onReport: OnReport
): Effect.fn.Return<WordEnd, Recoverable> {
  const { screen } = shell.here()
  const ids = yield* idsOf(shell, wanted)
  const own = ownTransactions(shell.state)
  const foreign = (
    dryRun
      ? []
      : yield* entriesOf(
          shell,
          ids.filter((id) => !own.has(id))
        )
  ).filter(({ undone }) => !undone)
  const undone = new Set<string>()
  const heard: OnReport = (report) => {
    for (const { transaction } of report.undone) undone.add(transaction)
    onReport(report)
  }
  if (foreign.length === 0) {
    const code = yield* drive(shell, wanted, dryRun, heard)
    if (!dryRun) yield* partBefore(shell, undone)
    return { code }
  }
  name(shell, foreign)
  const looked = yield* drive(shell, wanted, true, () => undefined)
  if (looked !== EXIT.done) return { code: looked }
  if (!(yield* agreed(shell, ids.length === 1 ? "Take it back?" : "Take them back?"))) {
    screen.note("Nothing was taken back.")
    return { code: EXIT.refused }
  }
  const code = yield* drive(shell, { transactions: ids }, false, heard)
  yield* partBefore(shell, undone)
  return { code }
})

export const redoInShell = Effect.fnUntraced(function* (
  shell: ShellContext,
  dryRun: boolean,
  onReport: OnReport
): Effect.fn.Return<WordEnd, Recoverable> {
  const { screen, services } = shell.here()
  const redo = (dry: boolean, onEnd?: OnReport) =>
    runUndo(shell.here(), "redo", { count: 1, dryRun: dry, json: false, ...(onEnd === undefined ? {} : { onEnd }) })
  const ids = dryRun ? [] : yield* Context.get(services, Undo).nextRedo
  const takenBack = shell.state.blocks.flatMap(({ kind, moved }) => (kind === "undo" ? moved : []))
  const own = new Set([...ownTransactions(shell.state), ...takenBack])
  const foreign = yield* entriesOf(
    shell,
    ids.filter((id) => !own.has(id))
  )
  if (foreign.length === 0) return { code: yield* redo(dryRun, onReport) }
  name(shell, foreign)
  const looked = yield* redo(true)
  if (looked !== EXIT.done) return { code: looked }
  if (!(yield* agreed(shell, ids.length === 1 ? "Do it again?" : "Do them again?"))) {
    screen.note("Nothing was done again.")
    return { code: EXIT.refused }
  }
  return { code: yield* redo(false, onReport) }
})
