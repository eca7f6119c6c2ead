/**
 * One function that puts the resilience layers around a call in the right order, so that nobody has to know it, and can say what
 * it is. Each part works on its own, too (`CircuitBreaker.withBreaker`, `Retry.retry`, …); what a policy adds is the order, one
 * name for all, and errors in the type for the parts that were named and no others.
 */
import type * as Effect from "effect/Effect"
import { compile, type PartDescription } from "./parts.ts"
import { traced } from "./traced.ts"
import type { KnownOptions, PolicyError, PolicyNeeds, PolicyOptions, PolicyValue } from "./PolicyOptions.ts"

/** An operator: `call.pipe(policy)` or `policy(call)`. */
export interface Policy<Options extends PolicyOptions> {
  <A, E, R>(
    self: Effect.Effect<A, E, R>
  ): Effect.Effect<PolicyValue<A, Options>, PolicyError<E, Options>, R | PolicyNeeds<Options>>
  /** Of what it is made, outermost first. */
  readonly parts: ReadonlyArray<PartDescription>
  /** The same in one line, for logs and dashboards. */
  readonly describe: () => string
}

/**
 * A policy of the parts that are named, in this order, outermost first: deadline, coalesce, fallbacks, retry, breaker, rateLimit, bulkhead,
 * concurrency, timeout.
 *
 * @throws InvalidOption when an option is out of range.
 * @example What it is made of, in order
 * ```ts
 * import { Resilience } from "@zenus/core/resilience"
 *
 * const policy = Resilience.policy({
 *   name: "openai",
 *   timeout: "4 seconds",
 *   retry: { attempts: 2 },
 *   breaker: {},
 *   deadline: "10 seconds"
 * })
 * policy.describe() // => "openai: deadline 10 s > retry 2 attempts, budget openai > breaker openai > timeout 4 s > call"
 * ```
 */
export const policy = <const Options extends PolicyOptions>(
  options: Options & KnownOptions<Options>
): Policy<Options> => {
  const { parts, wrap } = compile(options)
  const describe = (): string => `${options.name}: ${[...parts.map(({ text }) => text), "call"].join(" > ")}`
  // Errors and needs follow from which parts are named, which `compile` knows only as values.
  return Object.assign(traced(options, wrap), { parts, describe }) as unknown as Policy<Options>
}
