/** What the table of pasted commands is made of, and the pieces that its rows share. Pure. */
import { quoteName, writeName } from "@zenus/core"
import type { OptionTable, Options } from "./readOptions.ts"
import type { CommandWord } from "../args/splitWords.ts"

/** One deed with its arguments, as an IntentIR has it. */
export interface PastedStep {
  readonly tool: string
  readonly action: string
  readonly args: Readonly<Record<string, unknown>>
}

/** What a command would mean here: in English, and exactly where the English alone would leave something open. */
export interface PastedMeaning {
  readonly says: string
  /** Absent: what the rules make of `says`. */
  readonly steps?: ReadonlyArray<PastedStep>
}

/** Why it is not read, in a clause, and what to say instead. */
export interface NotRead {
  readonly why: string
  readonly instead?: string
  /** The rules would read the line as something else. */
  readonly isFinal?: true
}

export interface PastedWorld {
  /** What is at a path as written. */
  readonly typeOf: (path: string) => "file" | "folder" | null
}

export interface PastedCommand {
  /** It is an English word as well: without options the rest must look like paths. */
  readonly isEnglish?: true
  readonly options: OptionTable
  readonly means: (options: Options, world: PastedWorld) => PastedMeaning | NotRead
}

export const isRead = (meaning: PastedMeaning | NotRead): meaning is PastedMeaning => "says" in meaning

export const options = (table: Readonly<Record<string, "flag" | "value" | "ignored">>): OptionTable =>
  new Map(Object.entries(table))

/** As the rules take it for exactly that name; escaped for the eye alone where no quotes hold it. */
export const named = (name: string): string => writeName(name) ?? quoteName(name)

export const listed = (names: ReadonlyArray<string>): string =>
  names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1) ?? ""}`

/** `'a' and 'b'`, with what they are where all are one kind of thing. */
export const things = (words: ReadonlyArray<CommandWord>, { typeOf }: PastedWorld): string => {
  const types = new Set(words.map(({ text }) => typeOf(text)))
  const [type] = types
  const noun =
    types.size !== 1 || type === null || type === undefined ? "" : `the ${type}${words.length > 1 ? "s" : ""} `
  return noun + listed(words.map(({ text }) => named(text)))
}

/** Which files a row of operands means: names, or patterns of one folder. */
export interface Meant {
  readonly says: string
  readonly selection: Readonly<Record<string, unknown>>
  readonly isMany: boolean
}

/** Folders are among what a pattern means where the command goes down into them. */
export const meant = (words: ReadonlyArray<CommandWord>, world: PastedWorld, withFolders: boolean): Meant | NotRead => {
  const patterns = words.filter(({ isPattern }) => isPattern)
  if (patterns.length === 0)
    return {
      says: things(words, world),
      selection: { paths: words.map(({ text }) => text) },
      isMany: words.length > 1
    }
  if (patterns.length < words.length) return { why: "it has names and patterns at once" }
  const parts = patterns.map(({ text }) => {
    const slash = text.lastIndexOf("/")
    return { folder: slash < 0 ? "." : slash === 0 ? "/" : text.slice(0, slash), name: text.slice(slash + 1) }
  })
  const folders = new Set(parts.map(({ folder }) => folder))
  const [folder = "."] = folders
  if (folders.size > 1 || /[*?[{]/.test(folder) || parts.some(({ name }) => /[{}]|\*\*/.test(name) || name === ""))
    return { why: "its patterns are more than zenus reads" }
  const names = parts.map(({ name }) => name)
  const where = folder === "." ? "in this folder" : `in ${named(folder)}`
  return {
    says: `${withFolders ? "everything" : "files"} matching ${listed(names.map((name) => `'${name}'`))} ${where}`,
    selection: { type: withFolders ? "any" : "file", in: [folder], names },
    isMany: true
  }
}

/** One operand, or why not. */
export const onlyOperand = ({ operands }: Options, fallback: string): string | null => {
  const [word, ...more] = operands
  return more.length > 0 || word?.isPattern === true ? null : (word?.text ?? fallback)
}

export const isNotRead = (value: unknown): value is NotRead =>
  typeof value === "object" && value !== null && "why" in value
