/**
 * A Selection while it is being read: conditions are added one by one, and two that cannot both be said in one
 * Selection (two name patterns that must both fit, two folders) end that reading instead of overwriting one another.
 */
import type { FileKind, Selection } from "../../plan/Selection.ts"
import { KIND_EXTENSIONS } from "./kinds.ts"

export type Draft = { -readonly [K in keyof Selection]: Selection[K] }

const appended = ["notNames", "inPath", "notInPath", "notExtensions", "containing", "notContaining"] as const

/** Both together, or `null` when one Selection cannot say both. */
export const merge = (a: Draft, b: Draft): Draft | null => {
  const out: Draft = { ...a }
  for (const key of Object.keys(b) as Array<keyof Selection>) {
    const had = out[key]
    const value = b[key]
    if (value === undefined) continue
    if (had === undefined) Object.assign(out, { [key]: value })
    else if ((appended as ReadonlyArray<string>).includes(key) && Array.isArray(had) && Array.isArray(value))
      Object.assign(out, { [key]: [...had, ...value] })
    else if (key === "size" && a.size !== undefined && b.size !== undefined) {
      if (Object.keys(b.size).some((limit) => limit in (a.size ?? {}))) return null
      out.size = { ...a.size, ...b.size }
    } else if (key === "modified" && a.modified !== undefined && b.modified !== undefined) {
      if (Object.keys(b.modified).some((limit) => limit in (a.modified ?? {}))) return null
      out.modified = { ...a.modified, ...b.modified }
    } else if (key === "recursive") {
      // "under x, but not in subfolders": what says to stay is the narrower.
      out.recursive = had === true && value === true
    } else if (key === "order" && a.order !== undefined && b.order !== undefined) {
      if (a.order.by !== b.order.by) return null
      out.order = { ...a.order, ...b.order }
    } else if (key === "extensions" || key === "kinds") {
      const both = narrower(a, b)
      if (both === null) return null
      Object.assign(out, both)
    } else if (key === "anyCase" || key === "hidden" || key === "type") {
      if (key === "type" && had === "file" && b.type !== undefined && b.type !== "file") out.type = b.type
      else if (had !== value && !(key === "type" && value === "file")) return null
    } else if (JSON.stringify(had) !== JSON.stringify(value)) return null
  }
  return out
}

/** "pdf documents", "jpg photos": the extension says it all. */
const narrower = (a: Draft, b: Draft): Draft | null => {
  if (a.extensions !== undefined && b.extensions !== undefined) {
    const shared = a.extensions.filter((extension) => b.extensions?.includes(extension))
    return shared.length === 0 ? null : { extensions: shared }
  }
  return a.kinds !== undefined && b.kinds !== undefined && a.kinds.join() === b.kinds.join() ? {} : null
}

/** Conditions any of which may hold, as far as one Selection can say it. */
export interface Alternatives {
  readonly extensions: ReadonlyArray<string>
  readonly kinds: ReadonlyArray<FileKind>
  readonly names: ReadonlyArray<string>
}
export const NO_ALTERNATIVES: Alternatives = { extensions: [], kinds: [], names: [] }
export const both = (a: Alternatives, b: Alternatives): Alternatives => ({
  extensions: [...a.extensions, ...b.extensions],
  kinds: [...a.kinds, ...b.kinds],
  names: [...a.names, ...b.names]
})
const unique = <A>(items: ReadonlyArray<A>): ReadonlyArray<A> => [...new Set(items)]

/** `null` for a mixture that has no one form ("photos and *.txt"). */
export const toDraft = (either: Alternatives): Draft | null => {
  const { extensions, kinds, names } = either
  if (names.length === 0 && kinds.length === 0) return extensions.length === 0 ? {} : { extensions: unique(extensions) }
  if (names.length === 0 && extensions.length === 0) return { kinds: unique(kinds) }
  if (kinds.length > 0) return null
  return { names: unique([...names, ...extensions.map((extension) => `*.${extension}`)]) }
}

/** The same, left out instead of chosen: a kind by its usual extensions; `null` for a kind that has none. */
export const toExclusion = (either: Alternatives): Draft | null => {
  const known = either.kinds.map((kind) => KIND_EXTENSIONS.get(kind))
  if (known.some((one) => one === undefined)) return null
  const extensions = [...either.extensions, ...known.flatMap((one) => one ?? [])]
  return {
    ...(extensions.length > 0 ? { notExtensions: unique(extensions) } : {}),
    ...(either.names.length > 0 ? { notNames: unique(either.names) } : {})
  }
}
