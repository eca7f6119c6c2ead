/**
 * Lines that name nothing themselves: "delete the second one", "move them to old", "how big is it". The rules read the sentence with
 * stand-ins in it, and the things of the lines before take their place; so it is a request like any other, planned, judged and
 * asked about, in which every path stands written.
 *
 * What it refuses: to read anything into a sentence that the rules do not understand with a name in that place, and to guess. What
 * is not known is asked, and nothing is done.
 */
import {
  abridge,
  escapeName,
  groupDigits,
  type IntentIR,
  PathText,
  quoteName,
  type Translator,
  writeName
} from "@zenus/core"
import * as Effect from "effect/Effect"
import { EXIT } from "../render/exitCode.ts"
import type { Meaning } from "../line/Meaning.ts"
import { isUnderstood, type Reader, type ReadingWorld } from "../line/ReadingWorld.ts"
import { bareNumbers, doubtOf } from "./bareNumbers.ts"
import { listInOrder, mostAskedAlone, type OrderAsked, orderAsked } from "./inOrder.ts"
import { findReferences, type Reference } from "./findReferences.ts"
import { type Resolved, resolveReference } from "./resolveReference.ts"
import { holdsStandIn, type Item, withItems, writeItems } from "../session/standIns.ts"

/** Items that are written by name into what the history keeps; more stay as they were said. */
const WRITTEN = 5
/** Names that are said before the plan. */
const SAID = 3

/** Stands where nothing is known, to see whether the sentence would make sense. */
const UNKNOWN: Item = { type: "file", path: "/unknown" }

/** As an action takes it for exactly that path, from where it is asked; a `~` in front would be the home. */
const pathFrom = (cwd: string, path: string): string => {
  const relative = PathText.relativeTo(cwd, path)
  return relative === "" ? "." : relative.startsWith("~") ? `./${relative}` : relative
}

const itemsOf = (resolved: Resolved, { state: { cwd }, typeAt }: ReadingWorld): ReadonlyArray<Item> =>
  resolved.type === "items"
    ? resolved.items.map((path) => ({ type: typeAt(path) ?? "file", path: pathFrom(cwd, path) }))
    : [UNKNOWN]

const replaceAll = (line: string, references: ReadonlyArray<Reference>, texts: ReadonlyArray<string>): string => {
  let out = ""
  let at = 0
  references.forEach(({ end, start }, index) => {
    out += line.slice(at, start) + (texts[index] ?? "")
    at = end
  })
  return out + line.slice(at)
}

const listed = (names: ReadonlyArray<string>): string =>
  names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`

/** What one reference means, as names from `cwd`. Of what is no path (a branch, a process) the names themselves. */
const namesOf = (resolved: Resolved, cwd: string): ReadonlyArray<string> =>
  resolved.type !== "items"
    ? []
    : resolved.from.type === "text"
      ? resolved.items
      : resolved.items.map((path) => PathText.relativeTo(cwd, path))

/** The line with names in it that any reader takes for exactly those; `null` where there are too many, or one cannot be written. */
const withNames = (
  line: string,
  references: ReadonlyArray<Reference>,
  groups: ReadonlyArray<ReadonlyArray<string>>
): string | null => {
  if (groups.flat().length > WRITTEN || groups.some((group) => group.length === 0)) return null
  const written = groups.map((group) => group.map((name) => (/^\d+$/.test(name) ? name : writeName(name))))
  if (written.flat().some((name) => name === null || /[\p{Cc}\p{Cf}]/u.test(name))) return null
  return replaceAll(
    line,
    references,
    written.map((group) => listed(group.filter((name) => name !== null)))
  )
}

/** `"them": a.txt, b.txt, c.txt and 9 more (#4)` */
const saidOf = (reference: Reference, resolved: Resolved, names: ReadonlyArray<string>): string => {
  const shown = names.slice(0, SAID).map((name) => quoteName(abridge(name)))
  const more = names.length > SAID ? ` and ${groupDigits(names.length - SAID)} more` : ""
  const from = resolved.type === "items" ? ` (#${resolved.from.number})` : ""
  return `"${escapeName(reference.text)}": ${shown.join(", ")}${more}${from}`
}

const planOf = (intent: IntentIR): Translator => ({ name: intent.provider, translate: () => Effect.succeed(intent) })

/** Where a sentence leads that only goes somewhere. */
const folderIn = ({ steps }: IntentIR): string | null => {
  const [step, ...more] = steps
  const path = step?.args["path"]
  return step?.tool === "FileOps" && step.action === "goTo" && more.length === 0 && typeof path === "string"
    ? path
    : null
}

const isAlone = (line: string, references: ReadonlyArray<Reference>): boolean =>
  /^[\s.!?]*$/.test(replaceAll(line, references, []))

/** Of what was listed last, with no word for it: stands in front of the line. */
const OF_THEM: Reference = { start: 0, end: 0, text: "of them", which: { type: "all" }, from: null, strong: true }

/** "delete 2" and "which is the largest?" under a list; nothing where the rules understand the line as it stands. */
const withoutWords = Effect.fnUntraced(function* (
  line: string,
  world: ReadingWorld
): Effect.fn.Return<ReadonlyArray<Reference>> {
  const reference = bareNumbers(line) ?? (mostAskedAlone(line) === null ? null : OF_THEM)
  if (reference === null || isUnderstood(yield* world.rules(line))) return []
  return resolveReference(reference, world.state.blocks).type === "nothing" ? [] : [reference]
})

const orderOf = (line: string, reference: Reference): OrderAsked | null =>
  reference === OF_THEM ? mostAskedAlone(line) : orderAsked(line.slice(0, reference.start), line.slice(reference.end))

/** A reference that is the name of something here as well ("last", "them"): which is meant nobody can know. */
const nameAmong = (references: ReadonlyArray<Reference>, { state, typeAt }: ReadingWorld): Reference | null =>
  references.find(({ from, text }) => from === null && typeAt(PathText.resolve(state.cwd, text)) !== null) ?? null

const eitherLines = (name: string): ReadonlyArray<string> => [
  `What do you mean by "${escapeName(name)}"? Something here is called so, and it may be what was spoken of before.`,
  `Say "./${escapeName(name)}" for what is called so. Nothing was done.`
]

export const readReference: Reader = Effect.fnUntraced(function* (line, world): Effect.fn.Return<Meaning | null> {
  if (holdsStandIn(line)) return null
  const written = findReferences(line)
  const found = written.length > 0 ? written : yield* withoutWords(line, world)
  if (found.length === 0) return null
  const [first] = found
  // A number could be a name, or how many; asked once it is known that there is a list.
  if (written.length === 0 && first !== undefined && first.which.type === "nths") {
    const lines = doubtOf(first, world)
    if (lines !== null) return { type: "say", lines, code: EXIT.notUnderstood }
  }
  // "the files in it" refers once.
  const strong = found.filter((reference) => reference.strong)
  const references = strong.length > 0 ? strong : found
  if (strong.length === 0 && isUnderstood(yield* world.rules(line))) return null

  const called = nameAmong(references, world)
  if (called !== null) {
    const isSpokenOf = resolveReference(called, world.state.blocks).type !== "nothing"
    return isSpokenOf ? { type: "say", lines: eitherLines(called.text), code: EXIT.notUnderstood } : null
  }

  const { blocks, cwd } = world.state
  const [only, ...others] = references
  const order = only === undefined || others.length > 0 ? null : orderOf(line, only)
  const resolved = references.map((reference) => resolveReference(reference, blocks, order !== null))
  const problem = resolved.find((one) => one.type !== "items")
  const names = resolved.map((one) => namesOf(one, cwd))
  const said = references.flatMap((reference, index) => {
    const one = resolved[index]
    return one === undefined ? [] : [saidOf(reference, one, names[index] ?? [])]
  })
  const named = problem === undefined ? withNames(line, references, names) : null
  // Branches and processes are no paths: their names are read as if they had been typed.
  const isText = resolved.some((one) => one.type === "items" && one.from.type === "text")
  if (isText) return named === null ? null : { type: "request", text: named, said }

  const groups = resolved.map((one) => itemsOf(one, world))
  const refers = resolved.flatMap((one) => (one.type === "items" ? one.items : []))
  // How large a folder is depends on all that it holds, which an order of names does not know.
  const isKnown = order?.by !== "size" || groups.flat().every(({ type }) => type === "file")
  if (order !== null && problem === undefined && (order.first === undefined || isKnown)) {
    const paths = groups.flat().map(({ path }) => path)
    return { type: "request", text: line, translators: [planOf(listInOrder(paths, order, line))], said }
  }
  if (order !== null && problem !== undefined) return { type: "say", lines: problem.lines, code: EXIT.notUnderstood }
  const standIns = writeItems(groups)
  const read = yield* world.rules(replaceAll(line, references, standIns.texts))
  if (!isUnderstood(read)) {
    // "the second one" and nothing else: a sentence that lacks its deed as well.
    if (problem !== undefined && isAlone(line, references))
      return { type: "say", lines: problem.lines, code: EXIT.notUnderstood }
    // A model may know what to do with it, once it knows what is meant; what can be read in two ways is asked back with names.
    const isSure = references.every(({ which }) => which.type !== "it")
    const mayHelp = read._tag === "Ambiguous" || (world.hasModels && isSure)
    return mayHelp && named !== null ? { type: "request", text: named, said } : null
  }
  if (problem !== undefined) return { type: "say", lines: problem.lines, code: EXIT.notUnderstood }
  const intent = withItems(read, standIns.meanings, named ?? line)
  if (intent === null) return null
  const folder = folderIn(intent)
  if (folder !== null) return { type: "folder", path: folder }
  return { type: "request", text: named ?? line, translators: [planOf(intent)], said, refers }
})
