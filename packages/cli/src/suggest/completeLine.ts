/**
 * What may stand where the cursor is: the shell's own words behind a `/`, files behind an `@`, paths, and how a sentence may go on. A table
 * of readers, the first whose line it is gives the list; paths and sentences are shown together, since a word may be the beginning of
 * either. Thin; what each proposes is decided in its own file.
 */
import type { Completion } from "../editor/PickItem.ts"
import type { Sentences } from "./completePhrase.ts"
import { continuePath, findFiles, type FoundItems, type PathWorld } from "./completePath.ts"
import { type TypedWord, wordAt } from "./wordAt.ts"

/** A word of the shell's own, without its slash, and what it is for. */
export type OwnWord = readonly [name: string, summary: string]

export interface CompletionWorld extends PathWorld {
  readonly words: ReadonlyArray<OwnWord>
  readonly sentences: Pick<Sentences, "after">
}

interface Place {
  readonly text: string
  readonly cursor: number
  readonly word: TypedWord
  readonly world: CompletionWorld
}
/** `undefined`: not for this reader. `null`: there is nothing. */
type Reader = (place: Place) => Completion | null | undefined

/** Nothing yet is a list, too: more may come. */
const listed = ({ from, to }: TypedWord, { isWhole, items }: FoundItems): Completion | null =>
  items.length === 0 && isWhole ? null : { from, to, items, isWhole }

const ownWords: Reader = ({ cursor, text, word, world }) => {
  const typed = /^\/([\w-]*)$/.exec(text.slice(0, cursor))?.[1]?.toLowerCase()
  if (typed === undefined) return undefined
  const begins = world.words.filter(([name]) => name.startsWith(typed))
  const holds = world.words.filter(([name]) => !name.startsWith(typed) && name.includes(typed))
  const items = [...begins, ...holds].map(([name, summary]) => ({
    insert: `/${name} `,
    label: `/${name}`,
    note: summary
  }))
  return listed(word, { items, isWhole: true })
}

const files: Reader = ({ word, world }) =>
  !word.quoted && word.text.startsWith("@") ? listed(word, findFiles(word.text.slice(1), world)) : undefined

/** Without the slash, the tilde or the dot that says "a path", a word is one only as far as it goes on as one. */
const isPathBegun = ({ quoted, text }: TypedWord): boolean => quoted || /^[~.]|\//.test(text)

/** What goes to a folder: nothing else is offered behind it. */
const FOLDER_AFTER = /^\s*(?:\/cwd|\/?cd|(?:go|change) to)\s+/i

const pathsFor = ({ text, word, world }: Place): FoundItems => {
  const found = continuePath(word.text, world)
  return FOLDER_AFTER.test(text.slice(0, word.from))
    ? { ...found, items: found.items.filter(({ label }) => label.endsWith("/")) }
    : found
}

/** Longer ones are no sentence that anybody would have proposed. UTF-16 units. */
const MAX_SENTENCE = 1_000

/** Behind `/plan ` and its like a request begins. */
const REQUEST_AFTER = /^\/(?:plan|dry-run)\s+/

const NONE: FoundItems = { items: [], isWhole: true }

/** @param withPhrases also words of the phrases, which are not there at once. */
const sentence = ({ text, word, world }: Place, withPhrases: boolean): FoundItems => {
  const start = REQUEST_AFTER.exec(text)?.[0].length ?? 0
  const isRequest = text.length <= MAX_SENTENCE && !text.startsWith("!") && (start > 0 || !text.startsWith("/"))
  return isRequest && !word.quoted ? world.sentences.after(text.slice(start, word.from), word.text, withPhrases) : NONE
}

const pathsAndSentences: Reader = (place) => {
  const { text, word } = place
  if (isPathBegun(word)) return listed(word, pathsFor(place))
  const isFirst = text.slice(0, word.from).trim() === ""
  // A sentence begins with a verb, whatever files are called here; an empty word is the beginning of every name. Where a name fits,
  // it is meant: Tab takes the only one at once.
  const names = word.text === "" || isFirst ? NONE : pathsFor(place)
  const words = sentence(place, names.items.length === 0)
  return listed(word, { items: [...names.items, ...words.items], isWhole: names.isWhole && words.isWhole })
}

const READERS: ReadonlyArray<Reader> = [ownWords, files, pathsAndSentences]

export const completeLine = (text: string, cursor: number, world: CompletionWorld): Completion | null => {
  const place = { text, cursor, word: wordAt(text, cursor), world }
  for (const reader of READERS) {
    const found = reader(place)
    if (found !== undefined) return found
  }
  return null
}
