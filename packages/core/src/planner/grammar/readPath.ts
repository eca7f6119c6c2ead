/**
 * Names and paths as a request writes them. What is quoted is a name whatever it holds; what is not quoted must look
 * like one, and shell signs in it (`$`, `;`, `|`, `>`, braces with blanks) make it none. Nothing is expanded, folded or
 * corrected: a name is data.
 */
import { isGlob } from "./exactNames.ts"
import { found, type Found } from "./Found.ts"
import { EXTENSIONS } from "./kinds.ts"
import { lowAt, type Reading } from "./Reading.ts"
import type { Token } from "./Token.ts"
import { MONTHS, SIZE_UNITS, WEEKDAYS } from "./units.ts"
import { NEVER_NAMES, NUMBERS, ORDINALS, words } from "./words.ts"

export { isGlob }
const SHELL_SIGNS = /[;|&<>$`\\{}!]/
const OPTION = /^--?[a-z][\w-]*(=.*)?$/i
const EXTENSION = /[^./]\.[a-z0-9][a-z0-9_-]{0,11}$/i
/** Files that everybody knows without an extension. */
const KNOWN_FILES =
  /^(readme|license|licence|makefile|dockerfile|changelog|authors|contributing|copying|notice|procfile|gemfile|rakefile|vagrantfile|jenkinsfile|codeowners)$/i
const URL = /^(https?|ftp|ssh|git|file):\/\/|^[\w.-]+@[\w.-]+:/i

export const isUrl = (token: Token | undefined): boolean => token !== undefined && URL.test(token.text)

/** Whether a word by itself is surely a path or a file name. */
export const isPathLike = (token: Token | undefined): boolean => {
  if (token === undefined || token.kind === "punct" || token.repaired === true) return false
  if (token.kind === "quoted") return token.text !== "" && !token.text.includes("\0")
  const text = token.text
  if (SHELL_SIGNS.test(text) || URL.test(text) || OPTION.test(text)) return false
  if (text === "." || text === ".." || text === "~" || text === "/") return true
  if (text.includes("/")) return !isChoiceOfWords(text)
  if (/^\d+([.,]\d+)*[a-z]{0,2}$/i.test(text)) return false
  if (text.startsWith("~")) return true
  if (/^\.[^.]/.test(text) && text.length > 2) return true
  return EXTENSION.test(text) || (KNOWN_FILES.test(text) && text !== text.toLowerCase())
}

const NOUN_PAIR =
  /^(files?|folders?|directories|directory|dirs?|subfolders|links?|photos?|pictures?|images?|regular|normal|and|or|he|she|his|her|upper|lower|read|write|input|output|on|off|i)\/[a-z]+$/i
const isChoiceOfWords = (text: string): boolean => NOUN_PAIR.test(text)

/** Looks like a single file by its extension (`a.txt`), not a folder. */
export const looksLikeFile = (path: string): boolean => {
  const name = path.slice(path.lastIndexOf("/") + 1)
  if (KNOWN_FILES.test(name)) return true
  const at = name.lastIndexOf(".")
  return at > 0 && EXTENSION.test(name) && !/^\d+$/.test(name.slice(at + 1)) && !name.endsWith(".d")
}
export const hasKnownExtension = (name: string): boolean =>
  EXTENSIONS.has(name.slice(name.lastIndexOf(".") + 1).toLowerCase())

/** Words that follow "in" and are no folder ("in total", "in reverse order"). */
const IDIOMS =
  words(`total general detail details order full bytes kilobytes megabytes gigabytes mb kb gb reverse place english descending ascending alphabetical
  size sizes common particular use short depth line lines upper lower uppercase lowercase question mind parallel background case addition fact summary human readable
  json bits percent capital capitals hex hexadecimal color colour colors green red brackets quotes parentheses between front progress color bold
  name names title titles content contents text words word numbers number them seconds minutes hours days weeks months years memory`)

/** Whether a plain word could be the name of something. */
export const couldBeName = (token: Token | undefined): boolean => {
  if (token === undefined || token.kind === "punct" || token.repaired === true) return false
  if (token.kind === "quoted") return token.text !== ""
  const { low, text } = token
  if (SHELL_SIGNS.test(text) || OPTION.test(text) || /^[-=+:]+$/.test(text)) return false
  if (NEVER_NAMES.has(low) && !text.includes("/")) return false
  return !SIZE_UNITS.has(low) || /[A-Z]/.test(text.charAt(0))
}
const isOrdinary = (low: string): boolean =>
  IDIOMS.has(low) || NUMBERS.has(low) || ORDINALS.has(low) || MONTHS.has(low) || WEEKDAYS.has(low) || /^\d+$/.test(low)

/** A plain word that may name a folder behind "in". */
export const couldBeFolder = (token: Token | undefined): boolean =>
  couldBeName(token) && token !== undefined && (token.kind === "quoted" || !isOrdinary(token.low))

/** A literal name that the file tools would otherwise read as the home. */
export const literal = (name: string): string => (name === "~" ? "./~" : name)

/** A path at `at`: one token, or several of which the last carries the extension ("Documents/meeting notes.txt"). */
export const readPath = (reading: Reading, at: number): ReadonlyArray<Found<string>> => {
  const token = reading.tokens[at]
  if (token === undefined || token.kind === "punct") return []
  if (token.kind === "quoted") return isPathLike(token) ? [found(at + 1, token.text === "~" ? "./~" : token.text)] : []
  const out: Array<Found<string>> = []
  if (isPathLike(token)) out.push(found(at + 1, token.text))
  const joined = readSpacedPath(reading, at)
  if (joined !== null) out.push(joined)
  return out
}

/** "Documents/odd/it's here.txt": blanks inside an unquoted path that begins with a folder. */
const readSpacedPath = (reading: Reading, at: number): Found<string> | null => {
  const first = reading.tokens[at]
  if (first === undefined || first.kind !== "word" || SHELL_SIGNS.test(first.text)) return null
  const name = first.text.slice(first.text.lastIndexOf("/") + 1)
  if (!first.text.includes("/") || first.text.endsWith("/") || name.includes(".") || isGlob(first.text)) return null
  for (let end = at + 1; end < Math.min(at + 6, reading.tokens.length); end++) {
    const token = reading.tokens[end]
    if (token === undefined || token.kind === "quoted" || (token.kind === "punct" && !/^[()]$/.test(token.text)))
      return null
    if (["to", "into", "and", "in", "as", "onto", "with", "over"].includes(token.low)) return null
    if (token.kind === "word" && SHELL_SIGNS.test(token.text)) return null
    if (token.text.includes("/")) return null
    if (EXTENSION.test(token.text) && hasKnownExtension(token.text))
      return found(end + 1, reading.source.slice(first.start, token.end), 0.1)
  }
  return null
}

/** What is no name even of a new thing, unless it is quoted. */
const FUNCTION_WORDS =
  words(`it this that them these those they the a an my your our and or but not of in on at to from into with without by for as is are was were be
  nothing everything anything something there here then file files folder folders directory directories what which who where when how if so all any some each every please called named`)

const CAPITAL = /^\p{Lu}[\p{L}\p{N}_'-]*$/u
/** A new or known name behind "called", "named": quoted, one word, or a run of capitalised words ("Summer Trip"). */
export const readName = (reading: Reading, at: number): ReadonlyArray<Found<string>> => {
  const token = reading.tokens[at]
  if (token === undefined || token.kind === "punct") return []
  if (token.kind === "quoted") return token.text === "" ? [] : [found(at + 1, literal(token.text))]
  if (SHELL_SIGNS.test(token.text) || OPTION.test(token.text)) return []
  if (FUNCTION_WORDS.has(token.low) && !/[A-Z]/.test(token.text)) return []
  const out: Array<Found<string>> = []
  if (CAPITAL.test(token.text)) {
    let end = at + 1
    while (end < reading.tokens.length) {
      const next = reading.tokens[end]
      if (next === undefined || next.kind !== "word" || !(CAPITAL.test(next.text) || /^\d+$/.test(next.text))) break
      end++
    }
    if (end > at + 1) {
      const last = reading.tokens[end - 1]
      if (last !== undefined) out.push(found(end, reading.source.slice(token.start, last.end), 0.05))
    }
  }
  const spaced = readSpacedPath(reading, at)
  if (spaced !== null) out.push(spaced)
  out.push(found(at + 1, literal(token.text)))
  return out
}

const AND = new Set(["and", "&", "or", "plus"])
/** The index behind a joint of a list (", and", ",", "and"), or -1. */
export const jointAt = (reading: Reading, at: number): number => {
  let end = at
  if (lowAt(reading, end) === ",") end++
  if (AND.has(lowAt(reading, end))) end++
  if (end > at && lowAt(reading, end) === "also") end++
  return end > at ? end : -1
}

/** Items joined by commas and "and"; every prefix of the list is a reading, longest first. */
export const readList = <A>(
  reading: Reading,
  at: number,
  item: (at: number, first: boolean) => ReadonlyArray<Found<A>>
): ReadonlyArray<Found<ReadonlyArray<A>>> => {
  const out: Array<Found<ReadonlyArray<A>>> = []
  for (const first of item(at, true)) {
    let current: Found<ReadonlyArray<A>> = found(first.end, [first.value], first.cost)
    out.push(current)
    for (;;) {
      const joint = jointAt(reading, current.end)
      if (joint < 0) break
      const longer = item(joint, false).map((next) =>
        found(next.end, [...current.value, next.value], Math.max(current.cost, next.cost))
      )
      const [longest] = longer
      if (longest === undefined) break
      out.push(...longer)
      current = longest
    }
  }
  return out.toSorted((a, b) => b.end - a.end)
}

/** `folder/name`, not doubled when the name already says the folder. */
export const join = (folder: string, name: string): string => {
  if (folder === "" || folder === "." || folder === "./" || name.startsWith("/") || name.startsWith("~/")) return name
  const base = folder.endsWith("/") ? folder : `${folder}/`
  const plain = name.startsWith("./") ? name.slice(2) : name
  return plain.startsWith(base) ? plain : base + plain
}
