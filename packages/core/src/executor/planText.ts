/** A plan as the history keeps it: JSON, with the first effects of each step; the deeds themselves are in its batches. Pure. */
import { keptRequest } from "../history/keptRequest.ts"
import type { Plan } from "../plan/Plan.ts"

/** Effects of a step that the history keeps; the deeds themselves are in its batches. */
const EFFECTS_KEPT = 1000

export const planText = (plan: Plan): string =>
  JSON.stringify({
    ...plan,
    request: keptRequest(plan.request),
    steps: plan.steps.map((step) => ({
      ...step,
      effects: step.effects.slice(0, EFFECTS_KEPT),
      effectsOmitted: Math.max(0, step.effects.length - EFFECTS_KEPT)
    }))
  })
