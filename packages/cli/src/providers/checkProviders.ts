/**
 * Asks providers for their models, all at once: that shows whether they are there and take their keys, and costs nothing. Bounded as a
 * whole, because nobody waits long for a report.
 */
import * as Effect from "effect/Effect"
import type * as Result from "effect/Result"
import { type ModelInfo, ProviderError, type ProviderErrorReason, type RouterService } from "@zenus/core/models"

/** Milliseconds for all of them together. */
export const CHECK_MS = 5_000
/** Nobody waits longer than this without hearing for whom, milliseconds. */
const QUIET_MS = 1_000

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

/** @param onWait told once, after a second, whom the report still waits for; not at all where all have answered by then. */
export const checkProviders = (
  router: RouterService,
  names: ReadonlyArray<string>,
  onWait: (names: ReadonlyArray<string>) => void
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
    const tell = Effect.andThen(
      Effect.sleep(QUIET_MS),
      Effect.sync(() => onWait(names.filter((name) => missing.has(name))))
    )
    yield* Effect.forkChild(names.length === 0 ? Effect.void : tell)
    return new Map(yield* Effect.forEach(names, check, { concurrency: "unbounded" }))
  }).pipe(Effect.scoped)
