/**
 * The resilience layers beside those that people use today, in the same run: cockatiel, opossum, and effect's own circuit breaker. Costs are
 * processor time a call, taken in turns, medians: on a machine that others use too, time on the wall says little. Through
 * the Effect door a call is an effect that one running fiber makes over and over; through the plain door, and for the others, a
 * promise that is awaited. Ours has its defaults, a window of time; cockatiel is measured with a window of time and with its
 * cheapest, failures in a row.
 */
import { setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"
import * as cockatiel from "cockatiel"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Theirs from "effect/persistence/CircuitBreaker"
import { CircuitBreaker, createPolicy, type PlainPolicy, Resilience, Retry, Timeout } from "@zenus/core/resilience"
import Opossum from "opossum"
import { type Bench, type Figure, median } from "./Bench.ts"

const CALLS = 20_000
const ROUNDS = 15
const KEYS = 100_000

/** Runs something `calls` times, one after the other. */
type Many = (calls: number) => Promise<unknown>

const awaited =
  (call: () => Promise<unknown>): Many =>
  async (calls) => {
    for (let made = 0; made < calls; made++) await call()
  }

const inOneFiber =
  <R>(context: Context.Context<R>, call: Effect.Effect<unknown, unknown, R>): Many =>
  (calls) => {
    const loop = Effect.suspend(() => {
      let made = 0
      return Effect.whileLoop({ while: () => made < calls, body: () => call, step: () => void made++ })
    })
    return Effect.runPromise(Effect.provideContext(loop, context))
  }

/** Of this process, in nanoseconds. */
const processorTime = async (work: () => Promise<unknown>): Promise<number> => {
  const before = process.cpuUsage()
  await work()
  const { system, user } = process.cpuUsage(before)
  return (user + system) * 1_000
}

/** Nanoseconds a call of each, all in turns. */
const costs = async <Name extends string>(rows: Readonly<Record<Name, Many>>): Promise<ReadonlyMap<string, number>> => {
  const found = new Map<string, Array<number>>()
  for (let round = -2; round < ROUNDS; round++) {
    for (const [name, many] of Object.entries<Many>(rows)) {
      // The compiler's work, and the garbage of whoever ran before, are on nobody's account.
      await many(CALLS / 4)
      const cost = (await processorTime(() => many(CALLS))) / CALLS
      if (round >= 0) found.set(name, [...(found.get(name) ?? []), cost])
    }
  }
  return new Map([...found].map(([name, all]) => [name, median(all)]))
}

const one = Effect.sync(() => 1)
const oneLater = Effect.promise(async () => 1)
const promised = async (): Promise<number> => 1

const consecutive = () =>
  cockatiel.circuitBreaker(cockatiel.handleAll, {
    halfOpenAfter: 5_000,
    breaker: new cockatiel.ConsecutiveBreaker(5)
  })

const sampling = () =>
  cockatiel.circuitBreaker(cockatiel.handleAll, {
    halfOpenAfter: 5_000,
    breaker: new cockatiel.SamplingBreaker({ threshold: 0.5, duration: 30_000, minimumRps: 1 })
  })

const times = async (): Promise<ReadonlyArray<Figure>> => {
  const services = await Effect.runPromise(Effect.scoped(Layer.build(Resilience.services())))
  await Effect.runPromise(
    Effect.provide(
      Effect.flatMap(CircuitBreaker.Breakers, ({ isolate }) => isolate("open", "benchmark")),
      services
    )
  )
  const theirs = await Effect.runPromise(
    Effect.scoped(
      Layer.build(
        Layer.provide(
          Theirs.layer({ tripPolicy: Theirs.rate({}), openDuration: "5 seconds" }),
          Theirs.layerStoreMemory()
        )
      )
    )
  )
  const effects = (call: Effect.Effect<unknown, unknown, Resilience.Services>) => inOneFiber(services, call)
  const plain = (policy: PlainPolicy) => awaited(() => policy.execute(promised))
  const [closed, inARow, both] = [sampling(), consecutive(), consecutive()]
  const opossum = new Opossum(promised, { timeout: false })
  const composed = cockatiel.wrap(
    cockatiel.retry(cockatiel.handleAll, { maxAttempts: 2, backoff: new cockatiel.ExponentialBackoff() }),
    both,
    cockatiel.timeout(1_000, cockatiel.TimeoutStrategy.Aggressive)
  )
  const isolated = createPolicy({ name: "open", breaker: {} })
  isolated.isolate("benchmark")
  const tripped = consecutive()
  tripped.isolate()
  const found = await costs({
    sync: effects(one),
    closed: effects(CircuitBreaker.withBreaker(one, { key: "closed" })),
    open: effects(Effect.catchCause(CircuitBreaker.withBreaker(one, { key: "open" }), () => Effect.void)),
    retry: effects(Retry.retry(one, { budget: "retry" })),
    effectsOwn: inOneFiber(theirs, Context.get(theirs, Theirs.CircuitBreaker).execute(one, { key: "closed" })),
    plainClosed: plain(createPolicy({ name: "closed", breaker: {} })),
    plainOpen: awaited(() => isolated.execute(promised).catch(() => 0)),
    cockatielClosed: awaited(() => closed.execute(promised)),
    cockatielInARow: awaited(() => inARow.execute(promised)),
    cockatielOpen: awaited(() => tripped.execute(promised).catch(() => 0)),
    opossumClosed: awaited(() => opossum.fire())
  })
  // By themselves: timers leave much to be cleared up.
  const withTimers = await costs({
    composed: effects(
      oneLater.pipe(
        Timeout.timeout("1 second"),
        CircuitBreaker.withBreaker({ key: "composed" }),
        Retry.retry({ budget: "composed" })
      )
    ),
    plainComposed: plain(createPolicy({ name: "composed", retry: {}, breaker: {}, timeout: "1 second" })),
    cockatielComposed: awaited(() => composed.execute(promised))
  })
  const cost = (name: string): number => found.get(name) ?? withTimers.get(name) ?? Number.NaN
  const row = (name: string, ours: string, baseline: string, what: string, bar: number): Figure => ({
    name,
    value: cost(ours),
    unit: "ns",
    baseline: { value: cost(baseline), what },
    bar
  })
  return [
    row("breaker closed, success", "closed", "sync", "Effect.sync", 8),
    row("breaker closed, success", "closed", "cockatielClosed", "cockatiel, window of time", 1.5),
    row("breaker closed, success", "closed", "cockatielInARow", "cockatiel, failures in a row", 1.5),
    row("breaker closed, success", "closed", "opossumClosed", "opossum", 1),
    row("breaker closed, success", "closed", "effectsOwn", "effect's CircuitBreaker", 1),
    row("breaker closed, success, plain door", "plainClosed", "cockatielClosed", "cockatiel, window of time", 1.5),
    row("breaker closed, success, plain door", "plainClosed", "opossumClosed", "opossum", 1),
    row("breaker open, turned away", "open", "sync", "Effect.sync", 10),
    row("breaker open, turned away, plain door", "plainOpen", "cockatielOpen", "cockatiel", 1),
    row("retry without a failure", "retry", "sync", "Effect.sync", 3),
    row("retry(breaker(timeout))", "composed", "cockatielComposed", "cockatiel", 1),
    row("retry(breaker(timeout)), plain door", "plainComposed", "cockatielComposed", "cockatiel", 1)
  ]
}

const makeCollect = (): (() => unknown) => {
  setFlagsFromString("--expose-gc")
  const found: unknown = runInNewContext("gc")
  if (typeof found !== "function") throw new Error("There is no garbage collector to call.")
  return () => Reflect.apply(found, undefined, [])
}
const collect = makeCollect()

/** Bytes in use, after everything that nobody holds is gone. */
const heap = (): number => {
  collect()
  collect()
  const { external, heapUsed } = process.memoryUsage()
  return heapUsed + external
}

/** A clock that is moved by hand: the idle time is an hour. */
const clockAt = (now: () => number): Clock.Clock => {
  const clock = Effect.runSync(Clock.Clock)
  return Object.create(clock, {
    monotonicTimeNanosUnsafe: { value: () => BigInt(Math.round(now() * 1e6)) }
  }) as Clock.Clock
}

const memory = async (): Promise<ReadonlyArray<Figure>> => {
  let now = 0
  const idleMs = Duration.toMillis("1 hour")
  const services = Context.add(
    await Effect.runPromise(Effect.scoped(Layer.build(CircuitBreaker.Breakers.layer()))),
    Clock.Clock,
    clockAt(() => now)
  )
  const { breaker, size } = Context.get(services, CircuitBreaker.Breakers)
  const before = heap()
  for (let key = 0; key < KEYS; key++) breaker(`key-${key}`).admit(now)
  const each = (heap() - before) / KEYS
  now += idleMs
  breaker("another").admit(now)
  const left = await Effect.runPromise(size)
  const afterwards = (heap() - before) / KEYS
  if (left !== 1) throw new Error(`${left} circuits are left after the idle time`)
  return [
    { name: "100,000 circuits, windows empty, each", value: each, unit: "bytes", baseline: null, bar: 300 },
    { name: "the same after the idle time", value: afterwards, unit: "bytes", baseline: null, bar: 10 }
  ]
}

export const bench: Bench = { name: "resilience layers", run: async () => [...(await memory()), ...(await times())] }
