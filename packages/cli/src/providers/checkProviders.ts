/**
 * Asks providers for their models, all at once: that shows whether they are there and take their keys, and costs nothing. Bounded as a
 * whole, because nobody waits long for a report.
 */
import * as Effect from "effect/Effect"
import type * as Result from "effect/Result"
import { escapeName } from "@zenus/core"
import { type ModelInfo, ProviderError, type ProviderErrorReason, type RouterService } from "@zenus/core/models"
import type { Screen } from "../terminal/Screen.ts"

/** Milliseconds for all of them together. */
export const CHECK_MS = 5_000
/** With the start of the program less than a second: nobody waits longer without hearing for whom, milliseconds. */
const QUIET_MS = 700
const EVERY_MS = 1_000

/** Why there is no list of models. */
export interface CheckFailure {
  /** `null` where it was not the provider that failed. */
  readonly reason: ProviderErrorReason | null
  readonly message: string
  readonly recovery: ReadonlyArray<string>
}

export type Checked = ReadonlyMap<string, Result.Result<ReadonlyArray<ModelInfo>, CheckFailure>>

const late: CheckFailure = {
  reason: "TimedOut",
  message: `no answer within ${CHECK_MS / 1_000} s`,
  recovery: ["Check the network and its base URL."]
}

/** More of them do not fit into a line. */
const MOST_NAMED = 3

/** What a person is told of a wait of `elapsedMs`. Pure. */
export const checkWait = (names: ReadonlyArray<string>, elapsedMs: number): string => {
  const several = names.length > MOST_NAMED ? `${names.length} providers` : names.join(", ")
  const who = names.length === 1 ? `${several} is asked for its models` : `${several} are asked for their models`
  return `${escapeName(who)}: ${Math.max(1, Math.round((CHECK_MS - elapsedMs) / 1_000))} s more at most`
}

/** @param onWait told each second whom the report still waits for, in words; not at all where all have answered by then. */
export const checkProviders = (
  router: RouterService,
  names: ReadonlyArray<string>,
  onWait: (line: string) => void
): Effect.Effect<Checked> =>
  Effect.gen(function* () {
    const missing = new Set(names)
    const check = (name: string) =>
      router.models(name).pipe(
        Effect.mapError((error): CheckFailure => ({
          reason: error instanceof ProviderError ? error.reason : null,
          message: error.message,
          recovery: error.recovery
        })),
        Effect.timeoutOrElse({ duration: CHECK_MS, orElse: () => Effect.fail(late) }),
        Effect.result,
        Effect.map((result) => {
          missing.delete(name)
          return [name, result] as const
        })
      )
    const tell = Effect.gen(function* () {
      for (let elapsedMs = QUIET_MS; ; elapsedMs += EVERY_MS) {
        yield* Effect.sleep(elapsedMs === QUIET_MS ? QUIET_MS : EVERY_MS)
        onWait(
          checkWait(
            names.filter((name) => missing.has(name)),
            elapsedMs
          )
        )
      }
    })
    yield* Effect.forkChild(names.length === 0 ? Effect.void : tell)
    return new Map(yield* Effect.forEach(names, check, { concurrency: "unbounded" }))
  }).pipe(Effect.scoped)

/** The same with a person at the screen: one line that is drawn over where that may be, a line a second elsewhere. */
export const checkSeen = (
  screen: Screen,
  moves: boolean,
  router: RouterService,
  names: ReadonlyArray<string>
): Effect.Effect<Checked> =>
  checkProviders(router, names, screen.errIsTerminal && moves ? screen.status : screen.note).pipe(
    Effect.ensuring(Effect.sync(() => screen.status(null)))
  )
