/**
 * Names that look like one that is not there, for "Did you mean": a pure choice by edit distance, at most
 * three, nearest first. They are only ever shown, never taken.
 */

/** More siblings than this are not compared; a folder that full has better ways to be searched. */
export const MAX_SIBLINGS = 20_000

/**
 * Edits (insert, delete, replace, swap of neighbours) from `a` to `b`; `limit + 1` for anything further.
 * Optimal string alignment, three rows.
 */
export const editDistance = (a: string, b: string, limit: number): number => {
  if (Math.abs(a.length - b.length) > limit) return limit + 1
  let before: Array<number> = []
  let last = Array.from({ length: b.length + 1 }, (_, at) => at)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    let least = i
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1]
      let cost = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + (same ? 0 : 1))
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        cost = Math.min(cost, (before[j - 2] ?? 0) + 1)
      }
      row.push(cost)
      if (cost < least) least = cost
    }
    if (least > limit) return limit + 1
    before = last
    last = row
  }
  return last[b.length] ?? limit + 1
}

const stem = (name: string): string => {
  const at = name.lastIndexOf(".")
  return at > 0 ? name.slice(0, at) : name
}

/** At most three of `siblings`, nearest first, then by name. Case counts half, a missing or other extension one edit. */
export const nearNames = (name: string, siblings: ReadonlyArray<string>): ReadonlyArray<string> => {
  const wanted = name.toLowerCase()
  const limit = Math.max(1, Math.min(4, Math.floor(wanted.length / 3)))
  const scored: Array<{ readonly name: string; readonly distance: number }> = []
  for (const sibling of siblings.slice(0, MAX_SIBLINGS)) {
    if (sibling === name) continue
    const other = sibling.toLowerCase()
    let distance = other === wanted ? 0.5 : editDistance(wanted, other, limit)
    if (distance > 1 && wanted.length > 2 && stem(other) === stem(wanted)) distance = 1
    if (distance <= limit) scored.push({ name: sibling, distance })
  }
  return scored
    .toSorted((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1))
    .slice(0, 3)
    .map((near) => near.name)
}
