/**
 * The ways to organize files, a row each: into which folder a file goes, from its name and facts alone, and which folders
 * of a place are such folders already, whose content stays. Pure. Content is never looked at; a date is the day of the
 * modification time in the request's time zone.
 */
import { PathText, type Stat } from "@zenus/core"
import { makeTimeText } from "../../action/formatTime.ts"
import { KINDS, kindOf } from "../../select/kinds.ts"

export const ORGANIZE_BY = ["type", "extension", "date", "size"] as const
export type OrganizeBy = (typeof ORGANIZE_BY)[number]

/** How long a period one folder is for. */
export const PERIODS = ["year", "month", "day"] as const
export type Period = (typeof PERIODS)[number]

export interface Way {
  /** The name of the folder for a file: one part of a path. */
  readonly folderOf: (name: string, stat: Stat) => string
  /** Whether a folder of this name holds what was organized before. */
  readonly isCategory: (name: string) => boolean
}

export interface WayOptions {
  readonly period: Period
  /** IANA name. */
  readonly timeZone: string
}

const MB = 1024 * 1024
/** Up to, but not including, so many bytes. */
export const SIZES: ReadonlyArray<readonly [name: string, below: number]> = [
  ["Small", MB],
  ["Medium", 100 * MB],
  ["Large", Number.POSITIVE_INFINITY]
]

/** For files without an extension, and for endings that are none: `Mr. Smith` has no extension ` Smith`. */
export const NO_EXTENSION = "no extension"
const IS_EXTENSION = /^[\p{L}\p{N}_+#~-]{1,16}$/u

const extensionFolder = (name: string): string => {
  const extension = PathText.extension(name).toLowerCase()
  return IS_EXTENSION.test(extension) ? extension : NO_EXTENSION
}

const PERIOD_LENGTH: ReadonlyMap<Period, number> = new Map([
  ["year", 4],
  ["month", 7],
  ["day", 10]
])

/** Offsets of time zones are whole quarters of an hour, so a quarter lies in one day everywhere. */
const QUARTER_HOUR_MS = 15 * 60_000

const dateFolder = ({ period, timeZone }: WayOptions): Way["folderOf"] => {
  const { day } = makeTimeText(timeZone)
  const length = PERIOD_LENGTH.get(period) ?? 7
  // Formatting a date takes microseconds, and many files are of one hour.
  const known = new Map<number, string>()
  return (_, stat) => {
    const quarter = Math.floor(stat.mtimeMs / QUARTER_HOUR_MS)
    const before = known.get(quarter)
    if (before !== undefined) return before
    const folder = day(stat.mtimeMs).slice(0, length)
    known.set(quarter, folder)
    return folder
  }
}

const sizeFolder = (stat: Stat): string => SIZES.find(([, below]) => stat.size < below)?.[0] ?? "Large"

const among = (names: ReadonlyArray<string>) => {
  const known = new Set(names)
  return (name: string) => known.has(name)
}

const WAYS: Record<OrganizeBy, (options: WayOptions) => Way> = {
  type: () => ({ folderOf: (name) => kindOf(PathText.extension(name)), isCategory: among(KINDS) }),
  extension: () => ({
    folderOf: extensionFolder,
    // Any short lower-case word could be one, so only what is right already stays.
    isCategory: (name) => name === NO_EXTENSION
  }),
  date: (options) => ({ folderOf: dateFolder(options), isCategory: (name) => /^\d{4}(-\d\d){0,2}$/.test(name) }),
  size: () => ({ folderOf: (_, stat) => sizeFolder(stat), isCategory: among(SIZES.map(([name]) => name)) })
}

export const wayOf = (by: OrganizeBy, options: WayOptions): Way => WAYS[by](options)
