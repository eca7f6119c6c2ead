/**
 * What the first words of a database say about whose it is and how old: pure. A file carries the
 * mark of zenus and the number of migrations it has seen.
 */

/** `zenu` in ASCII, SQLite's `application_id`. */
export const APPLICATION_ID = 0x7a656e75

export interface StoreHeader {
  readonly applicationId: number
  /** SQLite's `user_version`: how many migrations the file has seen. */
  readonly version: number
  /** How many tables, indexes and views it holds. */
  readonly objects: number
}

/** `empty`: nobody's yet, so it may become ours. `foreign`: somebody else's database, never touched. */
export type StoreAge = "empty" | "older" | "current" | "newer" | "foreign"

/** `known` is how many migrations this program has. */
export const ageOf = (header: StoreHeader, known: number): StoreAge => {
  if (header.applicationId === 0 && header.version === 0 && header.objects === 0) return "empty"
  if (header.applicationId !== APPLICATION_ID) return "foreign"
  return header.version > known ? "newer" : header.version < known ? "older" : "current"
}
