/**
 * Which processes a name means: pure. Every way leaves out zenus itself; its parents (the user's shell, npx) carry
 * the very request in their arguments and so are found by the kernel's name alone.
 */
import type { ProcessFacts } from "./Processes.ts"

export type Match = "exact" | "prefix" | "contains"

const fits: Readonly<Record<Match, (name: string, wanted: string) => boolean>> = {
  exact: (name, wanted) => name === wanted,
  prefix: (name, wanted) => name.startsWith(wanted),
  contains: (name, wanted) => name.includes(wanted)
}

/** The processes from `pid` up to the first, itself not included; ends at a circle or at one that is not listed. */
export const ancestorsOf = (pid: number, all: ReadonlyArray<ProcessFacts>): ReadonlySet<number> => {
  const byPid = new Map(all.map((facts) => [facts.pid, facts] as const))
  const found = new Set<number>()
  let at = byPid.get(pid)?.parent ?? 0
  while (at > 0 && at !== pid && !found.has(at)) {
    found.add(at)
    at = byPid.get(at)?.parent ?? 0
  }
  return found
}

/** All processes below `pid`, parents before their children, itself not included. */
export const descendantsOf = (pid: number, all: ReadonlyArray<ProcessFacts>): ReadonlyArray<ProcessFacts> => {
  const found: Array<ProcessFacts> = []
  const seen = new Set([pid])
  for (let level: ReadonlyArray<number> = [pid]; level.length > 0;) {
    const above = new Set(level)
    const next = all.filter((facts) => above.has(facts.parent) && !seen.has(facts.pid))
    for (const facts of next) seen.add(facts.pid)
    found.push(...next)
    level = next.map((facts) => facts.pid)
  }
  return found
}

export interface MatchOptions {
  readonly match: Match
  /** Look at the whole command line instead of the names. Parents of zenus never fit then. Default false. */
  readonly inCommand?: boolean
}

const filterBy = (
  all: ReadonlyArray<ProcessFacts>,
  self: number,
  keep: (texts: ReadonlyArray<string>) => boolean,
  inCommand: boolean
): ReadonlyArray<ProcessFacts> => {
  const above = ancestorsOf(self, all)
  const textsOf = (facts: ProcessFacts): ReadonlyArray<string> =>
    above.has(facts.pid) ? (inCommand ? [] : [facts.kernelName]) : inCommand ? [facts.command] : facts.names
  return all.filter((facts) => facts.pid !== self && facts.state !== "ended" && keep(textsOf(facts)))
}

/**
 * Those that the name means, in the order of the list. Case counts, unless nothing fits so: then any case does.
 * An empty name means nothing. Processes that have ended and wait to be collected are left out.
 */
export const matchProcesses = (
  all: ReadonlyArray<ProcessFacts>,
  self: number,
  name: string,
  options: MatchOptions
): ReadonlyArray<ProcessFacts> => {
  if (name === "") return []
  const fit = fits[options.match]
  const inCommand = options.inCommand === true
  const asWritten = filterBy(all, self, (texts) => texts.some((text) => fit(text, name)), inCommand)
  if (asWritten.length > 0) return asWritten
  const lower = name.toLowerCase()
  return filterBy(all, self, (texts) => texts.some((text) => fit(text.toLowerCase(), lower)), inCommand)
}
