/** Deeds that were read to the steps of a request: what only says which files, or is said twice, is no step of its own. */
import type { Selection } from "../../plan/Selection.ts"
import type { Match } from "./matchPhrase.ts"
import type { Step } from "./readSequence.ts"
import { isReadingOf } from "./Session.ts"

export interface ReadStep {
  readonly tool: string
  readonly action: string
  readonly risk: 0 | 1 | 2 | 3
  readonly args: Readonly<Record<string, unknown>>
  /** Steps (counted from 1) that must be done before. */
  readonly dependsOn: ReadonlyArray<string>
  readonly references: Match["references"]
}

/** A search whose files the next deed takes ("find all x and delete them") is only how they are said. */
const onlySays = (step: Step, next: Step | undefined): boolean => {
  if (next === undefined || !isReadingOf(step.candidate) || !step.candidate.match.looks) return false
  const phrase = step.candidate.match.phrases
  const [only] = Object.values(step.candidate.args)
  if (phrase.length !== 1 || Object.keys(step.candidate.args).length !== 1 || typeof only !== "object") return false
  const selection = only as Selection
  const takes = (value: unknown): boolean =>
    typeof value === "object" &&
    value !== null &&
    Object.entries(selection).every(
      ([key, one]) => JSON.stringify((value as Record<string, unknown>)[key]) === JSON.stringify(one)
    )
  return next.candidate.match.phrases.some((one) => one.referred) && Object.values(next.candidate.args).some(takes)
}

const same = (a: Step, b: Step | undefined): boolean =>
  b !== undefined &&
  isReadingOf(a.candidate) &&
  a.candidate.entry.action === b.candidate.entry.action &&
  JSON.stringify(a.candidate.args) === JSON.stringify(b.candidate.args)

/** Steps in their order, numbered anew. */
export const stepsOf = (steps: ReadonlyArray<Step>): ReadonlyArray<ReadStep> => {
  // Said twice ("what is staged? show the staged changes") is asked once.
  const kept = steps.filter((step, index) => !onlySays(step, steps[index + 1]) && !same(step, steps[index + 1]))
  const renumbered = new Map<string, string>()
  for (const [index, step] of kept.entries()) renumbered.set(String(steps.indexOf(step) + 1), String(index + 1))
  return kept.map(({ candidate }, index) => {
    const before = kept[index - 1]
    const acts = before !== undefined && !(isReadingOf(before.candidate) && isReadingOf(candidate))
    const references = Object.fromEntries(
      Object.entries(candidate.match.references).map(([name, reference]) => [
        name,
        { ...reference, step: renumbered.get(reference.step) ?? reference.step }
      ])
    )
    const args = Object.fromEntries(Object.entries(candidate.args).filter(([name]) => !(name in references)))
    return {
      tool: candidate.entry.action.tool,
      action: candidate.entry.action.name,
      risk: candidate.entry.action.risk,
      args: Object.keys(references).length > 0 ? args : candidate.args,
      dependsOn: acts ? [String(index)] : [],
      references
    }
  })
}
