/**
 * The two halves of a round, over the engine and the models of this process. Nothing here decides: the plan of a round takes the way of
 * every plan (resolved, judged, agreed to, journaled), under an id that was settled before, so that after a crash the journal
 * tells what became of it and nothing is done twice (`afterCrash.ts`).
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import {
  addCost,
  costOf,
  answerOf,
  escapeName,
  Engine,
  History,
  IntentIR,
  Interrupted,
  Journal,
  noCost,
  Outbound,
  PathText,
  type Recoverable,
  Request,
  type ReportStatus,
  type TranslateEvent,
  type Translation,
  type Translator
} from "@zenus/core"
import {
  hideFrom,
  type IterationLimits,
  type IterationWork,
  type PlanRound,
  type RoundReply
} from "@zenus/core/iterative"
import { has } from "../args/CommandMain.ts"
import type { RunView } from "../session/runView.ts"
import type { Session } from "../session/Session.ts"
import { afterCrash } from "./afterCrash.ts"
import { tellResult } from "./tellResult.ts"

export interface RoundParts {
  readonly session: Session
  readonly view: RunView
  readonly request: Request
  readonly limits: IterationLimits
  readonly planRound: PlanRound
  readonly neverRead: (path: string) => boolean
  readonly stop: AbortSignal
}

/** How a run ends for which no plan was made. */
const STATUS: ReadonlyMap<string, ReportStatus> = new Map([
  ["NotUnderstood", "not-understood"],
  ["NoModelAnswered", "not-understood"],
  ["Ambiguous", "ambiguous"],
  ["Interrupted", "interrupted"]
])

const documentOf = ({ _tag, message, recovery }: Recoverable) => ({ tag: _tag, message, recovery: [...recovery] })

const untilStopped = <A, E>(work: Effect.Effect<A, E>, stop: AbortSignal): Effect.Effect<A, E | Interrupted> =>
  Effect.raceFirst(
    work,
    Effect.callback<never, Interrupted>((resume) => {
      const onAbort = (): void => resume(Effect.fail(new Interrupted()))
      if (stop.aborted) return onAbort()
      stop.addEventListener("abort", onAbort, { once: true })
      return Effect.sync(() => stop.removeEventListener("abort", onAbort))
    })
  )

const timed = <A>(work: Effect.Effect<A>): Effect.Effect<A & { readonly ms: number }> =>
  Effect.gen(function* () {
    const from = yield* Clock.currentTimeMillis
    const result = yield* work
    return { ...result, ms: Math.max(0, (yield* Clock.currentTimeMillis) - from) }
  })

type Reply = RoundReply extends infer One ? (One extends unknown ? Omit<One, "ms" | "cost"> : never) : never

const replyOf = (said: Translation): Reply => {
  if (said instanceof IntentIR) return { kind: "plan", provider: said.provider, intent: JSON.stringify(said) }
  return said._tag === "ModelText"
    ? { kind: "answer", provider: said.provider, text: said.text }
    : { kind: "plan", provider: said.intent.provider, intent: JSON.stringify(said.intent) }
}

/** Says what was planned already. */
const saying = (intent: IntentIR): Translator => ({ name: intent.provider, translate: () => Effect.succeed(intent) })

export const roundWork = (parts: RoundParts): Omit<IterationWork, "onRound"> => {
  const { limits, neverRead, planRound, request, session, stop, view } = parts
  const { services } = session
  const engine = Context.get(services, Engine)
  const flags = {
    yes: has(session.invocation, "yes"),
    allowIrreversible: has(session.invocation, "allow-irreversible")
  }
  let acted = 0
  const kept = new Set<string>()
  /** For the person, to whom "there is none" would be a riddle. */
  const sayKept = (path: string): void => {
    if (kept.has(path)) return
    kept.add(path)
    const name = escapeName(PathText.relativeTo(request.cwd, path))
    view.onEvent({
      type: "note",
      text: `${name} is kept from the model (safety.neverRead); without --iterative it is read.`
    })
  }

  const ask: IterationWork["ask"] = (rounds) =>
    timed(
      Effect.gen(function* () {
        acted = rounds.length
        let cost = noCost
        const onEvent = (event: TranslateEvent): void => {
          view.onEvent(event)
          cost = addCost(cost, costOf(event))
        }
        const said = yield* Effect.result(untilStopped(planRound(request, rounds, limits.rounds, { onEvent }), stop))
        view.end()
        if (said._tag === "Failure") {
          const error = documentOf(said.failure)
          return { kind: "none" as const, status: STATUS.get(error.tag) ?? "failed", error, cost }
        }
        const reply = replyOf(said.success)
        if (reply.kind !== "none") view.asking.settled(reply.provider)
        return { ...reply, cost }
      })
    )

  const act: IterationWork["act"] = (intent, transaction) =>
    timed(
      Effect.gen(function* () {
        const known = yield* afterCrash(session, intent, transaction.id)
        if (known !== null) return known
        // An earlier try has taken that id, and nothing of it stands.
        const isTaken = yield* Effect.orElseSucceed(Context.get(services, History).find(transaction.id), () => null)
        const handled = yield* engine
          .run(new Request({ ...request, text: `${request.text} (round ${acted + 1})` }), {
            flags,
            onEvent: view.onEvent,
            stop,
            translators: [saying(intent)],
            sees: (disk) => hideFrom(disk, neverRead, sayKept),
            isHidden: neverRead,
            transaction: isTaken === null ? transaction : yield* Context.get(services, Journal).newId
          })
          .pipe(Effect.provideService(Outbound, session.outbound))
        view.end()
        const { report } = handled
        const answer = yield* Effect.orElseSucceed(answerOf(handled.outputs), () => ({ text: "(it cannot be read)" }))
        return {
          goal: report.plan?.goal ?? intent.goal,
          status: report.status,
          transaction: report.transaction,
          undoable: report.undoable,
          result: tellResult({ handled, answer: answer.text, intent, cwd: request.cwd, neverRead }),
          error: report.error,
          ends: report.status === "interrupted" || report.error?.tag === "NotConfirmed"
        }
      })
    )

  return { ask, act, newTransaction: Context.get(services, Journal).newId }
}
