/** Lets the event loop run now and then during long synchronous work, so that Ctrl+C and progress stay alive. */

/** Longest stretch without a pause, milliseconds. */
const STRETCH_MS = 15

export type Breathe = () => Promise<void> | undefined

/** Call (and await what it gives) between pieces of work: pauses only when the stretch is over, and throws the signal's reason when it was aborted. */
export const makeBreathe = (signal?: AbortSignal): Breathe => {
  // The clock is asked with the first piece of work: what never works long does not load it.
  let since: number | undefined
  return () => {
    signal?.throwIfAborted()
    const now = performance.now()
    if (now - (since ??= now) < STRETCH_MS) return undefined
    return pause(signal, () => {
      since = performance.now()
    })
  }
}

const pause = async (signal: AbortSignal | undefined, resumed: () => void): Promise<void> => {
  await new Promise<void>((resolve) => setImmediate(resolve))
  resumed()
  signal?.throwIfAborted()
}
