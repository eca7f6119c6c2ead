/**
 * Requests that lack one thing which only the person knows: what new files are to be called, whether a word is looked for in names or
 * in texts. Known by phrases as orders are; each is asked back about with requests that say it. A request that can be read is
 * none of them, but for a search of a quoted word, which the rules would take for a whole name.
 */
import { escapeName } from "../../errors/escapeName.ts"
import type { AskBack } from "./askBack.ts"
import { compilePhrase } from "./compilePhrase.ts"
import { ADJECTIVES, EXTENSIONS, NOUNS } from "./kinds.ts"
import { matchPhrase } from "./matchPhrase.ts"
import { HEADS } from "./nounWords.ts"
import { type Look, NO_REFERENTS } from "./Reading.ts"
import { looksLikeFile } from "./readPath.ts"
import { readingOf, type Session, type Tokens } from "./Session.ts"
import type { Token } from "./Token.ts"
import { trim, withoutClosers, withoutOpeners } from "./unwrap.ts"
import { NEVER_NAMES, NUMBERS } from "./words.ts"

interface Open {
  readonly says: ReadonlyArray<string>
  /** `null` where the words say enough, or nothing that could be asked about. */
  readonly ask: (args: Readonly<Record<string, unknown>>, look: Look) => AskBack | null
}

/** Numbered names for so many new things. */
const unnamed =
  (things: string, name: (number: number) => string): Open["ask"] =>
  ({ count }) =>
    typeof count !== "number" || count < 2
      ? null
      : {
          reason: `it does not say how the ${things} are to be called.`,
          suggestions: [`create the ${things} ${name(1)} to ${name(count)}`]
        }

/** A word of people, and none that says what kind of thing is looked for. */
const isKind = (low: string): boolean =>
  NEVER_NAMES.has(low) || HEADS.has(low) || NOUNS.has(low) || ADJECTIVES.has(low) || EXTENSIONS.has(low)

const inNamesOrTexts: Open["ask"] = ({ sought }, look) => {
  if (typeof sought !== "string" || isKind(sought.toLowerCase()) || looksLikeFile(sought) || /['/\n]/.test(sought))
    return null
  if (look(sought) !== null) return null
  return {
    reason: `"${escapeName(sought)}" may stand in the text of files, or in their names.`,
    suggestions: [`search for '${sought}' in all files`, `find files with '${sought}' in their names`]
  }
}

const SEARCH = "search|search_for|look_for|grep|grep_for|scan_for|hunt_for"

/** Asked about before anything is read: what is quoted would be a whole name, and "5 folders" a folder called 5. */
const BEFORE: ReadonlyArray<Open> = [
  { says: [`${SEARCH} {sought:quotedterm}`], ask: inNamesOrTexts },
  {
    says: ["<create>|touch {count:number} [new|empty|blank] [text|txt] files"],
    ask: unnamed("files", (number) => `file${number}.txt`)
  },
  {
    says: ["<create>|mkdir {count:number} [new|empty] folders|directories|subfolders|dirs"],
    ask: unnamed("folders", (number) => `folder${number}`)
  }
]

/** Asked about where nothing could be read. */
const AFTER: ReadonlyArray<Open> = [
  {
    says: [`${SEARCH}|find|find_me|locate|where_is|where_are {sought:word}`],
    ask: inNamesOrTexts
  }
]

const asks = (forms: ReadonlyArray<Open>, session: Session, tokens: Tokens): AskBack | null => {
  const look = session.options.look ?? (() => null)
  const parts = withoutOpeners(trim(tokens)).flatMap(withoutClosers)
  for (const { ask, says } of forms)
    for (const template of says.map(compilePhrase))
      for (const part of parts) {
        const reading = { ...readingOf(session, part, NO_REFERENTS), bareNames: true }
        for (const { args } of matchPhrase(template, reading)) {
          const asked = ask(args, look)
          if (asked !== null) return asked
        }
      }
  return null
}

const isShort = (tokens: Tokens): boolean => tokens.length <= MOST_WORDS
/** Longer requests say more than these forms have room for. */
const MOST_WORDS = 16

/** What is to be asked before a request is read. */
export const openBefore = (session: Session, tokens: Tokens): AskBack | null =>
  isShort(tokens) && tokens.some(isQuotedOrFigure) ? asks(BEFORE, session, tokens) : null

const isQuotedOrFigure = ({ kind, low }: Token): boolean => kind === "quoted" || /^\d+$/.test(low) || NUMBERS.has(low)

/** What is to be asked about a request that could not be read. */
export const openAfter = (session: Session, tokens: Tokens): AskBack | null =>
  isShort(tokens) ? asks(AFTER, session, tokens) : null
