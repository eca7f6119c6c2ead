/**
 * Lines that ask for something once more: "try again", "again #3", "do the same in ../b", "try again with b.txt instead", and "do it" after
 * a plan. The request of the line before is planned anew, in the state that things are in now, judged and asked about anew.
 *
 * What it refuses: to guess which word of a request another one is to replace, and to look in another folder for things that were meant by
 * their place in a list.
 */
import { escapeName, PathText, quoteName } from "@zenus/core"
import * as Effect from "effect/Effect"
import { EXIT } from "../render/exitCode.ts"
import type { Meaning } from "../line/Meaning.ts"
import { isUnderstood, lastAskedIn, plainWords, type Reader, type ReadingWorld } from "../line/ReadingWorld.ts"
import type { Block } from "../line/ShellState.ts"
import { blockNumbers, blockOf, noSuchBlock } from "./blocksNamed.ts"

type Request = Extract<Meaning, { readonly type: "request" }>

const say = (...lines: ReadonlyArray<string>): Meaning => ({ type: "say", lines, code: EXIT.notUnderstood })

/** What was asked and not understood is no request to be done again; what it lacked was said with it. */
const nothingYet = (blocks: ReadonlyArray<Block>): Meaning => {
  const last = blocks.findLast(({ status }) => status === "not-understood")
  return last === undefined
    ? say("Nothing has been asked here yet, so there is nothing to do again.")
    : say(
        `#${last.number} (${shown(last.text)}) was not understood, so there is nothing to do again.`,
        ...(last.error?.recovery.slice(0, 1) ?? []),
        "Say it in other words, with the name of what is meant."
      )
}

/** Lines after a failure within which "try again" still means it: what mends it takes a few. */
const NEAR = 5

const requestOf = (block: Block | undefined): Request | null =>
  block?.meaning.type === "request" ? block.meaning : null

const requestsIn = (blocks: ReadonlyArray<Block>): ReadonlyArray<Block> =>
  blocks.filter((block) => requestOf(block) !== null)

/** Whether a later line did what a failed one could not: the same words, or its own with another name. */
const mends = (later: Block, failed: Block): boolean =>
  later.status === "done" &&
  (requestOf(later)?.again === failed.number || requestOf(later)?.text === requestOf(failed)?.text)

/** The last that did not end well, unless it went well since or is long ago; else the last. */
const lastRequest = (blocks: ReadonlyArray<Block>): Block | undefined => {
  const requests = requestsIn(blocks)
  // Who said no has had their say: that is meant only right after it.
  const at = requests.findLastIndex(({ error, status }) => status !== "done" && error?.tag !== "NotConfirmed")
  const failed = requests[at]
  const since = requests.slice(at + 1)
  return failed !== undefined && since.length <= NEAR && !since.some((block) => mends(block, failed))
    ? failed
    : requests.at(-1)
}

const shown = (text: string): string => escapeName(text.length > 200 ? `${text.slice(0, 200)}...` : text)

const repeat = (block: Block, changes: Partial<Request> = {}): Meaning => {
  const meaning = requestOf(block)
  if (meaning === null) return say(`#${block.number} was no request, so it cannot be asked again.`)
  const text = changes.text ?? meaning.text
  return {
    ...meaning,
    cwd: block.cwd,
    ...changes,
    again: block.number,
    said: [`again (#${block.number}): ${shown(text)}`]
  }
}

const unquoted = (text: string): string => text.replace(/^(['"`])(.*)\1$/s, "$2")

const folderAt = (text: string, { home, state, typeAt }: ReadingWorld): string | null => {
  const name = unquoted(text).replace(/^(?:the )?(?:folder|directory) /, "")
  const path = name === "~" || name.startsWith("~/") ? home + name.slice(1) : PathText.resolve(state.cwd, name)
  return typeAt(path) === "folder" ? path : null
}

/** Words of a request that could be names: in quotes, or with a dot, a slash or a star in them. */
const nameLike = (text: string): ReadonlyArray<string> =>
  [...text.matchAll(/(?<!\S)(?:'[^']+'|"[^"]+"|\S+)/g)]
    .map(([word]) => word.replace(/[,;:!?]+$/, ""))
    .filter((word) => /^['"]/.test(word) || /[./*~\d]/.test(word))

/** Names that mean the same in whichever folder they are said: out of it, from the root, in the home. */
const ownPlaces = (text: string): ReadonlyArray<string> =>
  nameLike(text).filter((word) => /^(?:\/|~(?:\/|$)|\.\.(?:\/|$))/.test(unquoted(word)))

/** The request with the folder in which it looks changed to `folder`; as it is where it names none, null where that cannot be told. */
const withPlace = (text: string, folder: string, cwd: string, world: ReadingWorld): string | null => {
  const places = ownPlaces(text)
  const [place, ...others] = places
  if (place === undefined) return text
  const before = text.slice(0, text.indexOf(place))
  const isWhere = /(?:^|\s)(?:in|inside|within|under|below|from|of) (?:the (?:folder|directory) )?$/i.test(before)
  const isFolder = folderAt(place, { ...world, state: { ...world.state, cwd } }) !== null
  return others.length === 0 && isWhere && isFolder ? text.replace(place, () => folder) : null
}

const elsewhere = (folder: string, world: ReadingWorld): Meaning => {
  // "The same" is what was asked last, however it ended.
  const block = requestsIn(world.state.blocks).at(-1)
  const meaning = requestOf(block)
  if (block === undefined || meaning === null) return nothingYet(world.state.blocks)
  const cwd = folderAt(folder, world)
  if (cwd === null) return say(`There is no folder ${quoteName(unquoted(folder))} here.`, "Nothing was done.")
  if (meaning.translators !== undefined && meaning.text === block.text.trim())
    return say(
      `#${block.number} was about things that it did not name (${shown(block.text)}), and they are not in another folder.`,
      "Say it with a name or a pattern, or go there first and list them."
    )
  const { translators: _, ...plain } = meaning
  const text = withPlace(meaning.text, folder, block.cwd, world)
  if (text === null)
    return say(
      `#${block.number} names a place of its own (${shown(block.text)}), which is the same from ${escapeName(folder)}.`,
      "Say it whole, with the other place."
    )
  // A place that was named in it was named from here; so is the new one.
  return text === meaning.text
    ? { ...plain, cwd, said: [`in ${escapeName(folder)}: ${shown(text)}`] }
    : { ...plain, text, cwd: world.state.cwd, said: [`again (#${block.number}): ${shown(text)}`] }
}

const isIn = (message: string, word: string): boolean => message.includes(unquoted(word))

/** The word of the request that failed, or its only name; `null` where that is not clear. */
const wordToReplace = (text: string, error: string | null): string | null => {
  const names = nameLike(text)
  const blamed =
    error === null
      ? []
      : [...names, ...text.split(/\s+/)].filter((word) => word.length > 1 && isIn(error, word) && names.includes(word))
  const [first, ...others] = [...new Set(blamed)]
  if (first !== undefined && others.length === 0) return first
  return names.length === 1 ? (names[0] ?? null) : null
}

const replaceIn = Effect.fnUntraced(function* (name: string, of: string | undefined, world: ReadingWorld) {
  const block = lastRequest(world.state.blocks)
  const meaning = requestOf(block)
  if (block === undefined || meaning === null) return nothingYet(world.state.blocks)
  // A plain word counts as well where the sentence can be read with the other in its place.
  const word = of ?? wordToReplace(meaning.text, block.error?.message ?? null)
  if (word === null || !meaning.text.includes(word)) {
    return say(
      of === undefined
        ? `It is not clear what of #${block.number} (${shown(meaning.text)}) it is to replace.`
        : `${escapeName(of)} is not in #${block.number} (${shown(meaning.text)}).`,
      `Say: try again with ${escapeName(name)} instead of ...`
    )
  }
  const text = meaning.text.replace(word, () => name)
  const { translators: _, ...plain } = meaning
  const cwd = block.cwd
  if (!world.hasModels && !isUnderstood(yield* world.rules(text, cwd)))
    return say(`That would be: ${shown(text)}`, "and is not understood. Say it whole.")
  return {
    ...plain,
    cwd,
    text,
    again: block.number,
    said: [`again (#${block.number}): ${shown(text)}`]
  } satisfies Meaning
})

/** What a plan showed, done: only right after it. */
const doPlanned = ({ blocks, mode }: ReadingWorld["state"]): Meaning | null => {
  const last = blocks.at(-1)
  const meaning = requestOf(last)
  if (last === undefined || meaning === null) return null
  const wasPlanned = last.transaction === null && last.status === "done" && last.plan !== null && last.planned
  if (!wasPlanned) return null
  return mode === "run"
    ? repeat(last, { mode })
    : say("Requests are only planned now, so nothing was done.", `/${mode} ends that; then say it again.`)
}

const AGAIN =
  /^(?:(?:try|do|run|say|ask) (?:that |it |this |the last one )?(?:again|once more|one more time)|again|once (?:more|again)|one more time|re-?try(?: that| it| this)?|repeat(?: that| it| this| the last(?: (?:one|request|command))?)?|re-?run(?: that| it| this)?|same again)$/
const IT_AGAIN = /^do (?:it|that|this) (?:again|once more)$/
const NUMBERED =
  /^(?:again|repeat|re-?run|re-?try|run|do|try)(?: line| block)? (#\d{1,9})(?: again| once more)?$|^(#\d{1,9}) again$/
const SAME_IN =
  /^(?:(?:and )?(?:do |try |run |repeat )?(?:exactly )?(?:the )?same(?: thing| request| again)?|(?:do|try|run|repeat) (?:that|it|this)(?: again| too| as well)?|(?:try |do it |once )?again|now|and|and now|also|re-?peat|re-?try)(?: too| as well)? (in|inside|under|for|with) (?:the (?:folder|directory) )?(.+?)(?: too| as well| again)?$/i
const INSTEAD =
  /^(?:(?:try|do it|do that|run it|again|try it|try that)(?: again)? )?(?:with|using|on|for|use) (.+?) instead(?: of (.+))?$/i
const AGAIN_WITH = /^(?:try (?:it |that )?again|again|re-?try) (?:with|using|on|for) (.+?)(?: instead of (.+))?$/i
const MEANT = /^(?:sorry,? )?(?:i|we) meant (.+?)(?:,? not (.+))?$/i
const DO_IT =
  /^(?:do (?:it|that|this|so)|go ahead|go for it|proceed|run (?:it|that)|execute(?: it| that)?|apply(?: it| that)?|make it so|carry (?:it )?out|do it now)$/

/** Names keep their case, so these are read in the line as it is. */
const asWritten = (line: string): string =>
  line
    .trim()
    .replace(/[\s!?]+$/, "")
    .replace(/(?<=[^./])\.$/, "")
    .replace(
      /^(?:(?:ok|okay|now|so|and|then|please|no|wait|oh|hey|actually|can you|could you)\b,? )+(?=(?:do|try|the|i|we|again|use|with|same)\b)/i,
      ""
    )

export const readAgain: Reader = Effect.fnUntraced(function* (line, world): Effect.fn.Return<Meaning | null> {
  const { blocks } = world.state
  const words = plainWords(line)
  const last = blocks.at(-1)
  if (IT_AGAIN.test(words) && last?.kind === "undo") return { type: "redo", dryRun: false }
  if (AGAIN.test(words)) {
    const block = lastRequest(blocks)
    if (block !== undefined) return repeat(block)
    const { cwd } = world.state
    const isAsked = blocks.some(({ status }) => status === "not-understood")
    const before = isAsked ? undefined : lastAskedIn(cwd, yield* world.history)
    return before === undefined
      ? nothingYet(blocks)
      : { type: "request", text: before.request, cwd, said: [`again: ${shown(before.request)}`] }
  }
  if (DO_IT.test(words)) return doPlanned(world.state)
  const numbered = NUMBERED.exec(words)
  if (numbered !== null) {
    const number = blockNumbers(numbered[0])[0] ?? 0
    const block = blockOf(blocks, number)
    return block === undefined ? say(noSuchBlock(blocks, number)) : repeat(block)
  }
  const written = asWritten(line)
  const instead = INSTEAD.exec(written) ?? AGAIN_WITH.exec(written) ?? MEANT.exec(written)
  if (instead !== null) return yield* replaceIn(instead[1] ?? "", instead[2], world)
  const [, preposition = "", same] = SAME_IN.exec(written) ?? []
  if (same === undefined || isUnderstood(yield* world.rules(line))) return null
  if (folderAt(same, world) !== null) return elsewhere(same, world)
  // "the same for b.txt" is another name; "now with line numbers" is neither.
  if (world.typeAt(PathText.resolve(world.state.cwd, unquoted(same))) === "file")
    return yield* replaceIn(same, undefined, world)
  return preposition.toLowerCase() === "for" || preposition.toLowerCase() === "with" ? null : elsewhere(same, world)
})
