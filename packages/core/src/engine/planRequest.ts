/**
 * The first half of the flow, which writes nothing: request to a judged plan. Whatever ends it early (not understood, a path that is
 * not there, a refusal) is part of the result, since each has a status, an exit code and a document of its own.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { bringsOut } from "../safety/bringsOut.ts"
import { DiskError, type ReadDisk } from "../disk/Disk.ts"
import * as PathText from "../disk/PathText.ts"
import { escapeName } from "../errors/escapeName.ts"
import type { Recoverable } from "../errors/Recoverable.ts"
import { inSlices } from "../executor/inSlices.ts"
import { Plan, type PlanStatus, Refusal } from "../plan/Plan.ts"
import type { ErrorDocument, ReportStatus } from "../plan/Report.ts"
import { MAX_REQUEST_LENGTH, type Request } from "../plan/Request.ts"
import type { Verdict } from "../plan/Verdict.ts"
import { makePlan, type PlanError } from "../planner/Planner.ts"
import { NotUnderstood, type ModelText, type TranslateEvent, type Translator } from "../planner/Translator.ts"
import { judgeInPieces } from "../safety/judge.ts"
import { resolveScope } from "../safety/resolveScope.ts"
import type { Facts, PolicyOptions, TrashFacts } from "../safety/Policy.ts"
import type { LookContext } from "../tool/Action.ts"
import type { ResolvedPlan } from "../tool/ResolvedPlan.ts"
import type { Toolbox } from "../tool/Toolbox.ts"
import { everySoOften, Telling } from "../tool/TellProgress.ts"
import { StepFailed } from "../tool/ToolError.ts"
import type { PlanProgress } from "./Event.ts"

/** Everything that planning and judging look at. Facts are gathered anew for each request. */
export interface PlanningWorld {
  readonly translators: ReadonlyArray<Translator>
  readonly toolbox: Toolbox
  readonly disk: ReadDisk
  /** What actions look at and read from; judging is on `disk`. Default: the same. */
  readonly looksAt?: ReadDisk
  /** Of whom what actions look at is hidden: nothing may be given a name under which it is not. Default: of nobody. */
  readonly isHidden?: (path: string) => boolean
  readonly context: Omit<LookContext, "disk">
  readonly trash: TrashFacts
  readonly policy: PolicyOptions
  readonly facts: Facts
}

/** A plan that may go on to be agreed to. */
export interface Judged {
  readonly _tag: "Judged"
  readonly resolved: ResolvedPlan
  readonly verdict: Exclude<Verdict, { readonly _tag: "Refuse" }>
}

/** The request was a question that needs nothing of this machine. The plan has no steps. */
export interface Answered {
  readonly _tag: "Answered"
  readonly plan: Plan
  /** Plain text that nobody has escaped. */
  readonly text: string
}

/** The flow ends here. `plan` is `null` where the request never became one. */
export interface Ended {
  readonly _tag: "Ended"
  readonly status: Exclude<ReportStatus, "done">
  readonly plan: Plan | null
  readonly error: Recoverable
}

export const errorDocument = (error: Recoverable): ErrorDocument => ({
  tag: error._tag,
  message: error.message,
  recovery: error.recovery
})

/** The plan of a request that came to none; `provider` had the last word. */
const emptyPlan = (
  request: Request,
  provider: string,
  status: PlanStatus,
  refusal: Refusal | null,
  suggestions: ReadonlyArray<string>
): Plan =>
  new Plan(
    {
      request: request.text,
      goal: "",
      provider,
      confidence: 0,
      status,
      requiresConfirmation: false,
      steps: [],
      refusal,
      suggestions,
      cwd: request.cwd
    },
    { disableChecks: true }
  )

const answered = (request: Request, { provider, text }: ModelText): Answered => ({
  _tag: "Answered",
  text,
  plan: new Plan(
    { ...emptyPlan(request, provider, "planned", null, []), goal: "Answer the question", confidence: 1 },
    { disableChecks: true }
  )
})

export const ended = (status: Ended["status"], plan: Plan | null, error: Recoverable): Ended => ({
  _tag: "Ended",
  status,
  plan,
  error
})

/** Which end each error is: one row for each, and everything else is a failure. */
const endOf = (error: PlanError, request: Request, by: string): Ended => {
  switch (error._tag) {
    case "NotUnderstood":
      return ended("not-understood", emptyPlan(request, by, "not-understood", null, error.suggestions), error)
    case "Ambiguous":
      return ended("ambiguous", emptyPlan(request, error.by ?? "rules", "ambiguous", null, error.suggestions), error)
    case "BadArgument":
    case "NoModelAnswered":
    case "PlanInvalid":
      return ended("not-understood", emptyPlan(request, by, "not-understood", null, []), error)
    case "DeedRefused":
      return ended(
        "refused",
        emptyPlan(
          request,
          by,
          "refused",
          new Refusal({ rule: error.rule, reason: error.reason, recovery: error.hints }),
          []
        ),
        error
      )
    case "ModelNameUnknown":
    case "PathNotFound":
    case "StepFailed":
    case "ChangedSince":
      return ended("failed", null, error)
  }
}

/** The safety policy said no. */
export class PlanRefused implements Recoverable {
  readonly _tag = "PlanRefused"
  readonly message: string
  readonly recovery: ReadonlyArray<string>
  readonly refusal: Refusal
  constructor(stepId: string, refusal: Refusal) {
    this.refusal = refusal
    this.message = `Step ${stepId} refused (${refusal.rule}): ${refusal.reason}`
    this.recovery = refusal.recovery
  }
}

const tooLong = new NotUnderstood({ reason: `it is longer than ${MAX_REQUEST_LENGTH} characters.`, suggestions: [] })

/** What a step would bring out of hiding, with the step. */
function* broughtOut({ steps }: ResolvedPlan, isHidden: (path: string) => boolean, disk: ReadDisk) {
  for (const { id, prepared } of steps) {
    for (const deed of prepared.deeds) {
      const path = yield* bringsOut(disk, isHidden, deed)
      if (path !== null) return { stepId: id, path }
    }
  }
  return null
}

const keptHidden = (path: string, cwd: string): Refusal =>
  new Refusal({
    rule: "never-read",
    reason: `${escapeName(PathText.relativeTo(cwd, path))} is kept from models, and would not be under another name.`,
    recovery: ["Move it yourself, or ask without --iterative."]
  })

const judgePlan = Effect.fnUntraced(function* (
  resolved: ResolvedPlan,
  { disk, facts, isHidden, policy }: PlanningWorld
): Effect.fn.Return<Judged | Ended> {
  const refused = (stepId: string, refusal: Refusal): Ended => {
    const plan = new Plan({ ...resolved.plan, status: "refused", refusal }, { disableChecks: true })
    return ended("refused", plan, new PlanRefused(stepId, refusal))
  }
  const verdict = yield* inSlices(() => judgeInPieces({ resolved, options: policy, facts, disk }))
  if (verdict._tag === "Refuse") return refused(verdict.stepId, verdict.refusal)
  const out = isHidden === undefined ? null : yield* inSlices(() => broughtOut(resolved, isHidden, disk))
  if (out !== null) return refused(out.stepId, keptHidden(out.path, resolved.plan.cwd))
  const plan = new Plan({ ...resolved.plan, requiresConfirmation: verdict._tag !== "Allow" }, { disableChecks: true })
  return { _tag: "Judged", resolved: { ...resolved, plan }, verdict }
})

/** The judge's word beforehand, for actions that would count or walk first: on taking one thing away, and on changing things in a folder. */
const guards = ({ facts, policy }: PlanningWorld): Pick<LookContext, "neverRemoved" | "neverChangedIn"> => {
  const scope = resolveScope(facts, policy)
  return {
    neverRemoved: (path) => scope.refuses({ path, how: "remove" }),
    // Making something in a place is judged by the place alone.
    neverChangedIn: (folder) => scope.refuses({ path: folder, how: "make" })
  }
}

/** A plan to agree to, an answer, or the end. */
export type Planned = Judged | Answered | Ended

/** Says how far what is done while planning is. */
const tellingPlan = <A, E>(work: Effect.Effect<A, E>, onEvent: (event: PlanProgress) => void): Effect.Effect<A, E> =>
  Effect.flatMap(Clock.Clock, (clock) =>
    Effect.provideService(
      work,
      Telling,
      everySoOften(
        (done, total, unit) => onEvent({ type: "plan.progress", done, total, unit }),
        () => clock.currentTimeMillisUnsafe()
      )
    )
  )

export const planRequest = (
  request: Request,
  world: PlanningWorld,
  onEvent: (event: TranslateEvent | PlanProgress) => void = () => {}
): Effect.Effect<Planned> =>
  Effect.suspend(() =>
    request.text.length > MAX_REQUEST_LENGTH
      ? Effect.fail(tooLong)
      : tellingPlan(
          makePlan(
            request,
            world.translators,
            { ...world, disk: world.looksAt ?? world.disk, context: { ...world.context, ...guards(world) } },
            onEvent
          ),
          onEvent
        )
  ).pipe(
    Effect.flatMap((made): Effect.Effect<Planned> =>
      made._tag === "Made" ? judgePlan(made.resolved, world) : Effect.succeed(answered(request, made))
    ),
    // The disk port throws; what no action has put into its own words is a failed look.
    Effect.catchDefect((defect) =>
      defect instanceof DiskError
        ? Effect.fail(
            new StepFailed({ doing: "Looking", reason: defect.message, hints: defect.recovery, cause: defect })
          )
        : Effect.die(defect)
    ),
    Effect.catch((error) => Effect.succeed(endOf(error, request, world.translators.at(-1)?.name ?? "rules")))
  )
