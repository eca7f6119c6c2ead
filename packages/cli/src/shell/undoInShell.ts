/**
 * Undo and redo inside a shell. What this shell did is taken back at once, and what it took back is done again at once. What another shell
 * did, an earlier session, or `zenus run`, is named first, with what taking it back (doing it again) would do, and asked about; nothing is
 * the default.
 *
 * What may surprise: several at once are one question, and where one of them could not be taken back none is. What was agreed to is taken
 * back by its id, so nothing that another shell does meanwhile comes in its place. What was cut off and finished here is one line with two
 * parts, and one undo takes back both; where a part of a line still stands, that is said with how it is taken back.
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
import { standingOf } from "../refer/standingLines.ts"
import { type Block, type ShellState, transactionsOf } from "../line/ShellState.ts"
import type { ShellContext } from "./ShellContext.ts"
import type { WordEnd } from "./WordEnd.ts"

/** The last so many of the journal, or exactly these, in their order. */
export type Wanted = { readonly count: number } | { readonly transactions: ReadonlyArray<string> }

type OnReport = (report: UndoReport) => void

/** Whose transactions are taken back without a question: what lines here did, finished, or did again. Pure. */
export const ownTransactions = ({ blocks }: Pick<ShellState, "blocks">): ReadonlySet<string> =>
  new Set(blocks.flatMap(transactionsOf))

const lineOf = (blocks: ReadonlyArray<Block>, id: string): Block | undefined =>
  blocks.findLast((block) => block.kind === "request" && transactionsOf(block).includes(id))

/**
 * What the last `count` come to, where a line with several parts is one of them. Newest first as in `next`; parts that are not in it come
 * last, and may have been taken back. Pure.
 */
export const wholeLines = (
  next: ReadonlyArray<string>,
  count: number,
  blocks: ReadonlyArray<Block>
): ReadonlyArray<string> => {
  const chosen = new Set<string>()
  let taken = 0
  for (const id of next) {
    if (chosen.has(id)) continue
    if (taken === count) break
    taken += 1
    const line = lineOf(blocks, id)
    for (const part of line === undefined ? [id] : transactionsOf(line)) chosen.add(part)
  }
  const isIn = new Set(next)
  return [...next.filter((id) => chosen.has(id)), ...[...chosen].filter((id) => !isIn.has(id))]
}

/** Names what is about to be taken back of somebody else's. Pure. */
export const foreignLine = (
  { at, cwd, request }: Pick<HistoryEntry, "at" | "cwd" | "request">,
  home: string,
  now: number
): string =>
  `Not done in this shell: ${escapeName(request)} (${ageText(Date.parse(at), now)}, in ${escapeName(shortFolder(cwd, home))})`

const entryOf = ({ here }: ShellContext, id: string) =>
  Effect.map(Context.get(here().services, History).find(id), (found) => found?.entry ?? null)

const entriesOf = (shell: ShellContext, ids: ReadonlyArray<string>) =>
  Effect.map(
    Effect.forEach(ids, (id) => entryOf(shell, id)),
    (entries) => entries.filter((entry) => entry !== null)
  )

/** Those of them that stand, by the journal. */
const standingIn = (shell: ShellContext, ids: ReadonlyArray<string>) =>
  standingOf(ids, (id) => Effect.orElseSucceed(entryOf(shell, id), () => null))

/** By name only where a line has parts that are not counted by themselves: what is counted is what is there when its turn comes. */
const named = Effect.fnUntraced(function* (
  shell: ShellContext,
  wanted: Wanted
): Effect.fn.Return<{ readonly ids: ReadonlyArray<string>; readonly wanted: Wanted }, Recoverable> {
  if ("transactions" in wanted) return { ids: wanted.transactions, wanted }
  const { blocks } = shell.state
  const parts = blocks.reduce((sum, block) => sum + block.parts.length, 0)
  const next = yield* Context.get(shell.here().services, Undo).next(wanted.count + parts)
  const first = next.slice(0, wanted.count)
  const whole = wholeLines(next, wanted.count, blocks)
  if (whole.length === first.length) return { ids: first, wanted }
  const ids = [
    ...whole.filter((id) => next.includes(id)),
    ...(yield* standingIn(
      shell,
      whole.filter((id) => !next.includes(id))
    ))
  ]
  return ids.length === first.length ? { ids, wanted } : { ids, wanted: { transactions: ids } }
})

const name = (shell: ShellContext, foreign: ReadonlyArray<HistoryEntry>): void => {
  const { screen, where } = shell.here()
  for (const entry of foreign) screen.note(screen.errColours.yellow(foreignLine(entry, where.home, Date.now())))
}

/** In their order, as one command, so that one redo does them again; the first that stops ends it. */
const drive = (
  shell: ShellContext,
  wanted: Wanted,
  dryRun: boolean,
  onReport: OnReport
): Effect.Effect<number, Recoverable> => {
  const { blocks } = shell.state
  const numberOf = (id: string): number | null => lineOf(blocks, id)?.number ?? null
  const which = "count" in wanted ? wanted : { count: 1, id: wanted.transactions }
  return runUndo(shell.here(), "undo", { ...which, dryRun, json: false, onEnd: onReport, numberOf })
}

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

/** One line for each line of the shell of which a part was taken back and another still stands. */
const partsLeft = Effect.fnUntraced(function* (shell: ShellContext, undone: ReadonlySet<string>) {
  for (const block of shell.state.blocks) {
    const { number, parts } = block
    const own = transactionsOf(block)
    if (parts.length === 0 || !own.some((id) => undone.has(id))) continue
    if ((yield* standingIn(shell, own)).length > 0)
      shell.here().screen.note(`Another part of #${number} still stands: undo #${number} takes it back.`)
  }
})

export const undoInShell = Effect.fnUntraced(function* (
  shell: ShellContext,
  asked: Wanted,
  dryRun: boolean,
  onReport: OnReport
): Effect.fn.Return<WordEnd, Recoverable> {
  const { screen } = shell.here()
  const { ids, wanted } = yield* named(shell, asked)
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
  const driven = Effect.fnUntraced(function* (which: Wanted) {
    const code = yield* drive(shell, which, dryRun, heard)
    // Where it stopped, that says what is left.
    if (!dryRun && code === EXIT.done) yield* partsLeft(shell, undone)
    return { code }
  })
  if (foreign.length === 0) return yield* driven(wanted)
  name(shell, foreign)
  const looked = yield* drive(shell, wanted, true, () => undefined)
  if (looked !== EXIT.done) return { code: looked }
  if (!(yield* agreed(shell, ids.length === 1 ? "Take it back?" : "Take them back?"))) {
    screen.note("Nothing was taken back.")
    return { code: EXIT.refused }
  }
  return yield* driven({ transactions: ids })
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
