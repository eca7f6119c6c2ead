/**
 * Signals for one line of a shell: whoever runs in it takes them as everywhere, and the shell can send one without ending. Ctrl+C on the
 * keyboard and a real SIGINT stop the line; SIGTERM and SIGHUP end the shell with it.
 */
import type { SignalName, Signals } from "../args/Signals.ts"

export interface LineSignals {
  readonly signals: Signals
  /** Whether somebody in the line took it. */
  readonly raise: (name: SignalName) => boolean
}

export const makeLineSignals = (real: Signals): LineSignals => {
  const handlers: Array<(name: SignalName) => void> = []
  let last: SignalName | null = null
  return {
    signals: {
      last: () => last ?? real.last(),
      forget: () => {
        last = null
        real.forget()
      },
      take: (handler) => {
        handlers.push(handler)
        return () => {
          const at = handlers.lastIndexOf(handler)
          if (at >= 0) handlers.splice(at, 1)
        }
      }
    },
    raise: (name) => {
      const handler = handlers.at(-1)
      if (handler === undefined) return false
      last = name
      handler(name)
      return true
    }
  }
}
