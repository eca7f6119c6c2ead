/**
 * Reads JSON that somebody else wrote, one field at a time: what is missing, null or of another type is undefined.
 *
 * No schema, on purpose: providers that speak "the same" wire leave fields out, put null for them or add their own from one
 * week to the next, and an answer that can be read must not be thrown away for a field that nobody needs. Only what
 * an answer cannot do without is insisted on, by the wire.
 */
import * as Result from "effect/Result"

export type JsonObject = Readonly<Record<string, unknown>>

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** What `key` has in it, own properties only. */
const under = (value: unknown, key: string | number): unknown =>
  typeof value === "object" && value !== null && Object.hasOwn(value, key)
    ? (value as Readonly<Record<string | number, unknown>>)[key]
    : undefined

/** What lies at the end of `path`, own properties only. */
export const at = (value: unknown, ...path: ReadonlyArray<string | number>): unknown => {
  let found = value
  for (const step of path) found = under(found, step)
  return found
}

export const textAt = (value: unknown, ...path: ReadonlyArray<string | number>): string | undefined => {
  const found = at(value, ...path)
  return typeof found === "string" ? found : undefined
}

/** A finite number of at least zero. */
export const countAt = (value: unknown, ...path: ReadonlyArray<string | number>): number | undefined => {
  const found = at(value, ...path)
  return typeof found === "number" && Number.isFinite(found) && found >= 0 ? found : undefined
}

/** The elements there; none where there is no list. */
export const listAt = (value: unknown, ...path: ReadonlyArray<string | number>): ReadonlyArray<unknown> => {
  const found = at(value, ...path)
  return Array.isArray(found) ? found : []
}

export const parseJson = (text: string): Result.Result<unknown, "no JSON"> => {
  try {
    const value: unknown = JSON.parse(text)
    return Result.succeed(value)
  } catch {
    return Result.fail("no JSON")
  }
}

/** The arguments that a model wrote: nothing at all is an empty object, what is no JSON object is null. */
export const parseInput = (text: string): JsonObject | null => {
  if (text.trim() === "") return {}
  const parsed = parseJson(text)
  return Result.isSuccess(parsed) && isObject(parsed.success) ? parsed.success : null
}
