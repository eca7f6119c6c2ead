/**
 * `zenus run --iterative`: a request in rounds, and how it looks. Rounds go to standard error as they end, the model's last word to
 * standard output. What was cut off by a crash is gone on with when the same request is asked again in the same folder.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as NodeCrypto from "@effect/platform-node/NodeCrypto"
import {
  DiskService,
  escapeName,
  Journal,
  makeNeverRead,
  makeToolbox,
  type Recoverable,
  Recovery,
  Report
} from "@zenus/core"
import {
  claimRun,
  endRun,
  iterate,
  type IterationResult,
  NodeSqlClientLayer,
  planRound,
  type Round
} from "@zenus/core/iterative"
import { NodeOwnerLayer } from "@zenus/core/node"
import { allTools } from "@zenus/tools"
import { has } from "../args/CommandMain.ts"
import { SHELL } from "../args/commands.ts"
import { UsageError } from "../args/UsageError.ts"
import { writeAnswer } from "../terminal/answer.ts"
import { errorLines } from "../render/error.ts"
import { exitCodeOfEnd } from "../render/exitCode.ts"
import { jsonLine, reportJson } from "../render/json.ts"
import { makeRunView } from "../session/runView.ts"
import { stopReason } from "../session/stopReason.ts"
import type { Session } from "../session/Session.ts"
import type { ModelChoice } from "../wiring/translatorsOf.ts"
import { modelOptions } from "../wiring/askModels.ts"
import { readLimits } from "./readLimits.ts"
import { roundWork } from "./roundWork.ts"

/** Names the keys of those that would be asked, in their order. */
const needsModel = ({ choice, providers }: Session["models"]): UsageError => {
  const wanted = choice.provider === null ? choice.cascade : [choice.provider]
  const keys = wanted.flatMap((name) => providers.find((one) => one.name === name)?.keyVariable ?? [])
  return new UsageError("--iterative needs a model: the rules plan once and do not look at what came of it.", [
    `Set the key of a provider: ${keys.length === 0 ? "ANTHROPIC_API_KEY, for example" : keys.join(" or ")}; zenus doctor says what each needs.`,
    "Or ask without --iterative."
  ])
}

/** Only models take part; `rules` in a cascade is passed over. */
const choiceOf = ({ models }: Session): ModelChoice => {
  const { cascade, model, provider } = models.choice
  const named = model === null ? {} : { model }
  return provider === null ? { cascade: cascade.filter((name) => name !== "rules"), ...named } : { provider, ...named }
}

const roundLine = ({ goal, provider, round, status }: Round): string =>
  `Round ${round} (${escapeName(provider)}): ${escapeName(goal)}: ${status}.`

const reportOf = ({ answer, cost, error, rounds, status }: IterationResult): Report =>
  new Report(
    {
      status,
      transaction: rounds.findLast(({ transaction }) => transaction !== null)?.transaction ?? null,
      plan: null,
      steps: [],
      answer,
      answerTruncated: false,
      undoable: rounds.some(({ undoable }) => undoable),
      error,
      cost
    },
    { disableChecks: true }
  )

const roundJson = ({ cost, error, goal, provider, round, status, transaction, undoable }: Round): unknown => ({
  round,
  goal,
  provider,
  status,
  transaction,
  undoable,
  error,
  cost: {
    usd: cost.microUsd === null ? null : cost.microUsd / 1e6,
    inputTokens: cost.inputTokens,
    outputTokens: cost.outputTokens
  }
})

/** How the rounds are taken back, where there is something to take back. In a shell they are one line. */
const wayBack = ({ rounds }: IterationResult, inShell: boolean): string | null => {
  const count = rounds.filter(({ transaction }) => transaction !== null).length
  if (!rounds.some(({ undoable }) => undoable)) return null
  if (inShell) return count === 1 ? "undo takes it back." : `undo takes back what the ${count} rounds did.`
  return count === 1 ? "zenus undo takes it back." : `zenus undo ${count} takes back what the ${count} rounds did.`
}

const show = (session: Session, result: IterationResult) =>
  Effect.promise(async () => {
    const { invocation, screen } = session
    if (has(invocation, "json")) {
      const document = Object(reportJson(reportOf(result)))
      await screen.out(jsonLine({ ...document, rounds: result.rounds.map(roundJson) }))
    } else if (result.answer !== "") await writeAnswer(screen, { lines: result.answer.split("\n") }, { print0: false })
    if (result.error !== null) {
      const { message, recovery, tag } = result.error
      for (const line of errorLines({ _tag: tag, message, recovery }, screen.errColours, false)) screen.note(line)
    }
    const back = wayBack(result, invocation.command === SHELL)
    // Who has heard of each round hears how they are taken back, also in a pipe.
    if (back !== null) screen.note(back)
    return exitCodeOfEnd(result.status, result.error?.tag ?? null)
  })

/** @param onEnd called once, when all of it is on the screen. */
export const runIterative = (
  session: Session,
  text: string,
  onEnd?: (result: IterationResult) => void
): Effect.Effect<number, Recoverable> =>
  Effect.gen(function* () {
    const { config, invocation, models, screen, services, where } = session
    const limits = yield* Effect.try({ try: () => readLimits(invocation), catch: (error) => error as UsageError })
    if (!models.areConfigured) return yield* Effect.fail(needsModel(models))
    const request = session.request(text, "run")
    const recovered = yield* Context.get(services, Recovery).settle
    for (const { message } of recovered) screen.note(message)

    const parts = {
      models,
      toolbox: makeToolbox(allTools),
      disk: Context.get(services, DiskService),
      neverRead: config.safety.neverRead,
      home: where.home
    }
    const view = makeRunView(session)
    const stop = new AbortController()
    const release = invocation.signals.take((name) => stop.abort(stopReason(name)))
    const work = roundWork({
      session,
      view,
      request,
      limits,
      planRound: planRound(modelOptions(parts, yield* models.services, choiceOf(session))),
      neverRead: makeNeverRead(config.safety.neverRead, where.home),
      stop: stop.signal
    })
    const { id } = yield* Context.get(services, Journal).newId
    const database = Layer.mergeAll(
      NodeSqlClientLayer({ file: `${where.stateFolder}/rounds.db` }),
      NodeCrypto.layer,
      NodeOwnerLayer
    )
    const result = yield* Effect.gen(function* () {
      const run = yield* claimRun({ request: text, cwd: request.cwd }, { fresh: has(invocation, "fresh"), id })
      if (run.goesOn) screen.note("This request was cut off: going on where it was (--fresh begins anew).")
      const ended = yield* iterate({
        id: run.id,
        limits,
        work: { ...work, onRound: (round) => screen.note(roundLine(round)) }
      })
      yield* endRun(run.id)
      return ended
    }).pipe(
      Effect.provide(database),
      Effect.catchTag("SqlError", (cause) => Effect.die(cause)),
      Effect.ensuring(
        Effect.sync(() => {
          release()
          view.end()
        })
      )
    )
    const code = yield* show(session, result)
    const cost = view.asking.cost()
    if (cost !== null) screen.note(screen.errColours.dim(cost))
    onEnd?.(result)
    return code
  })
