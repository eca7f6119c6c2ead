/**
 * Where files are: "in docs", "anywhere under src", "directly in x", "two levels deep". Which words are places is
 * `readFolder`'s business; here is what their prepositions say about the depth. A place that looks like a file and is only a
 * plain word is none.
 */
import type { Draft } from "../Draft.ts"
import { type Found, found } from "../Found.ts"
import { longestSaying, lowAt, sayingTable } from "../Reading.ts"
import { readDepth, readPlaces } from "../readFolder.ts"
import { readNumber } from "../readNumber.ts"
import { soundsLikeClock } from "../readClock.ts"
import { looksLikeFile } from "../readPath.ts"
import { sayings, words } from "../words.ts"
import type { Modifier } from "./Modifier.ts"

const IN =
  sayingTable(`in | inside | within | from | of | at | on | inside of | located in | stored in | found in | residing in | that live in | living in | present in | available in | located at | lying in | sitting in | existing in | saved in
  into | out of | located inside | located within | residing inside | residing within | kept in | contained in | contained within | placed in | belonging to the folder`)

const UNDER =
  sayingTable(`under | underneath | below | beneath | throughout | across | anywhere in | anywhere under | anywhere inside | somewhere in | somewhere under | somewhere inside | everywhere in | everywhere under | located under | residing under | stored under | located below | residing below | found under
  in and below | in and under | all over | at any level of | at any depth in | anywhere below | deep in | deep inside | nested in | nested under | nested inside | recursively in | recursively under | recursively inside | recursively within | recursively from | residing anywhere in | located anywhere in | existing under | present under | anywhere within | in the tree of | in the directory tree of`)

const DIRECTLY = sayingTable(
  `directly in | directly inside | directly under | directly within | only in | just in | immediately in | immediately under | immediately inside | directly below | right in | right inside | only inside | only directly in | located directly in | lying directly in | at the top level of | in the top level of | on the top level of | only from | at the root of | in the root of`
)

export const place: Modifier = (reading, at, negated) => {
  const out: Array<Found<Draft>> = []
  if (negated) {
    const end = longestSaying(reading, at, IN)
    const under = end < 0 ? longestSaying(reading, at, UNDER) : end
    if (under < 0) return out
    for (const places of readPlaces(reading, under)) {
      const names = places.value.map((one) => one.path.replace(/\/+$/, "")).filter((path) => path !== ".")
      if (names.length > 0 && names.every((path) => !path.includes("/")))
        out.push(found(places.end, { notInPath: names }, places.cost))
    }
    return out
  }
  for (const [table, deep, stay] of [
    [IN, undefined, false],
    [UNDER, true, false],
    [DIRECTLY, false, true]
  ] as const) {
    const end = longestSaying(reading, at, table)
    if (end < 0) continue
    for (const places of readPlaces(reading, end)) {
      if (places.value.some((one) => looksLikeFile(one.path) && places.cost >= 0.2)) continue
      // "at 3pm" is no folder, unless there is one.
      if (places.value.some((one) => soundsLikeClock(one.path.toLowerCase()) && reading.look(one.path) === null))
        continue
      const said = places.value.map((one) => one.deep).find((one) => one !== undefined)
      const recursive = stay ? false : (said ?? deep)
      const paths = places.value.map((one) => one.path)
      const draft: Draft = { ...(recursive === undefined ? {} : { recursive }), in: paths }
      const bare = places.value.some((one) => one.bare === true)
      out.push(found(places.end, draft, places.cost + (bare && lowAt(reading, at) === "of" ? 0.1 : 0)))
    }
  }
  // "here", "there" without a preposition
  if (out.length === 0 && ["here", "there", "everywhere", "anywhere"].includes(lowAt(reading, at)))
    for (const places of readPlaces(reading, at)) {
      const one = places.value[0]
      if (one !== undefined && places.end === at + 1)
        out.push(found(places.end, { in: [one.path], ...(one.deep === undefined ? {} : { recursive: one.deep }) }))
    }
  return out
}

const LEVELS = words("level levels deep layers layer folders directories")

export const depth: Modifier = (reading, at, negated) => {
  if (negated) return []
  const out: Array<Found<Draft>> = []
  const below = longestSaying(reading, at, BELOW_ONLY)
  if (below >= 0) out.push(found(below, { recursive: true, minDepth: 2 }, MORE_THAN_ONLY))
  const level = longestSaying(reading, at, ONE_BELOW)
  if (level >= 0) out.push(found(level, { recursive: true, minDepth: 2, maxDepth: 2 }))
  const said = readDepth(reading, at)
  if (said !== null) out.push(found(said.end, { recursive: said.value }))
  let start = at
  for (const lead of DEPTH_LEADS) {
    const end = lead.every((word, offset) => lowAt(reading, at + offset) === word) ? at + lead.length : -1
    if (end > start) start = end
  }
  const number = readNumber(reading.tokens, start)
  if (number !== null && LEVELS.has(lowAt(reading, number.end)) && number.value > 0) {
    let end = number.end + 1
    if (lowAt(reading, end) === "deep" || lowAt(reading, end) === "down") end++
    if (end > number.end + 1 || lowAt(reading, number.end) === "deep" || start > at)
      out.push(found(end, { recursive: true, maxDepth: number.value }))
  } else if (number !== null && start > at && ["depth", "maxdepth"].includes(lowAt(reading, start - 1)))
    out.push(found(number.end, { recursive: true, maxDepth: number.value }))
  return out
}

/** "Only" by itself says to stay; behind "in subfolders" it does not. */
const MORE_THAN_ONLY = -0.02
/** In what lies below, and not in the folder itself. */
const BELOW_ONLY = sayingTable(
  `in subfolders only | in subdirectories only | only in subfolders | only in subdirectories | only in the subfolders | only in the subdirectories | in the subfolders only | in the subdirectories only | in its subfolders only | only in its subfolders | just in subfolders | just in the subfolders | but not here | but not in this folder | in subfolders but not here | in subfolders but not in this folder`
)
/** The entries of the folders that are here. */
const ONE_BELOW = sayingTable(
  `one level down | one level below | a level down | a level below | one folder down | one level deeper | exactly one level down`
)

const DEPTH_LEADS = sayings(
  `up to | at most | no more than | to a depth of | with depth | with a depth of | depth | with max depth | with a maximum depth of | with a max depth of | maximum depth | max depth | maxdepth | limited to | not deeper than | no deeper than | only | , | down to | going | with maxdepth`
)
