/**
 * Which entries of a walk fit by their facts: looked at here, and in a second thread too when a walk turns out to be long and there is
 * a second core. What cannot be looked at (gone meanwhile, refused, too deep) is no error here: it is given without
 * facts, and whoever needs them looks again and has the error in his own words.
 */
import * as fs from "node:fs"
import * as os from "node:os"
import type { Entry, Stat } from "../disk/Disk.ts"
import { child } from "../disk/PathText.ts"
import { FactsView, FIELDS, writeFacts } from "./facts.ts"
import { toFsPath } from "./fsPath.ts"
import { openStatThread, type StatThread } from "./statThread.ts"

/** So many entries are looked at before a second thread is worth its start. */
const WORTH_A_THREAD = 5_000

/** Entries of one order to it: fewer are not worth one, more are two, so that both have their part of a large folder. */
const LEAST_ORDER = 32
const MOST_ORDER = 512

/** Entries of one folder between two chances for others: some milliseconds, where a folder of 100,000 takes a third of a second. */
const AT_ONCE = 8 * MOST_ORDER

const QUIET = { throwIfNoEntry: false } as const

/** The facts of entries, here; what cannot be had stays zero. */
const factsHere = (base: string, entries: ReadonlyArray<Entry>): Float64Array => {
  const facts = new Float64Array(entries.length * FIELDS)
  for (let at = 0; at < entries.length; at++) {
    const name = entries[at]?.name ?? ""
    try {
      const stats = fs.lstatSync(toFsPath("look at", base + name), QUIET)
      if (stats !== undefined) writeFacts(facts, at * FIELDS, stats)
    } catch {
      // Whoever needs them looks again, and has the error.
    }
  }
  return facts
}

/** Those that fit with their facts, those of which nothing is known without. */
const fitting = (
  entries: ReadonlyArray<Entry>,
  facts: Float64Array,
  fits: (stat: Stat) => boolean
): ReadonlyArray<Entry> => {
  const view = new FactsView(facts)
  const kept: Array<Entry> = []
  for (let at = 0; at < entries.length; at++) {
    const entry = entries[at]
    if (entry === undefined) break
    if (!view.moveTo(at)) kept.push(entry)
    else if (fits(view)) kept.push({ name: entry.name, type: entry.type, stat: view.copy() })
  }
  return kept
}

export interface Looking {
  /** `given` gets the entries that fit, now or by `later`. Throws what `fits` and `given` throw. */
  readonly take: (folder: string, entries: ReadonlyArray<Entry>, given: (entries: ReadonlyArray<Entry>) => void) => void
  /** Whether somebody is still to be given something. */
  readonly isBusy: () => boolean
  readonly end: () => void
}

/** `later` runs what is done when its turn comes: what an order gave, the next piece of a folder. */
export const makeLooking = (fits: (stat: Stat) => boolean, later: (work: () => void) => void): Looking => {
  let thread: StatThread | null = null
  let met = 0
  /** Folders that are looked at in pieces. */
  let inPieces = 0
  /** No thread to be had (a limit of processes, of memory) is no reason not to look. */
  const open = (): StatThread | null => {
    try {
      return openStatThread()
    } catch {
      met = Number.NEGATIVE_INFINITY
      return null
    }
  }
  const look = (base: string, entries: ReadonlyArray<Entry>, given: (entries: ReadonlyArray<Entry>) => void): void => {
    thread?.poll()
    met += entries.length
    if (thread === null && met > WORTH_A_THREAD && os.availableParallelism() > 1) thread = open()
    const give = (facts: Float64Array | null): void => given(fitting(entries, facts ?? factsHere(base, entries), fits))
    const isAsked =
      thread !== null &&
      entries.length >= LEAST_ORDER &&
      thread.ask(
        base,
        entries.map(({ name }) => name),
        (facts) => later(() => give(facts))
      )
    if (!isAsked) give(null)
  }
  return {
    take: (folder, entries, given) => {
      const base = child(folder, "")
      if (entries.length <= MOST_ORDER) return look(base, entries, given)
      const parts: Array<ReadonlyArray<Entry>> = []
      let left = Math.ceil(entries.length / MOST_ORDER)
      let from = 0
      const goOn = (): void => {
        for (const until = from + AT_ONCE; from < Math.min(until, entries.length); from += MOST_ORDER) {
          const part = from / MOST_ORDER
          look(base, entries.slice(from, from + MOST_ORDER), (kept) => {
            parts[part] = kept
            left -= 1
            if (left === 0) given(parts.flat())
          })
        }
        if (from >= entries.length) return
        inPieces += 1
        setImmediate(() =>
          later(() => {
            goOn()
            // Not before: an answer that is met in between may be the last one that is missing.
            inPieces -= 1
          })
        )
      }
      goOn()
    },
    isBusy: () => inPieces > 0 || thread?.isBusy() === true,
    end: () => thread?.end()
  }
}
