/**
 * A request in rounds: plan, do, look at what came of it, plan again, until the model has an answer or a limit is reached. Each half of
 * a round is an activity of a durable workflow (effect's engine, in a database of its own), so a run that was cut off goes on behind
 * the last half that was written down: no answer is paid for twice, and a deed that had begun is looked up in the journal by an id
 * that was settled, and written down, before it began.
 *
 * What decides whether it goes on is computed from what was written down and from nothing else; a clock or a changed limit would
 * tell another story the second time. Two runs do not see each other: each has a shard group of its own.
 */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as Schema from "effect/Schema"
import * as ClusterSchema from "effect/cluster/ClusterSchema"
import * as ClusterWorkflowEngine from "effect/cluster/ClusterWorkflowEngine"
import * as RunnerHealth from "effect/cluster/RunnerHealth"
import * as RunnerStorage from "effect/cluster/RunnerStorage"
import * as Runners from "effect/cluster/Runners"
import * as Sharding from "effect/cluster/Sharding"
import * as ShardingConfig from "effect/cluster/ShardingConfig"
import * as SqlMessageStorage from "effect/cluster/SqlMessageStorage"
import type * as Digest from "effect/crypto/Digest"
import type { SqlClient } from "effect/sql/SqlClient"
import * as Activity from "effect/workflow/Activity"
import * as Workflow from "effect/workflow/Workflow"
import type { TransactionId } from "../history/Journal.ts"
import { IntentIR } from "../plan/IntentIR.ts"
import { addCost, type Cost, type ErrorDocument, noCost } from "../plan/Report.ts"
import type { RoundSoFar } from "../planner/fromModel/nextRound.ts"
import { type IterationLimits, IterationResult, type Round, RoundOutcome, RoundReply } from "./Round.ts"

/** The two halves of a round, and what is told meanwhile. Neither fails: what went wrong is part of what they give. */
export interface IterationWork {
  readonly ask: (rounds: ReadonlyArray<RoundSoFar>) => Effect.Effect<RoundReply>
  readonly newTransaction: Effect.Effect<TransactionId>
  /** Does the plan under this id, unless the journal has it already: then what became of it. */
  readonly act: (intent: IntentIR, transaction: TransactionId) => Effect.Effect<RoundOutcome>
  /** A round is over; told again for rounds before a crash. */
  readonly onRound: (round: Round) => void
}

export interface IterationRun {
  /** Names the run: the same id goes on with the same run. */
  readonly id: string
  readonly limits: IterationLimits
  readonly work: IterationWork
}

const Id = Schema.Struct({ id: Schema.String, at: Schema.Finite })
const decodeIntent = Schema.decodeUnknownEffect(Schema.fromJsonString(IntentIR))

const stopped = (message: string, recovery: ReadonlyArray<string>): ErrorDocument => ({
  tag: "IterationStopped",
  message,
  recovery
})

const GO_ON = ["Ask again for what is left, or allow more: --max-rounds, --max-minutes, --max-cost."]

interface Tally {
  readonly rounds: ReadonlyArray<Round>
  readonly ms: number
  readonly cost: Cost
}

/** Why it goes no further, or null. */
const limitReached = ({ cost, ms, rounds }: Tally, limits: IterationLimits): ErrorDocument | null => {
  if (rounds.length >= limits.rounds) return stopped(`Stopped after ${limits.rounds} rounds without an end.`, GO_ON)
  if (ms >= limits.ms) return stopped(`Stopped after ${Math.round(limits.ms / 60_000)} minutes without an end.`, GO_ON)
  if (limits.microUsd === null) return null
  if (cost.microUsd === null)
    return stopped("Stopped: what the model costs is not known, and this run has a limit.", [
      "Say its price under costs.prices, or leave --max-cost out."
    ])
  return cost.microUsd >= limits.microUsd
    ? stopped(
        `Stopped: this run has cost ${cost.microUsd / 1e6} of at most ${limits.microUsd / 1e6} US dollars.`,
        GO_ON
      )
    : null
}

const stepsText = (intent: IntentIR): string => JSON.stringify(intent.steps)

/** The rounds one after the other. Deterministic but for its activities. */
const rounds = (run: IterationRun) =>
  Effect.gen(function* () {
    const { limits, work } = run
    const soFar: Array<RoundSoFar> = []
    let tally: Tally = { rounds: [], ms: 0, cost: noCost }
    let failing: string | null = null

    const end = (answer: string, error: ErrorDocument | null, status: IterationResult["status"]): IterationResult => ({
      status,
      answer,
      error,
      rounds: tally.rounds,
      cost: tally.cost
    })

    for (let number = 1; ; number++) {
      const limit = limitReached(tally, limits)
      if (limit !== null) return end("", limit, "failed")
      const reply = yield* Activity.make({
        name: `ask-${number}`,
        success: RoundReply,
        execute: Effect.suspend(() => work.ask(soFar))
      })
      tally = { ...tally, ms: tally.ms + reply.ms, cost: addCost(tally.cost, reply.cost) }
      if (reply.kind === "none") return end("", reply.error, reply.status)
      if (reply.kind === "answer") {
        const last = tally.rounds.at(-1)
        return end(reply.text, last?.error ?? null, last?.status ?? "done")
      }
      const intent = yield* Effect.orDie(decodeIntent(reply.intent))
      const transaction = yield* Activity.make({ name: `name-${number}`, success: Id, execute: work.newTransaction })
      const outcome = yield* Activity.make({
        name: `act-${number}`,
        success: RoundOutcome,
        execute: work.act(intent, transaction)
      })
      const { error, goal, result, status, undoable } = outcome
      const round: Round = {
        round: number,
        goal,
        provider: reply.provider,
        status,
        transaction: outcome.transaction,
        undoable,
        error,
        cost: reply.cost
      }
      tally = { ...tally, rounds: [...tally.rounds, round], ms: tally.ms + outcome.ms }
      soFar.push({ intent, status, result })
      work.onRound(round)
      if (outcome.ends) return end("", error, status)
      const steps = stepsText(intent)
      if (status !== "done" && failing === steps)
        return end("", stopped(`Stopped: the same plan came again, and it ended as before (${status}).`, GO_ON), status)
      failing = status === "done" ? null : steps
    }
  })

/** Nothing of this run is anybody else's business, and nobody polls for long: the process does one thing and ends. */
const engineFor = (id: string) =>
  ClusterWorkflowEngine.layer.pipe(
    Layer.provideMerge(Sharding.layer),
    Layer.provideMerge(Runners.layerNoop),
    Layer.provideMerge(SqlMessageStorage.layer),
    Layer.provide([RunnerStorage.layerMemory, RunnerHealth.layerNoop]),
    Layer.provide(
      ShardingConfig.layer({
        shardsPerGroup: 1,
        availableShardGroups: [id],
        assignedShardGroups: [id],
        simulateRemoteSerialization: false,
        entityMessagePollInterval: "50 millis",
        entityReplyPollInterval: "50 millis",
        entityTerminationTimeout: "1 second"
      })
    )
  )

/** Runs it to its end, from the beginning or from where it was cut off. */
export const iterate = (run: IterationRun): Effect.Effect<IterationResult, never, SqlClient | Digest.Digest> => {
  const workflow = Workflow.make("zenus/iterate", {
    payload: { id: Schema.String },
    success: IterationResult,
    idempotencyKey: ({ id }) => id
  }).annotate(ClusterSchema.ShardGroup, () => run.id)
  const handler = workflow.toLayer(() => rounds(run))
  return workflow.execute({ id: run.id }).pipe(
    Effect.provide(Layer.provideMerge(handler, engineFor(run.id))),
    // What its machinery logs is for whoever builds on it.
    Effect.provideService(Logger.CurrentLoggers, new Set()),
    Effect.orDie
  )
}
