/**
 * So many requests and so many tokens in a time, for each key, as providers allow them: two buckets that are full at the start and fill
 * evenly. A call takes from both before it starts, waits for its turn if that is soon enough, and books afterwards what it has
 * really used. effect's RateLimiter does the counting; this adds the two buckets, a longest wait, the deadline, giving
 * back (a cancelled wait costs nothing), the monotonic clock and keys that go when they are idle. A store that several
 * machines share may be away: then each counts for itself.
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as RateLimiter from "effect/persistence/RateLimiter"
import type * as Stream from "effect/Stream"
import { ask } from "../ask.ts"
import {
  checkDuration,
  checkFunction,
  checkInt,
  checkKey,
  checkKeys,
  checkObject,
  InvalidOption
} from "../checkOptions.ts"
import { escapeName } from "../../errors/escapeName.ts"
import { formatMs } from "../formatMs.ts"
import { makeListeners } from "../Listeners.ts"
import { monotonicMs } from "../monotonic.ts"
import { operator } from "../operator.ts"
import { Rejection } from "../Rejection.ts"
import { type AttemptStart, goOn, holdBack } from "../retry/AttemptStart.ts"
import { unbroken } from "../unbroken.ts"
import * as Deadline from "./Deadline.ts"
import { endAfter } from "./endAfter.ts"
import { type KeyedEntry, makeKeyed } from "./Keyed.ts"
import { type KeptLimitRow, type LimitCounts, makeLimitNews, noCounts } from "./keptLimit.ts"

export interface Rate {
  /** At once at most, and in each `window` on average; from 1. */
  readonly limit: number
  readonly window: Duration.Input
}

export interface RateLimitOptions {
  /** Calls. At least one of the two must be given. */
  readonly requests?: Rate
  /** Whatever calls say they take (`tokens` of `withRateLimit`). */
  readonly tokens?: Rate
  /** The longest a call waits for its turn; default "1 minute", 0: never. */
  readonly maxWait?: Duration.Input
  /** After which an unused key is forgotten; at least the windows, default "1 hour" or the longest of them. */
  readonly idle?: Duration.Input
}

export interface SharedRateLimitOptions extends RateLimitOptions {
  /** How long the shared store is waited for before this process counts for itself; default "1 second". */
  readonly storeTimeout?: Duration.Input
}

type What = "requests" | "tokens"

/**
 * Its turn would come too late (`remainingMs` from now; infinite where the call wants more than can ever be there within the longest wait). The call
 * was not started and nothing was taken.
 */
export class RateLimited extends Rejection {
  readonly _tag = "RateLimited"
  readonly key: string
  readonly what: What
  readonly limit: number
  readonly windowMs: number
  readonly remainingMs: number
  constructor(key: string, what: What, limit: number, windowMs: number, remainingMs: number) {
    super()
    this.key = key
    this.what = what
    this.limit = limit
    this.windowMs = windowMs
    this.remainingMs = remainingMs
  }
  get message(): string {
    if (this.remainingMs === Number.POSITIVE_INFINITY)
      return `${escapeName(this.key)} never has room for this call: it wants more than ${this.limit} ${this.what} in ${formatMs(this.windowMs)} and the longest wait give.`
    return `${escapeName(this.key)} has used its ${this.limit} ${this.what} in ${formatMs(this.windowMs)}; room for this call in ${formatMs(this.remainingMs)}.`
  }
  get recovery(): ReadonlyArray<string> {
    return this.remainingMs === Number.POSITIVE_INFINITY
      ? [`Ask for fewer ${this.what} at a time, or give the limit a longer maxWait.`]
      : [`Try again in ${formatMs(this.remainingMs)}.`, "Let something else answer (a fallback)."]
  }
}

/** `remaining` is below zero while calls wait; null for a store that does not answer. */
export interface RateSnapshot {
  readonly limit: number
  readonly windowMs: number
  readonly remaining: number | null
}

export interface RateLimitSnapshot {
  readonly name: string
  readonly requests: RateSnapshot | null
  readonly tokens: RateSnapshot | null
  readonly admitted: number
  readonly delayed: number
  readonly rejected: number
}

/** `at` is wall-clock epoch ms, `waitMs` what the call waits or would have to. */
export interface RateLimitEvent {
  readonly _tag: "rateLimit.delayed" | "rateLimit.rejected"
  readonly name: string
  readonly at: number
  readonly what: What
  readonly waitMs: number
}

/** One call. */
export interface Use<in A> {
  readonly key: string
  /** What it is expected to take from `tokens`; default 0. */
  readonly tokens?: number
  /** What it has taken, when it has succeeded: the difference is given back, or taken too. */
  readonly used?: (value: A) => number
}

export class RateLimits extends Context.Service<
  RateLimits,
  {
    /** Runs a call when its turn has come. */
    readonly protect: <A, E, R>(use: Use<A>, self: Effect.Effect<A, E, R>) => Effect.Effect<A, E | RateLimited, R>
    /** In the order of first use. */
    readonly snapshots: Effect.Effect<ReadonlyArray<RateLimitSnapshot>>
    readonly events: Stream.Stream<RateLimitEvent>
    /** What has changed since the last export as plain JSON, to be written down and shown. */
    readonly exportChanged: Effect.Effect<ReadonlyArray<KeptLimitRow>>
    /** The name of a key when there is something new to export of it: once until it is exported. */
    readonly changes: Stream.Stream<string>
  }
>()("@zenus/core/resilience/RateLimits") {
  /** Counted in this process. @throws InvalidOption when an option is out of range, as a defect of the layer. */
  static readonly layer = (options: RateLimitOptions): Layer.Layer<RateLimits> =>
    Layer.sync(RateLimits, () => make(options, null))

  /** Counted in effect's store (`RateLimiter.layerStoreRedis`), together with everybody who uses the same one. */
  static readonly layerShared = (
    options: SharedRateLimitOptions
  ): Layer.Layer<RateLimits, never, RateLimiter.RateLimiterStore> =>
    Layer.effect(
      RateLimits,
      Effect.map(RateLimiter.make, (limiter) => {
        const storeMs = checkDuration("storeTimeout", options.storeTimeout ?? "1 second")
        return make(options, { limiter, storeMs })
      })
    )
}

interface Bucket {
  readonly what: What
  readonly limit: number
  readonly windowMs: number
}

interface Entry extends KeyedEntry, LimitCounts {
  readonly own: RateLimiter.RateLimiter
  open: number
}

/** What one bucket says after `tokens` were taken from it (or given, below zero). */
interface Taken {
  readonly waitMs: number
  readonly remaining: number
  /** From the shared store, or counted in this process. */
  readonly shared: boolean
}

/** Of anything that is counted here. */
const MOST = 1e9

const isFigure = (given: unknown): given is number => typeof given === "number" && given >= 0 && given <= MOST

/** A shared store that did not answer is not asked again so soon. */
const AWAY_MS = 5_000

/** A store of its own for each key, so that it goes with it: effect's memory store never forgets a key. */
const ownLimiter = (): RateLimiter.RateLimiter =>
  Effect.runSync(Effect.scoped(Effect.provide(RateLimiter.make, RateLimiter.layerStoreMemory)))

/** effect's memory store counts on the wall clock; here it is given one that is never set back or forward. */
const steady = (clock: Clock.Clock): Clock.Clock =>
  Object.create(clock, {
    currentTimeMillisUnsafe: { value: () => Math.floor(monotonicMs(clock)) }
  }) as Clock.Clock

const bucketOf = (what: What, rate: Rate | undefined): ReadonlyArray<Bucket> =>
  rate === undefined
    ? []
    : [
        {
          what,
          limit: checkInt(`${what}.limit`, checkObject(what, rate).limit, 1, MOST),
          windowMs: checkDuration(`${what}.window`, rate.window)
        }
      ]

const make = (
  options: RateLimitOptions,
  shared: { readonly limiter: RateLimiter.RateLimiter; readonly storeMs: number } | null
): RateLimits["Service"] => {
  checkKeys("", checkObject("options", options), ["requests", "tokens", "maxWait", "idle", "storeTimeout"])
  const buckets = [...bucketOf("requests", options.requests), ...bucketOf("tokens", options.tokens)]
  if (buckets.length === 0) throw new InvalidOption("requests", undefined, "a limit and a window, or give tokens")
  const maxWaitMs = checkDuration("maxWait", options.maxWait ?? "1 minute", { min: 0 })
  // A key that is forgotten sooner would be full again too early.
  const longest = Math.max(...buckets.map(({ windowMs }) => windowMs))
  const idleMs = checkDuration("idle", options.idle ?? Math.max(3_600_000, longest), { min: longest })
  const events = makeListeners<RateLimitEvent>()
  const news = makeLimitNews()
  let awayUntil = Number.NEGATIVE_INFINITY
  const rateOf = (what: What) => {
    const found = buckets.find((one) => one.what === what)
    return found === undefined ? null : { limit: found.limit, windowMs: found.windowMs }
  }
  const allowed = { places: null, requests: rateOf("requests"), tokens: rateOf("tokens") }

  const entries = makeKeyed<Entry>((name) => {
    const entry: Entry = {
      ...noCounts(name),
      own: ownLimiter(),
      open: 0,
      usedAt: 0,
      isIdle: () => entry.open === 0
    }
    return entry
  }, idleMs)

  const consume = (limiter: RateLimiter.RateLimiter, entry: Entry, bucket: Bucket, tokens: number) =>
    Effect.map(
      limiter.consume({
        algorithm: "token-bucket",
        onExceeded: "delay",
        key: `${entry.name}/${bucket.what}`,
        limit: bucket.limit,
        window: bucket.windowMs,
        tokens
      }),
      ({ delay, remaining }): Taken => ({ waitMs: Duration.toMillis(delay), remaining, shared: false })
    )

  // One for each clock, of which a program has one.
  let kept: { readonly clock: Clock.Clock; readonly steady: Clock.Clock } | undefined
  const steadyOf = (clock: Clock.Clock): Clock.Clock => {
    if (kept?.clock !== clock) kept = { clock, steady: steady(clock) }
    return kept.steady
  }

  const takeOwn = (entry: Entry, bucket: Bucket, tokens: number, clock: Clock.Clock): Effect.Effect<Taken> =>
    Effect.provideService(Effect.orDie(consume(entry.own, entry, bucket, tokens)), Clock.Clock, steadyOf(clock))

  const take = (entry: Entry, bucket: Bucket, tokens: number, clock: Clock.Clock): Effect.Effect<Taken> => {
    const own = takeOwn(entry, bucket, tokens, clock)
    if (shared === null) return own
    return Effect.suspend(() => {
      if (monotonicMs(clock) < awayUntil) return own
      const together = Effect.map(consume(shared.limiter, entry, bucket, tokens), (taken) => ({
        ...taken,
        shared: true
      }))
      return Effect.catchCause(
        endAfter(together, shared.storeMs, () => "no answer"),
        () => {
          awayUntil = monotonicMs(clock) + AWAY_MS
          return own
        }
      )
    })
  }

  /** Where it was taken, and never more than the bucket holds: part of it may have flowed in by itself meanwhile. */
  const give = (entry: Entry, bucket: Bucket, from: Taken, tokens: number, clock: Clock.Clock): Effect.Effect<void> => {
    const there = from.shared ? take : takeOwn
    return Effect.flatMap(there(entry, bucket, 0, clock), ({ remaining, shared }) => {
      const room = Math.min(tokens, Math.floor(bucket.limit - remaining))
      return room > 0 && shared === from.shared ? there(entry, bucket, -room, clock) : Effect.void
    })
  }

  const publish = (entry: Entry, _tag: RateLimitEvent["_tag"], what: What, waitMs: number, clock: Clock.Clock) => {
    if (events.isHeard()) events.publish({ _tag, name: entry.name, at: clock.currentTimeMillisUnsafe(), what, waitMs })
  }

  const protect = <A, E, R>(use: Use<A>, self: Effect.Effect<A, E, R>): Effect.Effect<A, E | RateLimited, R> =>
    Effect.withFiber((fiber) => {
      const tokens = use.tokens === undefined ? 0 : checkInt("tokens", use.tokens, 0, MOST)
      const clock = fiber.getRef(Clock.Clock)
      const entry = entries.use(use.key, monotonicMs(clock))
      const until = Deadline.deadlineOf(fiber)
      const spent = fiber.getRef(Deadline.TimeSpent)
      const amounts = { requests: 1, tokens }
      const taken: Array<{ readonly bucket: Bucket; readonly amount: number; readonly from: Taken }> = []
      let started = false
      let open = false
      let queued = false
      let held: AttemptStart | null = null

      /** Takes from all buckets; nothing can come between taking and noting it. */
      const takeAll = Effect.uninterruptible(
        Effect.forEach(buckets, (bucket) => {
          const amount = amounts[bucket.what]
          if (amount === 0) return Effect.succeed({ bucket, waitMs: 0 })
          return Effect.map(take(entry, bucket, amount, clock), (from) => {
            taken.push({ bucket, amount, from })
            return { bucket, waitMs: from.waitMs }
          })
        })
      )

      const endQueue = () => {
        if (!queued) return
        queued = false
        Deadline.end(spent, "queueing", monotonicMs(clock))
      }

      const begin = (): Effect.Effect<A, E, R> =>
        unbroken(fiber, () => {
          endQueue()
          goOn(held, monotonicMs(clock))
          started = true
          entry.admitted++
          news.mark(entry)
          return self
        })

      const turn = Effect.suspend(() => {
        open = true
        entry.open++
        return takeAll
      })

      const course = Effect.flatMap(turn, (turns): Effect.Effect<A, E | RateLimited, R> => {
        const [first, ...rest] = turns
        if (first === undefined) return begin()
        const last = rest.reduce((worst, next) => (next.waitMs > worst.waitMs ? next : worst), first)
        const { bucket, waitMs } = last
        if (waitMs === 0) return begin()
        const now = monotonicMs(clock)
        if (waitMs > maxWaitMs || (until !== null && now + waitMs >= until)) {
          entry.rejected++
          news.mark(entry)
          publish(entry, "rateLimit.rejected", bucket.what, waitMs, clock)
          // Of a full bucket it would have to wait so long.
          const leastMs = ((amounts[bucket.what] - bucket.limit) * bucket.windowMs) / bucket.limit
          const remainingMs = leastMs > maxWaitMs ? Number.POSITIVE_INFINITY : waitMs
          return Effect.fail(new RateLimited(entry.name, bucket.what, bucket.limit, bucket.windowMs, remainingMs))
        }
        entry.queued++
        news.mark(entry)
        publish(entry, "rateLimit.delayed", bucket.what, waitMs, clock)
        queued = true
        held = holdBack(fiber, now)
        Deadline.begin(spent, "queueing", now)
        return Effect.flatMap(Effect.sleep(waitMs), begin)
      })

      return Effect.onExitPrimitive(course, (exit) => {
        if (!open) return undefined
        open = false
        entry.open--
        entry.usedAt = monotonicMs(clock)
        endQueue()
        if (!started) {
          return taken.length === 0
            ? undefined
            : Effect.forEach(taken, ({ amount, bucket, from }) => give(entry, bucket, from, amount, clock), {
                discard: true
              })
        }
        const bucket = buckets.find(({ what }) => what === "tokens")
        if (bucket === undefined || use.used === undefined || exit._tag === "Failure") return undefined
        const { used: read } = use
        const asked = ask(() => read(exit.value), isFigure)
        // A figure that is none changes nothing: the estimate stays, and the answer is not to be lost.
        if (!asked.isAnswer || Math.round(asked.value) === tokens) return undefined
        const used = asked.value
        const difference = Math.round(used) - tokens
        if (difference > 0) return Effect.asVoid(take(entry, bucket, difference, clock))
        const from = taken.find((one) => one.bucket === bucket)?.from
        return from === undefined ? undefined : give(entry, bucket, from, -difference, clock)
      })
    })

  const rateSnapshot = (entry: Entry, what: What, clock: Clock.Clock): Effect.Effect<RateSnapshot | null> => {
    const bucket = buckets.find((one) => one.what === what)
    if (bucket === undefined) return Effect.succeed(null)
    const { limit, windowMs } = bucket
    return Effect.map(take(entry, bucket, 0, clock), ({ remaining }) => ({ limit, windowMs, remaining }))
  }

  return {
    protect,
    snapshots: Clock.clockWith((clock) =>
      Effect.forEach(entries.all(monotonicMs(clock)), (entry) =>
        Effect.map(
          Effect.all([rateSnapshot(entry, "requests", clock), rateSnapshot(entry, "tokens", clock)]),
          ([requests, tokens]) => ({
            name: entry.name,
            requests,
            tokens,
            admitted: entry.admitted,
            delayed: entry.queued,
            rejected: entry.rejected
          })
        )
      )
    ),
    events: events.stream,
    // Without asking a store: what is left in a bucket is nobody's business later.
    exportChanged: Clock.clockWith((clock) => {
      const all = entries.all(monotonicMs(clock))
      return Effect.succeed(news.take(all, () => allowed, clock.currentTimeMillisUnsafe()))
    }),
    changes: news.changes
  }
}

/** The rates of one program: `RateLimit.layer({ requests: { limit: 60, window: "1 minute" } })`. */
export const layer = RateLimits.layer
/** The same over a store that several machines share. */
export const layerShared = RateLimits.layerShared

const checkUse = (use: Use<unknown>): Use<unknown> => {
  checkKeys("rateLimit", checkObject("rateLimit", use), ["key", "tokens", "used"])
  checkKey("key", use.key)
  if (use.tokens !== undefined) checkInt("tokens", use.tokens, 0, MOST)
  checkFunction("used", use.used)
  return use
}

type WithRateLimit = {
  <A>(use: Use<A> | string): <E, R>(self: Effect.Effect<A, E, R>) => Effect.Effect<A, E | RateLimited, R | RateLimits>
  <A, E, R>(self: Effect.Effect<A, E, R>, use: Use<A> | string): Effect.Effect<A, E | RateLimited, R | RateLimits>
}

/**
 * Runs the call when its key has room for it: at once, after a wait, or not at all (`RateLimited`).
 * @example Two a minute: the third would have to wait half a minute, which is more than it may
 * ```ts
 * import * as Effect from "effect/Effect"
 * import { RateLimit } from "@zenus/core/resilience"
 *
 * const call = Effect.succeed("answer").pipe(
 *   RateLimit.withRateLimit("deepseek"),
 *   Effect.catchTag("RateLimited", (limited) => Effect.succeed(`${limited.limit} ${limited.what}`))
 * )
 * const layer = RateLimit.layer({ requests: { limit: 2, window: "1 minute" }, maxWait: "1 second" })
 *
 * await Effect.runPromise(Effect.all([call, call, call]).pipe(Effect.provide(layer))) // => ["answer", "answer", "2 requests"]
 * ```
 */
export const withRateLimit = operator(
  Effect.isEffect,
  (use: Use<unknown> | string): Use<unknown> => (typeof use === "string" ? { key: use } : checkUse(use)),
  (self, use) => Effect.flatMap(RateLimits, ({ protect }) => protect(use, self))
) as WithRateLimit
