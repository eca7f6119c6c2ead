/**
 * Which paths a step reads and writes, and therefore which steps must come before it. Pure. Paths overlap by their parts
 * (`/a/data` and `/a/database` do not). A step that may not run beside others comes after all before it.
 */
import { isInside } from "../disk/PathText.ts"
import type { AnyAction, Prepared } from "./Action.ts"
import type { Deed } from "./Deed.ts"

export interface Footprint {
  readonly reads: ReadonlyArray<string>
  readonly writes: ReadonlyArray<string>
  readonly parallel: boolean
}

const addWrites = (deed: Deed, paths: Array<string>): void => {
  if (deed.do === "move") paths.push(deed.from, deed.to)
  else paths.push(deed.path)
}
const addReads = (deed: Deed, paths: Array<string>): void => {
  if (deed.do !== "put") return
  if (deed.content.kind === "copy") paths.push(deed.content.from)
  else if (deed.content.kind === "hardlink") paths.push(deed.content.of)
}

/** Beyond this many paths their folders stand for them: ordering may become stricter, never looser. */
const MANY = 200

const folded = (paths: ReadonlyArray<string>): ReadonlyArray<string> => {
  if (paths.length <= MANY) return paths
  const folders = new Set<string>()
  for (const path of paths) folders.add(path.slice(0, Math.max(1, path.lastIndexOf("/"))))
  return [...folders]
}

/** Those that are named, and those of the deeds: one list for 100,000 of them. */
const pathsOf = (
  named: ReadonlyArray<string> | undefined,
  deeds: ReadonlyArray<Deed>,
  add: (deed: Deed, paths: Array<string>) => void
): ReadonlyArray<string> => {
  const paths = [...(named ?? [])]
  for (const deed of deeds) add(deed, paths)
  return folded(paths)
}

export const footprintOf = (action: Pick<AnyAction, "parallel">, prepared: Prepared): Footprint => ({
  reads: pathsOf(prepared.reads, prepared.deeds, addReads),
  writes: pathsOf(prepared.writes, prepared.deeds, addWrites),
  parallel: action.parallel
})

const overlap = (a: ReadonlyArray<string>, b: ReadonlyArray<string>): boolean =>
  a.some((one) => b.some((other) => isInside(one, other) || isInside(other, one)))

/** The ids of earlier steps that must be done before a step with this footprint: write after write, read after write, write after read. */
export const dependencies = (
  step: Footprint,
  earlier: ReadonlyArray<readonly [id: string, Footprint]>
): ReadonlyArray<string> =>
  earlier.flatMap(([id, before]) =>
    !step.parallel ||
    !before.parallel ||
    overlap(step.writes, before.writes) ||
    overlap(step.reads, before.writes) ||
    overlap(step.writes, before.reads)
      ? [id]
      : []
  )
