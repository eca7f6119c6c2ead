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
