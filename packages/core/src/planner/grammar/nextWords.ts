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
  readonly action: {
    readonly name: string
    /** Asked when they are first needed. */
    readonly phrases: ReadonlyArray<{ readonly say: string }>
  }
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
const continuations = (template: Template, said: ReadonlyArray<string>): Continuations => {
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
        const fits = saying.every((word, offset) => said[at + offset] === word)
        if (fits) then(at + saying.length, literals + 1, false)
        // "in upper" of "in upper case": what is left of it follows.
        else if (
          literals > 0 &&
          saying.length > said.length - at &&
          said.slice(at).every((word, offset) => word === saying[offset])
        )
          near.add(saying.slice(said.length - at).join(" "))
      }
    }
  run(template.parts, 0, "", () => {})(0, 0, false)
  return { near, far }
}

export interface NextWords {
  /**
   * Looks for what may follow `before` (without the word that is being typed), and goes on where it was when it is called again. Stops once
   * all phrases were looked at (true), or when time is up: all of a table take some 20 ms, the first time three times as long.
   */
  readonly lookFor: (before: string, isTimeUp: () => boolean) => boolean
  /** Of what was found last, for whatever words, that which begins with `begun` in any case. Most usual first, at most `most`. */
  readonly found: (begun: string, most?: number) => ReadonlyArray<NextWord>
}

interface Count {
  near: number
  far: number
  readonly action: string
}

/** What is said so far, and how far it was looked for what may follow. */
interface Look {
  readonly before: string
  /** In lower case; what is quoted has a mark in front and so is no word of a phrase. */
  readonly said: ReadonlyArray<string>
  readonly found: Map<string, Count>
  /** The action and the phrase that come next. */
  action: number
  phrase: number
}

const lookFrom = (before: string): Look => {
  const tokens = tokenize(before).filter(({ low }) => !SKIP.has(low))
  return { before, said: tokens.map(({ low }) => low), found: new Map(), action: 0, phrase: 0 }
}

export const makeNextWords = (actions: ReadonlyArray<ActionPhrases>): NextWords => {
  const compiled = new Map<string, Template>()
  const templateOf = (say: string): Template => {
    const known = compiled.get(say) ?? compilePhrase(say)
    compiled.set(say, known)
    return known
  }
  let look = lookFrom("")
  const lookAt = (say: string, action: string): void => {
    const { far, near } = continuations(templateOf(say), look.said)
    const add = (word: string, where: "near" | "far"): void => {
      const known = look.found.get(word) ?? { near: 0, far: 0, action }
      known[where] += 1
      look.found.set(word, known)
    }
    for (const word of near) add(word, "near")
    for (const word of far) if (!near.has(word)) add(word, "far")
  }
  return {
    lookFor: (before, isTimeUp) => {
      if (look.before !== before) look = lookFrom(before)
      for (;;) {
        const one = actions[look.action]
        if (one === undefined) return true
        const phrase = one.action.phrases[look.phrase]
        if (phrase === undefined) {
          look.action += 1
          look.phrase = 0
          continue
        }
        lookAt(phrase.say, `${one.tool}.${one.action.name}`)
        look.phrase += 1
        if (isTimeUp()) return false
      }
    },
    found: (begun, most = 50) => {
      const wanted = lowerAscii(begun)
      return [...look.found]
        .map(([say, { action, far, near }]) => ({ say, phrases: wanted === "" ? near : near + far, action }))
        .filter(({ phrases, say }) => phrases > 0 && say.startsWith(wanted) && say !== wanted && /^[a-z]/.test(say))
        .toSorted((a, b) => b.phrases - a.phrases || a.say.length - b.say.length || (a.say < b.say ? -1 : 1))
        .slice(0, most)
    }
  }
}
