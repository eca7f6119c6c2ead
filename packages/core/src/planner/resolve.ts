/**
 * IntentIR to plan: decodes each step's arguments, replaces references, lets the action look, and writes down every effect.
 * The one place that reads the world before judging; it gets a disk that cannot write. Nothing is chosen here: what a
 * request names and is not there fails with near names, and nothing of it is done.
 */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { ReadDisk } from "../disk/Disk.ts"
import { groupDigits } from "../errors/groupDigits.ts"
import type { Recoverable } from "../errors/Recoverable.ts"
import type { IntentIR, IntentStep } from "../plan/IntentIR.ts"
import { Plan, type PlanEffect, Step } from "../plan/Plan.ts"
import type { Reference } from "../plan/Selection.ts"
import { assessRisk, undoOf } from "../safety/assessRisk.ts"
import type { TrashFacts } from "../safety/Policy.ts"
import type { AnyAction, LookContext, Prepared } from "../tool/Action.ts"
import { answerOf, MAX_ANSWER, pathsOf } from "../tool/answerOf.ts"
import { effectOf } from "../tool/Deed.ts"
import { dependencies, type Footprint, footprintOf } from "../tool/footprint.ts"
import type { ResolvedPlan, ResolvedStep } from "../tool/ResolvedPlan.ts"
import type { Toolbox } from "../tool/Toolbox.ts"
import { BadArgument, type ToolError } from "../tool/ToolError.ts"
import { overlay } from "./overlay.ts"

/** A step names a tool or an action that is not in the table, or a reference that leads nowhere. */
export class PlanInvalid
  extends Schema.TaggedError<PlanInvalid>()("PlanInvalid", {
    step: Schema.String,
    reason: Schema.String
  })
  implements Recoverable
{
  override get message(): string {
    return `Step ${this.step} cannot be planned: ${this.reason}`
  }
  get recovery(): ReadonlyArray<string> {
    return ["See zenus tools for what there is."]
  }
}

/** Longest plan, in steps. A plan beyond it is refused, not cut. */
export const MAX_STEPS = 50

export interface ResolveInput {
  readonly intent: IntentIR
  readonly request: string
  readonly toolbox: Toolbox
  readonly disk: ReadDisk
  readonly context: Omit<LookContext, "disk">
  readonly trash: TrashFacts
}

interface Done {
  readonly step: ResolvedStep
  readonly footprint: Footprint
}

/** What a later step takes of it. Text that is longer than a report holds is not cut: the step fails. */
const takenOf = (
  { step: { prepared }, step: source }: Done,
  { action, id }: IntentStep,
  output: Reference["output"]
): Effect.Effect<{ readonly paths: ReadonlyArray<string>; readonly text: string }, ToolError | PlanInvalid> => {
  if (prepared.paths !== undefined) return Effect.succeed({ paths: prepared.paths, text: prepared.paths.join("\n") })
  if (prepared.run === undefined) {
    return Effect.fail(new PlanInvalid({ step: id, reason: `step ${source.id} gives nothing that could be taken.` }))
  }
  return Effect.flatMap(prepared.run, (answer) => {
    if (output !== "text") return Effect.map(pathsOf(answer), (paths) => ({ paths, text: "" }))
    return Effect.flatMap(answerOf([answer]), ({ text, truncated }) =>
      truncated
        ? Effect.fail(
            new BadArgument({
              action,
              reason: `takes a text, and what step ${source.id} gives is longer than ${groupDigits(MAX_ANSWER)} characters.`,
              hints: ["Name the file to copy, or take a part of it."]
            })
          )
        : Effect.succeed({ paths: [], text })
    )
  })
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** The step's arguments with every reference replaced by what the earlier step found or will make. */
const resolveReferences = Effect.fnUntraced(function* (step: IntentStep, earlier: ReadonlyMap<string, Done>) {
  const args: Record<string, unknown> = { ...step.args }
  for (const [name, reference] of Object.entries(step.references ?? {})) {
    const source = earlier.get(reference.step)
    if (source === undefined)
      return yield* new PlanInvalid({ step: step.id, reason: `there is no earlier step ${reference.step}.` })
    const found = yield* takenOf(source, step, reference.output)
    const existing = args[name]
    if (reference.output === "text") args[name] = found.text
    else if (reference.output === "paths") args[name] = { ...(isRecord(existing) ? existing : {}), paths: found.paths }
    else {
      const [only, ...more] = found.paths
      if (only === undefined || more.length > 0) {
        return yield* new BadArgument({
          action: step.action,
          reason: `needs one path, and step ${reference.step} gives ${found.paths.length}.`,
          hints: ["Name the file."]
        })
      }
      args[name] = only
    }
  }
  return args
})

/** A reading step whose object an earlier step makes: looked at once that is done. */
const deferred = (action: AnyAction): Prepared => ({
  explanation: `${action.description} (once the steps before are done)`,
  deeds: []
})

const effectsOf = (prepared: Prepared): ReadonlyArray<PlanEffect> => [
  ...prepared.deeds.map(effectOf),
  ...(prepared.own?.effects ?? [])
]

const stepOf = (
  resolved: ResolvedStep,
  dependsOn: ReadonlyArray<string>,
  args: Record<string, unknown>,
  trash: TrashFacts
): Step => {
  const { action, prepared } = resolved
  const risk = assessRisk(action, prepared, trash.canTrash)
  const effects = effectsOf(prepared)
  const bytes = effects.reduce((sum, effect) => sum + (effect.bytes ?? 0), 0)
  const trashed = prepared.deeds.reduce((sum, deed) => sum + (deed.do === "trash" ? deed.bytes : 0), 0)
  const notes = [
    ...(prepared.notes ?? []),
    ...(risk === 3 && prepared.deeds.length > 0
      ? ["No trash can be made on that file system: this would be for good."]
      : []),
    ...(trashed > trash.roomBytes
      ? ["This is larger than the room left in the trash; nothing younger than the retention is pruned for it."]
      : [])
  ]
  // Validating 100,000 effects would cost more than planning them; they were made here.
  return new Step(
    {
      id: resolved.id,
      tool: resolved.tool,
      action: action.name,
      args,
      risk,
      undo: undoOf(action, prepared, risk),
      dependsOn,
      explanation: prepared.explanation,
      count: effects.length,
      bytes,
      effects,
      notes
    },
    { disableChecks: true }
  )
}

export const resolve = Effect.fnUntraced(function* (input: ResolveInput) {
  const { intent, toolbox } = input
  if (intent.steps.length > MAX_STEPS) {
    return yield* new PlanInvalid({ step: String(MAX_STEPS + 1), reason: `a plan has at most ${MAX_STEPS} steps.` })
  }
  const world = overlay(input.disk, input.context.now)
  const context: LookContext = { ...input.context, disk: world.disk }
  const done = new Map<string, Done>()
  const steps: Array<Step> = []
  const takenOver = new Set(
    intent.steps.flatMap(({ references }) => Object.values(references ?? {}).map((reference) => reference.step))
  )
  for (const intended of intent.steps) {
    const action = toolbox.find(intended.tool, intended.action)
    if (action === undefined)
      return yield* new PlanInvalid({
        step: intended.id,
        reason: `there is no action ${intended.tool}.${intended.action}.`
      })
    const args = yield* resolveReferences(intended, done)
    world.touched()
    const looked = yield* Effect.result(action.prepare(args, context))
    const lookAgain = world.touched()
    if (looked._tag === "Failure" && !(lookAgain && action.risk === 0)) return yield* Effect.fail(looked.failure)
    const prepared = looked._tag === "Success" ? looked.success : deferred(action)
    // Over 100,000 files each of these is as long as a person may have to wait for a stop.
    yield* Effect.yieldNow
    const footprint = footprintOf(action, prepared)
    yield* Effect.yieldNow
    const named = [
      ...(intended.dependsOn ?? []),
      ...Object.values(intended.references ?? {}).map((reference) => reference.step)
    ]
    const unknown = named.find((id) => !done.has(id))
    if (unknown !== undefined)
      return yield* new PlanInvalid({
        step: intended.id,
        reason: `it depends on step ${unknown}, which is not before it.`
      })
    // A deferred reader depends on every step before it: what it reads is not known yet.
    const inferred =
      looked._tag === "Success"
        ? dependencies(
            footprint,
            [...done.values()].map((entry) => [entry.step.id, entry.footprint] as const)
          )
        : [...done.keys()]
    const dependsOn = [...new Set([...named, ...inferred])]
    // What another program does to the files shows only afterwards.
    const followsOwn = dependsOn.some((id) => done.get(id)?.step.prepared.own !== undefined)
    const resolved: ResolvedStep = {
      id: intended.id,
      tool: intended.tool,
      action,
      args,
      context: { ...input.context, disk: input.disk },
      prepared,
      lookAgain: lookAgain || (followsOwn && prepared.deeds.length > 0),
      ...(action.risk === 0 && takenOver.has(intended.id) ? { onlyFeeds: true as const } : {})
    }
    steps.push(stepOf(resolved, dependsOn, args, input.trash))
    yield* Effect.yieldNow
    if (intended !== intent.steps.at(-1)) world.apply(prepared.deeds)
    done.set(intended.id, { step: resolved, footprint })
  }
  const plan = new Plan(
    {
      request: input.request,
      goal: steps.map((step) => step.explanation).join("; ") || intent.goal,
      provider: intent.provider,
      confidence: intent.confidence,
      status: "planned",
      requiresConfirmation: false,
      steps,
      refusal: null,
      suggestions: [],
      cwd: input.context.cwd
    },
    { disableChecks: true }
  )
  return { plan, intent, steps: [...done.values()].map((entry) => entry.step) } satisfies ResolvedPlan
})
