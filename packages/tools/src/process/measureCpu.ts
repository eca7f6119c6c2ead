/**
 * How busy each process is now: two looks a little apart. What `ps` prints as %CPU is the average of a whole life and
 * says nothing about the present, and a single look gives 0.
 */
import type { StepFailed } from "@zenus/core"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type { ProcessFacts, Processes } from "./Processes.ts"

/** Time between the two looks. The kernel counts in steps of 10 ms, so this gives 4% of a core as the least figure. */
export const SAMPLE_MS = 250

export interface Measured {
  readonly facts: ProcessFacts
  /** Percent of one core, one decimal; above 100 with several threads. */
  readonly cpu: number
}

/** Percent of one core between two looks: pure. 0 for a length that is not positive. */
export const cpuBetween = (beforeMs: number, afterMs: number, elapsedMs: number): number =>
  elapsedMs <= 0 ? 0 : Math.max(0, Math.round(((afterMs - beforeMs) / elapsedMs) * 1000) / 10)

/** Those of the second look; one that started in between is measured from nothing. */
export const measureCpu = Effect.fnUntraced(function* (
  processes: Processes,
  read: Effect.Effect<ReadonlyArray<ProcessFacts>, StepFailed> = processes.list
): Effect.fn.Return<ReadonlyArray<Measured>, StepFailed> {
  const first = yield* read
  const from = yield* Clock.currentTimeNanos
  yield* Effect.sleep(SAMPLE_MS)
  const second = yield* read
  const elapsedMs = Number((yield* Clock.currentTimeNanos) - from) / 1e6
  const before = new Map(first.map((facts) => [`${facts.pid} ${facts.start}`, facts.cpuMs] as const))
  return second.map((facts) => ({
    facts,
    cpu: cpuBetween(before.get(`${facts.pid} ${facts.start}`) ?? 0, facts.cpuMs, elapsedMs)
  }))
})
