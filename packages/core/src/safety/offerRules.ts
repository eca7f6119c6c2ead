/**
 * The allow rules that would have taken a question away: one for each typed action at risk 2, under the narrowest real folder that
 * holds all its targets. The judge has the last word: what it would still ask about (risk 3, too many files, a deed outside the
 * file tree) is offered nothing. Surprise: a rule is for what is inside a folder, so that for deleting a folder it names the one above.
 *
 * No rule is offered for a folder that is never changed as a whole (the root, a home, `/tmp`): it would let too much pass. Nor are more
 * than three, which nobody reads.
 */
import { dirname, isInside } from "../disk/PathText.ts"
import type { Verdict } from "../plan/Verdict.ts"
import { allowedByRule, isForRules, judge, type JudgeInput } from "./judge.ts"
import type { AllowRule } from "./Policy.ts"
import { realTarget, resolveScope } from "./resolveScope.ts"
import type { ResolvedStep } from "../tool/ResolvedPlan.ts"
import { eachTarget } from "./targetsOf.ts"

const MAX_OFFERED = 3

const commonFolder = (one: string, other: string): string => {
  let folder = one
  while (!isInside(folder, other)) folder = dirname(folder)
  return folder
}

/** The narrowest folder that all targets of a step are in, by their real paths; `null` where it has none. */
const folderOf = (
  step: ResolvedStep,
  realpath: (path: string) => string | null,
  cache: Map<string, string>
): string | null => {
  let folder: string | null = null
  eachTarget(step.prepared, ({ path }) => {
    const holds = dirname(realTarget(path, realpath, cache))
    folder = folder === null ? holds : commonFolder(folder, holds)
  })
  return folder
}

/** In the order of the steps, each once; they have no end. Empty where rules would not do. @param asked what the judge said. */
export const offerRules = (input: JudgeInput, asked: Verdict): ReadonlyArray<AllowRule> => {
  if (asked._tag !== "Confirm" || !isForRules(asked.risk, asked.why)) return []
  const { disk, facts, options, resolved } = input
  const scope = resolveScope(facts, options)
  const cache = new Map<string, string>()
  const realpath = (path: string): string | null => disk.realpath(path)
  const rules = new Map<string, AllowRule>()
  for (const [at, step] of resolved.steps.entries()) {
    if (resolved.plan.steps[at]?.risk !== 2 || allowedByRule(step, options, facts, disk, cache)) continue
    const under = folderOf(step, realpath, cache)
    if (under === null || scope.isTooWide(under)) return []
    const action = `${step.tool}.${step.action.name}`
    rules.set(JSON.stringify([action, under]), { action, under, until: null })
  }
  const offered = [...rules.values()]
  if (offered.length === 0 || offered.length > MAX_OFFERED) return []
  const verdict = judge({ ...input, options: { ...options, allow: [...options.allow, ...offered] } })
  return verdict._tag === "Allow" ? offered : []
}
