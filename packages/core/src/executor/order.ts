/**
 * Which steps must be done before which: what the plan says, and what the paths say that are read and written. Pure. The
 * planner has inferred the same already; it is inferred again here, so that no plan can have a step run beside
 * one that it needs. Steps only ever wait for earlier ones, so there is no circle to be found.
 */
import { dependencies, type Footprint, footprintOf } from "../tool/footprint.ts"
import type { ResolvedPlan } from "../tool/ResolvedPlan.ts"

/** For each step, in the order of the plan: positions of the earlier steps that it needs, ascending. */
export const orderSteps = (resolved: ResolvedPlan): ReadonlyArray<ReadonlyArray<number>> => {
  const positions = new Map<string, number>()
  const footprints: Array<readonly [string, Footprint]> = []
  return resolved.steps.map((step, position) => {
    const named = resolved.plan.steps[position]?.dependsOn ?? []
    const footprint = resolved.steps.length === 1 ? null : footprintOf(step.action, step.prepared)
    const inferred = footprint === null ? [] : dependencies(footprint, footprints)
    if (footprint !== null) footprints.push([step.id, footprint])
    const needs = [...named, ...inferred].flatMap((id) => positions.get(id) ?? [])
    positions.set(step.id, position)
    return [...new Set(needs)].toSorted((a, b) => a - b)
  })
}
