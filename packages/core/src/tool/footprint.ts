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

const writesOf = (deed: Deed): ReadonlyArray<string> => (deed.do === "move" ? [deed.from, deed.to] : [deed.path])
const readsOf = (deed: Deed): ReadonlyArray<string> =>
  deed.do === "put" && deed.content.kind === "copy"
    ? [deed.content.from]
    : deed.do === "put" && deed.content.kind === "hardlink"
      ? [deed.content.of]
      : []

/** Beyond this many paths their folders stand for them: ordering may become stricter, never looser. */
const MANY = 200

const folded = (paths: ReadonlyArray<string>): ReadonlyArray<string> =>
  paths.length <= MANY ? paths : [...new Set(paths.map((path) => path.slice(0, Math.max(1, path.lastIndexOf("/")))))]

export const footprintOf = (action: Pick<AnyAction, "parallel">, prepared: Prepared): Footprint => ({
  reads: folded([...(prepared.reads ?? []), ...prepared.deeds.flatMap(readsOf)]),
  writes: folded([...(prepared.writes ?? []), ...prepared.deeds.flatMap(writesOf)]),
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
