/** The order of doing: a step begins once those that it needs are done, beside others up to a limit. */
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Semaphore from "effect/Semaphore"
import type { ResolvedPlan } from "../tool/ResolvedPlan.ts"
import { orderSteps } from "./order.ts"
import type { StepResult } from "./runStep.ts"

/** Each step at most once: one that needs a step which is not done is left out. `run` puts its result into `results`. */
export const runSteps = Effect.fnUntraced(function* (
  resolved: ResolvedPlan,
  concurrency: number,
  results: ReadonlyMap<number, StepResult>,
  run: (position: number) => Effect.Effect<void>
) {
  const needs = orderSteps(resolved)
  const ended = yield* Effect.forEach(resolved.steps, () => Deferred.make<boolean>())
  const permits = yield* Semaphore.make(concurrency)
  const one = (position: number): Effect.Effect<void> =>
    Effect.gen(function* () {
      let ready = true
      for (const need of needs[position] ?? []) {
        const deferred = ended[need]
        if (deferred !== undefined && !(yield* Deferred.await(deferred))) ready = false
      }
      if (ready) yield* permits.withPermit(run(position))
      const mine = ended[position]
      if (mine !== undefined) yield* Deferred.succeed(mine, results.get(position)?.report.status === "done")
    })
  return yield* Effect.forEach(resolved.steps, (_, position) => one(position), {
    concurrency: "unbounded",
    discard: true
  })
})
