/**
 * What the lines before spoke of, so that "them" and "the second one" mean something: the paths of an answer, what a deed left
 * behind, what a question was about. Read from the blocks alone. Pure.
 *
 * What may surprise: what a line named that was refused (by no person) or failed is nothing that could be meant: what was spoken of before is.
 * A thing keeps its place in a list when a later line moved or renamed it, and an undo gives it its old place
 * back; so "the second one" after "move them to old" is the one in `old`.
 */
import { type EffectOp, type Output, PathText, type Plan, type Step } from "@zenus/core"
import { type Block, transactionsOf } from "../line/ShellState.ts"

/** What one line spoke of. */
export interface Spoken {
  readonly number: number
  /** Absolute paths, or lines that are none. */
  readonly type: "path" | "text"
  /** In the order of the answer, each once. Empty: it looked for something and found nothing. */
  readonly items: ReadonlyArray<string>
  /** There were more than are known. */
  readonly cut: boolean
  /** A list that somebody asked for, and not one thing that was looked at. */
  readonly isList: boolean
  /** Why there is nothing that could be meant, though the line is what is spoken of. */
  readonly lacks?: string
}

type NameOf = (line: string, step: Step) => string
const firstWord: NameOf = (line) => line.trim().split(/\s/)[0] ?? ""
const processId: NameOf = (line) => {
  const id = line.split("\t")[0] ?? ""
  return /^\d+$/.test(id) ? id : ""
}

/** Answers that are lists of names which are no paths, each with what of a line is the name; "" for none. */
const NAMES: ReadonlyMap<string, NameOf> = new Map<string, NameOf>([
  ["GitOps.branches", (line, step) => firstWord(line.replace(/^[*+] /, ""), step)],
  ["GitOps.tags", firstWord],
  ["GitOps.log", firstWord],
  ["ProcessOps.find", processId],
  ["ProcessOps.list", processId],
  [
    "ProcessOps.ports",
    (line, { args }) => {
      const cells = line.split("\t")
      const id = (cells.length > 1 ? cells[3] : args["give"] === "pids" ? cells[0] : "") ?? ""
      return /^\d+$/.test(id) ? id : ""
    }
  ]
])

/** Actions that look for things: an empty answer of theirs is a list, too. */
const LISTING: ReadonlySet<string> = new Set([
  "FileOps.find",
  "FileOps.list",
  "FileOps.tree",
  "FileOps.diskUsage",
  "TextOps.search"
])

/** Whether "the second one" counts in the rows of an answer, one for one. Pure. */
export const isCounted = (plan: Plan | null, { bytes, lines, paths = [], table }: Output): boolean => {
  const last = plan?.steps.at(-1)
  const count = table?.rows.length ?? lines.length
  if (bytes !== undefined || last === undefined || count < 2) return false
  if (paths.length > 0) return paths.length === count && new Set(paths).size === count
  const name = NAMES.get(nameOf(last))
  const names = name === undefined ? [] : lines.map((line) => name(line, last)).filter((text) => text !== "")
  return names.length === count && new Set(names).size === count
}

const nameOf = ({ action, tool }: Step): string => `${tool}.${action}`
const unique = (texts: ReadonlyArray<string>): ReadonlyArray<string> => [...new Set(texts)]

/** Paths in the arguments of a step: what a question was about. */
const pathsAsked = (plan: Plan, step: Step): ReadonlyArray<string> =>
  Object.entries(step.args).flatMap(([key, value]) => {
    const listed = typeof value === "object" && value !== null && "paths" in value ? value.paths : value
    const texts =
      Array.isArray(listed) && (key === "paths" || listed !== value) ? listed : key === "path" ? [listed] : []
    return texts.flatMap((text: unknown) =>
      typeof text === "string" && !text.startsWith("~") ? [PathText.resolve(plan.cwd, text)] : []
    )
  })

/** Whether a step is about things that it chooses by what they are. */
const selects = ({ args }: Step): boolean =>
  Object.values(args).some((value) => typeof value === "object" && value !== null && !Array.isArray(value))

/** Whether it was asked about things that were named one by one. */
const asksByName = (plan: Plan): boolean => plan.steps.some((step) => pathsAsked(plan, step).length > 0)

/** Whether an answer has only what its line itself referred to ("where is it"): then it is no new list to count in. */
const saysOnlyAgain = ({ meaning, paths }: Block): boolean => {
  if (meaning.type !== "request" || meaning.refers === undefined || paths.length === 0) return false
  const known = new Set(meaning.refers)
  return paths.every((path) => known.has(path))
}

/** What the last step with effects leaves behind, or where it takes things from. */
const effectPaths = (plan: Plan, side: "left" | "taken"): ReadonlyArray<string> => {
  const effects = plan.steps.findLast((step) => step.effects.length > 0)?.effects ?? []
  const sides = (key: "from" | "to"): ReadonlyArray<string> => effects.flatMap((effect) => effect[key] ?? [])
  const [first, second] =
    side === "left" ? ([sides("to"), sides("from")] as const) : ([sides("from"), sides("to")] as const)
  return unique(first.length > 0 ? first : second)
}

const paths = (block: Block, items: ReadonlyArray<string>, isList: boolean): Spoken => ({
  number: block.number,
  type: "path",
  items: unique(items),
  cut: block.cut,
  isList
})

/** What a request spoke of; `null` where it spoke of nothing that could be meant. */
const spokenOf = (block: Block): Spoken | null => {
  const { plan } = block
  if (plan === null || plan.steps.length === 0) return null
  const last = plan.steps.at(-1)
  if (last === undefined) return null
  const acted = block.transaction !== null
  if (acted && block.status === "done") {
    const left = block.paths.length > 0 ? block.paths : effectPaths(plan, "left")
    return left.length === 0 ? null : paths(block, left, false)
  }
  // A no of the person leaves the thing in their mind; what was refused or failed is not taken up again by a pronoun.
  if (block.status === "failed" || (block.status === "refused" && block.error?.tag !== "NotConfirmed")) return null
  const planned = effectPaths(plan, "taken")
  // Said no to, only planned, or stopped: what it was about is where it was.
  if (planned.length > 0) return paths(block, planned, false)
  if (block.status !== "done") return null
  const isList = !asksByName(plan) && !saysOnlyAgain(block)
  if (block.paths.length > 0) return paths(block, block.paths, isList)
  const name = NAMES.get(nameOf(last))
  if (name !== undefined) {
    const items = unique(block.items.map((line) => name(line, last)).filter((text) => text !== ""))
    return { number: block.number, type: "text", items, cut: block.cut, isList: true }
  }
  if (block.items.length === 0 && !block.cut && isList && LISTING.has(nameOf(last))) return paths(block, [], true)
  const asked = plan.steps.flatMap((step) => pathsAsked(plan, step))
  if (asked.length > 0) return paths(block, asked, false)
  // "How many txt files are here?": they are what is spoken of, and not what was listed before.
  return plan.steps.some(selects)
    ? { ...paths(block, [], false), lacks: `#${block.number} named none of those that it was about.` }
    : null
}

type Moves = ReadonlyArray<readonly [from: string, to: string]>

const movesOf = (plan: Plan | null | undefined): Moves =>
  (plan?.steps ?? []).flatMap(({ effects }) =>
    effects.flatMap(({ from, op, to }) =>
      op === "move" && from !== undefined && to !== undefined ? [[from, to] as const] : []
    )
  )

const back = (moves: Moves): Moves => moves.map(([from, to]) => [to, from] as const).toReversed()

/** What a line moved: a request as planned, an undo the other way round, a redo again. */
const movedBy = (block: Block, planOf: (transaction: string) => Plan | null | undefined): Moves => {
  if (block.kind === "request") return block.status === "done" && block.transaction !== null ? movesOf(block.plan) : []
  const moves = block.moved.map((id) => movesOf(planOf(id)))
  return block.kind === "undo" ? moves.flatMap(back) : moves.flat()
}

/** Where things are now that were somewhere when a line spoke of them. */
const movesAfter = (blocks: ReadonlyArray<Block>, at: number): ((path: string) => string) => {
  const planOf = (transaction: string): Plan | null | undefined =>
    blocks.findLast((block) => block.transaction === transaction)?.plan
  const moves = blocks.slice(at + 1).flatMap((block) => movedBy(block, planOf))
  if (moves.length === 0) return (path) => path
  return (path) => {
    let here = path
    for (const [from, to] of moves) {
      if (here === from) here = to
      else if (PathText.isInside(from, here)) here = to + here.slice(from.length)
    }
    return here
  }
}

/** What such a deed made is gone once it is taken back, and what it was made from was never touched. */
const MAKES: ReadonlySet<EffectOp> = new Set(["create", "copy", "link", "archive", "extract"])

/** What a plan that was taken back had changed: the things are where they were before it. */
const givenBack = (plan: Plan): ReadonlyArray<string> => {
  const steps = plan.steps.map(({ effects }) =>
    effects.flatMap(({ from, op, to }) => (MAKES.has(op) ? [] : (from ?? to ?? [])))
  )
  return steps.findLast((changed) => changed.length > 0) ?? []
}

/** What an undo or a redo was about: the things where they are now. Where they are gone, or nobody here knows them, nothing older is meant. */
const spokenOfTravel = (blocks: ReadonlyArray<Block>, at: number): Spoken | null => {
  const block = blocks[at]
  if (block === undefined || block.moved.length === 0) return null
  const lines = block.moved.map((id) => ({
    id,
    line: blocks.slice(0, at).findLast((one) => one.kind === "request" && transactionsOf(one).includes(id))
  }))
  const did = block.kind === "undo" ? "took back" : "did again"
  if (lines.some(({ line }) => line === undefined))
    return { ...paths(block, [], false), lacks: `What #${block.number} ${did} was not done by a line of this shell.` }
  // Of a part that was done before a crash nobody here knows what it named.
  const known = lines.flatMap(({ id, line }) => (line?.transaction === id && line.plan !== null ? [line.plan] : []))
  const items = known.flatMap((plan) => (block.kind === "undo" ? givenBack(plan) : effectPaths(plan, "left")))
  const isPart = known.length < lines.length
  return items.length > 0 || isPart
    ? { ...paths(block, items, false), cut: block.cut || isPart }
    : { ...paths(block, [], false), lacks: `What #${block.number} ${did} had made is gone with it.` }
}

/** What each line spoke of, the latest first, and where it is now. */
export function* spokenBefore(blocks: ReadonlyArray<Block>): Generator<Spoken> {
  for (let at = blocks.length - 1; at >= 0; at--) {
    const block = blocks[at]
    if (block === undefined || block.kind === "command") continue
    const spoken = block.kind === "request" ? spokenOf(block) : spokenOfTravel(blocks, at)
    if (spoken === null) continue
    if (spoken.type === "text") yield spoken
    else {
      const moved = movesAfter(blocks, at)
      yield { ...spoken, items: unique(spoken.items.map(moved)) }
    }
  }
}
