/**
 * Gives an answer again to whoever asks the same: from memory, from a file of its own, or by joining a call that is on its way. It adds to
 * `Coalesce`, which shares calls, a bound in bytes, a file, and what of answers may be kept at all: never those of chats with tools (it
 * cannot know which of them act), cut off, or empty; failures never. An answer that is too old is given only to who asked for
 * that, and only where the call failed. A file that fails is said once and hurts no call.
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { ChatAnswer } from "../llm/ChatAnswer.ts"
import { checkInt, checkNumber } from "../resilience/checkOptions.ts"
import { Coalescing } from "../resilience/coalesce/Coalesce.ts"
import { sayError } from "../resilience/formatMs.ts"
import { groupDigits } from "../errors/groupDigits.ts"
import { Housekeeping } from "../state/Housekeeping.ts"
import { type Store, StoreService } from "../state/Store.ts"
import { answerText } from "./answerText.ts"
import { bytesOf, type CacheRoom, findRow, putRow, type Removed } from "./answerRows.ts"
import { cacheKey, type CacheQuestion, type Digest } from "./cacheKey.ts"
import { emptyKept, getKept, isYounger, type KeptAnswer, putKept } from "./KeptAnswers.ts"

export interface ResponseCacheOptions {
  /** How long an answer is given again. Default 1 day. */
  readonly ttl?: Duration.Input
  /** How long after it was given an answer may serve where nobody answers; never shorter than `ttl`. Default 30 days. */
  readonly staleFor?: Duration.Input
  /** Bytes of all answers in the file. Default 50 MB. */
  readonly maxSize?: number
  /** Two texts must not share one. */
  readonly digest: Digest
}

/** How an answer came. `ageMs` since it was given. `error`: how the call failed for which an old one stands in. */
export type Found<A, E> =
  | { readonly how: "called"; readonly value: A }
  | { readonly how: "kept" | "joined"; readonly answer: ChatAnswer; readonly ageMs: number }
  | { readonly how: "stale"; readonly answer: ChatAnswer; readonly ageMs: number; readonly error: E }

export interface CacheCall<A, E> {
  readonly question: CacheQuestion
  readonly call: Effect.Effect<A, E>
  /** What of the call's result is the answer. */
  readonly answerOf: (value: A) => ChatAnswer
  /** Whether an old answer may be given after this failure. */
  readonly mayBeStale: (error: E) => boolean
}

const NOTHING_REMOVED: Removed = { aged: 0, crowded: 0 }

/** Bytes of the answers that a process holds beside the file. */
const MEMORY_BYTES = 16 * 1024 ** 2

export class ResponseCache extends Context.Service<
  ResponseCache,
  {
    /** A kept answer, or what `call` gives; equal questions at one time are one call. Fails as `call` does. */
    readonly around: <A, E>(asked: CacheCall<A, E>) => Effect.Effect<Found<A, E>, E>
  }
>()("@zenus/core/cache/ResponseCache") {
  /** Kept in the file that `StoreService` opens, which holds nothing else (`cacheMigrations`). Dies with `InvalidOption`. */
  static readonly layer = (options: ResponseCacheOptions): Layer.Layer<ResponseCache, never, StoreService> =>
    Layer.effect(
      ResponseCache,
      Effect.flatMap(StoreService, (service) => make(options, service))
    ).pipe(Layer.provide(Coalescing.layer({ name: "answers" })))
  /** Kept as long as the layer lives. */
  static readonly layerMemory = (options: ResponseCacheOptions): Layer.Layer<ResponseCache> =>
    Layer.effect(
      ResponseCache,
      Effect.suspend(() => make(options, null))
    ).pipe(Layer.provide(Coalescing.layer({ name: "answers" })))
}

/** Tools may act, and their answers belong to a moment. */
const isCacheable = ({ chat: { toolChoice, tools } }: CacheQuestion): boolean =>
  tools === undefined || tools.length === 0 || toolChoice === "none"

const isWhole = ({ content, finishReason }: ChatAnswer): boolean =>
  finishReason === "stop" &&
  content.every(({ type }) => type !== "tool-call") &&
  content.some((part) => part.type === "text" && part.text.trim() !== "")

/** Milliseconds. No timer runs that long, so there is no longest. */
const lengthOf = (option: string, length: Duration.Input): number =>
  checkNumber(option, Duration.toMillis(Duration.fromInputUnsafe(length)), { min: 0, max: Number.MAX_SAFE_INTEGER })

const make = (options: ResponseCacheOptions, service: StoreService["Service"] | null) =>
  Effect.gen(function* () {
    const ttlMs = lengthOf("cache.ttl", options.ttl ?? "1 day")
    const staleMs = Math.max(ttlMs, lengthOf("cache.staleFor", options.staleFor ?? "30 days"))
    const maxBytes = checkInt("cache.maxSize", options.maxSize ?? 50 * 1024 ** 2, 0, Number.MAX_SAFE_INTEGER)
    const room: CacheRoom = { maxBytes, maxAgeMs: staleMs }
    const { share } = yield* Coalescing
    const housekeeping = yield* Housekeeping
    const memory = emptyKept()
    let isReported = false

    /** What the file says, or `otherwise`: nobody's call is hurt by it. */
    const withFile = <A>(
      opened: Effect.Effect<Store | null, unknown>,
      otherwise: A,
      work: (store: Store) => A
    ): Effect.Effect<A> =>
      Effect.flatMap(opened, (store) =>
        Effect.try({ try: () => (store === null ? otherwise : work(store)), catch: (cause) => cause })
      ).pipe(
        Effect.catch((error) => {
          const isFirst = !isReported
          isReported = true
          const said = `Kept answers could not be read or written: ${sayError(error)}`
          return Effect.as(isFirst ? Effect.logWarning(said) : Effect.void, otherwise)
        })
      )

    const sayRemoved = ({ aged, crowded }: Removed): Effect.Effect<void> => {
      const said = [
        ...(aged === 0 ? [] : [`${groupDigits(aged)} older than ${Duration.format(Duration.millis(staleMs))}`]),
        ...(crowded === 0 ? [] : [`${groupDigits(crowded)} that nobody asked for the longest, for want of room`])
      ]
      return said.length === 0 ? Effect.void : housekeeping.tidied(`Remove kept answers: ${said.join(", ")}`)
    }

    const remember = (key: string, kept: KeptAnswer): void =>
      putKept(memory, key, kept, Math.min(maxBytes, MEMORY_BYTES))

    /** From memory or the file, younger than `maxAgeMs`. */
    const find = (key: string, now: number, maxAgeMs: number): Effect.Effect<KeptAnswer | null> => {
      const found = getKept(memory, key, now, maxAgeMs)
      if (found !== null || service === null) return Effect.succeed(found)
      return Effect.map(
        withFile(service.openExisting, null, (store) => findRow(store, key, now)),
        (row) => {
          if (row !== null) remember(key, row)
          return row !== null && isYounger(row.at, now, maxAgeMs) ? row : null
        }
      )
    }
    const keep = (key: string, answer: ChatAnswer): Effect.Effect<void> =>
      Effect.flatMap(Clock.currentTimeMillis, (at) => {
        const kept: KeptAnswer = { answer, at, bytes: bytesOf(key, answerText(answer)) }
        remember(key, kept)
        return service === null || maxBytes === 0
          ? Effect.void
          : Effect.flatMap(
              withFile(service.open, NOTHING_REMOVED, (store) => putRow(store, key, kept, room)),
              (removed) => (removed === NOTHING_REMOVED ? Effect.void : sayRemoved(removed))
            )
      })

    const around = <A, E>({ answerOf, call, mayBeStale, question }: CacheCall<A, E>): Effect.Effect<Found<A, E>, E> => {
      const called = Effect.map(call, (value): Found<A, E> => ({ how: "called", value }))
      if (!isCacheable(question)) return called
      return Effect.flatMap(Clock.currentTimeMillis, (now) => {
        const key = cacheKey(question, options.digest)
        const again = ({ answer, at }: KeptAnswer): Found<A, E> => ({ how: "kept", answer, ageMs: now - at })
        const fresh = getKept(memory, key, now, ttlMs)
        if (fresh !== null) return Effect.succeed(again(fresh))
        /** Whether it was this ask that made the call: who joined paid nothing. */
        let isOwn = false
        const one: Effect.Effect<Found<A, E>, E> = Effect.suspend(() => {
          isOwn = true
          return Effect.flatMap(find(key, now, ttlMs), (found): Effect.Effect<Found<A, E>, E> =>
            found !== null
              ? Effect.succeed(again(found))
              : Effect.tap(called, (result) => {
                  const answer = result.how === "called" ? answerOf(result.value) : null
                  return answer !== null && isWhole(answer) ? keep(key, answer) : Effect.void
                })
          )
        })
        return share(key, one).pipe(
          Effect.map((result): Found<A, E> =>
            isOwn || result.how !== "called" ? result : { how: "joined", answer: answerOf(result.value), ageMs: 0 }
          ),
          Effect.catch((error) =>
            mayBeStale(error)
              ? Effect.flatMap(find(key, now, staleMs), (found): Effect.Effect<Found<A, E>, E> =>
                  found === null
                    ? Effect.fail(error)
                    : Effect.succeed({ how: "stale", answer: found.answer, ageMs: now - found.at, error })
                )
              : Effect.fail(error)
          )
        )
      })
    }
    return ResponseCache.of({ around })
  })
