/**
 * The conductor: the one place that knows the order of the flow. A request is translated, resolved, judged, agreed to, done and
 * reported; each room is handed the value of the one before. It decides nothing itself and touches no disk.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { DiskService, type ReadDisk } from "../disk/Disk.ts"
import { escapeName } from "../errors/escapeName.ts"
import type { Recoverable } from "../errors/Recoverable.ts"
import { type Execution, Executor } from "../executor/Executor.ts"
import { planText } from "../executor/planText.ts"
import { History } from "../history/History.ts"
import type { TransactionId } from "../history/Journal.ts"
import { Recovery } from "../history/Recovery.ts"
import { Trash } from "../history/Trash.ts"
import type { IntentIR } from "../plan/IntentIR.ts"
import { addCost, type Cost, noCost, Report } from "../plan/Report.ts"
import type { Request } from "../plan/Request.ts"
import type { Translator } from "../planner/Translator.ts"
import { Confirm, type NoReason, type Question, type Reply } from "../safety/Confirm.ts"
import { ConfirmedPlan } from "../safety/ConfirmedPlan.ts"
import { type ConsentFlags, flagsAnswer, grantPlan } from "../safety/grantPlan.ts"
import { offerRules } from "../safety/offerRules.ts"
import type { AllowRule, Facts, PolicyOptions } from "../safety/Policy.ts"
import type { LookContext } from "../tool/Action.ts"
import type { Output } from "../tool/Output.ts"
import { ToolboxService } from "../tool/Toolbox.ts"
import { costOf, type Event, type Listener } from "./Event.ts"
import {
  type Answered,
  type Ended,
  ended,
  type Judged,
  errorDocument,
  type Planned,
  planRequest,
  type PlanningWorld
} from "./planRequest.ts"

export interface EngineOptions {
  /** In the order in which they are asked. */
  readonly translators: ReadonlyArray<Translator>
  readonly policy: PolicyOptions
  /** Facts of the machine for one request; asked anew each time. `cwd` is real. */
  readonly facts: (cwd: string, now: number) => Facts
  /** What tools are told besides the request: the environment, the user, the collision policy. */
  readonly surroundings: Pick<LookContext, "env" | "uid" | "onCollision">
}

export interface RunOptions {
  readonly flags: ConsentFlags
  readonly onEvent: Listener
  /** Stops what runs; the report then says how far it came. */
  readonly stop?: AbortSignal
  /** Who is asked instead of the engine's own translators. */
  readonly translators?: ReadonlyArray<Translator>
  /** The disk that actions look at and read from. Judging and doing are on the whole disk. Default: all of it. */
  readonly sees?: (disk: ReadDisk) => ReadDisk
  /** What is hidden by `sees`, by its absolute path: a plan that would give it a name under which it is not is refused. Default: nothing. */
  readonly isHidden?: (path: string) => boolean
  /** The id under which it is written down, made beforehand (`Journal.newId`). Default: a new one. */
  readonly transaction?: TransactionId
  /** The allow rules that hold for this run, in place of the policy's. */
  readonly allow?: ReadonlyArray<AllowRule>
  /** The allowed roots that the configuration adds, for this run, in place of the policy's. */
  readonly roots?: ReadonlyArray<string>
  /** Who is asked instead of the engine's own face. */
  readonly confirm?: Confirm["Service"]
}

/** What changes how a request is planned and judged. */
export type PlanOptions = Pick<RunOptions, "allow" | "isHidden" | "roots" | "sees" | "translators">

/** A report, and what the steps gave, unread: a face streams it or collects it (`answerOf`). */
export interface Handled {
  readonly report: Report
  readonly outputs: ReadonlyArray<Output>
}

/** Somebody had to agree and did not. */
export class NotConfirmed implements Recoverable {
  readonly _tag = "NotConfirmed"
  readonly message: string
  readonly recovery: ReadonlyArray<string>
  /** @param planner who made the plan: `rules`, which make the same one again, or a provider. */
  constructor(why: NoReason, irreversible: boolean, planner: string) {
    const { message, recovery } = UNCONFIRMED[why]
    this.message = message
    this.recovery = recovery(irreversible ? "--yes --allow-irreversible" : "--yes", planner)
  }
}

const UNCONFIRMED: Readonly<
  Record<
    NoReason,
    { readonly message: string; readonly recovery: (flags: string, planner: string) => ReadonlyArray<string> }
  >
> = {
  declined: {
    message: "You said no: nothing was done.",
    recovery: () => ["Ask again, or say it differently."]
  },
  changed: {
    message: "You wanted it differently: nothing was done.",
    recovery: () => ["Write the request again as you mean it."]
  },
  "nobody-to-ask": {
    message: "This needs a yes and there is nobody to ask: nothing was done.",
    recovery: (flags, planner) =>
      planner === "rules"
        ? ["Look at it first with zenus plan.", `Then say yes beforehand: zenus run ${flags} -- "..."`]
        : [
            `Say yes beforehand: zenus run ${flags} -- "...". ${escapeName(planner)} plans anew then, as for zenus plan: it may be another plan, and is paid again.`,
            "Where the rules understand it, --provider rules makes the same plan each time."
          ]
  }
}

/** Stopped before anything was done. */
export class Interrupted implements Recoverable {
  readonly _tag = "Interrupted"
  readonly message = "Stopped: nothing was done."
  readonly recovery = ["Ask again when you want it done."]
}

const untilStopped = <A>(effect: Effect.Effect<A>, stop: AbortSignal | undefined): Effect.Effect<A | Ended> =>
  stop === undefined
    ? effect
    : Effect.raceFirst(
        effect,
        Effect.callback<Ended>((resume) => {
          const onAbort = (): void => resume(Effect.succeed(ended("interrupted", null, new Interrupted())))
          if (stop.aborted) return onAbort()
          stop.addEventListener("abort", onAbort, { once: true })
          return Effect.sync(() => stop.removeEventListener("abort", onAbort))
        })
      )

/** Says what a person wrote. */
const saying = (intent: IntentIR): Translator => ({ name: intent.provider, translate: () => Effect.succeed(intent) })

/** What was changed is never done unasked, whatever rule or limit would let it pass. */
const askedAnew = (judged: Judged): Judged =>
  judged.verdict._tag === "Allow" && judged.verdict.risk > 0
    ? { ...judged, verdict: { _tag: "Confirm", risk: judged.verdict.risk, why: ["was changed by you"] } }
    : judged

const policyWith = (policy: PolicyOptions, { allow, roots }: Pick<RunOptions, "allow" | "roots">): PolicyOptions => ({
  ...policy,
  ...(allow === undefined ? {} : { allow }),
  ...(roots === undefined ? {} : { roots })
})

const reportOfEnd = ({ status, plan, error }: Ended, cost: Cost): Report =>
  new Report(
    {
      status,
      transaction: null,
      plan,
      steps: [],
      answer: "",
      answerTruncated: false,
      undoable: false,
      error: errorDocument(error),
      cost
    },
    { disableChecks: true }
  )

const reportOfExecution = (plan: Judged["resolved"]["plan"], execution: Execution, cost: Cost): Report =>
  new Report(
    {
      status: execution.status,
      transaction: execution.transaction,
      plan,
      steps: execution.steps,
      answer: "",
      answerTruncated: false,
      undoable: execution.undoable,
      error: execution.error,
      cost
    },
    { disableChecks: true }
  )

/** A question that a model answered: nothing was done. */
const handledAnswer = ({ plan, text }: Answered, cost: Cost): Handled => ({
  report: new Report(
    {
      status: "done",
      transaction: null,
      plan,
      steps: [],
      answer: "",
      answerTruncated: false,
      undoable: false,
      error: null,
      cost
    },
    { disableChecks: true }
  ),
  outputs: [
    { lines: text.split("\n"), note: `${escapeName(plan.provider)} says so; nothing was looked up or done here.` }
  ]
})

/** What is answered, in the order of the steps; of a step that only feeds another, nothing. Of several each says what it is about. */
const outputsOf = ({ plan, steps }: Judged["resolved"], execution: Execution): ReadonlyArray<Output> => {
  const feeders = new Set(steps.filter(({ onlyFeeds }) => onlyFeeds === true).map(({ id }) => id))
  const answers = execution.steps.flatMap(({ id }) => {
    const output = execution.outputs.get(id)
    return output === undefined || feeders.has(id) ? [] : [{ id, output }]
  })
  if (answers.length === 1) return answers.map(({ output }) => output)
  // What a step has done says itself what it was.
  const looked = new Set(steps.filter(({ prepared }) => prepared.deeds.length === 0).map(({ id }) => id))
  const about = new Map(plan.steps.map(({ explanation, id }) => [id, explanation]))
  return answers.map(({ id, output }) => {
    const what = looked.has(id) ? about.get(id) : undefined
    return what === undefined ? output : { ...output, about: what }
  })
}

export class Engine extends Context.Service<
  Engine,
  {
    /** The first half of the flow: writes nothing. */
    readonly plan: (request: Request, onEvent?: Listener, options?: PlanOptions) => Effect.Effect<Planned>
    /** The whole flow. Never fails: every outcome is a report. */
    readonly run: (request: Request, options: RunOptions) => Effect.Effect<Handled>
  }
>()("@zenus/core/engine/Engine") {
  static readonly layer = (options: EngineOptions) =>
    Layer.effect(
      Engine,
      Effect.gen(function* () {
        const disk = yield* DiskService
        const toolbox = yield* ToolboxService
        const trash = yield* Trash
        const executor = yield* Executor
        const confirm = yield* Confirm
        const history = yield* History
        const recovery = yield* Recovery

        const plan = Effect.fn("Engine.plan")(function* (
          request: Request,
          onEvent?: Listener,
          { isHidden, sees, translators, ...policy }: PlanOptions = {}
        ) {
          const cwd = disk.realpath(request.cwd) ?? request.cwd
          // A state file that cannot be read must not keep anybody from planning; the run will say what is wrong with it.
          const roomBytes = yield* trash.room.pipe(
            Effect.map((room) => room.roomBytes),
            Effect.catch(() => Effect.succeed(Infinity))
          )
          const { home, at: now, timeZone } = request
          const world: PlanningWorld = {
            translators: translators ?? options.translators,
            toolbox,
            disk,
            ...(sees === undefined ? {} : { looksAt: sees(disk) }),
            ...(isHidden === undefined ? {} : { isHidden }),
            context: { cwd, home, now, timeZone, ...options.surroundings },
            trash: { canTrash: trash.placesIn(cwd).canTrash, roomBytes },
            policy: policyWith(options.policy, policy),
            facts: options.facts(cwd, now)
          }
          return yield* planRequest(request, world, onEvent)
        })

        const question = (
          { resolved, verdict }: Judged,
          asks: Question["verdict"],
          problem: Recoverable | null,
          request: Request,
          policy: PlanOptions
        ): Question => ({
          plan: resolved.plan,
          verdict: asks,
          intent: resolved.intent,
          problem,
          rules: () =>
            offerRules(
              {
                resolved,
                options: policyWith(options.policy, policy),
                facts: options.facts(resolved.plan.cwd, request.at),
                disk
              },
              verdict
            )
        })

        /** A plan that was agreed to, or the end. What a person wants instead is planned and judged as the first was, and asked about in any case. */
        const agree = Effect.fnUntraced(function* (request: Request, runOptions: RunOptions) {
          const { flags, onEvent } = runOptions
          const { ask } = runOptions.confirm ?? confirm
          const first = yield* plan(request, onEvent, runOptions)
          if (first._tag !== "Judged") return first
          let judged: Judged = first
          let problem: Recoverable | null = null
          onEvent({ type: "planned", plan: first.resolved.plan, verdict: first.verdict })
          while (true) {
            const { resolved, verdict }: Judged = judged
            const reply: Reply | null =
              verdict._tag === "Allow" || flagsAnswer(verdict, flags)
                ? null
                : yield* ask(question(judged, verdict, problem, request, runOptions))
            if (reply?._tag !== "Instead") {
              const why = reply?._tag === "No" ? reply.why : "declined"
              return (
                grantPlan(resolved, verdict, flags, reply) ??
                ended(
                  "refused",
                  resolved.plan,
                  new NotConfirmed(why, verdict._tag === "ConfirmIrreversible", resolved.plan.provider)
                )
              )
            }
            const planned: Planned = yield* plan(request, onEvent, {
              ...runOptions,
              translators: [saying(reply.intent)]
            })
            problem = planned._tag === "Ended" ? planned.error : null
            if (planned._tag !== "Judged") continue
            judged = askedAnew(planned)
            onEvent({ type: "planned", plan: planned.resolved.plan, verdict: judged.verdict })
          }
        })

        const execute = Effect.fnUntraced(function* (
          confirmed: ConfirmedPlan,
          { onEvent, stop, transaction }: RunOptions,
          cost: Cost
        ) {
          const execution = yield* executor.execute(confirmed, {
            onEvent,
            ...(stop === undefined ? {} : { stop }),
            ...(transaction === undefined ? {} : { transaction })
          })
          for (const text of execution.notes) onEvent({ type: "note", text })
          return {
            report: reportOfExecution(confirmed.resolved.plan, execution, cost),
            outputs: outputsOf(confirmed.resolved, execution)
          } satisfies Handled
        })

        /** What a crash had cut off is settled before anything else; a state file that cannot serve says so when something is to be written. */
        const settle = (onEvent: Listener): Effect.Effect<void> =>
          recovery.settle.pipe(
            Effect.map((recovered) => {
              if (recovered.length > 0)
                onEvent({ type: "recovered", messages: recovered.map(({ message }) => message) })
            }),
            Effect.catch(() => Effect.void)
          )

        /** A request that ended before anything was done is in the history too, and so is a question without its answer. */
        const recordEnd = (
          request: Request,
          report: Report,
          provider: string,
          onEvent: Listener
        ): Effect.Effect<void> =>
          history
            .record({
              request: request.text,
              cwd: request.cwd,
              provider,
              status: report.status,
              plan: report.plan === null ? null : planText(report.plan),
              error: report.error
            })
            .pipe(
              Effect.catch((cause) =>
                Effect.sync(() =>
                  onEvent({ type: "note", text: `This request is not in the history: ${cause.message}` })
                )
              )
            )

        /** Our own housekeeping, after deeds: a transaction of its own, never younger than the retention. */
        const prune = (onEvent: Listener): Effect.Effect<void> =>
          trash.prune.pipe(
            Effect.map((pruned) => {
              if (pruned.entries > 0) {
                onEvent({
                  type: "note",
                  text: `${pruned.entries} entries left the trash: they were older than its retention (zenus history shows it).`
                })
              }
            }),
            Effect.catch((cause) =>
              Effect.sync(() => onEvent({ type: "note", text: `The trash was not tidied: ${cause.message}` }))
            )
          )

        const run = Effect.fn("Engine.run")(function* (request: Request, runOptions: RunOptions) {
          const { onEvent } = runOptions
          yield* settle(onEvent)
          let cost = noCost
          let answeredBy: string | null = null
          const listening = {
            ...runOptions,
            onEvent: (event: Event) => {
              cost = addCost(cost, costOf(event))
              if (event.type === "model.asked" && event.routed !== null) answeredBy = event.routed.answer.provider
              onEvent(event)
            }
          }
          const agreed = yield* untilStopped(agree(request, listening), runOptions.stop)
          if (agreed instanceof ConfirmedPlan) {
            const handled = yield* execute(agreed, runOptions, cost)
            if (handled.report.transaction !== null && handled.report.status !== "interrupted") yield* prune(onEvent)
            return handled
          }
          const handled: Handled =
            agreed._tag === "Answered"
              ? handledAnswer(agreed, cost)
              : { report: reportOfEnd(agreed, cost), outputs: [] }
          // Of a plan it is known whose it is; otherwise who had the word.
          const { plan: planned } = handled.report
          const provider =
            planned?.status === "planned" || planned?.status === "refused"
              ? planned.provider
              : (answeredBy ?? options.translators.at(-1)?.name ?? "rules")
          yield* recordEnd(request, handled.report, provider, onEvent)
          return handled
        })

        return Engine.of({ plan, run })
      })
    )
}
