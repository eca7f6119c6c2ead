/**
 * Noun phrases to Selections: "the 5 largest pdf files in Downloads that were changed last week, except drafts". A lead, a
 * noun and any number of conditions; every word must be explained, and what cannot be said in one Selection is no
 * reading. Beside the Selection it tells how definite the words were, so that a deed over "the files" can be asked back about.
 */
import { type Draft, merge } from "./Draft.ts"
import { found, type Found } from "./Found.ts"
import { finish, type Lead, type NounPhrase } from "./NounPhrase.ts"
import { lowAt, once, type Reading } from "./Reading.ts"
import { modified } from "./readConditions.ts"
import { type Head, heads } from "./readHeads.ts"
import { readLeads } from "./readLeads.ts"
import { isGlob, looksLikeFile, readPath } from "./readPath.ts"

export type { NounPhrase } from "./NounPhrase.ts"
export { readConditions, readWithin } from "./readConditions.ts"

const orderCount = (state: Lead, singular: boolean): number | null =>
  state.order && state.count === null ? (singular ? 1 : 10) : state.count

/** Most readings of one noun phrase that are followed. */
const MAX_STATES = 160

/** The files that the clause before found, when "the biggest file" and the like can only mean one of them. */
const narrowed = (reading: Reading, lead: Lead, head: Head): Draft | null => {
  if (head.draft.paths !== undefined || head.rest.referred === true || !(lead.determined || lead.order)) return null
  const sets = reading.referents.things.filter((thing) => thing.kind === "files")
  const only = sets[0]?.selection
  return sets.length === 1 && only !== undefined && reading.referents.result !== null ? { ...only } : null
}

/** All ways to read a noun phrase at `at`, longest first. */
export const readSelection = (reading: Reading, at: number): ReadonlyArray<Found<NounPhrase>> =>
  once(reading, reading.bareNames ? "files+" : "files", at, () => {
    const best = new Map<string, Found<NounPhrase>>()
    const give = (one: Found<NounPhrase> | null) => {
      if (one === null) return
      const key = `${one.end} ${JSON.stringify(one.value.selection)}`
      const had = best.get(key)
      if (had === undefined || had.cost > one.cost) best.set(key, one)
    }
    let budget = MAX_STATES * 6
    for (const lead of readLeads(reading, at)) {
      for (const head of heads(reading, lead)) {
        const draft = merge(lead.draft, head.draft)
        if (draft === null) continue
        // "… and show the biggest file": of those that were just found.
        const before = narrowed(reading, lead, head)
        const lowHead = lowAt(reading, head.end - 1)
        const ordered = head.draft.paths === undefined && lead.order && lead.count === null
        const state: Lead = {
          ...lead,
          count: head.draft.paths === undefined ? orderCount(lead, !lowHead.endsWith("s")) : lead.count,
          ...(ordered && lowHead.endsWith("s") ? { countless: true } : {}),
          loose: head.loose === true,
          ...(lead.any === true && head.rest.everything !== true && !lowHead.endsWith("s") ? { choice: true } : {})
        }
        if (head.draft.paths !== undefined && lead.count !== null && lead.count !== head.draft.paths.length) continue
        const counted = head.draft.paths !== undefined ? { ...state, count: null } : state
        const queue: Array<{
          readonly end: number
          readonly draft: Draft
          readonly cost: number
          readonly steps: number
          readonly narrowed?: boolean
        }> = [{ end: head.end, draft, cost: head.cost + lead.cost + (before === null ? 0 : 0.03), steps: 0 }]
        const within = before === null ? null : merge(before, draft)
        if (within !== null)
          queue.push({ end: head.end, draft: within, cost: head.cost + lead.cost, steps: 0, narrowed: true })
        const seen = new Set<string>()
        while (queue.length > 0 && budget > 0) {
          const next = queue.shift()
          if (next === undefined) break
          const key = `${next.end} ${JSON.stringify(next.draft)}`
          if (seen.has(key)) continue
          seen.add(key)
          budget--
          give(
            finish(
              counted,
              next.draft,
              next.narrowed === true ? { ...head.rest, referred: true } : head.rest,
              next.end,
              next.cost
            )
          )
          // "the file with a quote in its name, odd/it's.txt"
          if (head.rest.single === true && lowAt(reading, next.end) === "," && next.draft.paths === undefined)
            for (const path of readPath(reading, next.end + 1))
              if (!isGlob(path.value))
                give(
                  finish(
                    { ...counted, count: null },
                    { paths: [path.value] },
                    { named: true, single: true },
                    path.end,
                    next.cost + path.cost
                  )
                )
          if (head.closed === true || next.steps >= 9) continue
          for (const one of modified(reading, next.end)) {
            // A place behind an exact path is where that path is.
            if (next.draft.paths !== undefined) {
              const placedIn = placedPaths(next.draft, one.value)
              if (placedIn !== null)
                queue.push({ end: one.end, draft: placedIn, cost: next.cost + one.cost, steps: next.steps + 1 })
              continue
            }
            const merged = merge(next.draft, one.value)
            if (merged !== null)
              queue.push({ ...next, end: one.end, draft: merged, cost: next.cost + one.cost, steps: next.steps + 1 })
          }
        }
      }
    }
    return [...best.values()].toSorted((a, b) => b.end - a.end || a.cost - b.cost)
  })

/** "a.txt in work": the path is work/a.txt. Other conditions on named paths only repeat what is known, or are noise. */
const placedPaths = (draft: Draft, more: Draft): Draft | null => {
  const keys = Object.keys(more)
  if (keys.length === 0) return draft
  if (keys.length === 1 && (more.recursive === true || more.hidden === "include")) return draft
  const [place, ...others] = more.in ?? []
  if (place === undefined || others.length > 0 || keys.some((key) => key !== "in" && key !== "recursive")) return null
  const base = place.endsWith("/") ? place : `${place}/`
  if (place === "." || place === "./") return draft
  return {
    ...draft,
    paths: (draft.paths ?? []).map((path) =>
      path.startsWith("/") || path.startsWith("~/") || path.startsWith(base)
        ? path
        : base + (path.startsWith("./") ? path.slice(2) : path)
    )
  }
}

/** A noun phrase that is one exact path. */
export const readOnePath = (reading: Reading, at: number): ReadonlyArray<Found<string>> =>
  readSelection(reading, at).flatMap((phrase) => {
    const [path, ...more] = phrase.value.selection.paths ?? []
    return path === undefined || more.length > 0 || Object.keys(phrase.value.selection).length > 1
      ? []
      : [found(phrase.end, path, phrase.cost)]
  })

/** Whether a path that was named is a folder, or would be by its name. */
export const namesFolder = (reading: Reading, path: string): boolean => {
  const there = reading.look(path)
  return there === null ? path.endsWith("/") || !looksLikeFile(path) : there === "folder"
}
