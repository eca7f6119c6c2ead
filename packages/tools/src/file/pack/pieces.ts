/** Names and bounds of the pieces of a file: pure. `video.mp4.part001`, `.part002` and so on, more digits where they are needed. */
import { PathText } from "@zenus/core"

/** Pieces that one file may be split into, and that may be joined. */
export const MAX_PIECES = 10_000
const DIGITS = 3

/** The names of `count` pieces, in order. `begin` is what stands before the number. */
export const pieceNames = (begin: string, count: number): ReadonlyArray<string> => {
  const digits = Math.max(DIGITS, String(count).length)
  return Array.from({ length: count }, (_, at) => `${begin}${String(at + 1).padStart(digits, "0")}`)
}

export interface PieceName {
  /** The name of the whole. */
  readonly whole: string
  readonly number: number
}

/** `null` for a name that is none of a piece. */
export const pieceOf = (path: string): PieceName | null => {
  const match = /^(.+)\.part(\d{1,9})$/.exec(PathText.basename(path))
  return match === null ? null : { whole: match[1] ?? "", number: Number(match[2]) }
}

/** Where each piece ends when every one but the last has `size` bytes. */
export const endsBySize = (total: number, size: number): ReadonlyArray<number> => {
  const ends: Array<number> = []
  for (let end = size; end < total; end += size) ends.push(end)
  return total === 0 ? [] : [...ends, total]
}

/** Where each of `parts` pieces of nearly the same size ends; fewer where there are not as many bytes. */
export const endsByParts = (total: number, parts: number): ReadonlyArray<number> => {
  const count = Math.min(parts, total)
  return Array.from({ length: count }, (_, at) => Math.floor((total * (at + 1)) / count))
}

/** What is wrong with these as the pieces of one file, in words; `null` for nothing, and for files that are no pieces at all. */
export const gapOf = (paths: ReadonlyArray<string>): string | null => {
  const pieces = paths.map(pieceOf)
  const found = pieces.filter((piece) => piece !== null)
  if (found.length === 0) return null
  const whole = found[0]?.whole ?? ""
  if (found.length < pieces.length || found.some((piece) => piece.whole !== whole))
    return "they are pieces of different files"
  const numbers = found.map((piece) => piece.number).toSorted((a, b) => a - b)
  const first = numbers[0] ?? 0
  if (first > 1) return `the first piece of ${whole} is missing (the first one there is number ${first})`
  for (const [at, number] of numbers.entries()) {
    if (at > 0 && number === numbers[at - 1]) return `piece ${number} of ${whole} is there twice`
    if (number !== first + at) return `piece ${first + at} of ${whole} is missing`
  }
  return null
}

const order = new Intl.Collator("en", { numeric: true, sensitivity: "variant" })

/** Order by name with numbers as numbers: `part9` before `part10`. Equal ones by their code units. */
export const byNumbers = (a: string, b: string): number => order.compare(a, b) || (a < b ? -1 : a > b ? 1 : 0)
