/** What can be done to each line, or to all of them, without knowing where they come from. Pure. */

const wordsOf = /(\p{L})([\p{L}\p{M}\p{N}'’]*)/gu

/** `the old MAN` becomes `The Old Man`. */
export const titleCase = (line: string): string =>
  line.replace(wordsOf, (_, first: string, rest: string) => first.toUpperCase() + rest.toLowerCase())

/** The first letter of the line large, the rest as it is. */
export const sentenceCase = (line: string): string => line.replace(/\p{L}/u, (letter) => letter.toUpperCase())

/** Characters in reverse, accents staying with their letter. */
export const reverseText = (line: string): string =>
  Array.from(new Intl.Segmenter("en", { granularity: "grapheme" }).segment(line), ({ segment }) => segment)
    .toReversed()
    .join("")

const afterSpaces = (chars: ReadonlyArray<string>, from: number): number => {
  let at = from
  while (chars[at] === " ") at++
  return at
}

/** Pieces of at most `width` characters. At words where there are any; `hard` cuts at the width alone, as `fold` does. */
export const wrapLine = (line: string, width: number, hard: boolean): ReadonlyArray<string> => {
  const chars = Array.from(line)
  if (chars.length <= width) return [line]
  const pieces: Array<string> = []
  let from = 0
  while (chars.length - from > width) {
    const space = hard ? -1 : chars.lastIndexOf(" ", from + width)
    const end = space > from ? space : from + width
    pieces.push(
      chars
        .slice(from, end)
        .join("")
        .replace(hard ? /(?!)/ : / +$/, "")
    )
    from = hard ? end : afterSpaces(chars, end)
  }
  if (from < chars.length) pieces.push(chars.slice(from).join(""))
  return pieces
}
