/**
 * The parts of a policy, outermost first, each with how it says itself and how it wraps a call. The order is the whole point: a
 * deadline around everything; retry outside the breaker, so that every attempt is counted and an open circuit ends the
 * retrying; admission inside the breaker, whose rejections it ignores, so that a place is held for an attempt and not for
 * the wait before it; the timeout innermost, so that slowness is a failure of the dependency. (resilience4j's order, with the mistakes
 * that users of it reported turned around.)
 */
import * as Effect from "effect/Effect"
import { withBreaker } from "../breaker/CircuitBreaker.ts"
import { checkCascade, ofEffects } from "../cascade/FallbackOption.ts"
import { runCascade } from "../cascade/Fallback.ts"
import {
  checkDuration,
  checkBeside,
  checkFunction,
  checkKey,
  checkKeys,
  checkList,
  checkObject,
  checkWithin,
  InvalidOption
} from "../checkOptions.ts"
import { withBulkhead } from "../limits/Bulkhead.ts"
import { withConcurrency } from "../limits/Concurrency.ts"
import { withCoalesce } from "../coalesce/Coalesce.ts"
import { withDeadline } from "../limits/Deadline.ts"
import { withRateLimit } from "../limits/RateLimit.ts"
import { timeout } from "../limits/Timeout.ts"
import { formatMs } from "../formatMs.ts"
import { begins } from "../retry/AttemptStart.ts"
import { retryMarked } from "../retry/retryCourse.ts"
import { RETRY_OPTIONS } from "../retry/RetryOptions.ts"
import { unbroken } from "../unbroken.ts"
import type { PolicyOptions } from "./PolicyOptions.ts"

export type Call = Effect.Effect<unknown, unknown, unknown>
export type Wrap = (self: Call) => Call

/** What a policy says of one part: its name, its settings as plain data, and one phrase. */
export interface PartDescription {
  readonly part: PartName
  readonly settings: Readonly<Record<string, string | number | boolean | ReadonlyArray<string>>>
  readonly text: string
}

export type PartName =
  "deadline" | "coalesce" | "fallbacks" | "retry" | "breaker" | "rateLimit" | "bulkhead" | "concurrency" | "timeout"

export interface Part extends PartDescription {
  readonly wrap: Wrap
}

/** `null` where the options do not name the part. Throws `InvalidOption` for what cannot be meant. */
type MakePart = (options: PolicyOptions) => Part | null

const deadline: MakePart = ({ deadline: length, name }) => {
  if (length === undefined) return null
  const limitMs = checkDuration("deadline", length)
  const wrap: Wrap = withDeadline(limitMs, { name })
  return { part: "deadline", settings: { limitMs }, text: `deadline ${formatMs(limitMs)}`, wrap }
}

/** What the breaker's classifier calls nobody's fault is not tried again either, unless the retry is told otherwise. */
const retrying: MakePart = ({ breaker, name, retry: options }) => {
  if (options === undefined) return null
  const classify = options.classify ?? breaker?.classify
  const budget = options.budget ?? name
  const budgetName = typeof budget === "string" ? budget : budget.name
  const attempts = options.attempts ?? 3
  return {
    part: "retry",
    settings: { attempts, jitter: options.jitter ?? "full", budget: budgetName },
    text: `retry ${attempts === 1 ? "1 attempt" : `${attempts} attempts`}, budget ${budgetName}`,
    wrap: checkWithin("retry", () =>
      retryMarked({ ...options, budget, ...(classify === undefined ? {} : { classify }) })
    )
  }
}

/** A part that is a key of its service and nothing else to say. */
const keyed = (
  part: "coalesce" | "breaker" | "bulkhead" | "concurrency" | "rateLimit",
  key: string,
  wrap: Wrap
): Part => ({
  part,
  settings: { key },
  text: `${words[part]} ${key}`,
  wrap
})

const words = {
  coalesce: "coalesce",
  breaker: "breaker",
  bulkhead: "bulkhead",
  concurrency: "concurrency limit",
  rateLimit: "rate limit"
}

const coalesce: MakePart = ({ coalesce: options }) => {
  if (options === undefined) return null
  if (typeof options.key !== "string" || options.key === "")
    throw new InvalidOption("coalesce.key", options.key, "a key that says what is called")
  return keyed("coalesce", options.key, withCoalesce(options.key))
}

const breaker: MakePart = ({ breaker: options, name }) => {
  if (options === undefined) return null
  const { classify, key = name } = options
  return keyed("breaker", key, classify === undefined ? withBreaker({ key }) : (withBreaker({ key, classify }) as Wrap))
}

const rateLimit: MakePart = ({ name, rateLimit: options }) => {
  if (options === undefined) return null
  const { key = name, tokens } = options
  return keyed("rateLimit", key, withRateLimit({ key, ...(tokens === undefined ? {} : { tokens }) }))
}

const bulkhead: MakePart = ({ bulkhead: options, name }) =>
  options === undefined ? null : keyed("bulkhead", options.key ?? name, withBulkhead(options.key ?? name))

const concurrency: MakePart = ({ concurrency: options, name }) =>
  options === undefined ? null : keyed("concurrency", options.key ?? name, withConcurrency(options.key ?? name))

const attemptTimeout: MakePart = ({ name, timeout: length }) => {
  if (length === undefined) return null
  const limitMs = checkDuration("timeout", length)
  const wrap: Wrap = timeout(limitMs, { name })
  return { part: "timeout", settings: { limitMs }, text: `timeout ${formatMs(limitMs)}`, wrap }
}

/** Outermost first; `fallbacks` stands between the two. */
const outside: ReadonlyArray<MakePart> = [deadline, coalesce]
const inside: ReadonlyArray<MakePart> = [retrying, breaker, rateLimit, bulkhead, concurrency, attemptTimeout]

const made = (parts: ReadonlyArray<MakePart>, options: PolicyOptions): ReadonlyArray<Part> =>
  parts.flatMap((make) => make(options) ?? [])

const compose = (parts: ReadonlyArray<Part>): Wrap => {
  const wraps = parts.map(({ wrap }) => wrap).toReversed()
  return (self) => wraps.reduce((call, wrap) => wrap(call), self)
}

interface Fallen extends PartDescription {
  /** The call is the first option; it says where it starts by `mark`. */
  readonly wrap: (run: (mark: () => void) => Call) => Call
}

/**
 * The call is the first option. Its own parts are inside it, so an attempt begins where they let the call through: with an
 * open circuit it was passed over, not tried.
 */
const fallenBack = ({ breaker, fallbacks, name, order, sticky }: PolicyOptions): Fallen | null => {
  if (fallbacks === undefined) return null
  checkList("fallbacks", fallbacks)
  const own = { name, run: Effect.void, ...(breaker === undefined ? {} : { breaker: breaker.key ?? name }) }
  const config = { ...(order === undefined ? {} : { order }), ...(sticky === undefined ? {} : { sticky }) }
  const checked = checkCascade<Call>(name, [own, ...fallbacks], config, ofEffects, { as: "fallbacks", before: 1 })
  const [first, ...rest] = checked.options
  const names = checked.options.map(({ option }) => option.name)
  return {
    part: "fallbacks",
    settings: { options: names, order: checked.rank === null ? "declared" : "ranked", stickyMs: checked.stickyMs ?? 0 },
    text: `fallbacks ${names.slice(1).join(", ")}`,
    wrap: (runMarked) =>
      Effect.map(
        runCascade({ ...checked, options: first === undefined ? rest : [{ ...first, runMarked }, ...rest] }),
        ({ value }) => value
      )
  }
}

const NAMES = ["name", "order", "sticky", "deadline", "fallbacks", "timeout"] as const

/** Which options each part reads. */
const PART_NAMES: Readonly<
  Record<"coalesce" | "retry" | "breaker" | "rateLimit" | "bulkhead" | "concurrency", ReadonlyArray<string>>
> = {
  coalesce: ["key"],
  retry: RETRY_OPTIONS,
  breaker: ["key", "classify"],
  rateLimit: ["key", "tokens"],
  bulkhead: ["key"],
  concurrency: ["key"]
}

/** All of a policy: what it is made of, outermost first, and what it does to a call. */
export const compile = (
  options: PolicyOptions
): { readonly parts: ReadonlyArray<PartDescription>; readonly wrap: Wrap } => {
  checkObject("options", options)
  checkKeys("", options, [...NAMES, ...Object.keys(PART_NAMES)])
  for (const part of ["coalesce", "retry", "breaker", "rateLimit", "bulkhead", "concurrency"] as const) {
    const told = options[part]
    if (told === undefined) continue
    checkKeys(part, checkObject(part, told), PART_NAMES[part])
    if ("key" in told && told.key !== undefined) checkKey(`${part}.key`, told.key)
    if ("classify" in told) checkFunction(`${part}.classify`, told.classify)
  }
  if (typeof options.name !== "string" || options.name === "") {
    throw new InvalidOption("name", options.name, "a name that is not empty")
  }
  for (const one of ["order", "sticky"] as const) {
    if (options[one] !== undefined) checkBeside("fallbacks", options.fallbacks, one)
  }
  const [outer, inner, fallen] = [made(outside, options), made(inside, options), fallenBack(options)]
  const [wrapOutside, wrapLayers] = [compose(outer), compose(inner)]
  const wrapInside: Wrap = options.retry === undefined ? wrapLayers : (self) => wrapLayers(begins(self))
  const wrapAnswer: Wrap =
    fallen === null
      ? wrapInside
      : (self) =>
          fallen.wrap((mark) =>
            wrapInside(
              Effect.withFiber((fiber) =>
                unbroken(fiber, () => {
                  mark()
                  return self
                })
              )
            )
          )
  const parts = [...outer, ...(fallen === null ? [] : [fallen]), ...inner].map(({ part, settings, text }) => ({
    part,
    settings,
    text
  }))
  return { parts, wrap: (self) => wrapOutside(wrapAnswer(self)) }
}
