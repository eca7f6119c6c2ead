/**
 * Names as a terminal puts them in when a file is dragged onto it, or a shell's completion wrote them: `Rechnung\ März.txt`. Where a thing
 * of that name is there, the request gets it in quotes, as everything else here reads names. Refuses to guess: a backslash in quotes, or in a
 * word that names nothing, stays what it is. Pure but for `isThere`.
 */

/** Quoted texts as a whole, and words with what backslashes hold together. */
const WORDS = /"(?:[^"\\]|\\.)*"|'[^']*'|(?:[^\s"'\\]|\\[^\n])+/gs
/** A backslash before what a shell would take for something else; before letters and digits it is a folder's of another system. */
const ESCAPED = /\\([^\p{L}\p{N}\\\n])/gu

/** In quotes that are not in it; null where there are none left. */
const quoted = (name: string): string | null =>
  name.includes("\\") ? null : !name.includes('"') ? `"${name}"` : !name.includes("'") ? `'${name}'` : null

export const withNamesQuoted = (text: string, isThere: (name: string) => boolean): string =>
  text.replace(WORDS, (word) => {
    if (/^["']/.test(word) || word.search(ESCAPED) < 0) return word
    const name = word.replace(ESCAPED, "$1")
    if (isThere(name)) return quoted(name) ?? word
    // The end of a sentence is none of a name's.
    const [end = ""] = /[,;:.!?]+$/.exec(name) ?? []
    const inside = name.slice(0, name.length - end.length)
    const instead = end !== "" && isThere(inside) ? quoted(inside) : null
    return instead === null ? word : instead + end
  })
