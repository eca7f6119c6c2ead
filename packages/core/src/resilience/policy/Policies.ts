/**
 * Policies by name from plain configuration, so that a program says `Resilience.use("anthropic")` and a file says what that means.
 * The layer brings the services with it. A name that is not configured is a typed error that lists those that are.
 */
import * as Context from "effect/Context"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { dual } from "effect/Function"
import * as Layer from "effect/Layer"
import { escapeName } from "../../errors/escapeName.ts"
import type { CircuitOpen } from "../breaker/CircuitBreaker.ts"
import type { BulkheadFull } from "../limits/Bulkhead.ts"
import type { ConcurrencyLimited } from "../limits/Concurrency.ts"
import type { DeadlineExceeded } from "../limits/Deadline.ts"
import type { RateLimited } from "../limits/RateLimit.ts"
import type { TimedOut } from "../limits/Timeout.ts"
import { checkKeys, checkObject, checkWithin } from "../checkOptions.ts"
import type { Classify } from "../Outcome.ts"
import { Rejection } from "../Rejection.ts"
import * as Backoff from "../retry/Backoff.ts"
import { compile, type PartDescription, type Wrap } from "./parts.ts"
import type { Keyed, PolicyOptions } from "./PolicyOptions.ts"
import { traced } from "./traced.ts"
import { SERVICE_OPTIONS, type ServiceOptions, type Services, services } from "./services.ts"

/** A policy as a configuration file may write it: no functions. Lengths are text ("30 seconds") or milliseconds. */
export interface PolicyConfig {
  readonly deadline?: Duration.Input
  readonly retry?: {
    readonly attempts?: number
    /** Of an exponential backoff. Defaults 200 ms, 2, 20 s. */
    readonly base?: Duration.Input
    readonly factor?: number
    readonly cap?: Duration.Input
    readonly jitter?: Backoff.Jitter
    readonly budget?: string
    readonly maxRetryAfter?: Duration.Input
  }
  readonly breaker?: Keyed
  readonly rateLimit?: Keyed & { readonly tokens?: number }
  readonly bulkhead?: Keyed
  readonly concurrency?: Keyed
  readonly timeout?: Duration.Input
}

export interface ResilienceConfig extends ServiceOptions {
  /** By name; the name is also the default key of its parts. */
  readonly policies: Readonly<Record<string, PolicyConfig>>
}

/** `use` named a policy that is not configured. The call was not started. */
export class UnknownPolicy extends Rejection {
  readonly _tag = "UnknownPolicy"
  readonly policy: string
  /** Those that there are, in the order of the configuration. */
  readonly known: ReadonlyArray<string>
  constructor(policy: string, known: ReadonlyArray<string>) {
    super()
    this.policy = policy
    this.known = known
  }
  get message(): string {
    const known = this.known.length === 0 ? "none is configured" : `there are ${this.known.map(escapeName).join(", ")}`
    return `No policy is named ${escapeName(this.policy)}: ${known}.`
  }
  get recovery(): ReadonlyArray<string> {
    return ["Use one of the configured names, or add this one to the policies."]
  }
}

/** What `use` adds to a call's own errors: any part may have been configured. */
export type UseError =
  UnknownPolicy | DeadlineExceeded | CircuitOpen | RateLimited | BulkheadFull | ConcurrencyLimited | TimedOut

interface Named {
  readonly parts: ReadonlyArray<PartDescription>
  readonly wrap: Wrap
}

export class Policies extends Context.Service<
  Policies,
  {
    readonly names: ReadonlyArray<string>
    /** Of what each is made, outermost first. */
    readonly describe: (name: string) => ReadonlyArray<PartDescription> | undefined
    readonly wrap: (name: string) => Wrap | undefined
  }
>()("@zenus/core/resilience/Policies") {}

const CONFIG_RETRY = [
  "attempts",
  "base",
  "factor",
  "cap",
  "jitter",
  "budget",
  "maxRetryAfter"
] as const satisfies ReadonlyArray<keyof NonNullable<PolicyConfig["retry"]>>

const CONFIG = [
  "deadline",
  "retry",
  "breaker",
  "rateLimit",
  "bulkhead",
  "concurrency",
  "timeout"
] as const satisfies ReadonlyArray<keyof PolicyConfig>

/** `classify` is that of all breakers. */
const optionsOf = (name: string, config: PolicyConfig, classify: Classify | undefined): PolicyOptions => {
  checkKeys("", config, CONFIG)
  const { retry, ...rest } = config
  if (retry !== undefined) checkKeys("retry", checkObject("retry", retry), CONFIG_RETRY)
  if (retry === undefined) return { name, ...rest }
  const { base, cap, factor, ...plain } = retry
  const backoff = checkWithin("retry", () =>
    Backoff.exponential({
      ...(base === undefined ? {} : { base }),
      ...(cap === undefined ? {} : { cap }),
      ...(factor === undefined ? {} : { factor })
    })
  )
  const followed = classify === undefined || config.breaker === undefined ? {} : { classify }
  return { name, ...rest, retry: { ...plain, ...followed, backoff } }
}

/** The configured policies and all services they live in. Dies with `InvalidOption` for what cannot be meant. */
export const layer = (config: ResilienceConfig): Layer.Layer<Policies | Services> =>
  Layer.unwrap(
    Effect.sync(() => {
      const { policies, ...options } = checkObject("options", config)
      checkKeys("", config, ["policies", ...SERVICE_OPTIONS])
      return Layer.merge(
        Layer.sync(Policies, () => named(checkObject("policies", policies), options)),
        services(options)
      )
    })
  )

const named = (policies: ResilienceConfig["policies"], { breaker }: ServiceOptions): Policies["Service"] => {
  const all = new Map(
    Object.entries(policies).map(([name, one]): [string, Named] => {
      const options = checkWithin(`policies.${name}`, () =>
        optionsOf(name, checkObject("options", one), breaker?.classify)
      )
      const { parts, wrap } = checkWithin(`policies.${name}`, () => compile(options))
      return [name, { parts, wrap: traced(options, wrap) }]
    })
  )
  return Policies.of({
    names: [...all.keys()],
    describe: (name) => all.get(name)?.parts,
    wrap: (name) => all.get(name)?.wrap
  })
}

/**
 * The call under a configured policy: `call.pipe(Resilience.use("anthropic"))`.
 *
 * @example A name that is not configured
 * ```ts
 * import * as Effect from "effect/Effect"
 * import { Resilience } from "@zenus/core/resilience"
 *
 * const layer = Resilience.layer({ policies: { anthropic: { timeout: "4 seconds", breaker: {} } } })
 * const call = Effect.succeed("hello").pipe(Resilience.use("antropic"), Effect.flip, Effect.provide(layer))
 *
 * (await Effect.runPromise(call)).message // => "No policy is named antropic: there are anthropic."
 * ```
 */
export const use: {
  (name: string): <A, E, R>(self: Effect.Effect<A, E, R>) => Effect.Effect<A, E | UseError, R | Policies | Services>
  <A, E, R>(self: Effect.Effect<A, E, R>, name: string): Effect.Effect<A, E | UseError, R | Policies | Services>
} = dual(
  2,
  <A, E, R>(self: Effect.Effect<A, E, R>, name: string): Effect.Effect<A, E | UseError, R | Policies | Services> =>
    Effect.withFiber((fiber) => {
      const policies = Context.getUnsafe(fiber.context, Policies)
      const wrap = policies.wrap(name)
      // What a wrap takes and gives is fixed by the configuration, which the types cannot see: `UseError` is all it may add.
      return wrap === undefined
        ? Effect.fail(new UnknownPolicy(name, policies.names))
        : (wrap(self) as Effect.Effect<A, E | UseError, R | Services>)
    })
)
