/** Every service that a policy may name, in one layer: what a program provides once, at its top. */
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { type BreakerOptions, Breakers } from "../breaker/CircuitBreaker.ts"
import { Cascades, type CascadesOptions } from "../cascade/Cascades.ts"
import { checkKeys, checkObject, InvalidOption } from "../checkOptions.ts"
import { type CoalesceOptions, Coalescing } from "../coalesce/Coalesce.ts"
import { type BulkheadOptions, Bulkheads } from "../limits/Bulkhead.ts"
import { Concurrencies, type ConcurrencyOptions } from "../limits/Concurrency.ts"
import { type RateLimitOptions, RateLimits } from "../limits/RateLimit.ts"
import { type RetryBudgetOptions, RetryBudgets } from "../retry/RetryBudget.ts"

/** One rule for all keys of each service; what is left out has its own defaults. */
export interface ServiceOptions {
  readonly breaker?: BreakerOptions
  readonly retryBudget?: RetryBudgetOptions
  readonly cascades?: CascadesOptions
  readonly bulkhead?: BulkheadOptions
  readonly concurrency?: ConcurrencyOptions
  readonly coalesce?: CoalesceOptions
  /** Default: 600 requests a minute. */
  readonly rateLimit?: RateLimitOptions
}

export type Services = Breakers | RetryBudgets | Cascades | Bulkheads | Concurrencies | RateLimits | Coalescing

export const SERVICE_OPTIONS = [
  "breaker",
  "retryBudget",
  "cascades",
  "bulkhead",
  "concurrency",
  "coalesce",
  "rateLimit"
] as const satisfies ReadonlyArray<keyof ServiceOptions>

/** Dies with `InvalidOption` when an option is out of range. Two of these layers share nothing. */
export const services = (options: ServiceOptions = {}): Layer.Layer<Services> =>
  Layer.unwrap(
    Effect.sync(() => {
      checkKeys("", checkObject("options", options), SERVICE_OPTIONS)
      return all(options)
    })
  )

/** What a service refuses is said with its name in front: several have a `queue`, an `idle`. */
const within = <A>(part: keyof ServiceOptions, layer: Layer.Layer<A>): Layer.Layer<A> =>
  Layer.catchCause(layer, (cause) => {
    const found = Cause.squash(cause)
    return Layer.effectContext(found instanceof InvalidOption ? Effect.die(found.under(part)) : Effect.failCause(cause))
  })

const all = (options: ServiceOptions): Layer.Layer<Services> =>
  Layer.mergeAll(
    within("breaker", Breakers.layer(options.breaker)),
    within("retryBudget", RetryBudgets.layer(options.retryBudget)),
    within("cascades", Cascades.layer(options.cascades)),
    within("bulkhead", Bulkheads.layer(options.bulkhead)),
    within("concurrency", Concurrencies.layer(options.concurrency)),
    within("coalesce", Coalescing.layer(options.coalesce)),
    within("rateLimit", RateLimits.layer(options.rateLimit ?? { requests: { limit: 600, window: "1 minute" } }))
  )
