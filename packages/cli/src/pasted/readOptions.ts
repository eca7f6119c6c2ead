/**
 * Options and operands of a command, by a table of what its options mean: `-rf`, `-n 5`, `-n5`, `--lines=5`, `--`. An option that is
 * not in the table makes the whole line one that is not read, since it could change what is meant. Pure.
 */
import type { CommandWord } from "../args/splitWords.ts"

/** `flag` stands alone, `value` takes the next word, `ignored` changes nothing that counts here. */
export type OptionKind = "flag" | "value" | "ignored"

export interface Options {
  /** The options that were given, by their first name in the table; flags have "". The last of each counts. */
  readonly given: ReadonlyMap<string, string>
  readonly operands: ReadonlyArray<CommandWord>
}

/** `r R recursive` names one option; the first name is what it is called. Long names have more than one letter. */
export type OptionTable = ReadonlyMap<string, OptionKind>

interface Known {
  readonly name: string
  readonly kind: OptionKind
}

const knownBy = (table: OptionTable): ReadonlyMap<string, Known> =>
  new Map(
    [...table].flatMap(([names, kind]) => {
      const all = names.split(" ")
      return all.map((one) => [one, { name: all[0] ?? one, kind }] as const)
    })
  )

/** The option that is not known, as written, or what was read. `-5` is `digits` with a value, where the table has that. */
export const readOptions = (words: ReadonlyArray<CommandWord>, table: OptionTable): Options | string => {
  const known = knownBy(table)
  const given = new Map<string, string>()
  const operands: Array<CommandWord> = []
  const take = ({ kind, name }: Known, value: string): void => {
    if (kind !== "ignored") given.set(name, value)
  }
  for (let at = 0; at < words.length; at++) {
    const word = words[at]
    if (word === undefined) break
    const { text } = word
    if (text === "--") {
      operands.push(...words.slice(at + 1))
      break
    }
    if (!text.startsWith("-") || text === "-") {
      operands.push(word)
      continue
    }
    const long = /^--([^=]+)(?:=([\s\S]*))?$/.exec(text)
    const whole = known.get(long === null ? text.slice(1) : (long[1] ?? ""))
    // `-name` of find is one option, and no row of letters.
    if (whole !== undefined && (long !== null || text.length > 2 || whole.kind !== "value")) {
      if (whole.kind !== "value") {
        if (long?.[2] !== undefined) return text
        take(whole, "")
        continue
      }
      const value = long?.[2] ?? words[++at]?.text
      if (value === undefined) return text
      take(whole, value)
      continue
    }
    if (long !== null) return text
    if (/^-\d+$/.test(text)) {
      const digits = known.get("digits")
      if (digits === undefined) return text
      take(digits, text.slice(1))
      continue
    }
    for (let letter = 1; letter < text.length; letter++) {
      const found = known.get(text.charAt(letter))
      if (found === undefined) return `-${text.charAt(letter)}`
      if (found.kind !== "value") {
        take(found, "")
        continue
      }
      const value = letter + 1 < text.length ? text.slice(letter + 1) : words[++at]?.text
      if (value === undefined) return text
      take(found, value)
      break
    }
  }
  return { given, operands }
}
