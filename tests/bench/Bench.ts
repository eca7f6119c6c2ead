/**
 * What a benchmark is: a file in this folder that exports `bench`. A time is always a ratio to a baseline that was measured in the
 * same run, in turns with it, because absolute times of a shared machine say nothing. What has a limit of its own (memory, a
 * number of system calls, an answer that a person waits for) has no baseline. Medians, never the best run.
 */
export type Unit = "ms" | "ns" | "MB" | "bytes" | "renames" | "times"

export interface Figure {
  readonly name: string
  /** Median of ours. */
  readonly value: number
  readonly unit: Unit
  /** What it is compared with; `null` where the bar is in the unit of the value. */
  readonly baseline: { readonly value: number; readonly what: string } | null
  /** The bar, for value / baseline or for the value alone. */
  readonly bar: number
}

export interface BenchOptions {
  /** How long a shell is left alone. Default 60. */
  readonly idleSeconds?: number
}

export interface Bench {
  readonly name: string
  readonly run: (options?: BenchOptions) => Promise<ReadonlyArray<Figure>>
}

/** What the bar is for. */
export const measureOf = ({ value, baseline }: Figure): number => (baseline === null ? value : value / baseline.value)

/** A figure that could not be taken (NaN) meets no bar. */
export const isMet = (figure: Figure): boolean => measureOf(figure) <= figure.bar

export const median = (values: ReadonlyArray<number>): number => {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}

/** Milliseconds. */
export const time = async (work: () => unknown): Promise<number> => {
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
