/**
 * A phrase template to the parts that are matched. The forms are those of `Phrase` (tool/Action.ts), and no others. Throws
 * for a template that is not of one of them: a bug of the table, found by the test that compiles them all.
 */
import { CLASSES } from "./words.ts"

export interface Literal {
  readonly part: "literal"
  readonly words: ReadonlyArray<ReadonlyArray<string>>
  /** Verbs of orders also come with an `s` ("removes"). */
  readonly inflected: boolean
}
export interface Slot {
  readonly part: "slot"
  /** Where the value goes, dotted; several take the same value; `_` for none. */
  readonly arguments: ReadonlyArray<string>
  /** Tried in order. */
  readonly kinds: ReadonlyArray<string>
  readonly choices: ReadonlyArray<readonly [said: ReadonlyArray<string>, value: string]>
}
export interface Optional {
  readonly part: "optional"
  readonly parts: ReadonlyArray<Part>
  readonly set: ReadonlyArray<readonly [string, unknown]>
}
export type Part = Literal | Slot | Optional

export interface Template {
  readonly parts: ReadonlyArray<Part>
  readonly floating: ReadonlyArray<Optional>
  /** What the whole wording sets. */
  readonly set: ReadonlyArray<readonly [string, unknown]>
}

const valueOf = (written: string): unknown => {
  if (written === "true") return true
  if (written === "false") return false
  if (/^-?\d+$/.test(written)) return Number(written)
  return written.replaceAll("_", " ")
}

const alternatives = (written: string): ReadonlyArray<ReadonlyArray<string>> =>
  written.split("|").flatMap((one) => {
    const named = /^<([a-z]+)>$/.exec(one)?.[1]
    if (named === undefined) return [one.split("_")]
    const list = CLASSES.get(named)
    if (list === undefined) throw new Error(`There is no word class <${named}>.`)
    return list
  })

const slot = (written: string): Slot => {
  const match = /^\{([\w.,]+):([a-z|]+)(?:\((.*)\))?\}$/.exec(written)
  if (match?.[1] === undefined || match[2] === undefined) throw new Error(`Not a slot: ${written}`)
  const choices = (match[3] ?? "")
    .split("|")
    .filter((one) => one !== "")
    .map((one) => {
      const [said = "", value = said] = one.split("=")
      return [said.split("_"), value] as const
    })
  return {
    part: "slot",
    arguments: match[1].split(","),
    kinds: match[2].split("|"),
    choices: choices.toSorted((a, b) => b[0].length - a[0].length)
  }
}

export const compilePhrase = (say: string): Template => {
  const pieces = say.match(/~?\[|\]|\{[^}]*\}|->|[^\s[\]]+/g) ?? []
  const floating: Array<Optional> = []
  let at = 0
  const sequence = (
    depth: number,
    first: boolean
  ): { readonly parts: Array<Part>; readonly set: Array<readonly [string, unknown]> } => {
    const parts: Array<Part> = []
    const set: Array<readonly [string, unknown]> = []
    let begins = first
    while (at < pieces.length) {
      const piece = pieces[at] ?? ""
      at++
      if (piece === "]") {
        if (depth === 0) throw new Error(`A bracket too many: ${say}`)
        return { parts, set }
      }
      if (piece === "[" || piece === "~[") {
        const inner = sequence(depth + 1, begins)
        const optional: Optional = { part: "optional", ...inner }
        if (piece === "~[") floating.push(optional)
        else parts.push(optional)
        continue
      }
      if (piece === "->") {
        while (at < pieces.length && pieces[at] !== "]") {
          const [argument = "", value = ""] = (pieces[at] ?? "").split("=")
          set.push([argument, valueOf(value)])
          at++
        }
        continue
      }
      if (piece.startsWith("{")) parts.push(slot(piece))
      else
        parts.push({
          part: "literal",
          words: alternatives(piece).toSorted((a, b) => b.length - a.length),
          inflected: begins
        })
      // "… and prints the folder": a verb again.
      begins = piece.split("|").some((word) => word === "and" || word === "then")
    }
    if (depth > 0) throw new Error(`A bracket is open: ${say}`)
    return { parts, set }
  }
  const { parts, set } = sequence(0, true)
  return { parts, floating, set }
}
