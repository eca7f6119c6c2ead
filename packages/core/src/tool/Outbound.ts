/**
 * How a deed calls what is outside this machine: the one door for it, so that whoever wires the program can put circuits, retries and
 * limits there and no tool needs to know them. Without anybody's wiring a call goes through as it is.
 */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type { CircuitOpen } from "../resilience/breaker/CircuitOpen.ts"
import type { TimedOut } from "../resilience/limits/Timeout.ts"

export interface OutboundCall<A, E> {
  /** What fails together, as kind and place: "git/github.com". Circuit and retry budget have this name. */
  readonly key: string
  /** The longest one attempt may take, milliseconds. The call is interrupted then. */
  readonly timeoutMs: number
  /** Whether it may be started again when it failed: what the table entry of the action says. */
  readonly repeatable: boolean
  /** A failure that says something about the other side or the way to it, and may pass: nothing else is counted or tried again. */
  readonly isTransient: (error: E) => boolean
  readonly run: Effect.Effect<A, E>
}

/** The call, or why it was not made or not waited for. */
export type CallOutbound = <A, E>(call: OutboundCall<A, E>) => Effect.Effect<A, E | CircuitOpen | TimedOut>

export const Outbound: Context.Reference<CallOutbound> = Context.Reference<CallOutbound>("@zenus/core/tool/Outbound", {
  defaultValue: () => (call) => call.run
})
