/**
 * The phrases of a toolbox, ready to be looked up by the words of a request. Templates are compiled when a request first
 * needs them. What it knows of an action is its name, its risk, its phrases and examples: no tool is named here.
 */
import { compilePhrase, type Template } from "./compilePhrase.ts"
import { CLASSES } from "./words.ts"

export interface LexiconAction {
  readonly tool: string
  readonly name: string
  readonly risk: 0 | 1 | 2 | 3
  readonly phrases: ReadonlyArray<{ readonly say: string; readonly set?: Readonly<Record<string, unknown>> }>
  readonly examples: ReadonlyArray<string>
}

export interface Entry {
  readonly action: LexiconAction
  readonly set: Readonly<Record<string, unknown>> | undefined
  readonly template: () => Template
  /** Each group: one of its words must be there. */
  readonly triggers: () => ReadonlyArray<ReadonlySet<string>>
  /** The place in the table: the last tie-break. */
  readonly rank: number
}

export interface Lexicon {
  readonly actions: ReadonlyArray<LexiconAction>
  /** Entries whose every fixed word has a candidate among these. */
  readonly candidates: (present: ReadonlySet<string>) => ReadonlyArray<Entry>
  /** Every fixed word of every phrase. */
  readonly vocabulary: () => ReadonlySet<string>
  /** First words of phrases of actions that change something. */
  readonly deedWords: () => ReadonlySet<string>
}

const SPACE = 32
const OPEN = 91
const CLOSE = 93
const SLOT = 123

/**
 * The literals of a template that must be there, as written. By hand and not by pattern, because every start reads all of the
 * table's phrases: this is the part of it that no request can do without.
 */
const requiredOf = (say: string): ReadonlyArray<string> => {
  const out: Array<string> = []
  let depth = 0
  for (let at = 0; at < say.length;) {
    const code = say.charCodeAt(at)
    if (code === SLOT) {
      at = say.indexOf("}", at) + 1
      if (at === 0) return out
      continue
    }
    if (code === OPEN) depth++
    else if (code === CLOSE) depth--
    else if (depth === 0 && code > SPACE) {
      const from = at
      while (at < say.length && !endsLiteral(say.charCodeAt(at))) at++
      const literal = say.slice(from, at)
      if (literal.startsWith("->")) return out
      // "~[" begins what may stand anywhere.
      if (literal !== "~") out.push(literal)
      continue
    }
    at++
  }
  return out
}

const endsLiteral = (code: number): boolean => code <= SPACE || code === OPEN || code === CLOSE

/** What a class such as `<find>` stands for; `null` for a word. */
const classOf = (one: string): ReadonlyArray<ReadonlyArray<string>> | null =>
  one.startsWith("<") && one.endsWith(">") ? (CLASSES.get(one.slice(1, -1)) ?? []) : null

/** How many alternatives a literal has. */
const sizeOf = (literal: string): number => {
  let size = 1
  for (let at = literal.indexOf("|"); at >= 0; at = literal.indexOf("|", at + 1)) size++
  if (!literal.includes("<")) return size
  return literal.split("|").reduce((sum, one) => sum + (classOf(one)?.length ?? 1), 0)
}

/** The first words of a literal's alternatives. */
const firstWords = (literal: string): ReadonlySet<string> => {
  const words = new Set<string>()
  for (const one of literal.split("|")) {
    const sayings = classOf(one)
    if (sayings !== null) for (const saying of sayings) words.add(saying[0] ?? "")
    else {
      const end = one.indexOf("_")
      words.add(end < 0 ? one : one.slice(0, end))
    }
  }
  return words
}

/** A literal, and all entries that are looked up by it. */
interface Group {
  readonly size: number
  /** The first words of its alternatives. */
  readonly words: () => ReadonlySet<string>
  readonly entries: Array<Entry>
}

const groupOf = (literal: string): Group => {
  let words: ReadonlySet<string> | null = null
  return { size: sizeOf(literal), words: () => (words ??= firstWords(literal)), entries: [] }
}

/** By the literal with the fewest alternatives: a request that holds none of them needs no look at the rest. */
const makeIndex = () => {
  const groups = new Map<string, Group>()
  const grouped = (literal: string): Group => {
    const known = groups.get(literal)
    if (known !== undefined) return known
    const made = groupOf(literal)
    groups.set(literal, made)
    return made
  }
  const index = (): ReadonlyMap<string, Array<Entry>> => {
    const byWord = new Map<string, Array<Entry>>()
    for (const { words, entries } of groups.values()) {
      if (entries.length === 0) continue
      for (const word of words()) {
        const list = byWord.get(word)
        if (list === undefined) byWord.set(word, [...entries])
        else list.push(...entries)
      }
    }
    for (const list of byWord.values()) list.sort((a, b) => a.rank - b.rank)
    return byWord
  }
  let byWord: ReadonlyMap<string, ReadonlyArray<Entry>> | null = null
  return {
    /** `null` for a phrase without a literal that must be there. */
    groupFor: (say: string): Group | null => {
      let best: Group | null = null
      for (const literal of requiredOf(say)) {
        const group = grouped(literal)
        if (best === null || group.size < best.size) best = group
      }
      return best
    },
    triggersOf: (say: string): ReadonlyArray<ReadonlySet<string>> =>
      requiredOf(say).map((literal) => grouped(literal).words()),
    /** In the order of the table. */
    entriesFor: (word: string): ReadonlyArray<Entry> => (byWord ??= index()).get(word) ?? []
  }
}

export const makeLexicon = (actions: ReadonlyArray<LexiconAction>): Lexicon => {
  const index = makeIndex()
  const always: Array<Entry> = []
  const all: Array<Entry> = []
  let rank = 0
  for (const action of actions) {
    for (const { say, set } of action.phrases) {
      let template: Template | null = null
      let triggers: ReadonlyArray<ReadonlySet<string>> | null = null
      const entry: Entry = {
        action,
        set,
        rank: rank++,
        template: () => (template ??= compilePhrase(say)),
        triggers: () => (triggers ??= index.triggersOf(say))
      }
      all.push(entry)
      const entries = index.groupFor(say)?.entries ?? always
      entries.push(entry)
    }
  }
  const literalWords = (entry: Entry): ReadonlyArray<string> => {
    const out: Array<string> = []
    const visit = (parts: Template["parts"]) => {
      for (const part of parts) {
        if (part.part === "literal") for (const saying of part.words) out.push(...saying)
        else if (part.part === "optional") visit(part.parts)
        else for (const [said] of part.choices) out.push(...said)
      }
    }
    visit(entry.template().parts)
    visit(entry.template().floating)
    return out
  }
  let vocabulary: ReadonlySet<string> | null = null
  let deedWords: ReadonlySet<string> | null = null
  return {
    actions,
    candidates: (present) => {
      const found = new Set<Entry>(always)
      for (const word of present) for (const entry of index.entriesFor(word)) found.add(entry)
      return [...found].filter((entry) =>
        entry.triggers().every((group) => {
          for (const word of present) if (group.has(word)) return true
          return false
        })
      )
    },
    vocabulary: () => (vocabulary ??= new Set(all.flatMap(literalWords))),
    deedWords: () =>
      (deedWords ??= new Set(
        all
          .filter((entry) => entry.action.risk > 0)
          .flatMap((entry) => {
            const first = entry.template().parts.find((part) => part.part === "literal")
            return first?.part === "literal" ? first.words.map((saying) => saying[0] ?? "") : []
          })
      ))
  }
}
