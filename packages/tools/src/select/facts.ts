/**
 * The facts of an entry as people and pipes see them: one table of names, each with its words for a terminal and
 * its plain form for a pipe. Sizes are bytes in a pipe and `34 MB` on a terminal.
 */
import type { EntryType, LookContext, Stat } from "@zenus/core"
import { formatBytes } from "../action/formatBytes.ts"
import { type TimeText, makeTimeText } from "../action/formatTime.ts"
import { makeOwners, type Owners } from "../action/owners.ts"

export const FACTS = [
  "mode",
  "octal",
  "owner",
  "group",
  "size",
  "allocated",
  "modified",
  "accessed",
  "changed",
  "created",
  "type",
  "inode",
  "links"
] as const
export type Fact = (typeof FACTS)[number]

const TYPE_LETTERS: ReadonlyMap<EntryType, string> = new Map([
  ["file", "-"],
  ["folder", "d"],
  ["link", "l"],
  ["other", "?"]
])

const triple = (bits: number, special: boolean, letter: string): string => {
  const last = special ? ((bits & 1) === 1 ? letter : letter.toUpperCase()) : (bits & 1) === 1 ? "x" : "-"
  return `${(bits & 4) === 4 ? "r" : "-"}${(bits & 2) === 2 ? "w" : "-"}${last}`
}

/** `rwxr-sr-t` for nine permission bits and the three above them. */
export const modeLetters = (mode: number): string => {
  return (
    triple((mode >> 6) & 7, (mode & 0o4000) !== 0, "s") +
    triple((mode >> 3) & 7, (mode & 0o2000) !== 0, "s") +
    triple(mode & 7, (mode & 0o1000) !== 0, "t")
  )
}

/** `-rw-r--r--`, as `ls -l` has it. */
export const modeText = (stat: Stat): string => (TYPE_LETTERS.get(stat.type) ?? "?") + modeLetters(stat.mode)

/** `644`, or `4755` with special bits. */
export const modeOctal = (mode: number): string => (mode & 0o7777).toString(8).padStart(3, "0")

const TYPE_WORDS: ReadonlyMap<EntryType, string> = new Map([
  ["file", "regular file"],
  ["folder", "folder"],
  ["link", "symbolic link"],
  ["other", "device, pipe or socket"]
])
export const typeWord = (type: EntryType): string => TYPE_WORDS.get(type) ?? type

export interface FactTexts {
  readonly times: TimeText
  readonly owners: Owners
  /** For a pipe. */
  readonly bare: (fact: Fact, stat: Stat) => string
  /** For a terminal. */
  readonly shown: (fact: Fact, stat: Stat) => string
}

export const makeFactTexts = (context: Pick<LookContext, "disk" | "timeZone">): FactTexts => {
  const times = makeTimeText(context.timeZone)
  const owners = makeOwners(context.disk)
  const texts: Record<Fact, (stat: Stat) => string> = {
    mode: modeText,
    octal: (stat) => modeOctal(stat.mode),
    owner: (stat) => owners.user(stat.uid),
    group: (stat) => owners.group(stat.gid),
    size: (stat) => String(stat.size),
    allocated: (stat) => String(stat.allocated),
    modified: (stat) => times.second(stat.mtimeMs),
    accessed: (stat) => times.second(stat.atimeMs),
    changed: (stat) => times.second(stat.ctimeMs),
    created: (stat) => (stat.birthtimeMs > 0 ? times.second(stat.birthtimeMs) : "unknown"),
    type: (stat) => typeWord(stat.type),
    inode: (stat) => String(stat.ino),
    links: (stat) => String(stat.nlink)
  }
  const SHORT: ReadonlyMap<Fact, (stat: Stat) => string> = new Map([
    ["size", (stat: Stat) => (stat.type === "folder" ? "" : formatBytes(stat.size))],
    ["allocated", (stat: Stat) => formatBytes(stat.allocated)],
    ["modified", (stat: Stat) => times.minute(stat.mtimeMs)]
  ])
  const bare = (fact: Fact, stat: Stat): string => texts[fact](stat)
  return { times, owners, bare, shown: (fact, stat) => SHORT.get(fact)?.(stat) ?? bare(fact, stat) }
}
