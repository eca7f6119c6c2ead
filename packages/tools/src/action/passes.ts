/**
 * How far work is that goes over the same files more than once (written, then read back), told as one count from nothing to all: each
 * pass has the share of it that it takes of the time, so that neither the count nor the time left begins anew with the next one.
 * Shares are measured once and roughly; where one is wrong, the rate says so and not the count. What is counted are bytes, or
 * files where these are small. Pure but for the telling.
 */
import type { TellProgress } from "@zenus/core"

/** Smaller on average, and the time goes by files. */
const SMALL = 128 * 1024

export interface Pass {
  /** How long a byte takes in it, compared with the others. */
  readonly weight: number
  /** What is said while it goes on; without one it is what the step says. */
  readonly phase?: string
}

/** So many bytes more have gone through a pass, and so many files that are done with (default 0). */
export type Told = (bytes: number, files?: number) => void

export interface Amount {
  readonly files: number
  readonly bytes: number
}

/**
 * One function for each pass, in their order; once each was told `all`, all is told.
 * @param saysPhases not where the passes take turns, file by file: the words would flicker.
 */
export const passes = <const Passes extends ReadonlyArray<Pass>>(
  tell: TellProgress,
  all: Amount,
  each: Passes,
  saysPhases = true
): { readonly [At in keyof Passes]: Told } => {
  const weights = each.reduce((sum, { weight }) => sum + weight, 0)
  const byFiles = all.bytes < all.files * SMALL
  const [total, unit] = byFiles ? ([all.files, "things"] as const) : ([all.bytes, "bytes"] as const)
  let done = 0
  const told = ({ phase, weight }: Pass): Told => {
    const share = weight / weights
    return (bytes, files = 0) => {
      done += (byFiles ? files : bytes) * share
      tell(Math.min(total, Math.round(done)), total, unit, saysPhases ? phase : undefined)
    }
  }
  return each.map(told) as { readonly [At in keyof Passes]: Told }
}

/** Of work that goes over everything once. */
export const onePass = (tell: TellProgress, all: Amount): Told => passes(tell, all, [{ weight: 1 }])[0]

/** Tells what came since the last look at something that grows to `size`; what goes beyond it, or back, is nothing new. */
export const grownTo = (size: number, told: Told): ((now: number) => void) => {
  let seen = 0
  return (now) => {
    const more = Math.min(size, now) - seen
    if (more <= 0) return
    seen += more
    told(more)
  }
}

/** Slices as they come, each told once it has been worked on. */
export async function* telling(source: AsyncIterable<Uint8Array>, told: Told): AsyncGenerator<Uint8Array> {
  for await (const slice of source) {
    yield slice
    told(slice.length)
  }
}
