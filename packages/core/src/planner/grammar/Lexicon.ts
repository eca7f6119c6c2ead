/**
 * The phrases of a toolbox, ready to be looked up by the words of a request. Templates are compiled when a request first
 * needs them. What it knows of an action is its name, its risk, its phrases and examples: no tool is named here.
 */
import { compilePhrase, type Template } from "./compilePhrase.ts"
import { firstWords, indexPhrases, type PhraseIndex, requiredOf } from "./phraseIndex.ts"

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

/** What the action's phrases are is asked when one of them is first needed. */
const makeEntries = (actions: ReadonlyArray<LexiconAction>, { counts }: PhraseIndex) => {
  if (counts.length !== actions.length) throw new Error("The index is that of another table.")
  const starts: Array<number> = []
  let total = 0
  for (const count of counts) {
    starts.push(total)
    total += count
  }
  const made: Array<Entry | undefined> = []
  const literals = new Map<string, ReadonlySet<string>>()
  const wordsOf = (literal: string): ReadonlySet<string> => {
    const known = literals.get(literal) ?? firstWords(literal)
    literals.set(literal, known)
    return known
  }
  const make = (rank: number): Entry => {
    const at = starts.findLastIndex((start) => start <= rank)
    const action = actions[at]
    const phrase = action?.phrases[rank - (starts[at] ?? 0)]
    if (action === undefined || phrase === undefined || action.phrases.length !== counts[at])
      throw new Error("The index is that of another table.")
    const { say, set } = phrase
    let template: Template | null = null
    let triggers: ReadonlyArray<ReadonlySet<string>> | null = null
    return {
      action,
      set,
      rank,
      template: () => (template ??= compilePhrase(say)),
      triggers: () => (triggers ??= requiredOf(say).map(wordsOf))
    }
  }
  return { total, at: (rank: number): Entry => (made[rank] ??= make(rank)) }
}

export const makeLexicon = (
  actions: ReadonlyArray<LexiconAction>,
  index: PhraseIndex = indexPhrases(actions)
): Lexicon => {
  const entries = makeEntries(actions, index)
  const byWord = new Map(index.byWord)
  let every: ReadonlyArray<Entry> | null = null
  const all = (): ReadonlyArray<Entry> =>
    (every ??= Array.from({ length: entries.total }, (_, rank) => entries.at(rank)))
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
      const found = new Set(index.always)
      for (const word of present) for (const rank of byWord.get(word) ?? []) found.add(rank)
      return Array.from(found, entries.at).filter((entry) =>
        entry.triggers().every((group) => {
          for (const word of present) if (group.has(word)) return true
          return false
        })
      )
    },
    vocabulary: () => (vocabulary ??= new Set(all().flatMap(literalWords))),
    deedWords: () =>
      (deedWords ??= new Set(
        all()
          .filter((entry) => entry.action.risk > 0)
          .flatMap((entry) => {
            const first = entry.template().parts.find((part) => part.part === "literal")
            return first?.part === "literal" ? first.words.map((saying) => saying[0] ?? "") : []
          })
      ))
  }
}
