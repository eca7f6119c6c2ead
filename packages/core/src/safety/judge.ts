/**
 * Plan and policy to verdict. Reads nothing but what it is handed (`disk` only resolves links and lists a home that a step would
 * empty), asks nobody, and cannot be talked to: there is no argument through which a model's opinion could come in.
 */
import { child, isInside } from "../disk/PathText.ts"
import { type ReadDisk } from "../disk/Disk.ts"
import { escapeName } from "../errors/escapeName.ts"
import { groupDigits } from "../errors/groupDigits.ts"
import { planRisk, Refusal, type Risk } from "../plan/Plan.ts"
import type { Verdict } from "../plan/Verdict.ts"
import type { ResolvedPlan, ResolvedStep } from "../tool/ResolvedPlan.ts"
import { atOnce, inPieces } from "./inPieces.ts"
import type { Facts, PolicyOptions, Target } from "./Policy.ts"
import { realTarget, resolveScope, type Scope } from "./resolveScope.ts"
import { eachTarget, targetsInPieces } from "./targetsOf.ts"

export interface JudgeInput {
  readonly resolved: Pick<ResolvedPlan, "plan" | "steps">
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

const wholeHome = (does: string): Refusal =>
  new Refusal({
    rule: "home-folder",
    reason: `That would ${does} everything in a home folder.`,
    recovery: ["Name the files or folders that you mean."]
  })

/** Whether a file that is not hidden is left somewhere below. Stops at the first; folders that cannot be listed count as full. */
const leavesFile = (folder: string, gone: ReadonlySet<string>, disk: ReadDisk): boolean => {
  if (!disk.may(folder, "read")) return true
  const shown = disk.list(folder).filter(({ name }) => !name.startsWith("."))
  const left = shown.filter(({ name }) => !gone.has(child(folder, name)))
  return (
    left.some(({ type }) => type !== "folder") ||
    left.some(({ name, type }) => type === "folder" && leavesFile(child(folder, name), gone, disk))
  )
}

/**
 * A step that takes away everything in a home, or sets the rights or the owner of everything in it, is the home as a whole, said
 * differently: all that it shows, all that it hides, all its folders, or every file in and below it. "Everything" begins at two: one lone file may be deleted like any other.
 */
const refuseEmptiedHome = (gone: ReadonlySet<string>, does: string, facts: Facts, disk: ReadDisk): Refusal | null => {
  for (const home of new Set([facts.home, ...facts.homes])) {
    const within = [...gone].filter((path) => isInside(home, path))
    if (home === "/" || within.length < 2 || disk.stat(home)?.type !== "folder") continue
    const entries = disk.list(home)
    const groups = [
      entries.filter(({ name }) => !name.startsWith(".")),
      entries.filter(({ name }) => name.startsWith(".")),
      entries.filter(({ name, type }) => !name.startsWith(".") && type === "folder")
    ]
    if (groups.some((group) => group.length > 1 && group.every(({ name }) => gone.has(child(home, name))))) {
      return wholeHome(does)
    }
    if (!leavesFile(home, gone, disk)) return wholeHome(does)
  }
  return null
}

/** Real paths of what a step takes away from where people look for it: into the trash, or out of a home. */
function* takenAway(
  { prepared }: ResolvedStep,
  facts: Facts,
  real: (path: string) => string
): Generator<void, ReadonlySet<string>> {
  const gone = new Set<string>()
  const homes = [facts.home, ...facts.homes]
  yield* inPieces(prepared.deeds, (deed) => {
    if (deed.do === "trash") gone.add(real(deed.path))
    else if (deed.do === "move") {
      const from = real(deed.from)
      const home = homes.find((one) => isInside(one, from))
      if (home !== undefined && !isInside(home, real(deed.to))) gone.add(from)
    }
  })
  return gone
}

/** Real paths of what a step sets the rights or the owner of. A home whose files nobody may read is as good as gone. */
function* madeOver({ prepared }: ResolvedStep, real: (path: string) => string): Generator<void, ReadonlySet<string>> {
  const made = new Set<string>()
  yield* inPieces(prepared.deeds, (deed) => {
    if (deed.do === "set" && (deed.mode ?? deed.uid ?? deed.gid) !== undefined) made.add(real(deed.path))
  })
  return made
}

function* judgeStep(
  step: ResolvedStep,
  scope: Scope,
  facts: Facts,
  disk: ReadDisk,
  cache: Map<string, string>
): Generator<void, Refusal | null> {
  let refused: Refusal | null = null
  const realpath = (path: string): string | null => disk.realpath(path)
  const real = (path: string): string => realTarget(path, realpath, cache)
  yield* targetsInPieces(step.prepared, ({ how, identity, path }) => {
    if (refused !== null) return
    const at = real(path)
    refused =
      scope.refuses({ path: at, how }) ?? (how === "make" ? null : refuseOwnByIdentity(at, identity, facts, disk))
  })
  if (refused !== null) return refused
  return (
    refuseEmptiedHome(yield* takenAway(step, facts, real), "take", facts, disk) ??
    refuseEmptiedHome(yield* madeOver(step, real), "change", facts, disk)
  )
}

/** Whether rules of the policy let all targets of a step pass. */
export const allowedByRule = (
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

/** Rules take away the question that is asked for its risk alone, never one for size or for what cannot be undone. */
export const isForRules = (risk: Risk, why: ReadonlyArray<string>): boolean => risk === 2 && why.length === 1

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
const wordOf = (resolved: JudgeInput["resolved"]): string =>
  resolved.plan.steps.find((step) => step.risk === 3)?.action ?? "yes"

export const judge = (input: JudgeInput): Verdict => atOnce(judgeInPieces(input))

/** The same with pauses: 100,000 files are more than a person who wants it to stop should wait for. */
export function* judgeInPieces({ resolved, options, facts, disk }: JudgeInput): Generator<void, Verdict> {
  const scope = resolveScope(facts, options)
  const cache = new Map<string, string>()
  for (const step of resolved.steps) {
    const refusal = yield* judgeStep(step, scope, facts, disk, cache)
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
    isForRules(risk, why) && risky.length > 0 && risky.every((step) => allowedByRule(step, options, facts, disk, cache))
  return ruled ? { _tag: "Allow", risk } : { _tag: "Confirm", risk, why }
}
