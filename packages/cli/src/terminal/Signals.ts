/**
 * Who answers a signal: whoever took it last. A run stops itself and says how far it came; a shell stays when one of its requests is
 * stopped; else the command is interrupted. A second signal within the grace ends the process.
 */
import type { SignalName, Signals } from "../args/Signals.ts"

/** How long after a signal what runs may take to put its things in order. */
const GRACE_MS = 5_000

export const makeSignals = (end: (name: SignalName) => void): Signals => {
  const handlers: Array<(name: SignalName) => void> = []
  let last: SignalName | null = null
  const onSignal = (name: SignalName): void => {
    if (last !== null) return end(name)
    last = name
    setTimeout(() => last !== null && end(name), GRACE_MS).unref()
    const handler = handlers.at(-1)
    if (handler === undefined) end(name)
    else handler(name)
  }
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(name, () => onSignal(name))
  return {
    last: () => last,
    forget: () => {
      last = null
    },
    take: (handler) => {
      handlers.push(handler)
      return () => {
        const at = handlers.lastIndexOf(handler)
        if (at >= 0) handlers.splice(at, 1)
      }
    }
  }
}
