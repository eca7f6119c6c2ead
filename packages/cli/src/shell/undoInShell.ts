/**
 * Undo and redo inside a shell. The last deed is the last that this shell did: that is taken back at once, and what it took back is done
 * again at once. Where nothing of this shell is left to take back, what another shell did, an earlier session, or `zenus run`, comes next:
 * named first, with what taking it back (doing it again) would do, and asked about; nothing is the default.
 *
 * What may surprise: what another did since in the same place is no obstacle by itself, only where undo finds a path changed. Several at once are one question, and where one of them could not be taken back none is. What was agreed to is taken
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

/** The last so many, of this shell first; or exactly these, in their order. */
export type Wanted = { readonly count: number } | { readonly transactions: ReadonlyArray<string> }

type OnReport = (report: UndoReport) => void

/** Whose transactions are taken back without a question: what lines here did, finished, or did again. Pure. */
export const ownTransactions = ({ blocks }: Pick<ShellState, "blocks">): ReadonlySet<string> =>
  new Set(blocks.flatMap(transactionsOf))

/** The line that asked for it; of what no line here asked for, the one that did it again. */
const lineOf = (blocks: ReadonlyArray<Block>, id: string): Block | undefined => {
  const by = (kind: Block["kind"]) =>
    blocks.findLast((block) => block.kind === kind && transactionsOf(block).includes(id))
  return by("request") ?? by("redo")
}

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
    chosen.add(id)
    const line = lineOf(blocks, id)
    if (line === undefined) continue
    for (const part of transactionsOf(line)) if (lineOf(blocks, part) === line) chosen.add(part)
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

/**
 * The last `count`, each a line of this shell or a transaction of somebody else: `own` first, then what `next` has besides, both newest
 * first and as many as could be needed. In the order in which they are taken back: newest first, since one may stand upon another; parts
 * that are in neither come last, and may have been taken back. Pure.
 */
export const lastOf = (
  own: ReadonlyArray<string>,
  next: ReadonlyArray<string>,
  count: number,
  blocks: ReadonlyArray<Block>
): ReadonlyArray<string> => {
  const ids = wholeLines(own, count, blocks)
  const lines = new Set(own.map((id) => lineOf(blocks, id)?.number ?? id)).size
  const others = next.filter((id) => !own.includes(id)).slice(0, Math.max(0, count - lines))
  if (others.length === 0) return ids
  const chosen = new Set([...ids, ...others])
  return [...next.filter((id) => chosen.has(id)), ...ids.filter((id) => !next.includes(id))]
}

/** The transactions that are meant now; what another zenus does meanwhile does not come in their place. */
const meantBy = Effect.fnUntraced(function* (
  shell: ShellContext,
  wanted: Wanted
): Effect.fn.Return<ReadonlyArray<string>, Recoverable> {
  if ("transactions" in wanted) return wanted.transactions
  const { blocks } = shell.state
  const { count } = wanted
  const undo = Context.get(shell.here().services, Undo)
  const parts = blocks.reduce((sum, block) => sum + Math.max(0, transactionsOf(block).length - 1), 0)
  const own = yield* undo.next(count + parts, [...ownTransactions(shell.state)])
  const next = own.length >= count + parts ? [] : yield* undo.next(count + own.length)
  const ids = lastOf(own, next, count, blocks)
  const known = new Set([...own, ...next])
  const standing = yield* standingIn(
    shell,
    ids.filter((id) => !known.has(id))
  )
  return ids.filter((id) => known.has(id) || standing.includes(id))
})

const name = (shell: ShellContext, foreign: ReadonlyArray<HistoryEntry>): void => {
  const { screen, where } = shell.here()
  for (const entry of foreign) screen.note(screen.errColours.yellow(foreignLine(entry, where.home, Date.now())))
}

/** In their order, as one command, so that one redo does them again; the first that stops ends it. */
const drive = (
  shell: ShellContext,
  id: ReadonlyArray<string>,
  isLast: boolean,
  dryRun: boolean,
  onReport: OnReport
): Effect.Effect<number, Recoverable> => {
  const { blocks } = shell.state
  const numberOf = (id: string): number | null => lineOf(blocks, id)?.number ?? null
  return runUndo(shell.here(), "undo", { count: 1, id, isLast, dryRun, json: false, onEnd: onReport, numberOf })
}

/** A yes or no; anything that is no answer of its own is a no. */
export const agreed = Effect.fnUntraced(function* (shell: ShellContext, text: string) {
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
  const isLast = "count" in asked
  const ids = yield* meantBy(shell, asked)
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
  const driven = Effect.gen(function* () {
    const code = yield* drive(shell, ids, isLast, dryRun, heard)
    // Where it stopped, that says what is left.
    if (!dryRun && code === EXIT.done) yield* partsLeft(shell, undone)
    return { code }
  })
  if (foreign.length === 0) return yield* driven
  name(shell, foreign)
  const looked = yield* drive(shell, ids, isLast, true, () => undefined)
  if (looked !== EXIT.done) return { code: looked }
  if (!(yield* agreed(shell, ids.length === 1 ? "Take it back?" : "Take them back?"))) {
    screen.note("Nothing was taken back.")
    return { code: EXIT.refused }
  }
  return yield* driven
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
