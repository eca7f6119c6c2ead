/** One row of a list: a label and a note behind it, escaped and cut to the width. Pure. */
import { graphemesOf, rowWidth, shown } from "./graphemes.ts"

const DOTS = "..."

/** Shown, and cut with three dots where it takes more than `width` cells. */
export const fitCells = (text: string, width: number): string => {
  let row = ""
  let cells = 0
  let short = ""
  for (const [at, end] of graphemesOf(text)) {
    const one = shown(text.slice(at, end))
    if (cells + one.cells > width) return width < DOTS.length ? short.slice(0, Math.max(0, width)) : short + DOTS
    row += one.text
    cells += one.cells
    if (cells <= width - DOTS.length) short = row
  }
  return row
}

/** The note goes first where both do not fit. */
export const fitRow = (
  label: string,
  note: string,
  width: number,
  dim: (text: string) => string = (text) => text
): string => {
  const first = fitCells(label, width)
  const room = width - rowWidth(first) - 2
  return note === "" || room < 8 ? first : `${first}  ${dim(fitCells(note, room))}`
}
