/**
 * "why?", "what happened?", "what did you do?": answered from this shell's lines and the journal, offline, by what is known and nothing
 * else. Also after a refusal, after a "no", and after what was not understood.
 */
import { escapeName, groupDigits, type HistoryEntry } from "@zenus/core"
import * as Effect from "effect/Effect"
import { EXIT } from "../render/exitCode.ts"
import { howFarStopped } from "../render/stoppedLine.ts"
import type { Meaning } from "../line/Meaning.ts"
import { lastAskedIn, plainWords, type Reader } from "../line/ReadingWorld.ts"
import type { Block } from "../line/ShellState.ts"
import { blockNumbers, blockOf, noSuchBlock } from "./blocksNamed.ts"

const say = (lines: ReadonlyArray<string>): Meaning => ({ type: "say", lines, code: EXIT.done })

const STATUS_WORDS: Readonly<Record<Block["status"], string>> = {
  done: "was done",
  failed: "failed",
  refused: "was not done",
  "not-understood": "was not understood",
  ambiguous: "can be read in more than one way",
  interrupted: "was stopped"
}

const shown = (text: string): string => escapeName(text.length > 200 ? `${text.slice(0, 200)}...` : text)

const STEP_WORDS: ReadonlyMap<string, string> = new Map([
  ["done", "done"],
  ["failed", "failed here"],
  ["skipped", "not begun"],
  ["interrupted", "stopped here"]
])

/** Which step, and how far: only where there is more than one or it did not end well. */
const stepLines = (entry: HistoryEntry | null): ReadonlyArray<string> =>
  entry === null || (entry.steps.length < 2 && entry.steps.every(({ status }) => status === "done"))
    ? []
    : entry.steps.map(
        ({ count, error, explanation, id, status }) =>
          `Step ${id} (${escapeName(explanation)}): ${STEP_WORDS.get(status) ?? "not begun"}${count > 0 && status !== "done" ? `, ${groupDigits(count)} done before` : ""}${error === null ? "" : `: ${escapeName(error.message)}`}`
      )

const MOVED_WORDS: ReadonlyMap<Block["kind"], string> = new Map([
  ["undo", "Taken back"],
  ["redo", "Done again"]
])

/** What an undo took back, or a redo did again, each as it was asked. */
const movedLines = ({ kind }: Block, moved: ReadonlyArray<HistoryEntry>): ReadonlyArray<string> =>
  [...new Set(moved.map(({ request }) => shown(request)))].map(
    (request) => `${MOVED_WORDS.get(kind) ?? ""}: ${request}`
  )

const takenBack = (block: Block, entry: HistoryEntry | null): ReadonlyArray<string> =>
  entry === null || !entry.undoable
    ? []
    : [entry.undone ? "It has been taken back." : `undo #${block.number} takes back what was done.`]

const planned = (block: Block): ReadonlyArray<string> =>
  block.status === "done" && block.plan !== null
    ? block.plan.steps.map(({ explanation }) => escapeName(explanation))
    : []

/** What was stopped, in the words and with the figures of the line that said so; null where they cannot be told. */
const stoppedLines = (block: Block, entry: HistoryEntry | null): ReadonlyArray<string> | null => {
  if (block.status !== "interrupted" || block.planned || entry === null) return null
  const far = howFarStopped({ plan: block.plan, steps: entry.steps })
  return far === null
    ? null
    : [`#${block.number} (${shown(block.text)}) was stopped: ${far}.`, ...takenBack(block, entry)]
}

/** Pure; `moved` are the entries of what the line took back, or did again. */
export const blockLines = (
  block: Block,
  entry: HistoryEntry | null,
  moved: ReadonlyArray<HistoryEntry> = []
): ReadonlyArray<string> => {
  const { error } = block
  const stopped = stoppedLines(block, entry)
  if (stopped !== null) return stopped
  const words = block.planned && block.status === "done" ? "was planned, and not done" : STATUS_WORDS[block.status]
  return [
    `#${block.number} (${shown(block.text)}) ${words}.`,
    ...(error === null ? planned(block) : error.message.split("\n")),
    ...stepLines(entry),
    ...movedLines(block, moved),
    ...(error?.recovery ?? []).map((step) => `  ${step}`),
    ...takenBack(block, entry)
  ]
}

const ENTRY_WORDS: ReadonlyMap<string, string> = new Map([
  ...Object.entries(STATUS_WORDS),
  ["recovered", "was cut off, and settled since"],
  ["running", "is still being done by another zenus"]
])

/** What the journal knows of the last request here, where this shell has asked nothing yet. Pure. */
export const entryLines = (entry: HistoryEntry): ReadonlyArray<string> => [
  `Asked here before this shell: ${shown(entry.request)}. It ${ENTRY_WORDS.get(entry.status) ?? entry.status}.`,
  ...(entry.error === null ? [] : entry.error.message.split("\n").map(escapeName)),
  ...stepLines(entry),
  ...(entry.error?.recovery ?? []).map((step) => `  ${step}`),
  ...(entry.undone ? ["It has been taken back."] : []),
  ...(entry.undoable && !entry.undone ? [`undo ${entry.transaction} takes back what was done.`] : [])
]

const WHY =
  /^(?:(?:but )?why(?: not)?|how come|what(?: the \w+)?(?: went| has gone| is|'s| was)? wrong(?: with (?:it|that))?|(?:but )?why (?:did|didn't|does|doesn't|was|wasn't|has|hasn't|is|isn't|won't) (?:that|it|this|you|they|the last one)(?: not)?(?: \S+){0,4}|explain (?:that|it|this|yourself|the (?:error|problem|failure))|what was (?:the|that) (?:error|problem)|huh)$/
const WHAT_HAPPENED =
  /^(?:what (?:just )?happened(?: (?:there|here|now))?|did (?:that|it) work|is it done|was (?:that|it) done|what was that|what is (?:the )?(?:last )?(?:result|status) of (?:that|it))$/
const OF_BLOCK =
  /^(?:(?:but )?why (?:(?:did|didn't|was|wasn't|is) )?(#\d{1,9})(?: .*)?|(?:what (?:happened|went wrong|was wrong) (?:to|in|with|at) |what (?:was|is|did) |show |explain |describe )(#\d{1,9})(?: do| about)?)$/
const WHAT_DONE =
  /^(?:what (?:did|have|had) (?:you|we|i|zenus) (?:just |already |so far )?(?:do|done|did|change|changed|delete|deleted|move|moved|create|created|make|made)(?: (?:here|so far|today|just now|in this (?:shell|session)))?|what (?:was|has been) (?:done|changed|deleted|moved)(?: (?:here|so far))?|what have (?:you|we) been doing)$/

/** Lines that it says. */
const SHOWN = 20

/** What was done in this shell, oldest first. Pure; `entries` by transaction. */
export const doneLines = (
  blocks: ReadonlyArray<Block>,
  entries: ReadonlyMap<string, HistoryEntry>
): ReadonlyArray<string> => {
  const acted = blocks.filter(
    ({ kind, moved, transaction }) => transaction !== null || (kind !== "request" && moved.length > 0)
  )
  if (acted.length === 0) return ["Nothing was changed in this shell so far. /history shows what was done before."]
  const lines = acted.slice(-SHOWN).map((block) => {
    const entry = block.transaction === null ? undefined : entries.get(block.transaction)
    const what = (block.plan?.steps ?? [])
      .filter(({ effects, risk }) => risk > 0 || effects.length > 0)
      .map(({ explanation }) => escapeName(explanation))
      .join("; ")
    const end =
      entry?.undone === true ? ", taken back" : block.status === "done" ? "" : `, ${STATUS_WORDS[block.status]}`
    const moved = block.moved.flatMap((id) => entries.get(id)?.request ?? [])
    const about = moved.length === 0 ? "" : `: ${[...new Set(moved)].map(shown).join("; ")}`
    const rest = block.parts.length === 0 || what === "" ? "" : " (the rest of what was cut off)"
    return `#${block.number} ${block.kind === "request" && what !== "" ? what : shown(block.text)}${rest}${about}${end}`
  })
  const latest = acted.findLast(({ transaction }) => {
    const entry = transaction === null ? undefined : entries.get(transaction)
    return entry !== undefined && entry.undoable && !entry.undone
  })
  return [
    ...(acted.length > SHOWN ? [`The last ${SHOWN} of ${groupDigits(acted.length)}:`] : []),
    ...lines,
    latest === undefined ? "/history shows more." : `undo #${latest.number} takes that line back; /history shows more.`
  ]
}

/** The newest with a trouble, unless something has been changed since: looking around in between is no answer. Else the newest. */
const troubled = (blocks: ReadonlyArray<Block>): Block | undefined => {
  const at = blocks.findLastIndex(({ error, status }) => status !== "done" || error !== null)
  const since = blocks
    .slice(at + 1)
    .some(({ moved, status, transaction }) => status === "done" && (transaction !== null || moved.length > 0))
  return at < 0 || since ? blocks.at(-1) : blocks[at]
}

export const readWhy: Reader = Effect.fnUntraced(function* (line, world) {
  const { blocks, cwd } = world.state
  const { transaction } = world
  const words = plainWords(line)
  if (WHAT_DONE.test(words)) {
    const entries = new Map<string, HistoryEntry>()
    for (const { moved, transaction: id } of blocks.slice(-2 * SHOWN))
      for (const one of [...(id === null ? [] : [id]), ...moved.slice(0, SHOWN)]) {
        const entry = yield* transaction(one)
        if (entry !== null) entries.set(entry.transaction, entry)
      }
    return say(doneLines(blocks, entries))
  }
  const explained = Effect.fnUntraced(function* (block: Block) {
    const entry = block.transaction === null ? null : yield* transaction(block.transaction)
    const moved = (yield* Effect.forEach(block.moved.slice(0, SHOWN), transaction)).filter((one) => one !== null)
    return say(blockLines(block, entry, moved))
  })
  const named = OF_BLOCK.exec(words)
  const isWhy = WHY.test(words)
  if (named === null && !isWhy && !WHAT_HAPPENED.test(words)) return null
  const number = named === null ? undefined : blockNumbers(named[1] ?? named[2] ?? "")[0]
  if (number !== undefined) {
    const block = blockOf(blocks, number)
    if (block === undefined) return say([noSuchBlock(blocks, number)])
    return yield* explained(block)
  }
  const block = isWhy ? troubled(blocks) : blocks.at(-1)
  if (block === undefined) {
    const before = lastAskedIn(cwd, yield* world.history)
    return say(
      before === undefined
        ? ["Nothing has been asked here yet. /history shows what was done elsewhere."]
        : entryLines(before)
    )
  }
  return yield* explained(block)
})
