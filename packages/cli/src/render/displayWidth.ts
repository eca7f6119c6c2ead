/** How many cells a text takes on a terminal: by grapheme, wide East Asian characters and emoji count two, colour codes none. */
import { stripVTControlCharacters } from "node:util"

// Made when first needed: it loads the library of all the world's scripts, a third of a cold start.
let segmenter: Intl.Segmenter | undefined
export const graphemes = (text: string): Intl.Segments =>
  (segmenter ??= new Intl.Segmenter(undefined, { granularity: "grapheme" })).segment(text)

const WIDE =
  /^[\p{Emoji_Presentation}\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]/u

export const displayWidth = (text: string): number => {
  const plain = stripVTControlCharacters(text)
  if (/^[\u0020-\u007e]*$/.test(plain)) return plain.length
  let width = 0
  for (const { segment } of graphemes(plain)) width += WIDE.test(segment) ? 2 : 1
  return width
}
