/**
 * How long a call may take until its connection stands (name, TCP and TLS together), for whoever makes connections; and what such a
 * call fails with. A reference and not an option of the client, because the time differs from call to call: each provider
 * has its own, and a router that has little time left shortens it.
 */
import * as Context from "effect/Context"

/** Milliseconds, above zero; a connection that is already open takes none. Default: no end. */
export const ConnectWithin: Context.Reference<number> = Context.Reference<number>("@zenus/core/llm/ConnectWithin", {
  defaultValue: () => Infinity
})

/**
 * Milliseconds until the first piece of a streamed answer, instead of the provider's own `firstTokenTimeout`; `null`, the default: the
 * provider's own. The last provider of a cascade may take all the time that is left.
 */
export const FirstTokenWithin: Context.Reference<number | null> = Context.Reference<number | null>(
  "@zenus/core/llm/FirstTokenWithin",
  { defaultValue: () => null }
)

/** The cause of a transport error where no connection came to be: nothing was sent and nothing can have been charged. */
export class NoConnection {
  readonly _tag = "NoConnection"
  /** `ECONNREFUSED`, `ENOTFOUND`, `CERT_HAS_EXPIRED`; `null` where time ran out. */
  readonly code: string | null
  /** Milliseconds that were allowed. */
  readonly withinMs: number
  constructor(code: string | null, withinMs: number) {
    this.code = code
    this.withinMs = withinMs
  }
}
