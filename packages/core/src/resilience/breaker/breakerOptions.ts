/** What a layer of breakers is told, its defaults, and the check of it. */
import type * as Duration from "effect/Duration"
import type { Classify } from "../Outcome.ts"
import { checkDuration, checkFunction, checkInt, checkKeys, checkObject } from "../checkOptions.ts"
import type { Policy } from "./CircuitBreakerState.ts"
import * as OpenTime from "./OpenTime.ts"
import * as Trip from "./Trip.ts"
import * as Window from "./Window.ts"

export interface BreakerOptions {
  /** When it opens. Default `Trip.standard`: half of at least 20 calls in the last 30 seconds. */
  readonly trip?: Trip.Trip
  /** How long it stays open: a length, or `OpenTime.growing(…)`. Default growing: 5 s, 10 s, 20 s, at most 5 min, less up to a tenth. */
  readonly open?: Duration.Input | OpenTime.OpenTime
  /** The longest that a Retry-After of the dependency may keep it open. Default 1 hour. */
  readonly maxOpen?: Duration.Input
  readonly halfOpen?: {
    /** Trials that run at a time, 1 to 1,000. Default 3. */
    readonly permits?: number
    /** Trials that must succeed before it closes, 1 to 1,000. Default: as many as `permits`. */
    readonly successes?: number
    /** A trial that runs longer loses its place to another one. Default 60 seconds. */
    readonly lease?: Duration.Input
  }
  /** What an Exit means, for calls that bring no classifier of their own. Default `Outcome.classify`. */
  readonly classify?: Classify
  /**
   * A circuit that nobody called for so long is forgotten, at least 1 minute; an open one so long after its time, an isolated or disabled one
   * never. Choose it longer than the longest call. Default 1 hour.
   */
  readonly idleTimeToLive?: Duration.Input
}

/**
 * For a dependency that is called many times a second: half of at least 10 calls in the last 10 seconds; open for half a second first, each
 * opening half as long again, at most 5 minutes, less up to a half by chance. It learns sooner, and trials soon and
 * scattered find the end of an overload: in the simulation (`npm run simulate`) service is back 1 to 5 s after
 * burst, dip and outage, where the default, made for rare calls, takes 9 to 16 s.
 */
export const frequentCalls: BreakerOptions = {
  trip: Trip.rate({ failure: 0.5, window: Window.time("10 seconds"), minimumCalls: 10 }),
  open: OpenTime.growing({ first: "500 millis", factor: 1.5, max: "5 minutes", jitter: 0.5 })
}

const BREAKER_OPTIONS = [
  "trip",
  "open",
  "maxOpen",
  "halfOpen",
  "classify",
  "idleTimeToLive"
] as const satisfies ReadonlyArray<keyof BreakerOptions>

/** Throws `InvalidOption` for what cannot be meant. `more`: names of options that somebody else reads. */
export const policyOf = (options: BreakerOptions, more: ReadonlyArray<string> = []): Policy => {
  const { halfOpen = {}, open } = checkObject("breaker", options)
  checkKeys("", options, [...BREAKER_OPTIONS, ...more])
  checkKeys("halfOpen", checkObject("halfOpen", halfOpen), ["permits", "successes", "lease"])
  checkFunction("classify", options.classify)
  const probes = checkInt("halfOpen.permits", halfOpen.permits ?? 3, 1, 1_000)
  return {
    ...Trip.rulesOf(options.trip ?? Trip.standard),
    open:
      open === undefined
        ? OpenTime.growing()
        : OpenTime.isOpenTime(open)
          ? OpenTime.checkOpenTime(open)
          : OpenTime.fixed(open),
    maxOpenMs: checkDuration("maxOpen", options.maxOpen ?? "1 hour"),
    probes,
    successes: checkInt("halfOpen.successes", halfOpen.successes ?? probes, 1, 1_000),
    leaseMs: checkDuration("halfOpen.lease", halfOpen.lease ?? "60 seconds"),
    idleMs: checkDuration("idleTimeToLive", options.idleTimeToLive ?? "1 hour", { min: "1 minute" })
  }
}
