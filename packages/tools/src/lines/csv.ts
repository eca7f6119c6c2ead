/**
 * Rows of tables in text: comma, semicolon or tab separated with quotes as RFC 4180 has them, or fields between white space. A
 * quoted field may go over several lines. Pure, fed line by line.
 */

/** One character, or `space` for runs of white space. */
export type Delimiter = string

const QUOTE = '"'

/** The fields of one row, or `null` when a quoted field is still open at the end of the text. */
export const parseRow = (text: string, delimiter: Delimiter): ReadonlyArray<string> | null => {
  if (delimiter === "space") {
    const trimmed = text.trim()
    return trimmed === "" ? [] : trimmed.split(/\s+/)
  }
  if (!text.includes(QUOTE)) return text.split(delimiter)
  const fields: Array<string> = []
  for (let at = 0; ;) {
    if (text[at] !== QUOTE) {
      const end = text.indexOf(delimiter, at)
      fields.push(end < 0 ? text.slice(at) : text.slice(at, end))
      if (end < 0) return fields
      at = end + delimiter.length
      continue
    }
    let field = ""
    let from = at + 1
    for (;;) {
      const end = text.indexOf(QUOTE, from)
      if (end < 0) return null
      field += text.slice(from, end)
      if (text[end + 1] !== QUOTE) {
        at = end + 1
        break
      }
      field += QUOTE
      from = end + 2
    }
    // What stands behind the closing quote belongs to the field, as most readers have it.
    const next = text.indexOf(delimiter, at)
    fields.push(field + (next < 0 ? text.slice(at) : text.slice(at, next)))
    if (next < 0) return fields
    at = next + delimiter.length
  }
}

/** Longest row that an open quote may gather, characters; beyond it the quote is taken as an ordinary character. */
export const MAX_ROW = 1_000_000

/** Rows from lines. Give it all lines, then `end`. */
export const makeRowParser = (delimiter: Delimiter) => {
  let open: string | null = null
  const literally = (text: string): ReadonlyArray<ReadonlyArray<string>> =>
    text.split("\n").map((line) => line.split(delimiter))
  return {
    push: (line: string): ReadonlyArray<ReadonlyArray<string>> => {
      const text: string = open === null ? line : `${open}\n${line}`
      const row = parseRow(text, delimiter)
      open = row === null ? text : null
      if (row !== null) return [row]
      if (text.length <= MAX_ROW) return []
      open = null
      return literally(text)
    },
    end: (): ReadonlyArray<ReadonlyArray<string>> => (open === null ? [] : literally(open))
  }
}

/** A row as text; fields are quoted where they have to be. */
export const writeRow = (fields: ReadonlyArray<string>, delimiter: Delimiter): string => {
  if (delimiter === "space") return fields.join(" ")
  return fields
    .map((field) => (/["\n\r]/.test(field) || field.includes(delimiter) ? `"${field.replaceAll(QUOTE, '""')}"` : field))
    .join(delimiter)
}

const NAMED: ReadonlyMap<string, Delimiter> = new Map([
  ["comma", ","],
  ["semicolon", ";"],
  ["tab", "\t"],
  ["\\t", "\t"],
  ["pipe", "|"],
  ["colon", ":"],
  ["space", "space"],
  ["whitespace", "space"],
  [" ", "space"]
])

/** A delimiter as a request names it. */
export const delimiterOf = (written: string): Delimiter => NAMED.get(written.toLowerCase()) ?? written

/** The delimiter of a file by its extension and its first line. */
export const guessDelimiter = (name: string, firstLine: string): Delimiter => {
  const extension = name.slice(name.lastIndexOf(".") + 1).toLowerCase()
  if (extension === "tsv" || extension === "tab") return "\t"
  const count = (character: string) => firstLine.split(character).length - 1
  if (extension === "csv") return count(";") > count(",") ? ";" : count("\t") > count(",") ? "\t" : ","
  return count("\t") > 0 ? "\t" : "space"
}
