/**
 * Git's calls to other machines, under what the program does for calls that leave it (circuits, retries, an end to each attempt): one
 * circuit and one retry budget a host. What never leaves this machine does not go through it.
 */
import { type ActContext, escapeName, Outbound, StepFailed } from "@zenus/core"
import * as Effect from "effect/Effect"
import { isTransient, unsent } from "./gitFailure.ts"

/** Which other machine a git call speaks to, and whether it may be made again. */
export interface Toward {
  /** `example.com`, `localhost:8080`, `[::1]`. */
  readonly host: string
  readonly repeatable: boolean
}

/** The machine behind an address as git takes it, in lower case with its port; `null` for a folder of this one. */
export const hostOf = (address: string): string | null => {
  const url = /^([A-Za-z0-9+.-]+):\/\/([^/?#]*)/.exec(address)
  if (url !== null) {
    const host = (url[2] ?? "").replace(/^.*@/, "").toLowerCase()
    return url[1]?.toLowerCase() === "file" || host === "" ? null : host
  }
  // `host:path` unless a slash comes first: the rule of git itself.
  const short = /^(?:[^@/:[\]]*@)?(\[[^\]/]+\]|[^:/[\]]+):/.exec(address)
  return short?.[1]?.toLowerCase() ?? null
}

/** For `GitOptions.toward`: nothing for a folder of this machine. */
export const towards = (
  host: string | null,
  { repeatable }: Pick<ActContext, "repeatable">
): { readonly toward?: Toward } => (host === null ? {} : { toward: { host, repeatable: repeatable === true } })

/** Seconds or minutes, rounded up. */
const sayWait = (ms: number): string =>
  ms < 120_000 ? `${Math.max(1, Math.ceil(ms / 1_000))} s` : `${Math.ceil(ms / 60_000)} min`

interface Open {
  readonly key: string
  readonly state: string
  readonly why: string | null
  readonly lastError: string | null
  readonly remainingMs: number | null
}

const turnedAway = (doing: string, host: string, { key, lastError, remainingMs, state, why }: Open): StepFailed => {
  const name = escapeName(host)
  const close = `zenus breaker close ${escapeName(key)}`
  if (state === "Isolated") {
    return new StepFailed({
      doing,
      reason: `${name} is isolated (${escapeName(why ?? "by hand")}), so it was not called.`,
      hints: [`Let calls go there again: ${close}`],
      cause: unsent("not called")
    })
  }
  const last = lastError === null ? "" : ` The last error: ${escapeName(lastError)}`
  return state === "HalfOpen"
    ? new StepFailed({
        doing,
        reason: `${name} is being tried again after ${why ?? "failures"}, and others are at it, so it was not called.${last}`,
        hints: ["Try again in a moment."],
        cause: unsent("not called")
      })
    : new StepFailed({
        doing,
        reason: `${name} is resting after ${why ?? "failures"}, so it was not called; next try in ${sayWait(remainingMs ?? 0)}.${last}`,
        hints: [`Wait ${sayWait(remainingMs ?? 0)}, then try again.`, `Or try at once, if it is well again: ${close}`],
        cause: unsent("not called")
      })
}

/** The call, through the program's door to the outside. */
export const callToward = <A>(
  { host, repeatable }: Toward,
  doing: string,
  timeoutMs: number,
  run: Effect.Effect<A, StepFailed>
): Effect.Effect<A, StepFailed> =>
  Effect.flatMap(Outbound, (call) => call({ key: `git/${host}`, timeoutMs, repeatable, isTransient, run })).pipe(
    Effect.mapError((error) => {
      switch (error._tag) {
        case "StepFailed":
          return error
        case "CircuitOpen":
          return turnedAway(doing, host, error)
        case "TimedOut":
          return new StepFailed({
            doing,
            reason: `${escapeName(host)} did not answer within ${sayWait(error.limitMs)}.`,
            hints: ["Try again when the network is less busy.", "Check that the other machine is well."]
          })
      }
    })
  )
