/**
 * Words that can be read and yet leave open what is to be done: "some files", "old logs", "documents" where a folder of that name
 * is here. A table of doubts, each with what to say instead; the first that holds is asked back about. It never makes a
 * reading definite and never puts another in its place, and its suggestions take no more than was asked.
 */
import type { Selection } from "../../plan/Selection.ts"
import type { LexiconAction } from "./Lexicon.ts"
import { couldHoldKept } from "./keepKept.ts"
import type { NounPhrase } from "./NounPhrase.ts"
import { ORDERS } from "./nounWords.ts"
import { longestSaying, type Look, sayingTable } from "./Reading.ts"
import type { Tokens } from "./Session.ts"
import { YEAR_LIKE } from "./units.ts"
import { words } from "./words.ts"

export interface AskBack {
  readonly reason: string
  /** Requests to be tried; not all of them need be understood. */
  readonly suggestions: ReadonlyArray<string>
}

interface Asked {
  readonly action: LexiconAction
  readonly tokens: Tokens
  readonly phrase: NounPhrase
  readonly look: Look
}

/** Deeds that take files from where they are, though they can be undone. What is organized is rather a folder. */
const MOVING = words("move rename organize")
const takesAway = ({ action, phrase }: Asked): boolean =>
  action.risk >= 2 || (MOVING.has(action.name) && !(action.name === "organize" && phrase.named))

/** Keys that only say of what kind files are. */
const KIND_KEYS: ReadonlySet<string> = new Set(["type", "extensions", "kinds", "names", "paths"])
const saysOnlyKind = (selection: Selection): boolean => Object.keys(selection).every((key) => KIND_KEYS.has(key))

const CLEANING = sayingTable("clean | clean up | clear up | tidy | tidy up | clean out | clear out | clear")
const written = (tokens: Tokens): ReadonlyArray<string> =>
  tokens.map((token) => (token.kind === "quoted" ? `'${token.text}'` : token.text))
/** The request with other words for some of its own. */
const instead = (tokens: Tokens, from: number, end: number, said: string): string => {
  const texts = written(tokens)
  return [...texts.slice(0, from), said, ...texts.slice(end)].join(" ")
}
const PARTICLES = words("up out away off")
/** What stands behind the verb and its particle, listed. */
export const listed = (tokens: Tokens): string =>
  `list ${written(tokens)
    .slice(PARTICLES.has(tokens[1]?.low ?? "") ? 2 : 1)
    .join(" ")}`

/** Words from `at` on as one text, in lower case. */
const lows = (tokens: Tokens, at: number, length: number): string =>
  tokens
    .slice(at, at + length)
    .map(({ low }) => low)
    .join(" ")

const wordAt = (tokens: Tokens, word: string): number =>
  tokens.findIndex((token) => token.kind === "word" && token.low === word)

/** Articles before the words, which go with them. */
const withArticle = (tokens: Tokens, from: number): number => {
  let at = from
  while (["the", "my", "our", "your"].includes(tokens[at - 1]?.low ?? "")) at--
  return at
}

/** The request with an age instead of "old": at its end, else right behind the noun. */
const aged = (tokens: Tokens, old: number): ReadonlyArray<string> => {
  const texts = written(tokens).toSpliced(old, 1)
  const ages = "older than 30 days"
  return [...new Set([texts.length, old + 1, old + 2])].map((at) => texts.toSpliced(at, 0, ages).join(" "))
}

const IN_YEAR = words("in from of")
const CHANGED = words("modified changed created edited updated touched written saved taken made downloaded")
/** Where a year stands that is a folder here as well ("everything in 2024"), and nothing says which; -1 for nowhere. */
const yearOrFolder = (tokens: Tokens, look: Look): number =>
  tokens.findIndex(
    ({ kind, low }, at) =>
      kind === "word" &&
      YEAR_LIKE.test(low) &&
      IN_YEAR.has(tokens[at - 1]?.low ?? "") &&
      !CHANGED.has(tokens[at - 2]?.low ?? "") &&
      look(low) === "folder"
  )

interface Doubt {
  readonly holds: (asked: Asked) => boolean
  readonly ask: (asked: Asked) => AskBack
}

const DOUBTS: ReadonlyArray<Doubt> = [
  {
    holds: ({ action, look, phrase, tokens }) => {
      const year = action.risk === 0 ? undefined : tokens[yearOrFolder(tokens, look)]?.low
      const { in: places, modified, paths } = phrase.selection
      return year !== undefined && (modified !== undefined || [...(places ?? []), ...(paths ?? [])].includes(year))
    },
    ask: ({ look, tokens }) => {
      const at = yearOrFolder(tokens, look)
      const year = tokens[at]?.low ?? ""
      return {
        reason: `"${year}" may be the year, or the folder of that name.`,
        suggestions: ["folder", "year"].map((what) => instead(tokens, at, at + 1, `the ${what} ${year}`))
      }
    }
  },
  {
    // An age without a number is no age, for a question as for a deed.
    holds: ({ phrase }) => phrase.ageless === true,
    ask: ({ tokens }) => {
      const old = wordAt(tokens, "old")
      return {
        reason: 'it does not say how old "old" is.',
        suggestions: old < 0 ? [] : aged(tokens, old)
      }
    }
  },
  {
    holds: ({ action, phrase }) =>
      action.risk > 0 &&
      phrase.choice === true &&
      (phrase.selection.order === undefined || phrase.selection.first === undefined) &&
      !(phrase.universal && phrase.filtered && !saysOnlyKind(phrase.selection)),
    ask: ({ tokens }) => ({ reason: "it does not say which of them.", suggestions: [listed(tokens)] })
  },
  {
    holds: (asked) => takesAway(asked) && asked.phrase.twofold !== undefined && saysOnlyKind(asked.phrase.selection),
    ask: ({ phrase, tokens }) => {
      const { from, end, folders } = phrase.twofold ?? { from: 0, end: 0, folders: [] }
      const said = written(tokens).slice(from, end).join(" ")
      const start = withArticle(tokens, from)
      return {
        reason: `"${said}" may mean files of that kind, or the folder${folders.length === 1 ? "" : "s"} of that name.`,
        suggestions: [
          instead(tokens, start, end, folders.map((name) => `the folder ${name}`).join(" and ")),
          instead(tokens, start, end, `all ${said} in this folder`)
        ]
      }
    }
  },
  {
    // Ten are shown where no number is said; nobody said that ten may go.
    holds: (asked) => takesAway(asked) && asked.phrase.countless === true && asked.phrase.selection.first !== undefined,
    ask: ({ action, phrase, tokens }) => {
      const order = tokens.findIndex((_, at) => [1, 2, 3].some((length) => ORDERS.has(lows(tokens, at, length))))
      const counted = order < 0 ? null : instead(tokens, order, order, "5")
      return {
        reason: "it does not say how many of them.",
        suggestions: [
          ...(counted === null ? [] : [counted]),
          ...(counted === null || phrase.placed || action.name !== "delete" ? [] : [`${counted} in this folder`]),
          listed(tokens)
        ]
      }
    }
  },
  {
    // What a folder holds counts where it is looked at, and does not where it is sorted for a deed.
    holds: (asked) =>
      takesAway(asked) && asked.phrase.selection.type === "folder" && asked.phrase.selection.order?.by === "size",
    ask: () => ({
      reason: "how large a folder is depends on all that it holds: look first, and name the one you mean.",
      suggestions: ["what is the largest folder here", "how big is each folder here"]
    })
  },
  {
    // To clean up is to take away what is useless, and nobody's everything is that.
    holds: ({ action, phrase, tokens }) =>
      action.risk >= 2 &&
      phrase.everything === true &&
      !phrase.filtered &&
      tokens[1]?.low !== "the" &&
      tokens[0]?.low.startsWith("cl") === true &&
      longestSaying({ tokens }, 0, CLEANING) > 1,
    ask: () => ({
      reason: "it does not say what may go.",
      suggestions: ["organize this folder by type", "delete the empty files in this folder", "list everything here"]
    })
  },
  {
    holds: ({ action, phrase }) => action.risk > 0 && couldHoldKept(phrase.selection),
    ask: ({ tokens }) => ({
      reason: "a folder that goes could hold one that is to be kept.",
      suggestions: [listed(tokens)]
    })
  }
]

/** What is to be asked about a reading before it is done; `null` where nothing is left open. */
export const askBack = (
  action: LexiconAction,
  tokens: Tokens,
  phrases: ReadonlyArray<NounPhrase>,
  look: Look
): AskBack | null => {
  for (const phrase of phrases) {
    const asked: Asked = { action, tokens, phrase, look }
    const doubt = DOUBTS.find(({ holds }) => holds(asked))
    if (doubt !== undefined) return doubt.ask(asked)
  }
  return null
}
