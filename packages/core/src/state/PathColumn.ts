/**
 * Paths in a database column: TEXT as they are, so that they can be searched; one with a byte that is no UTF-8
 * (a lone surrogate, see disk/PathText.ts) as BLOB, since TEXT would turn it into another character. Columns that hold
 * paths are declared without a type or as BLOB, so that SQLite converts neither. Both forms of the same path are equal
 * only to themselves, which is enough: a path has exactly one form.
 */
import { fromBytes, toBytes } from "../disk/PathBytes.ts"
import { hasEscapedBytes } from "../disk/PathText.ts"
import type { SqlValue } from "./Store.ts"

export const encodePath = (path: string): string | Uint8Array => (hasEscapedBytes(path) ? toBytes(path) : path)

/** Takes what `encodePath` made; anything else in the column is a defect. */
export const decodePath = (value: SqlValue | undefined): string => {
  if (typeof value === "string") return value
  if (value instanceof Uint8Array) return fromBytes(value)
  throw new TypeError("A path column holds neither text nor bytes.")
}
