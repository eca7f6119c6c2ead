/**
 * The rules that every call of this program which leaves the process is under, in one place: whoever calls and whoever shows what was
 * learned must count in the same windows. Commands are short and calls are few, so a circuit opens at three failures in a row as
 * well as at the library's own share over time.
 */
import { type Resilience, Trip } from "@zenus/core/resilience"

export const resilienceOptions = (): Resilience.ServiceOptions => ({
  breaker: { trip: Trip.any(Trip.consecutive(3), Trip.standard) }
})
