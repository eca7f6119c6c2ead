/**
 * What stands behind a noun, or alone: places, sizes, times, names ("in docs", "that are larger than 1 MB and not hidden").
 * Each is one of the modifiers, found behind the small words that join them.
 */
import type { Selection } from "../../plan/Selection.ts"
import { type Draft, merge } from "./Draft.ts"
import { found, type Found } from "./Found.ts"
import { MODIFIERS, RELATIVES } from "./modifiers.ts"
import { lowAt, once, type Reading } from "./Reading.ts"
import { words } from "./words.ts"

const GLUE_TO_BE = words(
  "is are was were been be being has have had do does did also i you we they it he she get got contain will would"
)

/** Where a modifier may begin behind `at`, and whether "not" stood on the way. */
const glue = (
  reading: Reading,
  at: number
): ReadonlyArray<{ readonly at: number; readonly negated: boolean; readonly joined: boolean }> => {
  const out = [{ at, negated: false, joined: false }]
  let end = at
  let joined = false
  if (lowAt(reading, end) === ",") {
    end++
    out.push({ at: end, negated: false, joined: true })
  }
  if (["and", "but", "or", "&"].includes(lowAt(reading, end))) {
    if (lowAt(reading, end) === "or") return out
    end++
    joined = true
    out.push({ at: end, negated: false, joined: true })
  }
  if (RELATIVES.has(lowAt(reading, end)) || ["ones", "those"].includes(lowAt(reading, end))) {
    end++
    out.push({ at: end, negated: false, joined })
  }
  let negated = false
  for (let steps = 0; steps < 5; steps++) {
    const low = lowAt(reading, end)
    if (low === "not" || low === "never") {
      if (negated) break
      negated = true
      end++
      out.push({ at: end, negated, joined })
      continue
    }
    if (!GLUE_TO_BE.has(low) || low === "contain") break
    end++
    out.push({ at: end, negated, joined })
  }
  return out
}

/** Every modifier at `at`, longest first. */
export const modified = (reading: Reading, at: number): ReadonlyArray<Found<Draft>> =>
  once(reading, "modifier", at, () => {
    const out: Array<Found<Draft>> = []
    for (const start of glue(reading, at)) {
      if (start.at >= reading.tokens.length) continue
      for (const read of MODIFIERS) {
        for (const one of read(reading, start.at, start.negated)) {
          if (one.end <= start.at) continue
          if (
            Object.keys(one.value).length === 0 &&
            start.at > at &&
            !(start.at === at + 1 && lowAt(reading, at) === ",")
          )
            continue
          out.push(one)
        }
      }
      // "not": said of the whole rest ("not in subfolders") is read by the depth table, which begins before it.
    }
    const best = new Map<string, Found<Draft>>()
    for (const one of out) {
      const key = `${one.end} ${JSON.stringify(one.value)}`
      const had = best.get(key)
      if (had === undefined || had.cost > one.cost) best.set(key, one)
    }
    return [...best.values()].toSorted((a, b) => b.end - a.end || a.cost - b.cost)
  })

/** Conditions without a noun, one or more. */
export const readConditions = (reading: Reading, at: number): ReadonlyArray<Found<Selection>> =>
  once(reading, "conditions", at, () => {
    const out: Array<Found<Selection>> = []
    const queue: Array<Found<Draft>> = [found(at, {})]
    for (let steps = 0; queue.length > 0 && steps < 60; steps++) {
      const next = queue.shift()
      if (next === undefined) break
      for (const one of modified(reading, next.end)) {
        const merged = merge(next.value, one.value)
        if (merged === null) continue
        const longer = found(one.end, merged, next.cost + one.cost)
        out.push(longer)
        queue.push(longer)
      }
    }
    return out.toSorted((a, b) => b.end - a.end || a.cost - b.cost)
  })
/** Places and depth without a noun ("in docs", "in all subfolders", "recursively"). */
export const readWithin = (reading: Reading, at: number): ReadonlyArray<Found<Selection>> =>
  readConditions(reading, at).filter(
    (one) =>
      Object.keys(one.value).length > 0 &&
      Object.keys(one.value).every((key) => ["in", "recursive", "maxDepth", "hidden"].includes(key))
  )
