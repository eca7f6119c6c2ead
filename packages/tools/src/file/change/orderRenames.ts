/**
 * The order in which many renames in one folder can be done one at a time without any being in another's way: pure. A name
 * is free once its owner has left, so chains go from their end, and a ring (a to b, b to a) is opened by
 * a temporary name. The targets are different from each other and none is taken by something that stays.
 */

export interface Renaming {
  readonly from: string
  readonly to: string
}

export interface RenameStep extends Renaming {
  /** Which renaming of the input it is a part of. */
  readonly index: number
}

/**
 * `key` makes equal what the folder takes for one name. `temporary` gives a new unused name each time it is called. A
 * change of case alone where both are one name (`a` to `A`) goes by a temporary name as well.
 */
export const orderRenames = (
  renamings: ReadonlyArray<Renaming>,
  key: (name: string) => string,
  temporary: () => string
): ReadonlyArray<RenameStep> => {
  const byFrom = new Map(renamings.map((one, index) => [key(one.from), index] as const))
  const state = new Uint8Array(renamings.length)
  const steps: Array<RenameStep> = []
  for (const start of renamings.keys()) {
    if (state[start] !== 0) continue
    /** From `start` along "wants the name of". */
    const chain: Array<number> = []
    let at: number | undefined = start
    while (at !== undefined && state[at] === 0) {
      state[at] = 1
      chain.push(at)
      const next: Renaming | undefined = renamings[at]
      at = next === undefined ? undefined : byFrom.get(key(next.to))
    }
    // Only the start of the chain can be met again: every name is wanted once.
    const isRing = at === start
    const first = renamings[start]
    if (isRing && first !== undefined) {
      const between = temporary()
      steps.push({ from: first.from, to: between, index: start })
      for (const index of chain.slice(1).toReversed()) push(steps, renamings, index)
      steps.push({ from: between, to: first.to, index: start })
    } else for (const index of chain.toReversed()) push(steps, renamings, index)
    for (const index of chain) state[index] = 2
  }
  return steps
}

const push = (steps: Array<RenameStep>, renamings: ReadonlyArray<Renaming>, index: number): void => {
  const one = renamings[index]
  if (one !== undefined) steps.push({ ...one, index })
}
