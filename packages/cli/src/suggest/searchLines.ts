/**
 * Which lines fit what somebody types to find one again: by a few letters, best first. Pure.
 *
 * A line fits as well as the worst of the words that are looked for: one with which a word of the line begins, one that stands inside of
 * a word, one whose letters stand somewhere in this order. Among equals this folder's come first, and then the newest, because what one
 * looks for was done lately and here. Only where letters are scattered a score decides (fuzzysort's): there the newest
 * would be any.
 */
import { cleanup, single } from "fuzzysort"
import type { KeptLine } from "@zenus/core"

/** Lines that are given at most. */
export const MAX_FOUND = 200
/** Scattered ones that get a score: a score costs a hundred times as much as a look. */
const SCORED = 300
/** Scores nearer to each other than this say nothing. */
const GRAIN = 0.05

const WORD = /[\p{L}\p{N}]/u

const beginsWord = (text: string, word: string): boolean => {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1))
    if (at === 0 || !WORD.test(text.charAt(at - 1))) return true
  return false
}

const isScattered = (text: string, word: string): boolean => {
  let at = -1
  for (const letter of word) {
    at = text.indexOf(letter, at + 1)
    if (at < 0) return false
  }
  return true
}

/** 0 at best; -1 where it does not fit. */
const fitOf = (low: string, words: ReadonlyArray<string>): number => {
  let worst = 0
  for (const word of words) {
    const fit = low.includes(word) ? (beginsWord(low, word) ? 0 : 1) : isScattered(low, word) ? 2 : -1
    if (fit < 0) return -1
    worst = Math.max(worst, fit)
  }
  return worst
}

/** Of each text the first. */
const eachOnce = (lines: ReadonlyArray<KeptLine>): ReadonlyArray<KeptLine> => {
  const seen = new Set<string>()
  return lines.filter(({ text }) => !seen.has(text) && seen.add(text).size > 0)
}

const byScore = (lines: ReadonlyArray<KeptLine>, query: string): ReadonlyArray<KeptLine> => {
  const scored = lines.map((line, place) => ({ line, place, score: single(query, line.text)?.score ?? 0 }))
  // It keeps what it learned of each text, a kilobyte a line.
  cleanup()
  return scored
    .toSorted((a, b) => {
      const better = Math.round(b.score / GRAIN) - Math.round(a.score / GRAIN)
      return better === 0 ? a.place - b.place : better
    })
    .map(({ line }) => line)
}

/**
 * Best first, each text once, at most `MAX_FOUND`. `lines` are newest first. What begins with `!` looks among commands, everything else among
 * requests. An empty query gives the newest, wherever they were typed.
 */
export const searchLines = (lines: ReadonlyArray<KeptLine>, query: string, folder: string): ReadonlyArray<KeptLine> => {
  const kind = query.startsWith("!") ? "command" : "request"
  const words = query
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "")
  // By fit, and in each this folder's apart.
  const here: [Array<KeptLine>, Array<KeptLine>, Array<KeptLine>] = [[], [], []]
  const elsewhere: typeof here = [[], [], []]
  for (const line of lines) {
    if (line.kind !== kind) continue
    const fit = fitOf(line.text.toLowerCase(), words)
    if (fit >= 0) (line.folder === folder && words.length > 0 ? here : elsewhere)[fit]?.push(line)
  }
  const found = eachOnce([...here[0], ...elsewhere[0], ...here[1], ...elsewhere[1]].slice(0, MAX_FOUND * 5))
  if (found.length >= MAX_FOUND) return found.slice(0, MAX_FOUND)
  const scattered = byScore([...here[2], ...elsewhere[2]].slice(0, SCORED), words.join(" "))
  return eachOnce([...found, ...scattered]).slice(0, MAX_FOUND)
}
