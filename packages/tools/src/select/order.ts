/** The order of what was selected: pure. Ties go by path, upwards, so that every order is total. */
import type { Order } from "@zenus/core"
import { PathText } from "@zenus/core"
import type { Selected } from "./Selected.ts"

const text = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

const byPath = (a: Selected, b: Selected): number => text(a.path, b.path)

const keys: Record<Order["by"], (a: Selected, b: Selected) => number> = {
  path: byPath,
  name: (a, b) => text(PathText.basename(a.path), PathText.basename(b.path)),
  extension: (a, b) =>
    text(PathText.extension(a.path).toLowerCase(), PathText.extension(b.path).toLowerCase()) ||
    text(PathText.basename(a.path), PathText.basename(b.path)),
  size: (a, b) => (a.stat?.size ?? 0) - (b.stat?.size ?? 0),
  modified: (a, b) => (a.stat?.mtimeMs ?? 0) - (b.stat?.mtimeMs ?? 0)
}

/** Whether an order needs the facts of the entries. */
export const orderNeedsStat = (order: Order | undefined): boolean => order?.by === "size" || order?.by === "modified"

/** A walk gives nearly this order, so a look whether there is anything to sort pays. */
const isByPath = (entries: ReadonlyArray<Selected>): boolean => {
  let last = ""
  for (const { path } of entries) {
    if (path < last) return false
    last = path
  }
  return true
}

/** Without an order: by path. */
export const sortSelected = (entries: ReadonlyArray<Selected>, order: Order | undefined): ReadonlyArray<Selected> => {
  if (order === undefined) return isByPath(entries) ? entries : entries.toSorted(byPath)
  const compare = keys[order.by]
  const sign = order.descending === true ? -1 : 1
  return entries.toSorted((a, b) => sign * compare(a, b) || byPath(a, b))
}
