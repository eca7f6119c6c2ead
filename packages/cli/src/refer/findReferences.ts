/**
 * Where a line refers to something that was there before: "the second one", "them", "the last two", "it". Only finds, by a table of
 * forms; what they mean is for `resolveReference`, and whether the line makes sense with them for whoever reads it. Pure.
 *
 * What it refuses: to see a reference in quotes, and one whose own sentence says what it means ("zip the logs and delete them"): behind
 * the first joint of a sentence there is none, unless the sentence began with one.
 */

/** Which of what was there: numbers count from 1, below 0 from the end. */
export type Which =
  | { readonly type: "nths"; readonly numbers: ReadonlyArray<number> }
  | { readonly type: "first" | "last"; readonly count: number }
  | { readonly type: "all" }
  /** One thing, whichever was spoken of last. */
  | { readonly type: "it" }
  | { readonly type: "except"; readonly which: Which }
  /** A line itself, which is no thing that could be meant. */
  | { readonly type: "line"; readonly number: number }

export interface Reference {
  /** Offsets in the line. */
  readonly start: number
  readonly end: number
  /** As it was written. */
  readonly text: string
  readonly which: Which
  /** The line that it is of, where that is said ("the second one of #3"). */
  readonly from: number | null
  /** Cannot be anything but a reference: what it means is asked where nothing is known. Others are left to the rules then. */
  readonly strong: boolean
}

const SMALL = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
const ORDINALS: ReadonlyMap<string, number> = new Map([
  ..."first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth"
    .split(" ")
    .map((word, index) => [word, index + 1] as const),
  ["last", -1],
  ["second last", -2],
  ["second to last", -2],
  ["next to last", -2],
  ["third last", -3],
  ["third to last", -3]
])
const longestFirst = (words: Iterable<string>): string => [...words].toSorted((a, b) => b.length - a.length).join("|")

const ORDINAL = `(?:${longestFirst(ORDINALS.keys())}|\\d{1,5}(?:st|nd|rd|th))`
const COUNT = `(?:\\d{1,5}|${longestFirst(SMALL.slice(1))}|couple(?: of)?)`
const NOUN =
  "(?:ones?|files?|folders?|director(?:y|ies)|items?|entr(?:y|ies)|results?|things?|match(?:es)?|paths?|pictures?|photos?|images?|documents?|archives?|branch(?:es)?|process(?:es)?|tags?)"
const OF_THEM = "(?: of (?:them|these|those|(?:the |those |these )?(?:files|ones|results|items)))?"
const JOIN = "(?:,? and (?:the )?|, ?(?:the )?)"
/** What may follow: nothing, or a word that begins something new. */
const AFTER =
  "(?=$|[?!.,;]+(?:$|\\s)| (?:of|from|in) #\\d| (?:to|into|onto|in|inside|as|with|from|and|then|too|please|now|also|by|is|are|was|were|for|contain|contains|sorted|ordered|again|over|up|out|away|there|here|down|back|together|executable|readable|writable|read-only|use|uses|take|takes|have|has)\\b)"

const numberOf = (text: string): number => {
  const ordinal = ORDINALS.get(text)
  if (ordinal !== undefined) return ordinal
  const small = SMALL.indexOf(text)
  return small >= 0 ? small + 1 : text.startsWith("couple") ? 2 : Number.parseInt(text, 10)
}

const numbersIn = (text: string, pattern: string): ReadonlyArray<number> =>
  [...text.matchAll(new RegExp(`\\b${pattern}\\b`, "g"))].map((match) => numberOf(match[0]))

const range = (from: number, to: number): ReadonlyArray<number> =>
  Array.from({ length: Math.min(10_000, Math.max(0, to - from + 1)) }, (_, index) => from + index)

interface Form {
  readonly says: RegExp
  readonly which: (match: RegExpExecArray) => Which
  readonly strong: boolean
}

/** `anywhere`: it is one whatever follows. */
const form = (says: string, strong: boolean, which: Form["which"], anywhere = false): Form => ({
  says: new RegExp(`(?<![\\w'’./-])(?:${says})${anywhere ? "(?![\\w'’/-]|\\.\\w)" : AFTER}`, "y"),
  which,
  strong
})

const ends: Form["which"] = ([, end, count = ""]) => ({
  type: end === "first" || end === "top" ? "first" : "last",
  count: numberOf(count)
})

const nth: Form["which"] = ([, word, bare = ""]) => ({ type: "nths", numbers: [numberOf(word ?? bare)] })
const all: Form["which"] = () => ({ type: "all" })
const it: Form["which"] = () => ({ type: "it" })

const MANY =
  "(?:files|folders|directories|ones|results|items|entries|things|matches|images|photos|pictures|documents|archives|branches|processes|tags)"
const ONES = "(?: ones?)?"
const FORMS: ReadonlyArray<Form> = [
  // the first and the third one, the 2nd, 3rd and 5th
  form(`(?:the )?${ORDINAL}${ONES}(?:${JOIN}${ORDINAL}${ONES})+${OF_THEM}`, true, ([text]) => ({
    type: "nths",
    numbers: numbersIn(text, ORDINAL)
  })),
  // number 4, numbers 1, 3 and 5, numbers 2 to 5
  form(
    `(?:numbers?|nos?\\.?|items?|files? numbers?) (\\d{1,5}) ?(?:to|-|through) ?(\\d{1,5})`,
    true,
    ([, from, to]) => ({
      type: "nths",
      numbers: range(Number(from), Number(to))
    })
  ),
  form(`(?:the )?(?:numbers?|nos?\\.?|items?) (\\d{1,5}(?:${JOIN}\\d{1,5})*)`, true, ([, list = ""]) => ({
    type: "nths",
    numbers: numbersIn(list, "\\d{1,5}")
  })),
  // the last two, the first three files
  form(`(?:the )?(first|last|top|bottom) (${COUNT})(?: ones)?${OF_THEM}`, true, ends),
  form(`(?:the )?(first|last|top|bottom) (${COUNT}) ${NOUN}`, false, ends),
  // the second one, the first, "show last"; "largest first", "at first" and "who changed it last" are none
  form(`(?:the )?(${ORDINAL}) ones?${OF_THEM}`, true, nth, true),
  form(`(?:the (${ORDINAL})|(?<=^(?:please )?\\w+ |(?:but|except) )(?<!(?:est|at) )(${ORDINAL}))${OF_THEM}`, true, nth),
  form(`the (${ORDINAL}) ${NOUN}`, false, nth),
  // them, all of those, these files
  form(
    `(?:all|both|each|every one|everyone) of (?:them|these|those|the (?:files|ones|results))|them all|them`,
    true,
    all,
    true
  ),
  form(`(?:all )?(?:of )?(?:those|these) ${MANY}`, true, all, true),
  form("both|they|(?:all )?(?:of )?(?:those|these)", true, all),
  form("(?:all )?the same (?:files|folders|ones|things|items)", true, all),
  form(
    "(?:all )?the (?:files|ones|results|matches|items)(?: (?:above|listed|found|(?:that )?you (?:just )?(?:found|listed|showed|showed me)))?",
    false,
    all
  ),
  form(`(?:the )?(?:files|folders|ones|results|items|list|things)(?= (?:of|from|in) #\\d)`, true, all, true),
  // #3 alone is a line; "the files of #3" are its things.
  form("#(\\d{1,9})", true, ([, number = ""]) => ({ type: "line", number: Number(number) })),
  // it, that file
  form(
    "(?:that|this) (?:one|file|item|thing|result|match|picture|photo|image|document|archive|branch|process|tag)",
    true,
    it,
    true
  ),
  form("that (?:folder|directory)", true, it, true),
  form("the same (?:file|one|folder|thing)|the same", true, it),
  form("it|that|this", true, it),
  form(
    "the (?:file|folder|archive|result)(?: (?:above|from before|you (?:just )?(?:made|created|found|showed)))?",
    false,
    it
  )
]

const EXCEPT =
  /(?<![\w'’./-])(?:all(?: of (?:them|these|those))?|everything|every one|each|them all|them|those|these) (?:but|except(?: for)?|besides|apart from|other than) /y

/** The line in lower case, with what is in quotes blotted out; the same length. */
const masked = (line: string): string =>
  line
    .replace(/(?<![\p{L}\p{N}])(['‘])[^'’]*['’](?![\p{L}\p{N}])|"[^"]*"|“[^”]*”|«[^»]*»|`[^`]*`/gu, (quoted) =>
      "\u0001".repeat(quoted.length)
    )
    .replace(/[A-Z]/g, (letter) => letter.toLowerCase())

/** What may stand before a deed without being one. */
const OPENERS =
  /^(?:\s*(?:ok|okay|now|then|so|and|and then|please|also|next|great|good|thanks|thank you|well|right|alright|actually|yes|no|can you|could you|would you|will you|let's|let us|i want to|i'd like to|go ahead and)\b[,.!:]*\s*)+/
/** Where a sentence goes on with something else. */
const JOINT = /(?:[,;]|\b(?:and|then|but|if|when|after|before|because|unless)\b)/

type Match = Omit<Reference, "text" | "from">

/** "the second one of #3": which line is meant. */
const OF_LINE = / (?:of|from|in) #(\d{1,9})(?!\w)/y

const at = (text: string, index: number): Match | null => {
  EXCEPT.lastIndex = index
  const except = EXCEPT.exec(text)
  if (except !== null) {
    const inner = at(text, index + except[0].length)
    if (inner !== null && inner.which.type !== "all" && inner.which.type !== "it" && inner.which.type !== "line")
      return { start: index, end: inner.end, which: { type: "except", which: inner.which }, strong: true }
  }
  for (const { says, strong, which } of FORMS) {
    says.lastIndex = index
    const match = says.exec(text)
    if (match !== null) return { start: index, end: index + match[0].length, which: which(match), strong }
  }
  return null
}

/** Longer lines say what they mean by name. */
const MAX_LINE = 2_000

/** In the order of the line, none overlapping. Empty for nearly every line. */
export const findReferences = (line: string): ReadonlyArray<Reference> => {
  if (line.length > MAX_LINE) return []
  const text = masked(line)
  const begin = OPENERS.exec(text)?.[0].length ?? 0
  const found: Array<Reference> = []
  let index = begin
  while (index < text.length) {
    const reference = at(text, index)
    if (reference === null) {
      index++
      continue
    }
    // "zip the logs and delete them": what stands before is what it means.
    const joined = JOINT.test(text.slice(found.at(-1)?.end ?? begin, reference.start))
    const isPronoun = reference.which.type === "it" || reference.which.type === "all"
    if (joined && (found.length === 0 || isPronoun)) break
    OF_LINE.lastIndex = reference.end
    const of = OF_LINE.exec(text)
    const end = reference.end + (of?.[0].length ?? 0)
    const from = of === null ? null : Number(of[1])
    found.push({
      ...reference,
      end,
      from,
      strong: reference.strong || from !== null,
      text: line.slice(reference.start, end)
    })
    index = end
  }
  return found
}
