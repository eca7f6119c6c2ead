/**
 * Milliseconds that never go back, for every interval in this room: a wall clock that is set back an hour would keep a
 * circuit open an hour longer. Of effect's Clock, so TestClock moves it. Only differences mean anything.
 */
import type * as Clock from "effect/Clock"

export const monotonicMs = (clock: Clock.Clock): number => Number(clock.monotonicTimeNanosUnsafe()) / 1e6
