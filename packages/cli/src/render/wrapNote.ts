/**
 * A sentence broken at blanks, for a terminal of some width: pure. It may hold colour codes and links, which go on over a line's end; a
 * line that is set in stays so. What may surprise: a word that is longer than the terminal is wide stays whole, so that a path can be
 * copied as one, and the terminal breaks it.
 */
import { displayWidth } from "./displayWidth.ts"

/** @param width cells; `Infinity` where nothing is broken. */
export const wrapNote = (text: string, width: number): string => {
  if (width === Infinity) return text
  return text
    .split("\n")
    .flatMap((line) => (displayWidth(line) <= width ? [line] : wrapped(line, width)))
    .join("\n")
}

const wrapped = (text: string, width: number): ReadonlyArray<string> => {
  const [indent] = /^ */.exec(text) ?? [""]
  const lines: Array<string> = []
  let line = ""
  let cells = 0
  for (const word of text.slice(indent.length).split(" ")) {
    const wide = displayWidth(word)
    if (line !== "" && indent.length + cells + 1 + wide > width) {
      lines.push(indent + line)
      line = word
      cells = wide
    } else {
      cells += (line === "" ? 0 : 1) + wide
      line += (line === "" ? "" : " ") + word
    }
  }
  return [...lines, indent + line]
}
