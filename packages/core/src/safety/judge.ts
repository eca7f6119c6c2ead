/**
 * Plan and policy to verdict. Reads nothing but what it is handed (`disk` only resolves links and lists a home that a step would
 * empty), asks nobody, and cannot be talked to: there is no argument through which a model's opinion could come in.
 */
import { child, dirname, isInside } from "../disk/PathText.ts"
import { type ReadDisk } from "../disk/Disk.ts"
import { escapeName } from "../errors/escapeName.ts"
import { groupDigits } from "../errors/groupDigits.ts"
import { planRisk, Refusal, type Risk } from "../plan/Plan.ts"
import type { Verdict } from "../plan/Verdict.ts"
import type { ResolvedPlan, ResolvedStep } from "../tool/ResolvedPlan.ts"
import type { Facts, PolicyOptions, Target } from "./Policy.ts"
import { realTarget, resolveScope, type Scope } from "./resolveScope.ts"
import { eachTarget } from "./targetsOf.ts"

export interface JudgeInput {
  readonly resolved: ResolvedPlan
  readonly options: PolicyOptions
  readonly facts: Facts
  readonly disk: ReadDisk
}

const refuseOwnByIdentity = (path: string, seen: Target["identity"], facts: Facts, disk: ReadDisk): Refusal | null => {
  if (facts.ownIdentities.length === 0) return null
  const stat = seen ?? disk.lstat(path)
  return stat !== null && facts.ownIdentities.some((own) => own.dev === stat.dev && own.ino === stat.ino)
    ? new Refusal({
        rule: "own-state",
        reason: `${escapeName(path)} is zenus' own state under another name (a hard link).`,
        recovery: ["Remove that name by hand if you mean it."]
      })
    : null
}

/** A step that takes away or changes everything a home shows: the home as a whole, said differently. */
const refuseEmptiedHome = (removed: ReadonlySet<string>, facts: Facts, disk: ReadDisk): Refusal | null => {
  for (const home of new Set([facts.home, ...facts.homes])) {
    if (home === "/" || ![...removed].some((path) => dirname(path) === home)) continue
    const names = disk.stat(home)?.type === "folder" ? disk.list(home).map((entry) => entry.name) : []
    const shown = names.filter((name) => !name.startsWith("."))
    const hidden = names.filter((name) => name.startsWith("."))
    // One lone file in a home may be deleted like any other; "everything" begins at two.
    if ([shown, hidden].some((group) => group.length > 1 && group.every((name) => removed.has(child(home, name))))) {
      return new Refusal({
        rule: "home-folder",
        reason: "That would take everything in a home folder.",
        recovery: ["Name the files or folders that you mean."]
      })
    }
  }
  return null
}

const judgeStep = (
  step: ResolvedStep,
  scope: Scope,
  facts: Facts,
  disk: ReadDisk,
  cache: Map<string, string>
): Refusal | null => {
  let refused: Refusal | null = null
  const taken = new Set<string>()
  const realpath = (path: string): string | null => disk.realpath(path)
  const homes = [facts.home, ...facts.homes]
  eachTarget(step.prepared, (target: Target) => {
    if (refused !== null) return
    const real = realTarget(target.path, realpath, cache)
    refused =
      scope.refuses({ path: real, how: target.how }) ??
      (target.how === "make" ? null : refuseOwnByIdentity(real, target.identity, facts, disk))
    if (target.how !== "make" && homes.includes(dirname(real))) taken.add(real)
  })
  return refused ?? refuseEmptiedHome(taken, facts, disk)
}

const allowedByRule = (
  step: ResolvedStep,
  options: PolicyOptions,
  facts: Facts,
  disk: ReadDisk,
  cache: Map<string, string>
): boolean => {
  const rules = options.allow.filter(
    (rule) => rule.action === `${step.tool}.${step.action.name}` && (rule.until === null || facts.now < rule.until)
  )
  if (rules.length === 0 || step.prepared.own !== undefined) return false
  let every = true
  eachTarget(step.prepared, (target) => {
    const real = realTarget(target.path, (path) => disk.realpath(path), cache)
    if (!rules.some((rule) => isInside(rule.under, real) && real !== rule.under)) every = false
  })
  return every
}

const reasonsOf = (risk: Risk, count: number, bytes: number, options: PolicyOptions): ReadonlyArray<string> => [
  ...(risk >= 2 ? [risk === 3 ? "cannot be undone" : "changes or deletes"] : []),
  ...(count > options.maxFiles
    ? [`touches ${groupDigits(count)} files and folders (more than ${groupDigits(options.maxFiles)})`]
    : []),
  ...(bytes > options.maxBytes
    ? [`touches ${Math.round(bytes / 1024 ** 3)} GB (more than ${Math.round(options.maxBytes / 1024 ** 3)} GB)`]
    : [])
]

/** The word to be typed for a plan that cannot be undone: the action's own name. */
const wordOf = (resolved: ResolvedPlan): string => resolved.plan.steps.find((step) => step.risk === 3)?.action ?? "yes"

export const judge = ({ resolved, options, facts, disk }: JudgeInput): Verdict => {
  const scope = resolveScope(facts, options)
  const cache = new Map<string, string>()
  for (const step of resolved.steps) {
    const refusal = judgeStep(step, scope, facts, disk, cache)
    if (refusal !== null) return { _tag: "Refuse", stepId: step.id, refusal }
  }
  const risk = planRisk(resolved.plan)
  const acting = resolved.plan.steps.filter((step) => step.risk > 0)
  const sum = (of: (step: (typeof acting)[number]) => number): number =>
    acting.reduce((total, step) => total + of(step), 0)
  const why = reasonsOf(
    risk,
    sum((step) => step.count),
    sum((step) => step.bytes),
    options
  )
  if (risk === 3) return { _tag: "ConfirmIrreversible", risk, why, word: wordOf(resolved) }
  if (why.length === 0) return { _tag: "Allow", risk }
  const risky = resolved.steps.filter((_, index) => resolved.plan.steps[index]?.risk === 2)
  const ruled =
    risky.length > 0 && why.length === 1 && risky.every((step) => allowedByRule(step, options, facts, disk, cache))
  return ruled ? { _tag: "Allow", risk } : { _tag: "Confirm", risk, why }
}
