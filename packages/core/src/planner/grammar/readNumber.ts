/** Numbers and sizes in figures and words: `1,000`, `five`, `half a dozen`, `10 MB`, `20mb`, `half a gigabyte`. */
import { found, type Found } from "./Found.ts"
import type { Token } from "./Token.ts"
import { SIZE_UNITS } from "./units.ts"
import { MULTIPLES, NUMBERS, ORDINALS } from "./words.ts"

const FIGURES = /^[+]?\d{1,3}(,\d{3})+$|^\d+$/
const DECIMAL = /^\d*\.?\d+$/

/** A whole number, not negative. */
export const readNumber = (tokens: ReadonlyArray<Token>, at: number): Found<number> | null => {
  const low = tokens[at]?.low ?? ""
  if (FIGURES.test(low)) {
    const value = Number(low.replaceAll(",", ""))
    const multiple = MULTIPLES.get(tokens[at + 1]?.low ?? "")
    return multiple === undefined ? found(at + 1, value) : found(at + 2, value * multiple)
  }
  if (low === "a" || low === "an" || low === "one" || low === "half") {
    const next = tokens[at + 1]?.low ?? ""
    if (low === "half") {
      const skip = next === "a" || next === "an" ? 2 : 1
      const multiple = MULTIPLES.get(tokens[at + skip]?.low ?? "")
      return multiple === undefined ? null : found(at + skip + 1, multiple / 2)
    }
    if (next === "couple") return found(tokens[at + 2]?.low === "of" ? at + 3 : at + 2, 2)
    if (next === "half" && tokens[at + 2]?.low === "dozen") return found(at + 3, 6)
    const multiple = MULTIPLES.get(next)
    if (multiple !== undefined) return found(at + 2, multiple)
    return low === "one" ? found(at + 1, 1) : null
  }
  const hyphen = low.indexOf("-")
  const first = NUMBERS.get(hyphen < 0 ? low : low.slice(0, hyphen))
  if (first === undefined) return MULTIPLES.has(low) && low === "dozen" ? found(at + 1, 12) : null
  if (hyphen >= 0) {
    const second = NUMBERS.get(low.slice(hyphen + 1))
    return second === undefined || first < 20 || second > 9 ? null : found(at + 1, first + second)
  }
  const next = tokens[at + 1]?.low ?? ""
  const small = first >= 20 ? NUMBERS.get(next) : undefined
  const sum = small !== undefined && small > 0 && small < 10 ? first + small : first
  const end = sum === first ? at + 1 : at + 2
  const multiple = MULTIPLES.get(tokens[end]?.low ?? "")
  return multiple === undefined ? found(end, sum) : found(end + 1, sum * multiple)
}

/** `first`, `2nd`, `tenth`; 1 for the first. */
export const readOrdinal = (tokens: ReadonlyArray<Token>, at: number): Found<number> | null => {
  const low = tokens[at]?.low ?? ""
  const word = ORDINALS.get(low)
  if (word !== undefined) return found(at + 1, word)
  const figures = /^(\d+)(st|nd|rd|th)$/.exec(low)
  return figures?.[1] === undefined ? null : found(at + 1, Number(figures[1]))
}

/** Bytes. A bare number is no size unless `bare` allows it. */
export const readSize = (tokens: ReadonlyArray<Token>, at: number, bare = false): Found<number> | null => {
  const low = tokens[at]?.low ?? ""
  const glued = /^(\d+(?:[.,]\d+)?)-?([a-z]+)$/.exec(low)
  if (glued?.[1] !== undefined && glued[2] !== undefined) {
    const unit = SIZE_UNITS.get(glued[2])
    return unit === undefined ? null : approx(tokens, at + 1, Number(glued[1].replace(",", ".")) * unit)
  }
  if (low === "half" || low === "quarter") {
    let next = at + 1
    while (["a", "an", "of"].includes(tokens[next]?.low ?? "")) next++
    const unit = SIZE_UNITS.get(tokens[next]?.low ?? "")
    return unit === undefined ? null : approx(tokens, next + 1, unit * (low === "half" ? 0.5 : 0.25))
  }
  let value: number | null = null
  let end = at + 1
  if (low === "a" || low === "an" || low === "one") {
    value = 1
    if (tokens[end]?.low === "half" || tokens[end]?.low === "quarter") return readSize(tokens, end)
  } else if (DECIMAL.test(low)) value = Number(low)
  const number = readNumber(tokens, at)
  if (number !== null && (value === null || number.end > end)) {
    value = number.value
    end = number.end
  }
  if (value === null) return null
  if (tokens[end]?.low === "and" && tokens[end + 1]?.low === "a" && tokens[end + 2]?.low === "half") {
    const unit = SIZE_UNITS.get(tokens[end + 3]?.low ?? "")
    if (unit !== undefined) return approx(tokens, end + 4, (value + 0.5) * unit)
  }
  const unit = SIZE_UNITS.get(tokens[end]?.low ?? "")
  if (unit !== undefined && tokens[end]?.kind === "word") return approx(tokens, end + 1, value * unit)
  return bare && low !== "a" && low !== "an" ? found(end, value) : null
}

const APPROX = new Set(["approx", "approximately", "roughly", "about"])
/** "1KB (approx)" is 1 KB. */
const approx = (tokens: ReadonlyArray<Token>, end: number, bytes: number): Found<number> => {
  const rounded = Math.round(bytes)
  if (tokens[end]?.low === "(" && APPROX.has(tokens[end + 1]?.low ?? "") && tokens[end + 2]?.low === ")")
    return found(end + 3, rounded)
  return found(end, rounded)
}
