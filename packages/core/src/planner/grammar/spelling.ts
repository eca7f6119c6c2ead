/**
 * Slips of the pen. Only words of a closed list are ever put right, and no word of a deed is in it: a misspelt
 * "delete" is suggested, never done. Distances are Damerau's (optimal string alignment).
 */
import { lowerAscii, type Token } from "./Token.ts"
import { words } from "./words.ts"

const REPAIRABLE =
  words(`file files folder folders directory directories subdirectories subfolders subdirectory subfolder image images photo photos picture pictures video videos document documents
  archive archives largest biggest smallest newest oldest latest empty hidden duplicate duplicates content contents line lines words characters number numbers containing contain contains
  named called larger smaller bigger greater older newer modified changed yesterday recursively recursive current under inside within between extension extensions permission permissions which what where
  show list display print find search count sort sorted unique occurrences occurrence process processes running memory describe information system total different difference differences compare
  including excluding except without everything starting ending beginning matching alphabetical alphabetically reverse descending ascending megabytes kilobytes gigabytes bytes symbolic
  please could would looking many much long first last second third there that those these whose with from current working checksum python calculate branch branches commit commits repository status untracked
  column columns columns header headers field fields uppercase lowercase text pattern string name names average frequency frequent common tree listening port ports environment variable variables
  uptime kernel version processor processors network interface interfaces address addresses temperature battery available space disk usage used free`)

/** Optimal string alignment, at most `limit`; larger is given as `limit + 1`. */
export const distance = (a: string, b: string, limit: number): number => {
  if (Math.abs(a.length - b.length) > limit) return limit + 1
  let before: Array<number> = []
  let last = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const change = a.charAt(i - 1) === b.charAt(j - 1) ? 0 : 1
      let least = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + change)
      if (i > 1 && j > 1 && a.charAt(i - 1) === b.charAt(j - 2) && a.charAt(i - 2) === b.charAt(j - 1))
        least = Math.min(least, (before[j - 2] ?? 0) + 1)
      row.push(least)
    }
    before = last
    last = row
  }
  return last[b.length] ?? limit + 1
}

const isTurned = (word: string, candidate: string): boolean => {
  let at = 0
  while (at < word.length && word.charAt(at) === candidate.charAt(at)) at++
  return (
    at < word.length - 1 &&
    word.charAt(at) === candidate.charAt(at + 1) &&
    word.charAt(at + 1) === candidate.charAt(at) &&
    word.slice(at + 2) === candidate.slice(at + 2)
  )
}

const leftOut = (word: string, candidate: string): boolean => {
  let at = 0
  while (at < word.length && word.charAt(at) === candidate.charAt(at)) at++
  return word.slice(at) === candidate.slice(at + 1)
}

/** The one word of the list nearest to a slip; `null` for none or for two as near. */
export const nearestWord = (word: string, list: Iterable<string>): string | null => {
  const all = [...list]
  // Two letters turned round say more than one left out, and that more than one mistaken.
  const turned = all.filter((candidate) => candidate.length === word.length && isTurned(word, candidate))
  if (turned.length === 1 && turned[0] !== undefined) return turned[0]
  const longer = all.filter((candidate) => candidate.length === word.length + 1 && leftOut(word, candidate))
  if (longer.length === 1 && longer[0] !== undefined) return longer[0]
  const limit = word.length >= 8 ? 2 : 1
  let best: string | null = null
  let least = limit + 1
  let tie = false
  for (const candidate of all) {
    if (candidate.length < 4) continue
    const far = distance(word, candidate, limit)
    if (far < least) {
      least = far
      best = candidate
      tie = false
    } else if (far === least && far <= limit && candidate !== best) tie = true
  }
  return tie && least > 1 ? null : tie ? null : best
}

/** The tokens with slips put right, or `null` when there is none to put right. `known` are words that are no slips. */
export const repair = (tokens: ReadonlyArray<Token>, known: (low: string) => boolean): ReadonlyArray<Token> | null => {
  let changed = false
  const out = tokens.map((token) => {
    if (token.kind !== "word" || !/^[A-Za-z]{4,20}$/.test(token.text) || REPAIRABLE.has(token.low) || known(token.low))
      return token
    const near = nearestWord(lowerAscii(token.text), REPAIRABLE)
    if (near === null) return token
    changed = true
    return { ...token, low: near, repaired: true }
  })
  return changed ? out : null
}
