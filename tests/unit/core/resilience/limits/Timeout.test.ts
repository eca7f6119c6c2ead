import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Scheduler from "effect/Scheduler"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/testing/TestClock"
import { isRecoverable } from "#core/errors/Recoverable.ts"
import { firstElement, gap, TimedOut, timeout } from "#core/resilience/limits/Timeout.ts"
import { classify } from "#core/resilience/Outcome.ts"

const start = <A, E, R>(self: Effect.Effect<A, E, R>) => Effect.forkChild(self, { startImmediately: true })

describe("timeout", () => {
  it.effect("36: interrupts the attempt at its limit, and its finalizers have run when the error comes", () =>
    Effect.gen(function* () {
      let closed = false
      const call = Effect.onExit(Effect.never, () =>
        Effect.andThen(
          Effect.sleep("1 second"),
          Effect.sync(() => void (closed = true))
        )
      )
      const fiber = yield* start(timeout(call, "8 seconds", { name: "ollama" }))
      yield* TestClock.adjust("7999 millis")
      assert.isUndefined(fiber.pollUnsafe())
      yield* TestClock.adjust("1 millis")
      assert.isUndefined(fiber.pollUnsafe())
      yield* TestClock.adjust("1 second")
      const error = yield* Effect.flip(Fiber.join(fiber))
      assert.isTrue(closed)
      assert.instanceOf(error, TimedOut)
      assert.instanceOf(error, Error)
      assert.strictEqual(error.message, "ollama did not answer within 8 s.")
      assert.deepStrictEqual([error.name, error.limitMs, error.elapsedMs], ["ollama", 8_000, 8_000])
      assert.isTrue(isRecoverable(error))
    })
  )

  it.effect("36: counts as a failure that cost a whole timeout", () =>
    Effect.gen(function* () {
      const fiber = yield* start(Effect.never.pipe(timeout("1 second")))
      yield* TestClock.adjust("1 second")
      assert.deepStrictEqual(classify(yield* Fiber.await(fiber), 1_000), { _tag: "Failure", timedOut: true })
    })
  )

  it.effect("gives the answer, the error or the defect that comes in time, also exactly at the limit", () =>
    Effect.gen(function* () {
      const fiber = yield* start(timeout(Effect.as(Effect.sleep("1 second"), "answer"), "1 second"))
      yield* TestClock.adjust("1 second")
      assert.strictEqual(yield* Fiber.join(fiber), "answer")
      assert.strictEqual(yield* Effect.flip(timeout(Effect.fail("error"), "1 second")), "error")
      assert.deepStrictEqual(
        yield* Effect.exit(timeout(Effect.die("bug"), "1 second")),
        yield* Effect.exit(Effect.die("bug"))
      )
      assert.strictEqual(yield* timeout(Effect.succeed(1), "1 second"), 1)
    })
  )

  it.effect("interrupts the attempt with its caller", () =>
    Effect.gen(function* () {
      let interrupted = 0
      const call = Effect.onInterrupt(Effect.never, () => Effect.sync(() => void interrupted++))
      const fiber = yield* start(timeout(call, "1 second"))
      yield* Fiber.interrupt(fiber)
      assert.strictEqual(interrupted, 1)
      assert.isTrue((yield* Fiber.await(fiber))._tag === "Failure")
    })
  )
})

it.effect("36: interrupted at any step, or ended by its limit, it leaves no attempt running", () =>
  Effect.gen(function* () {
    for (const ops of [3, 4, 5, 6, 8, 11, 16, 64]) {
      for (let yields = 0; yields <= 12; yields++) {
        const seen = { started: 0, ended: 0 }
        const call = Effect.suspend(() => {
          seen.started++
          return Effect.onExit(Effect.never, () => Effect.sync(() => void seen.ended++))
        }).pipe(timeout("1 second"), Effect.provideService(Scheduler.MaxOpsBeforeYield, ops))
        const fiber = yield* Effect.forkChild(call)
        for (let step = 0; step < yields; step++) yield* step === 6 ? TestClock.adjust("1 second") : Effect.yieldNow
        yield* Fiber.interrupt(fiber)
        assert.strictEqual(seen.ended, seen.started, `${ops} ${yields}`)
      }
    }
  })
)

/** Sends 0, 1, 2, …, each after its wait in milliseconds. */
const sending = (...waits: ReadonlyArray<number>) =>
  Stream.mapEffect(Stream.fromIterable(waits.entries()), ([at, ms]) => Effect.as(Effect.sleep(ms), at))

/** What a stream has sent until it ended, and how. */
const collected = <A, E>(stream: Stream.Stream<A, E>, ms: number) =>
  Effect.gen(function* () {
    const sent: Array<A> = []
    const fiber = yield* start(
      Effect.result(Stream.runForEach(stream, (element) => Effect.sync(() => sent.push(element))))
    )
    yield* TestClock.adjust(ms)
    const end = fiber.pollUnsafe()
    yield* Fiber.interrupt(fiber)
    return { sent, end: end?._tag === "Success" ? end.value : undefined }
  })

describe("firstElement", () => {
  it.effect("fails a stream that has sent nothing at the limit, and no later silence", () =>
    Effect.gen(function* () {
      const late = yield* collected(sending(1_001).pipe(firstElement("1 second", { name: "deepseek" })), 1_000)
      assert.deepStrictEqual(late.sent, [])
      assert.strictEqual(
        late.end?._tag === "Failure" ? late.end.failure.message : "",
        "deepseek sent nothing within 1 s."
      )
      const inTime = yield* collected(firstElement(sending(1_000, 60_000), "1 second"), 61_000)
      assert.deepStrictEqual([inTime.sent, inTime.end?._tag], [[0, 1], "Success"])
    })
  )

  it.effect("closes the stream", () =>
    Effect.gen(function* () {
      let closed = false
      const stream = Stream.ensuring(
        Stream.never,
        Effect.sync(() => void (closed = true))
      )
      yield* collected(firstElement(stream, "1 second"), 1_000)
      assert.isTrue(closed)
    })
  )
})

describe("gap", () => {
  it.effect("fails a stream that falls silent after an element; what was sent stays sent", () =>
    Effect.gen(function* () {
      const { end, sent } = yield* collected(gap(sending(60_000, 1_000, 1_001), "1 second"), 62_000)
      assert.deepStrictEqual(sent, [0, 1])
      assert.strictEqual(end?._tag === "Failure" ? end.failure.message : "", "The call sent nothing more for 1 s.")
    })
  )

  it.effect("does not count the consumer's own time", () =>
    Effect.gen(function* () {
      const fiber = yield* start(
        Stream.runForEach(gap(sending(0, 500, 500), "1 second"), () => Effect.sleep("1 minute"))
      )
      yield* TestClock.adjust("10 minutes")
      assert.strictEqual((yield* Fiber.await(fiber))._tag, "Success")
    })
  )
})

it("5: refuses a duration that is none", () => {
  for (const operator of [timeout, firstElement, gap]) {
    for (const bad of [0, -1, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 31]) {
      assert.throws(() => operator(bad), /^(timeout|firstElement|gap): expected a length above zero/)
    }
  }
})
