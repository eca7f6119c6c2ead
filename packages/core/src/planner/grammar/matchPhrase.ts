/**
 * One template against one clause. A match explains every word of the clause: articles and a closed list of fillers may
 * stand between the parts, nothing else may be left over. Gives all matches, best first.
 */
import type { Literal, Optional, Part, Slot, Template } from "./compilePhrase.ts"
import { lowAt, type Reading, type Referent } from "./Reading.ts"
import type { NounPhrase } from "./readSelection.ts"
import { SLOTS } from "./readSlot.ts"
import type { Filled } from "./slots/SlotReader.ts"
import { words } from "./words.ts"

export interface Match {
  readonly args: Readonly<Record<string, unknown>>
  readonly cost: number
  /** How many words of the template stood there: what breaks a tie. */
  readonly literals: number
  readonly things: ReadonlyArray<Omit<Referent, "step">>
  readonly phrases: ReadonlyArray<NounPhrase>
  /** It only looks for files, so that a later deed may take them over. */
  readonly looks: boolean
  readonly references: Readonly<Record<string, { readonly step: string; readonly output: "text" }>>
  /** Words taken for a text that rather speak of something: no reading to act on. */
  readonly spoken: NonNullable<Filled["spoken"]> | null
}

const SKIP =
  words(`the a an my our your me us some any all every each please pls just only simply also actually quickly kindly really currently now exactly of
  basically literally`)
const FREE = words(
  `the a an my our your please pls just simply also actually quickly kindly really currently now exactly`
)

/** What begins a noun: with nothing behind it, or right behind another argument, it begins one that no part explains. */
const ARTICLES = words(`the a an my our your`)

/** "The rename of a to b" is no order: what stands before a noun never stands before the verb of a deed. */
const BEFORE_NOUNS = words(`the a an my our your some any all every each of`)

interface State extends Match {
  readonly at: number
  readonly used: number
  /** The part before was an argument, not a word of the template. */
  readonly behindSlot: boolean
}

/** Puts a value at a dotted name; `null` where something else stands already. */
const assign = (
  args: Readonly<Record<string, unknown>>,
  dotted: string,
  value: unknown
): Record<string, unknown> | null => {
  const [head = "", ...rest] = dotted.split(".")
  const had = args[head]
  if (rest.length === 0) {
    if (had === undefined) return { ...args, [head]: value }
    if (isRecord(had) && isRecord(value)) {
      const merged: Record<string, unknown> = { ...had }
      for (const [key, inner] of Object.entries(value)) {
        if (merged[key] !== undefined && JSON.stringify(merged[key]) !== JSON.stringify(inner)) return null
        merged[key] = inner
      }
      return { ...args, [head]: merged }
    }
    return JSON.stringify(had) === JSON.stringify(value) ? { ...args } : null
  }
  const inner = assign(isRecord(had) ? had : {}, rest.join("."), value)
  return inner === null ? null : { ...args, [head]: inner }
}
const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

const third = (low: string, word: string): boolean =>
  low.length > word.length &&
  low.endsWith("s") &&
  (low === `${word}s` || low === `${word}es` || (word.endsWith("y") && low === `${word.slice(0, -1)}ies`))

const literalEnd = (reading: Reading, at: number, part: Literal): number => {
  for (const saying of part.words) {
    let ok = true
    for (const [offset, word] of saying.entries()) {
      const token = reading.tokens[at + offset]
      const low = token?.kind === "punct" && !/^[<>():,]$|^>>$/.test(word) ? "" : (token?.low ?? "")
      if (
        (word.startsWith("-") ? token?.text === word : low === word) ||
        (part.inflected && offset === 0 && third(low, word))
      )
        continue
      ok = false
      break
    }
    if (ok) return at + saying.length
  }
  return -1
}

/** Arguments that only fit what is written in one way; that they fit says more than that a wide one does. */
const NARROW = words("number quotedterm tofolder archivepath archivefile folder filepath")
/** Less than any doubt of a reader, so that it decides between equals and nothing else. */
const NARROWER = 0.002

const LOOKING = new Set(["found", "taken", "search", "staying", "listing"])

/** Most steps of one match; a template that needs more is too loose for its clause. */
const BUDGET = 4000

export const matchPhrase = (template: Template, reading: Reading): ReadonlyArray<Match> => {
  const out: Array<Match> = []
  let budget = BUDGET
  const end = reading.tokens.length
  type Then = (state: State) => void

  /** Each floating part that stands here, one after the other; parts inside of one never float. */
  const floats = (state: State, then: Then) => {
    for (const [index, float] of template.floating.entries()) {
      if ((state.used & (1 << index)) !== 0) continue
      optional(float, state, true, (after) => {
        const next = { ...after, used: after.used | (1 << index) }
        floats(next, then)
        then(next)
      })
    }
  }

  const optional = (part: Optional, state: State, inside: boolean, then: Then) =>
    run(part.parts, 0, state, inside, (after) => {
      if (after.at === state.at) return
      const args = setAll(after.args, part.set)
      if (args !== null) then({ ...after, args })
    })

  const run = (parts: ReadonlyArray<Part>, index: number, state: State, inside: boolean, then: Then): void => {
    if (budget-- <= 0) return
    const part = parts[index]
    if (part === undefined) return then(state)
    const on = (after: State) => run(parts, index + 1, after, inside, then)
    if (!inside && template.floating.length > 0 && part.part !== "optional")
      floats(state, (after) => step(part, after, on))
    if (part.part === "optional") {
      optional(part, state, inside, on)
      on(state)
    } else step(part, state, on)
  }

  const step = (part: Literal | Slot, state: State, then: Then): void => {
    if (part.part === "literal") {
      if (state.at === 0 && reading.bareNames && BEFORE_NOUNS.has(lowAt(reading, 0))) return
      for (const from of skips(reading, state, SKIP)) {
        const after = literalEnd(reading, from.at, part)
        if (after >= 0) then({ ...from, at: after, literals: from.literals + after - from.at, behindSlot: false })
      }
      return
    }
    for (const kind of part.kinds) {
      const read = SLOTS.get(kind)
      if (read === undefined) continue
      for (const from of skips(reading, state, FREE)) {
        if (state.behindSlot && BARE_SLOTS.has(kind) && hasArticle(reading, state.at, from.at)) continue
        for (const one of read(reading, from.at, part)) {
          let args: Readonly<Record<string, unknown>> | null = from.args
          for (const argument of part.arguments)
            if (argument !== "_" && args !== null) args = assign(args, argument, one.value.value)
          if (args !== null && one.value.more !== undefined) {
            const [first = ""] = part.arguments
            const beside = first.includes(".") ? `${first.slice(0, first.lastIndexOf("."))}.` : ""
            args = setAll(
              args,
              Object.entries(one.value.more).map(([name, value]) => [beside + name, value] as const)
            )
          }
          if (args === null) continue
          const { reference, phrase } = one.value
          then({
            ...from,
            at: one.end,
            behindSlot: true,
            args,
            cost: from.cost + one.cost - (NARROW.has(kind) ? NARROWER : 0),
            things: [...from.things, ...(one.value.things ?? [])],
            phrases: phrase === undefined ? from.phrases : [...from.phrases, phrase],
            spoken: from.spoken ?? one.value.spoken ?? null,
            looks: from.looks || LOOKING.has(kind),
            references:
              reference === undefined ? from.references : { ...from.references, [part.arguments[0] ?? ""]: reference }
          })
        }
      }
    }
  }

  const close = (state: State): void => {
    let at = state.at
    const said = lowAt(reading, end - 1)
    // "delete the": what it would have named is not there.
    if (at < end && ARTICLES.has(said)) return
    while (at < end && (FREE.has(lowAt(reading, at)) || ["?", "!", ".", ",", ":"].includes(lowAt(reading, at)))) at++
    if (at < end) return template.floating.length > 0 ? floats(state, close) : undefined
    const args = setAll(state.args, template.set)
    if (args === null) return
    const { cost, literals, things, phrases, looks, references, spoken } = state
    out.push({ args, cost, literals, things, phrases, looks, references, spoken })
  }

  run(
    template.parts,
    0,
    {
      at: 0,
      used: 0,
      behindSlot: false,
      args: {},
      cost: 0,
      literals: 0,
      things: [],
      phrases: [],
      looks: false,
      references: {},
      spoken: null
    },
    false,
    close
  )
  return out.toSorted((a, b) => a.cost - b.cost || b.literals - a.literals)
}

/** Arguments that are one bare word: "git pull X the Y" names nothing that "the" could belong to. */
const BARE_SLOTS = words("name branchname word")
const hasArticle = (reading: Reading, from: number, until: number): boolean =>
  reading.tokens.slice(from, until).some(({ low }) => ARTICLES.has(low))

/** The state, and the states behind articles and fillers. */
const skips = (reading: Reading, state: State, table: ReadonlySet<string>): ReadonlyArray<State> => {
  const states = [state]
  let at = state.at
  for (let count = 0; count < 4; count++) {
    const low = lowAt(reading, at)
    if (low === "" || !(table.has(low) || (low === "," && state.at > 0))) break
    at++
    states.push({ ...state, at, cost: state.cost + (low === "," ? 0.01 : 0) })
  }
  return states
}

const setAll = (
  args: Readonly<Record<string, unknown>>,
  set: ReadonlyArray<readonly [string, unknown]>
): Readonly<Record<string, unknown>> | null => {
  let out: Readonly<Record<string, unknown>> | null = args
  for (const [name, value] of set) if (out !== null) out = assign(out, name, value)
  return out
}
