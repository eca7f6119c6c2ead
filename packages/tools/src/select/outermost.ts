/** Drops what lies below another selected entry, and what is named twice: a folder goes as a whole. Pure; keeps the order. */
import { PathText } from "@zenus/core"

export const outermost = <A extends { readonly path: string }>(entries: ReadonlyArray<A>): ReadonlyArray<A> => {
  const paths = new Set(entries.map((entry) => entry.path))
  const seen = new Set<string>()
  const isBelow = new Map<string, boolean>()
  // Answers are kept per folder, so that 100,000 files of one folder climb once.
  const below = (folder: string): boolean => {
    const known = isBelow.get(folder)
    if (known !== undefined) return known
    const answer = paths.has(folder) || (folder !== "/" && folder !== "." && below(PathText.dirname(folder)))
    isBelow.set(folder, answer)
    return answer
  }
  return entries.filter((entry) => {
    if (seen.has(entry.path)) return false
    seen.add(entry.path)
    return entry.path === "/" || !below(PathText.dirname(entry.path))
  })
}
