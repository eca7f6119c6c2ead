/**
 * Lines that take back or do again: `undo`, `undo 3`, `undo #3`, "undo that", "undo the delete", "bring back notes.txt", `redo`. What they
 * mean is looked up in this shell's lines and in the journal, and said exactly: a transaction by its id, even if newer ones stand.
 *
 * What it refuses: to take back what it is not sure of. A sentence that the rules know as a deed of its own ("undo the last commit") is
 * left to them; everything else that begins with undo and is not clear is asked about.
 */
import { escapeName, type HistoryEntry, PathText } from "@zenus/core"
import * as Effect from "effect/Effect"
import { EXIT } from "../render/exitCode.ts"
import type { Meaning } from "../line/Meaning.ts"
import { isUnderstood, plainWords, type Reader, type ReadingWorld } from "../line/ReadingWorld.ts"
import { type Block, transactionsOf } from "../line/ShellState.ts"
import { blockNumbers, blockOf, NAMED_BLOCKS, noSuchBlock } from "./blocksNamed.ts"
import { standingLines, standingOf } from "./standingLines.ts"

const HOW = [
  "undo takes back the last one, undo 3 the last three, undo #3 that line.",
  "/rewind, or Esc twice, shows what there is."
]

const say = (lines: ReadonlyArray<string>, code: number = EXIT.notUnderstood): Meaning => ({ type: "say", lines, code })
const exactly = (transactions: ReadonlyArray<string>, dryRun: boolean): Meaning => ({
  type: "undo",
  transactions,
  dryRun
})

const COUNTS: ReadonlyMap<string, number> = new Map(
  "one two three four five six seven eight nine ten".split(" ").map((word, index) => [word, index + 1])
)
const COUNT = `\\d{1,6}|${[...COUNTS.keys()].join("|")}`
const countOf = (text: string): number => COUNTS.get(text) ?? Number(text)

const THINGS =
  "(?: (?:ones?|things?|actions?|changes?|requests?|commands?|deeds?|steps?|operations?|transactions?|lines?))?"
const LAST_ONE =
  "(?:that|it|this|that one|them|(?:the |my |your )?(?:very )?(?:last|latest|previous|most recent)(?: (?:one|thing|action|change|request|command|deed|step|operation|transaction|line))?|what (?:you|i|we) (?:just )?did|what was (?:just )?done|the (?:change|changes|thing))(?: again)?"

const DELETES = /^FileOps\.(?:delete|cleanup|dedupe)$/

/** What people call deeds, with the actions that are those. */
const DEEDS: ReadonlyArray<readonly [says: string, actions: RegExp]> = [
  ["delet(?:e|es|ion|ions|ing)|remov(?:e|al|ing)|clean ?up|trash(?:ing)?", DELETES],
  ["mov(?:e|es|ing)", /^FileOps\.move$/],
  ["renam(?:e|es|ing)", /^FileOps\.rename$/],
  ["cop(?:y|ies|ying)", /^FileOps\.copy$/],
  [
    "creat(?:e|ion|ing)|new (?:file|folder)s?|mak(?:e|ing)|mkdir|touch",
    /^(?:FileOps\.(?:mkdir|touch|write|project)|GitOps\.createBranch)$/
  ],
  ["organi[sz](?:e|ing|ation)|sort(?:ing)?|tidy(?:ing)?", /^FileOps\.organize$/],
  ["archiv(?:e|ing)|zip(?:ping)?|compress(?:ion|ing)?|pack(?:ing)?", /^FileOps\.(?:archive|compressEach)$/],
  ["extract(?:ion|ing)?|unzip(?:ping)?|unpack(?:ing)?", /^FileOps\.(?:extract|decompressEach)$/],
  ["back ?up", /^FileOps\.backup$/],
  ["link(?:ing)?|symlink", /^FileOps\.link$/],
  ["permissions?|chmod|mode", /^FileOps\.permissions$/],
  ["edit(?:s|ing)?|replac(?:e|ing|ement)|append(?:ing)?", /^(?:TextOps\.|FileOps\.(?:write|append)$)/],
  ["commit", /^GitOps\.commit$/],
  ["merge", /^GitOps\.merge$/],
  ["stash", /^GitOps\.stash$/]
]

/** Why a line of which nothing stands cannot be taken back. */
const objection = (number: number, block: Block, entries: ReadonlyArray<HistoryEntry>): string => {
  if (block.kind === "undo") return `#${number} took something back itself: redo does it again.`
  if (entries.length === 0) return `#${number} changed nothing, so there is nothing to take back.`
  return entries.every(({ undone }) => undone)
    ? `#${number} has been taken back already.`
    : `#${number} cannot be undone.`
}

const undoBlocks = Effect.fnUntraced(function* (
  numbers: ReadonlyArray<number>,
  dryRun: boolean,
  { state: { blocks }, transaction }: ReadingWorld
) {
  const ids: Array<string> = []
  // The newest first, so that one that stands upon another goes before it.
  for (const number of numbers.toSorted((a, b) => b - a)) {
    const block = blockOf(blocks, number)
    if (block === undefined) return say([noSuchBlock(blocks, number)])
    const own = transactionsOf(block)
    const stands = yield* standingOf(own, transaction)
    if (stands.length === 0) {
      const entries = (yield* Effect.forEach(own, transaction)).filter((entry) => entry !== null)
      return say([objection(number, block, entries), "Nothing was taken back."], EXIT.refused)
    }
    ids.push(...stands)
  }
  return exactly([...new Set(ids)], dryRun)
})

/** What of this shell still stands, newest first. */
const standing = ({ state: { blocks }, transaction }: ReadingWorld) => standingLines(blocks, transaction)

/** Of this shell first: whoever takes back knows which stand, in which order. */
const undoLast = (count: number, dryRun: boolean): Meaning => ({ type: "undo-last", count, dryRun })

const undoDeed = Effect.fnUntraced(function* (word: string, actions: RegExp, dryRun: boolean, world: ReadingWorld) {
  const here = (yield* standing(world)).find(({ block }) =>
    block.plan?.steps.some(({ action, tool }) => actions.test(`${tool}.${action}`))
  )
  if (here !== undefined) return exactly(here.ids, dryRun)
  const before = (yield* world.history).find(
    (entry) =>
      entry.undoable && !entry.undone && entry.steps.some(({ action, tool }) => actions.test(`${tool}.${action}`))
  )
  return before === undefined
    ? say([`There is no ${escapeName(word)} that could be taken back.`, ...HOW])
    : exactly([before.transaction], dryRun)
})

const undoEverything = Effect.fnUntraced(function* (dryRun: boolean, world: ReadingWorld) {
  const all = yield* standing(world)
  const [only, ...more] = all
  if (only === undefined) return say(["Nothing that was done in this shell is left to take back.", ...HOW.slice(0, 1)])
  if (more.length === 0) return exactly(only.ids, dryRun)
  const numbers = all.map(({ block }) => `#${block.number}`)
  return say([
    `${all.length} lines of this shell could be taken back: ${numbers.slice(0, 10).join(", ")}${numbers.length > 10 ? " and more" : ""}.`,
    `Say which: undo ${numbers.slice(0, 10).toReversed().join(", ")}`
  ])
})

/** "bring back the deleted files" names none of them. */
const NAMELESS =
  /^(?:deleted |removed |lost )?(?:files?|folders?|things?|stuff|ones?|it|them|that|those)(?: (?:you|i|we) (?:just )?(?:deleted|removed))?$/i

/** `restore notes.txt`: the newest that took something of that name away. */
const bringBack = Effect.fnUntraced(function* (name: string, world: ReadingWorld) {
  const took = (block: Block) =>
    block.plan?.steps.flatMap(({ effects }) =>
      effects.filter(
        ({ from, op }) =>
          from !== undefined &&
          (op === "delete" || op === "move") &&
          (PathText.basename(from) === name || from === PathText.resolve(block.cwd, name))
      )
    ) ?? []
  const found = (yield* standing(world)).find(({ block }) => took(block).length > 0)
  if (found === undefined) return null
  const count = found.block.plan?.steps.reduce((sum, step) => sum + step.count, 0) ?? 0
  return count === 1
    ? exactly(found.ids, false)
    : say([
        `#${found.block.number} took ${escapeName(name)} and ${count - 1} more.`,
        `undo #${found.block.number} brings all of them back.`
      ])
})

const UNDO = /^(?:undo|revert|reverse|roll ?back|take back)(?: (.*))?$/
const TAKE_IT_BACK =
  /^(?:take|put|bring|get|give|move) (?:me )?(?:it|that|this|them|everything|that one|those)(?: all)? back$/
const DRY_RUN = / ?(?:--dry-run|dry[- ]run|-n)$/
const WOULD =
  /^(?:what would (?:be (?:undone|restored)|(?:an? )?undo(?:ing)?(?: (.*))? (?:do|restore|bring back|change))|(?:preview|explain|show me) (?:the |an )?undo(?: of)?(?: (.*))?)$/
const WHAT_CAN =
  /^(?:what|which(?: (?:one|ones|line|lines|changes))?) (?:can (?:be (?:undone|taken back)|(?:i|you|we) (?:undo|take back)))(?: here)?$/
const BRING =
  /^(?:bring|get|put|give)(?: me)? back (?:the (?:deleted )?(?:file|folder) |the |my )?(.+)$|^(?:restore|recover|undelete) (?:the (?:deleted )?(?:file|folder) |the |my )?(.+)$/

const unquoted = (text: string): string => text.replace(/^(['"`])(.*)\1$/s, "$2")

const readWhat = Effect.fnUntraced(function* (line: string, what: string, dryRun: boolean, world: ReadingWorld) {
  if (what === "" || new RegExp(`^${LAST_ONE}$`).test(what)) return undoLast(1, dryRun)
  const count = new RegExp(`^(?:the |my |your )?(?:last )?(${COUNT})${THINGS}$`).exec(what)?.[1]
  if (count !== undefined) {
    return countOf(count) >= 1 ? undoLast(countOf(count), dryRun) : say(["undo 0 would take back nothing.", ...HOW])
  }
  if (new RegExp(`^(?:line |lines |block |blocks |number )?${NAMED_BLOCKS}$`).test(what))
    return yield* undoBlocks(blockNumbers(what), dryRun, world)
  if (/^(?:--id )?[0-9a-z]{26}$/.test(what)) return exactly([what.slice(-26).toUpperCase()], dryRun)
  if (/^(?:everything|all|all of (?:it|them|that)|all my changes|all changes)(?: (?:you|i|we) did)?$/.test(what))
    return yield* undoEverything(dryRun, world)
  for (const [says, actions] of DEEDS) {
    const match = new RegExp(`^(?:the |my |that |your )?(?:last |latest |previous )?(${says})$`).exec(what)
    if (match === null) continue
    const deed = yield* undoDeed(match[1] ?? what, actions, dryRun, world)
    if (deed.type === "undo") return deed
    // "undo the last commit" is git's as well, in a sentence of its own.
    return isUnderstood(yield* world.rules(line)) ? null : deed
  }
  if (isUnderstood(yield* world.rules(line))) return null
  return say([`It is not clear what is to be taken back: ${escapeName(what)}.`, ...HOW])
})

const REDO = /^redo(?: (.*))?$/

const redo = (what: string, dryRun: boolean, { state: { blocks } }: ReadingWorld): Meaning => {
  if (what === "" || new RegExp(`^${LAST_ONE}$`).test(what)) return { type: "redo", dryRun }
  const [number, ...more] = blockNumbers(what)
  const block = number === undefined ? undefined : blockOf(blocks, number)
  const undone = blocks.findLast(({ kind, moved }) => kind === "undo" && moved.length > 0)?.moved ?? []
  const own = block === undefined ? [] : transactionsOf(block)
  if (more.length === 0 && undone.length > 0 && undone.every((id) => own.includes(id))) return { type: "redo", dryRun }
  return say([
    `redo does again what the last undo took back, and knows no ${escapeName(what)}.`,
    ...(block === undefined ? [] : [`To ask for #${block.number} once more: again #${block.number}`])
  ])
}

export const readUndo: Reader = Effect.fnUntraced(function* (line, world): Effect.fn.Return<Meaning | null> {
  const words = plainWords(line)
  if (WHAT_CAN.test(words)) return { type: "word", name: "rewind", rest: "" }
  const would = WOULD.exec(words)
  if (would !== null) return yield* readWhat(line, would[1] ?? would[2] ?? "", true, world)
  const dryRun = DRY_RUN.test(words)
  const plain = dryRun ? words.replace(DRY_RUN, "") : words
  if (TAKE_IT_BACK.test(plain)) return undoLast(1, dryRun)
  const undo = UNDO.exec(plain)
  if (undo !== null) return yield* readWhat(line, undo[1] ?? "", dryRun, world)
  const again = REDO.exec(plain)
  if (again !== null) return redo(again[1] ?? "", dryRun, world)
  const back = BRING.exec(line.trim().replace(/[.!?\s]+$/, ""))
  const name = back?.[1] ?? back?.[2]
  if (name === undefined) return null
  return NAMELESS.test(name)
    ? yield* undoDeed("delete", DELETES, false, world)
    : yield* bringBack(unquoted(name), world)
})
