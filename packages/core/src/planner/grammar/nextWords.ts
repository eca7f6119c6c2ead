/**
 * Which words of the tools' phrases may follow the beginning of a request: for a list while somebody types, so it proposes and never
 * judges. A phrase is walked with the words that stand there; an argument takes any words, since what it would be read as is the business
 * of the real reading (matchPhrase.ts). Pure.
 *
 * What it refuses: a word behind nothing but arguments (it would follow everything), and phrases of which not one word was said. What may
 * surprise: what it proposes fits the sentence so far; whether the whole will be understood depends on what is written next.
 */
import { compilePhrase, type Part, type Template } from "./compilePhrase.ts"
import { lowerAscii } from "./Token.ts"
import { tokenize } from "./tokenize.ts"
import { words } from "./words.ts"

interface ActionPhrases {
  readonly tool: string
  readonly name: string
  readonly phrases: ReadonlyArray<{ readonly say: string }>
}

export interface NextWord {
  /** One word, or several that belong together. */
  readonly say: string
  /** How many phrases go on with it; more come first. */
  readonly phrases: number
  /** Of the first of them: `FileOps.sort`. */
  readonly action: string
}

/** What stands between the parts of a phrase and means nothing. */
const SKIP = words("the a an my our your please all any some every each just of")
/** Words of one argument, at most. */
const MAX_ARGUMENT = 8

/** Arguments that are one word, so that what follows them is not anything. */
const SHORT = words("number ordinal unit choice")

interface Continuations {
  /** Behind a word of the phrase, or a short argument. */
  readonly near: ReadonlySet<string>
  /** Behind an argument of any words: proposed only once somebody has begun to type it. */
  readonly far: ReadonlySet<string>
}

/** Everything that can be said where the words end. Each place is tried once with each number of words left. */
const continuations = (template: Template, said: ReadonlyArray<string>, quoted: ReadonlySet<number>): Continuations => {
  const near = new Set<string>()
  const far = new Set<string>()
  const seen = new Set<string>()
  type Then = (at: number, literals: number, behindSlot: boolean) => void

  const run = (parts: ReadonlyArray<Part>, index: number, path: string, then: Then): Then => {
    return (at, literals, behindSlot) => {
      const part = parts[index]
      if (part === undefined) return then(at, literals, behindSlot)
      const key = `${path}.${index}:${at}:${literals > 0 ? 1 : 0}${behindSlot ? 1 : 0}`
      if (seen.has(key)) return
      seen.add(key)
      step(part, run(parts, index + 1, path, then), `${path}.${index}`)(at, literals, behindSlot)
    }
  }
  const step =
    (part: Part, then: Then, path: string): Then =>
    (at, literals, behindSlot) => {
      if (part.part === "optional") {
        run(part.parts, 0, `${path}?`, then)(at, literals, behindSlot)
        return then(at, literals, behindSlot)
      }
      if (part.part === "slot") {
        const isShort = part.kinds.every((kind) => SHORT.has(kind))
        const last = Math.min(said.length, at + (isShort ? 1 : MAX_ARGUMENT))
        for (let end = at + 1; end <= last; end++) then(end, literals, !isShort)
        return
      }
      if (at === said.length) {
        if (literals > 0) for (const saying of part.words) (behindSlot ? far : near).add(saying.join(" "))
        return
      }
      for (const saying of part.words) {
        const fits = saying.every((word, offset) => !quoted.has(at + offset) && said[at + offset] === word)
        if (fits) then(at + saying.length, literals + 1, false)
        // "in upper" of "in upper case": what is left of it follows.
        else if (
          literals > 0 &&
          saying.length > said.length - at &&
          said.slice(at).every((word, offset) => !quoted.has(at + offset) && word === saying[offset])
        )
          near.add(saying.slice(said.length - at).join(" "))
      }
    }
  run(template.parts, 0, "", () => {})(0, 0, false)
  return { near, far }
}

export interface NextWords {
  /**
   * What may follow `before` (without the word that is being typed), of that what begins with `begun` in any case. Most usual first, at most
   * `most`.
   */
  readonly after: (before: string, begun: string, most?: number) => ReadonlyArray<NextWord>
}

/** All that may follow these words, and how many phrases say so. */
type Found = ReadonlyMap<string, { readonly near: number; readonly far: number; readonly action: string }>

/** Templates are compiled when the first word is asked for: all of a table take some 20 ms. What follows the same words is found once. */
export const makeNextWords = (actions: ReadonlyArray<ActionPhrases>): NextWords => {
  let compiled: ReadonlyArray<{ readonly action: string; readonly template: Template }> | null = null
  const all = () =>
    (compiled ??= actions.flatMap(({ name, phrases, tool }) =>
      phrases.map(({ say }) => ({ action: `${tool}.${name}`, template: compilePhrase(say) }))
    ))
  const find = (before: string): Found => {
    const tokens = tokenize(before).filter(({ kind, low }) => kind === "quoted" || !SKIP.has(low))
    const said = tokens.map(({ low }) => low)
    const quoted = new Set(tokens.flatMap(({ kind }, at) => (kind === "quoted" ? [at] : [])))
    const found = new Map<string, { near: number; far: number; readonly action: string }>()
    const add = (say: string, action: string, where: "near" | "far"): void => {
      const known = found.get(say) ?? { near: 0, far: 0, action }
      known[where] += 1
      found.set(say, known)
    }
    for (const { action, template } of all()) {
      const { far, near } = continuations(template, said, quoted)
      for (const say of near) add(say, action, "near")
      for (const say of far) if (!near.has(say)) add(say, action, "far")
    }
    return found
  }
  let last: { readonly before: string; readonly found: Found } | null = null
  return {
    after: (before, begun, most = 50) => {
      if (last?.before !== before) last = { before, found: find(before) }
      const wanted = lowerAscii(begun)
      return [...last.found]
        .map(([say, { action, far, near }]) => ({ say, phrases: wanted === "" ? near : near + far, action }))
        .filter(({ phrases, say }) => phrases > 0 && say.startsWith(wanted) && say !== wanted && /^[a-z]/.test(say))
        .toSorted((a, b) => b.phrases - a.phrases || a.say.length - b.say.length || (a.say < b.say ? -1 : 1))
        .slice(0, most)
    }
  }
}
