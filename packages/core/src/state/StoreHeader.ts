/**
 * What the first words of a database say about whose it is and how old: pure. A file carries the mark of zenus and the
 * number of migrations it has seen. They are read from the bytes first (SQLite's file format, §1.3), since SQLite itself
 * makes two files beside a database as soon as it looks at it, and what is not ours is not to be touched.
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

/** How many bytes of the file `markOf` needs. */
export const HEADER_BYTES = 100
const MAGIC = "SQLite format 3\u0000"

/** Mark and version from the first bytes of a file; `null` for what is no database, both 0 for an empty file. */
export const markOf = (bytes: Uint8Array): Pick<StoreHeader, "applicationId" | "version"> | null => {
  if (bytes.length === 0) return { applicationId: 0, version: 0 }
  if (bytes.length < HEADER_BYTES) return null
  if (String.fromCharCode(...bytes.subarray(0, MAGIC.length)) !== MAGIC) return null
  const view = new DataView(bytes.buffer, bytes.byteOffset, HEADER_BYTES)
  return { applicationId: view.getUint32(68), version: view.getUint32(60) }
}
