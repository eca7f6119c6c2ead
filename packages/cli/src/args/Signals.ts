/** Signals as a command meets them: taken while it works, given back afterwards. Who makes them is terminal/Signals.ts. */
export type SignalName = "SIGINT" | "SIGTERM" | "SIGHUP"

export interface Signals {
  /** The last one that came, or `null`. */
  readonly last: () => SignalName | null
  readonly forget: () => void
  /** Takes signals until the given function is called. */
  readonly take: (handler: (name: SignalName) => void) => () => void
}
