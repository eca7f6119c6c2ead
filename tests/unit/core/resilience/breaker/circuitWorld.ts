/** A registry without a runtime: time is a number that the test moves, chance a number that it sets. */
import { BreakerRegistry, type BreakerSnapshot } from "#core/resilience/breaker/BreakerRegistry.ts"
import { type BreakerOptions, policyOf } from "#core/resilience/breaker/breakerOptions.ts"
import type { Permit } from "#core/resilience/breaker/CircuitBreakerState.ts"
import { failure, type Outcome, success } from "#core/resilience/Outcome.ts"

export const EPOCH = Date.UTC(2026, 10, 21)

export const circuitWorld = (options: BreakerOptions, key = "openai") => {
  const time = { now: 0, draw: 0, wallOffset: EPOCH }
  const registry = new BreakerRegistry({
    policy: policyOf(options),
    wall: () => time.now + time.wallOffset,
    draw: () => time.draw
  })
  const admit = (name = key): Permit | null => registry.admit(registry.current(name, time.now), time.now)
  /** An admitted call; anything else is a fault of the test. */
  const start = (name = key): Permit => {
    const permit = admit(name)
    if (permit === null) throw new Error(`${name} turned a call away at ${time.now}`)
    return permit
  }
  const end = (permit: Permit, outcome: Outcome = success, error?: unknown): void =>
    void registry.settle(permit, outcome, time.now, error)
  const pass = (ms: number): void => void (time.now += ms)
  /** Calls that end at once, or after `ms`. */
  const calls = (count: number, outcome: Outcome = success, ms = 0): void => {
    for (let call = 0; call < count; call++) {
      const permit = start()
      pass(ms)
      end(permit, outcome)
    }
  }
  const see = (name = key): BreakerSnapshot => registry.snapshotOf(name, time.now)
  return Object.assign(time, {
    registry,
    admit,
    start,
    end,
    pass,
    calls,
    see,
    good: (count = 1): void => calls(count),
    bad: (count = 1): void => calls(count, failure),
    state: (name = key): string => see(name).state
  })
}
