/**
 * Whoever needs a model asks here: which provider, under which circuit and budget, with which retries and at which cost is decided
 * behind it. It never plans: `rules` in a cascade is passed over. The cascade is the resilience library's (`Fallback`), each option a
 * provider under its policy.
 *
 * Surprises: a whole answer that broke off in the middle is asked of the next provider, a streamed one is not, since
 * somebody has seen its beginning; one that rests for others is asked after all where none of these answers; nothing outlives `deadline`, a long answer neither; and a stream that is left early is a call that
 * was cut off, whose cost nobody knows.
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Queue from "effect/Queue"
import * as Random from "effect/Random"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import * as Tracer from "effect/Tracer"
import { PriceTable } from "../cost/PriceTable.ts"
import { FREE, priceUsage } from "../cost/priceUsage.ts"
import { SpendLimit } from "../cost/SpendLimit.ts"
import { Health } from "../health/Health.ts"
import type { ChatAnswer, ModelInfo } from "../llm/ChatAnswer.ts"
import type { ProviderError } from "../llm/ProviderError.ts"
import { Providers } from "../llm/Providers.ts"
import { Breakers } from "../resilience/breaker/CircuitBreaker.ts"
import type { Checked } from "../resilience/cascade/FallbackOption.ts"
import {
  type AllOptionsFailed,
  type Answered as CascadeAnswer,
  Cascades,
  runCascade
} from "../resilience/cascade/Fallback.ts"
import { checkDuration } from "../resilience/checkOptions.ts"
import { withDeadline } from "../resilience/limits/Deadline.ts"
import { RetryBudgets } from "../resilience/retry/RetryBudget.ts"
import { type Answered, callProvider, type Emit, makeRetries } from "./callProvider.ts"
import { type Candidate, type Candidates, candidateOf, candidatesOf, RULES } from "./candidates.ts"
import { CASCADE, Course, modelKey } from "./Course.ts"
import { nearNames } from "./modelName.ts"
import { needsOf, type ProviderFacts, rankProviders, type Strategy, USUAL_CALL } from "./rankProviders.ts"
import { RouteCache } from "./RouteCache.ts"
import type { ModelAsk, ProviderStanding, Routed, RouteCost, RoutedEvent } from "./Routed.ts"
import { ModelNameUnknown, type NoModelAnswered, NotConfigured } from "./routeErrors.ts"

export interface RouterService {
  /** The whole answer of the first provider that gives one. */
  readonly complete: (ask: ModelAsk) => Effect.Effect<Routed, NoModelAnswered | ModelNameUnknown>
  /** The answer as it is written, all of it from one provider. Each run is an ask of its own. */
  readonly stream: (ask: ModelAsk) => Stream.Stream<RoutedEvent, NoModelAnswered | ModelNameUnknown>
  /** Every provider: those of the configured cascade in its order, then the others. Opens no connection. */
  readonly standing: Effect.Effect<ReadonlyArray<ProviderStanding>>
  /** Asks one provider for its models, which checks its key and costs nothing; an answer closes its circuit. */
  readonly models: (
    provider: string
  ) => Effect.Effect<ReadonlyArray<ModelInfo>, ProviderError | NotConfigured | ModelNameUnknown>
}

export interface RouterOptions {
  /** The order in which providers are asked; names that are known. */
  readonly cascade: ReadonlyArray<string>
  /** Default `declared`. */
  readonly strategy?: Strategy | undefined
  /** For the strategy `weighted`. Default: all alike. */
  readonly weights?: Readonly<Record<string, number>> | undefined
  /** The longest that an ask may take, everything included. Default 2 minutes. */
  readonly deadline?: Duration.Input | undefined
}

export type RouterNeeds = Providers | Breakers | RetryBudgets | Cascades | SpendLimit | PriceTable | Health

export class Router extends Context.Service<Router, RouterService>()("@zenus/core/routing/Router") {
  /** Dies with `InvalidOption` for a deadline that cannot be meant. */
  static readonly layer = (options: RouterOptions): Layer.Layer<Router, never, RouterNeeds> =>
    Layer.effect(
      Router,
      Effect.suspend(() => makeRouter(options))
    )
}

/** Which of two circuits is told. */
const severity: Readonly<Record<ProviderStanding["circuit"], number>> = {
  Disabled: 0,
  Closed: 1,
  HalfOpen: 2,
  Open: 3,
  Isolated: 4
}

/** Whether a span would be seen: the tracer that is always there hands them to nobody, but to spans inside of them. */
const isTraced = (fiber: Fiber.Fiber<unknown, unknown>): boolean =>
  fiber.cache.span !== undefined || fiber.getRef(Tracer.Tracer) !== Tracer.nativeTracer

const noFacts = { price: null, p50Ms: null, condition: "healthy", successRate: null } as const

const costOf = ({ answer, cost }: Answered): RouteCost => ({
  microUsd: cost.microUsd,
  inputTokens: answer.usage.inputTokens,
  outputTokens: answer.usage.outputTokens,
  cachedInputTokens: answer.usage.cachedInputTokens
})

/** An answer that was not streamed, told as if it had been. */
const eventsOf = ({ content }: ChatAnswer): ReadonlyArray<RoutedEvent> =>
  content.flatMap((part): ReadonlyArray<RoutedEvent> => {
    if (part.type !== "tool-call") return part.text === "" ? [] : [{ type: part.type, text: part.text }]
    const { id, inputText: text, name } = part
    return [
      { type: "tool-call-started", id, name },
      ...(text === "" ? [] : [{ type: "tool-call-input" as const, id, text }])
    ]
  })

const makeRouter = (options: RouterOptions) =>
  Effect.gen(function* () {
    const { all } = yield* Providers
    const spend = yield* SpendLimit
    const health = yield* Health
    const prices = yield* PriceTable
    const breakers = yield* Breakers
    const budgets = yield* RetryBudgets
    const cascades = yield* Cascades
    /** One added to the other where they are not there already: to merge contexts copies them, and so does adding many. */
    const withOwn = (context: Context.Context<never>): Context.Context<Breakers | RetryBudgets | Cascades> => {
      const hasOwn =
        Context.getOrUndefined(context, Breakers) === breakers &&
        Context.getOrUndefined(context, RetryBudgets) === budgets &&
        Context.getOrUndefined(context, Cascades) === cascades
      return hasOwn
        ? (context as Context.Context<Breakers | RetryBudgets | Cascades>)
        : Context.add(Context.add(Context.add(context, Breakers, breakers), RetryBudgets, budgets), Cascades, cascades)
    }
    const inTime = withDeadline(checkDuration("llm.deadline", options.deadline ?? "2 minutes"), { name: "The request" })
    const strategy = options.strategy ?? "declared"
    const weights = options.weights ?? {}
    const calls = { spend, health, breakers, retries: makeRetries() }
    let turn = 0

    const factsOf = ({ callable, model, name }: Candidate): Effect.Effect<ProviderFacts> => {
      const base: ProviderFacts = { ...noFacts, name, isLocal: callable?.provider.isLocal ?? false }
      const needs = needsOf[strategy]
      if (callable === null || needs === "nothing") return Effect.succeed(base)
      if (needs === "health") {
        return Effect.map(health.of({ provider: name, model }), ({ condition, p50Ms, successRate }) => ({
          ...base,
          condition,
          p50Ms,
          successRate
        }))
      }
      return Effect.map(
        Effect.flatMap(Clock.currentTimeMillis, (at) => prices.lineOf(name, model, at)),
        (line) => ({ ...base, price: priceUsage(USUAL_CALL, line ?? (base.isLocal ? FREE : null)) })
      )
    }

    /** In the order of the strategy; those that cannot be called keep to the end of it. */
    const inOrder = ({ first, isRanked, others }: Candidates): Effect.Effect<ReadonlyArray<Candidate>> => {
      const before = turn++
      const able = others.filter(({ callable }) => callable !== null)
      if (!isRanked || strategy === "declared" || able.length < 2) return Effect.succeed([...first, ...others])
      return Effect.gen(function* () {
        const facts = yield* Effect.forEach(able, factsOf)
        const random = yield* Random.Random
        const context = { turn: before, weights, draw: () => random.nextDoubleUnsafe() }
        const ranked = rankProviders(strategy, facts, context).flatMap(
          (name) => able.find((one) => one.name === name) ?? []
        )
        return [...first, ...ranked, ...others.filter(({ callable }) => callable === null)]
      })
    }

    const optionOf = (
      course: Course,
      emit: Emit | null,
      candidate: Candidate,
      place: number
    ): Checked<Effect.Effect<unknown, unknown, unknown>> => {
      const { callable, name, whyNot } = candidate
      return {
        place,
        timeoutMs: null,
        option: {
          name,
          run: Effect.void,
          unavailable: () => {
            if (whyNot === null) return undefined
            course.skipped(candidate, whyNot.error, whyNot.why)
            return whyNot.why
          },
          when: (error) => {
            const why = course.whyNotAfter(error)
            if (why !== null) course.skipped(candidate, "NotAsked", why)
            return why === null
          }
        },
        runMarked: (mark) =>
          callable === null ? Effect.void : callProvider(calls, course, candidate, callable, place, emit, mark)
      }
    }

    /** All providers of one ask, in order, until one answers. */
    const route = (
      ask: ModelAsk,
      candidates: ReadonlyArray<Candidate>,
      emit: Emit | null
    ): Effect.Effect<Routed, NoModelAnswered> =>
      Effect.suspend(() =>
        Effect.withFiber((fiber) => {
          const course = new Course(ask, candidates, emit !== null, fiber.getRef(Clock.Clock), breakers)
          if (candidates.length === 0) return Effect.fail(course.noAnswer())
          // What an option gives and needs is known here and not to the cascade's types; the circuits are inside the options' calls.
          const inTurn = (those: ReadonlyArray<Candidate>) =>
            runCascade({
              name: CASCADE,
              rank: null,
              stickyMs: null,
              breakers: [],
              options: those.map((candidate, place) => optionOf(course, emit, candidate, place))
            }) as Effect.Effect<CascadeAnswer<Answered>, AllOptionsFailed<unknown>, Breakers | RetryBudgets | Cascades>
          const cascade = inTurn(candidates).pipe(
            Effect.catch((error) => {
              const spared = course.takeUpSpared()
              return spared.length === 0 ? Effect.fail(error) : inTurn(spared)
            })
          )
          return cascade.pipe(
            inTime,
            Effect.matchEffect({
              onSuccess: ({ value }) => {
                const answered = value as Answered
                return Effect.succeed({
                  answer: answered.answer,
                  cost: costOf(answered),
                  attempts: course.attempts,
                  cached: "no"
                } as const)
              },
              onFailure: (error) => {
                if (error._tag === "DeadlineExceeded") course.restSkipped("DeadlineExceeded", "no time was left")
                return Effect.fail(course.noAnswer())
              }
            }),
            Effect.updateContext(withOwn)
          )
        })
      )

    const start = (ask: ModelAsk, emit: Emit | null): Effect.Effect<Routed, NoModelAnswered | ModelNameUnknown> =>
      Effect.withFiber<Routed, NoModelAnswered | ModelNameUnknown>((fiber) => {
        const found = candidatesOf(ask, all, options.cascade)
        if (Result.isFailure(found)) return Effect.fail(found.failure)
        const cache = ask.cache === "use" ? fiber.getRef(RouteCache) : null
        return Effect.flatMap(inOrder(found.success), (candidates) => {
          const call = route(ask, candidates, emit)
          if (cache === null) return call
          const from = candidates.flatMap(({ callable, model, name }) =>
            callable === null ? [] : { provider: name, model, baseUrl: callable.provider.baseUrl }
          )
          if (from.length === 0) return call
          return cache.around({ chat: ask.chat, from, staleOnOutage: ask.staleOnOutage ?? false }, call)
        })
      })

    // Not `Effect.fn`, which takes a stack each time.
    const complete = (ask: ModelAsk) =>
      Effect.withFiber<Routed, NoModelAnswered | ModelNameUnknown>((fiber) => {
        const call = start(ask, null)
        return isTraced(fiber) ? Effect.withSpan(call, "Router.complete", { captureStackTrace: false }) : call
      })

    const stream = (ask: ModelAsk): Stream.Stream<RoutedEvent, NoModelAnswered | ModelNameUnknown> =>
      Stream.callback<RoutedEvent, NoModelAnswered | ModelNameUnknown>(
        (queue) => {
          let hasTold = false
          const emit: Emit = (events) => {
            const told = events.filter((event) => event.type !== "done")
            if (told.length === 0) return Effect.void
            hasTold = true
            return Effect.asVoid(Queue.offerAll(queue, told))
          }
          const told = start(ask, emit).pipe(
            Effect.flatMap((routed) =>
              Queue.offerAll(queue, [...(hasTold ? [] : eventsOf(routed.answer)), { type: "done", routed } as const])
            ),
            Effect.matchCauseEffect({
              onSuccess: () => Queue.end(queue),
              onFailure: (cause) => Queue.failCause(queue, cause)
            })
          )
          return Effect.withFiber((fiber) => (isTraced(fiber) ? Effect.withSpan(told, "Router.stream") : told))
        },
        { bufferSize: 64, strategy: "suspend" }
      )

    const providerOf = (name: string) => {
      const found = all.find((one) => one.name === name)
      return found === undefined
        ? Effect.fail(
            new ModelNameUnknown(
              "provider",
              name,
              nearNames(
                name,
                all.map((one) => one.name)
              )
            )
          )
        : Effect.succeed(found)
    }

    const models = Effect.fn("Router.models")(function* (name: string) {
      const { service, whyNot } = yield* providerOf(name)
      if (service === null) return yield* Effect.fail(new NotConfigured(name, whyNot ?? "it is not configured"))
      const found = yield* service.models
      // Somebody answered, and the key is accepted: nobody should wait for what was learned before.
      const [known] = (yield* breakers.snapshots).filter((one) => one.name === name)
      if (known?.state === "Open" || known?.state === "HalfOpen")
        yield* breakers.close(name, undefined, "it gave its list of models")
      return found
    })

    const standing = Effect.gen(function* () {
      const order = [...options.cascade.filter((name) => name !== RULES), ...all.map(({ name }) => name)]
      const known = new Map((yield* breakers.snapshots).map((one) => [one.name, one]))
      const result: Array<ProviderStanding> = []
      for (const name of new Set(order)) {
        const provider = all.find((one) => one.name === name)
        if (provider === undefined) continue
        const candidate = candidateOf(provider, { _tag: "Own" })
        const circuits = [name, modelKey(name, candidate.model)].flatMap((key) => known.get(key) ?? [])
        const circuit = circuits.toSorted((a, b) => severity[b.state] - severity[a.state])[0]
        const { condition, successRate } = yield* health.of({ provider: name, model: candidate.model })
        result.push({
          provider: name,
          model: provider.defaultModel,
          isLocal: provider.isLocal,
          isInCascade: options.cascade.includes(name),
          whyNot: candidate.whyNot?.why ?? null,
          circuit: circuit?.state ?? "Closed",
          retryInMs: circuit?.retryInMs ?? null,
          healthy: successRate === null ? null : condition !== "unhealthy"
        })
      }
      return result
    })

    return Router.of({ complete, stream, standing, models })
  })
