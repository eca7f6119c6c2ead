/**
 * Names as a screen may show them: control, escape, bidirectional and undecodable characters become
 * visible escapes, so that a file name can neither move the cursor nor pretend to be another name.
 * Only for people; pipes and JSON carry names unchanged.
 */

// C0, DEL, C1, zero width and directional marks, line and paragraph separators, lone surrogates, BOM.
const UNSAFE =
  // oxlint-disable-next-line no-control-regex -- finding control characters is what this is for
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g

const NAMED: ReadonlyMap<string, string> = new Map([
  ["\n", "\\n"],
  ["\r", "\\r"],
  ["\t", "\\t"],
  ["\u001b", "\\e"]
])

const escapeOne = (character: string): string => {
  const named = NAMED.get(character)
  if (named !== undefined) return named
  const code = character.charCodeAt(0)
  // A byte that is no UTF-8 is held as U+DC80..U+DCFF (see disk/PathText.ts): show the byte.
  if (code >= 0xdc80 && code <= 0xdcff) return `\\x${(code - 0xdc00).toString(16)}`
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, "0")}` : `\\u{${code.toString(16)}}`
}

/** A picture with what may colour it, and the picture that a joiner makes one with it: families, professions, flags. */
const PICTURE_BEFORE = /\p{Extended_Pictographic}(?:\ufe0f|\p{Emoji_Modifier})?$/u
const PICTURE_BEHIND = /^\p{Extended_Pictographic}/u

/** Anywhere else a joiner is nothing to be seen, and would make two names look alike. */
const joinsPictures = (text: string, at: number): boolean =>
  text[at] === "\u200d" &&
  PICTURE_BEFORE.test(text.slice(Math.max(0, at - 4), at)) &&
  PICTURE_BEHIND.test(text.slice(at + 1, at + 3))

const escapeAt = (character: string, at: number, text: string): string =>
  joinsPictures(text, at) ? character : escapeOne(character)

/**
 * @example A name that tries to clear the screen
 * ```ts
 * import { escapeName } from "@zenus/core"
 *
 * escapeName("a\u001b[2Jb") // => "a\\e[2Jb"
 * ```
 */
export const escapeName = (name: string): string => name.replace(UNSAFE, escapeAt)

/** The same for text of several lines: line ends and tabs stay. */
export const escapeText = (text: string): string =>
  text.replace(UNSAFE, (character: string, at: number) =>
    character === "\n" || character === "\t" ? character : escapeAt(character, at, text)
  )

/** Names that say another thing in a plan than they are. */
const WORDS = /^(?:all|any|both|each|every|everything|files?|folders?|here|it|nothing|that|them|these|this|those)$/i

/**
 * A name inside a sentence or a row: escaped, and in quotes where it could be taken for the words around it or its ends could
 * not be seen (blanks, quotes, a word such as `everything`).
 * @example
 * ```ts
 * import { quoteName } from "@zenus/core"
 *
 * quoteName("notes.txt") // => "notes.txt"
 * quoteName("my notes.txt ") // => '"my notes.txt "'
 * ```
 */
export const quoteName = (name: string): string => {
  const escaped = escapeName(name)
  return /[\s"']/.test(escaped) || escaped === "" || WORDS.test(escaped)
    ? `"${escaped.replaceAll('"', '\\"')}"`
    : escaped
}

/** Characters of a path that a message shows; a path may have 4,096 bytes and more. */
const MAX_SHOWN = 300

/** A path for a message: whole, or its beginning and its end where it is longer than a screen wants it. Not escaped. */
export const abridge = (path: string): string =>
  path.length <= MAX_SHOWN
    ? path
    : `${path.slice(0, MAX_SHOWN / 2).toWellFormed()}...${path.slice(-MAX_SHOWN / 3).toWellFormed()}`
