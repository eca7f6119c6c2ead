/**
 * Text made to fit a number of terminal cells: wrapped at blanks, or cut with three dots. Pure; the text is already escaped
 * and holds no colour codes.
 */
import { displayWidth, graphemes } from "./displayWidth.ts"

const DOTS = "..."

/** The longest beginning of at most `width` cells; whole characters only. */
const beginning = (text: string, width: number): string => {
  let taken = ""
  let used = 0
  for (const { segment } of graphemes(text)) {
    used += displayWidth(segment)
    if (used > width) return taken
    taken += segment
  }
  return taken
}

/** The text, or its beginning and `...`; at least three cells. */
export const cutText = (text: string, width: number): string =>
  displayWidth(text) <= width ? text : beginning(text, Math.max(0, width - DOTS.length)).trimEnd() + DOTS

/** The whole text in pieces of at most `width` cells (at least 2), broken wherever they end: for names, in which every blank counts. At least one piece. */
export const breakText = (text: string, width: number): ReadonlyArray<string> => {
  const pieces: Array<string> = []
  let rest = text
  while (displayWidth(rest) > width) {
    const piece = beginning(rest, width) || beginning(rest, 2)
    if (piece === "") break
    pieces.push(piece)
    rest = rest.slice(piece.length)
  }
  return rest === "" && pieces.length > 0 ? pieces : [...pieces, rest]
}

/** Lines of at most `width` cells (at least 1), broken at blanks; a word that is longer is broken where it must be. */
export const wrapText = (text: string, width: number): ReadonlyArray<string> => {
  if (displayWidth(text) <= width) return [text]
  const lines: Array<string> = []
  let line = ""
  for (const word of text.split(" ")) {
    const longer = line === "" ? word : `${line} ${word}`
    if (displayWidth(longer) <= width) {
      line = longer
      continue
    }
    if (line !== "") lines.push(line)
    let rest = word
    while (displayWidth(rest) > width) {
      // A character of two cells goes into a line of one cell: nothing else would end.
      const part = beginning(rest, width) || beginning(rest, 2)
      lines.push(part)
      rest = rest.slice(part.length)
    }
    line = rest
  }
  return line === "" ? lines : [...lines, line]
}
