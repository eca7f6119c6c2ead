/**
 * `zenus costs`: what models have cost, by provider and model, how the limits stand, and what the month is expected to cost. Reading changes
 * nothing and makes no state file; no connection is opened. Every call was priced when it was made; with a limit, prices say whether a
 * next one fits.
 */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { defaultConfig, escapeName, loadConfig, providerSettings, type ZenusConfig } from "@zenus/core"
import { costReport, fromUsd, Ledger, PriceTable, SpendLimit } from "@zenus/core/models"
import { NodeCallIntentsLayer, SqliteStoreLayer } from "@zenus/core/node"
import { type CommandMain, has, type Invocation, valueOf } from "../args/CommandMain.ts"
import { UsageError } from "../args/UsageError.ts"
import { costLines } from "../costs/costLines.ts"
import { leastCalls } from "../costs/leastCalls.ts"
import { DEFAULT_SINCE, readSince } from "../costs/since.ts"
import { errorLines } from "../render/error.ts"
import { EXIT } from "../render/exitCode.ts"
import { isPlain } from "../render/isPlain.ts"
import { jsonLine } from "../render/json.ts"
import { type Ground, openGround } from "../session/Session.ts"
import { choiceOf } from "../wiring/models.ts"

const sinceOf = (invocation: Invocation, now: number): Effect.Effect<number, UsageError> => {
  const text = valueOf(invocation, "since") ?? DEFAULT_SINCE
  const since = readSince(text, now)
  return since === null
    ? Effect.fail(
        new UsageError(`--since: ${escapeName(text.slice(0, 100))} is no length and no day of the past.`, [
          "Write for example --since 7d, --since 24h or --since 2026-11-01."
        ])
      )
    : Effect.succeed(since)
}

const micro = (usd: number | null): number | null => (usd === null ? null : fromUsd(usd))

const services = ({ screen, where }: Ground, { limits, prices, stopAt, warnAt }: ZenusConfig["costs"]) => {
  const onWait = (): void =>
    screen.note("Another zenus is at work on the state: waiting for it, a few seconds at most.")
  const file = SqliteStoreLayer({ file: where.stateFile, trash: where.trashFolder, onWait })
  const limit = SpendLimit.layer({ day: micro(limits.day), month: micro(limits.month), stopAt, warnAt })
  // What a killed zenus left in its log is in the sums as well.
  const ledger = Layer.provide(Ledger.layer, Layer.merge(file, NodeCallIntentsLayer))
  return Layer.provideMerge(limit, Layer.merge(ledger, PriceTable.layer({ own: prices })))
}

/** Who would be asked; a choice that cannot be meant is told by the commands that ask. */
const cascadeOf = ({ env }: Invocation, config: ZenusConfig): ReadonlyArray<string> => {
  const choice = choiceOf(() => undefined, env, config)
  return "message" in choice ? config.cascade : choice.cascade
}

export const main: CommandMain = (invocation) =>
  Effect.scoped(
    Effect.gen(function* () {
      const since = yield* sinceOf(invocation, Date.now())
      const ground = yield* openGround(invocation)
      const { screen } = ground
      // What was spent can be shown without a configuration that is right; its limits cannot.
      const loaded = yield* Effect.result(loadConfig(ground.configStore, { home: ground.where.home }))
      const config = loaded._tag === "Success" ? loaded.success.config : defaultConfig()
      const least = leastCalls({
        providers: providerSettings(config, invocation.env),
        cascade: cascadeOf(invocation, config),
        stopAt: config.costs.stopAt,
        now: Date.now()
      })
      const report = yield* Effect.provide(costReport(since, least), services(ground, config.costs))
      const look = { colours: screen.outColours, width: screen.outWidth, plain: isPlain(ground, config.ui.motion) }
      const text = has(invocation, "json") ? jsonLine(report) : `${costLines(report, look).join("\n")}\n`
      yield* Effect.promise(() => screen.out(text))
      if (loaded._tag === "Failure") {
        for (const line of errorLines(loaded.failure, screen.errColours, has(invocation, "verbose"))) screen.note(line)
        screen.note("The limits are not known, since the configuration cannot be read.")
      }
      return EXIT.done
    })
  )
