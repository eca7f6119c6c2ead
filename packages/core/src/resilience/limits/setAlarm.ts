/**
 * A timer on the clock of a context: on the machine's own a bare timer, on any other (a test's) a fiber that sleeps. Nearly every alarm is
 * for a wait that is never too long, and a fiber for each of them costs ten times what the timer does. What may surprise: until it
 * rings or is taken back it keeps a process alive, as a sleep does.
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"

/** The clock of whoever set none. */
const machineClock = Context.get(Context.empty(), Clock.Clock)

/** A longer timer rings at once. */
const LONGEST_MS = 2 ** 31 - 1

/** Calls `ring` once, `ms` milliseconds from now (never, where that is no end), unless what it gives is called before. */
export const setAlarm = (context: Context.Context<never>, ms: number, ring: () => void): (() => void) => {
  const clock = Context.get(context, Clock.Clock)
  if (clock !== machineClock || !(ms > 0 && ms <= LONGEST_MS)) {
    const sleeper = Effect.runForkWith(context)(clock.sleep(Duration.millis(ms)))
    sleeper.addObserver((exit) => {
      if (exit._tag === "Success") ring()
    })
    return () => sleeper.interruptUnsafe()
  }
  // oxlint-disable-next-line no-restricted-globals -- the machine's clock sleeps by this timer; any other was asked above
  const timer = setTimeout(ring, ms)
  return () => clearTimeout(timer)
}
