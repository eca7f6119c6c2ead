/**
 * The phrases of a toolbox, ready to be looked up by the words of a request. Templates are compiled when a request first
 * needs them. What it knows of an action is its name, its risk, its phrases and examples: no tool is named here.
 */
import { compilePhrase, type Template, triggersOf } from "./compilePhrase.ts"
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

/** The alternatives of the first part that must be there, without compiling the template. */
const firstWords = (say: string): ReadonlyArray<string> | null => {
  let depth = 0
  let best: ReadonlyArray<string> | null = null
  for (const piece of say.match(/~?\[|\]|\{[^}]*\}|->|[^\s[\]]+/g) ?? []) {
    if (piece === "[" || piece === "~[") depth++
    else if (piece === "]") depth--
    else if (depth === 0 && piece === "->") break
    else if (depth === 0 && !piece.startsWith("{")) {
      const options = piece.split("|").flatMap((one) => {
        const named = /^<([a-z]+)>$/.exec(one)?.[1]
        return named === undefined
          ? [one.split("_")[0] ?? ""]
          : (CLASSES.get(named) ?? []).map((saying) => saying[0] ?? "")
      })
      if (best === null || options.length < best.length) best = options
    }
  }
  return best
}

export const makeLexicon = (actions: ReadonlyArray<LexiconAction>): Lexicon => {
  const byWord = new Map<string, Array<Entry>>()
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
        triggers: () => (triggers ??= triggersOf((template ??= compilePhrase(say))))
      }
      all.push(entry)
      const first = firstWords(say)
      if (first === null) always.push(entry)
      else
        for (const word of new Set(first)) {
          const list = byWord.get(word)
          if (list === undefined) byWord.set(word, [entry])
          else list.push(entry)
        }
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
      for (const word of present) for (const entry of byWord.get(word) ?? []) found.add(entry)
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
