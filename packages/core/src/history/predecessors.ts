/**
 * What goes first, when a whole transaction is looked at before any of it is driven. A deed whose way seems barred now may find
 * it free once its turn comes: a git deed brings a file back that an earlier deed moved, a folder is opened before what
 * is in it is looked at. Then there is no reason to stop yet; the look at the act says the rest. Changes of files among each
 * other are not its business: `viewAhead` knows them exactly.
 */
import * as Effect from "effect/Effect"
import type { Blocked, Inverse } from "../tool/Action.ts"
import type { ToolError } from "../tool/ToolError.ts"
import { makePathSet, type PathSet } from "./PathSet.ts"
import type { Group, Primitive } from "./Primitive.ts"

export interface OwnDeedRow {
  /** Row number of its transaction. */
  readonly tx: number
  readonly inverse: Inverse
  readonly before: unknown
  readonly after: unknown
}

export interface Predecessors {
  /** A deed on files that will have been driven. */
  readonly passGroup: (group: Group) => void
  /** The deeds of a whole batch of files; asked for only where it matters. */
  readonly passFiles: (groups: () => ReadonlyArray<Group>) => void
  readonly passOwn: (own: OwnDeedRow) => void
  /** A deed of which only its turn will tell: where it leaves files is not known. */
  readonly putOff: (group: Group) => void
  /** Whether what bars the way of a deed on files may be gone by then. `isShut`: it could not even be looked at. */
  readonly mayFree: (path: string, isShut: boolean) => Effect.Effect<boolean, ToolError>
  /** The same for a deed outside the file tree. */
  readonly mayFreeOwn: (stop: Blocked, own: OwnDeedRow) => Effect.Effect<boolean, ToolError>
}

const pathsOf = (one: Primitive): ReadonlyArray<string> => (one.kind === "rename" ? [one.from, one.to] : [one.path])

const addAll = (set: PathSet, groups: ReadonlyArray<Group>): void => {
  for (const group of groups) for (const one of group) for (const path of pathsOf(one)) set.add(path)
}

export const makePredecessors = (): Predecessors => {
  const opened = makePathSet()
  const putOff = makePathSet()
  const files = makePathSet()
  let waiting: Array<() => ReadonlyArray<Group>> = []
  const owns: Array<{ readonly own: OwnDeedRow; touched: PathSet | null }> = []

  const touchedBy = Effect.fnUntraced(function* (entry: (typeof owns)[number]) {
    if (entry.touched !== null) return entry.touched
    const { after, before, inverse } = entry.own
    const touched = makePathSet()
    for (const path of yield* inverse.touches?.(before, after) ?? Effect.succeed(["/"])) touched.add(path)
    entry.touched = touched
    return touched
  })

  const ownNear = Effect.fnUntraced(function* (path: string, counts: (own: OwnDeedRow) => boolean) {
    for (const entry of owns) if (counts(entry.own) && (yield* touchedBy(entry)).isNear(path)) return true
    return false
  })

  return {
    passGroup: (group) => {
      for (const one of group) if (one.kind === "set" && one.type === "folder") opened.add(one.path)
    },
    passFiles: (groups) => void waiting.push(groups),
    passOwn: (own) => void owns.push({ own, touched: null }),
    putOff: (group) => addAll(putOff, [group]),
    mayFree: (path, isShut) =>
      (isShut && opened.holds(path)) || putOff.isNear(path) ? Effect.succeed(true) : ownNear(path, () => true),
    mayFreeOwn: Effect.fnUntraced(function* (stop, own) {
      if (stop.path === "") return false
      for (const groups of waiting) addAll(files, groups())
      waiting = []
      if (files.isNear(stop.path)) return true
      // Its own check knows the deeds of its kind in its transaction, and said no all the same.
      const isKnown = (other: OwnDeedRow): boolean =>
        own.inverse.knowsSiblings === true && other.inverse === own.inverse && other.tx === own.tx
      return yield* ownNear(stop.path, (other) => !isKnown(other))
    })
  }
}
