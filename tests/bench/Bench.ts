/**
 * What a benchmark is: a file in this folder that exports `bench`. A figure is always a ratio to a baseline that was measured in the
 * same run, in turns with it, because absolute times of a shared machine say nothing. Medians, never the best run.
 */
export interface Figure {
  readonly name: string
  /** Median of ours, with its unit: milliseconds, or bytes. */
  readonly value: number
  readonly baseline: number
  readonly unit: "ms" | "MB"
  readonly against: string
  /** The bar for value / baseline. */
  readonly bar: number
}

export interface Bench {
  readonly name: string
  readonly run: () => Promise<ReadonlyArray<Figure>>
}

export const median = (values: ReadonlyArray<number>): number => {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}

const time = async (work: () => Promise<void> | void): Promise<number> => {
  const from = performance.now()
  await work()
  return performance.now() - from
}

/** Both in turns, `runs` times after one warm-up each: medians in milliseconds. */
export const inTurns = async (
  ours: () => Promise<void> | void,
  theirs: () => Promise<void> | void,
  runs: number
): Promise<{ readonly ours: number; readonly theirs: number }> => {
  await time(ours)
  await time(theirs)
  const found = { ours: [] as Array<number>, theirs: [] as Array<number> }
  for (let run = 0; run < runs; run++) {
    found.ours.push(await time(ours))
    found.theirs.push(await time(theirs))
  }
  return { ours: median(found.ours), theirs: median(found.theirs) }
}
