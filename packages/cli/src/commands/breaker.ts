/**
 * `zenus breaker isolate, close`: what a person orders for a circuit. The order is kept apart from what circuits find out, holds for every
 * process that starts later, and reaches those that run within a second.
 */
import * as Effect from "effect/Effect"
import { escapeName, loadConfig, PROVIDER_NAMES } from "@zenus/core"
import { CircuitBreaker } from "@zenus/core/resilience"
import { type CommandMain, has } from "../args/CommandMain.ts"
import { UsageError } from "../args/UsageError.ts"
import { EXIT } from "../render/exitCode.ts"
import { jsonLine } from "../render/json.ts"
import { openGround } from "../session/Session.ts"
import { checkName, keptNames } from "../stats/names.ts"
import { openKept, statsOf } from "../stats/readStats.ts"
import { type BreakerSnapshot, neverCalled } from "../stats/Stats.ts"

const BY_HAND = "by hand"
/** Characters of a reason that are kept. */
const LONGEST_REASON = 500

/** Whose circuit stands above those of models (`deepseek/deepseek-chat`). */
const hasModels = (name: string): boolean => name !== "rules" && PROVIDER_NAMES.includes(name)

/** The rules call nobody, so an order to call them no more changes nothing: who does not want them leaves them out. */
const NO_CALLS =
  "rules is isolated, and goes on planning all the same: it makes no call. To do without it, leave it out of the cascade: --cascade A,B, or cascade in the configuration."

const SAID: Readonly<Record<"isolate" | "close", (name: string, before: BreakerSnapshot | undefined) => string>> = {
  isolate: (name) =>
    name === "rules"
      ? NO_CALLS
      : `${name} is isolated: no call goes there${hasModels(name) ? ", nor to its models," : ""} until zenus breaker close ${name}.`,
  close: (name, before) =>
    before === undefined || before.state === "Closed"
      ? `${name} is closed, as it was.`
      : `${name} is closed: calls go there again.`
}

/** The circuit above a closed one that turns its calls away all the same, such as a provider's above its models'. */
const above = (circuits: ReadonlyArray<BreakerSnapshot>, name: string): BreakerSnapshot | undefined => {
  const all = [...circuits.filter((one) => one.name !== name), neverCalled(name, 0)]
  const by = CircuitBreaker.underCover(all).find((one) => one.name === name)?.coveredBy
  const found = circuits.find((one) => one.name === by)
  return found?.state === "Disabled" ? undefined : found
}

const butAbove = ({ name, state }: BreakerSnapshot): string =>
  state === "Isolated"
    ? `But ${escapeName(name)} is isolated, and no call goes there until zenus breaker close ${escapeName(name)}.`
    : `But ${escapeName(name)} is open, and no call goes there until its time is over: see zenus stats.`

export const main: CommandMain = (invocation) =>
  Effect.scoped(
    Effect.gen(function* () {
      const [sub, breaker = "", ...rest] = invocation.words
      // The parser has checked the first word against the table of commands.
      const wish = sub === "close" ? "close" : "isolate"
      if (wish === "close" && rest.length > 0) {
        return yield* Effect.fail(
          new UsageError(`zenus breaker close takes one name: ${escapeName(rest.join(" "))} is too much.`, [
            `Write zenus breaker close ${escapeName(breaker)}.`
          ])
        )
      }
      const ground = yield* openGround(invocation)
      const store = yield* openKept(ground)
      const kept = yield* store.resilience.load
      // A circuit must be at hand also where the configuration is wrong; then only its own providers are not known by name.
      const loaded = yield* Effect.result(loadConfig(ground.configStore, { home: ground.where.home }))
      const own = loaded._tag === "Success" ? Object.keys(loaded.success.config.providers) : []
      const unknown = checkName(breaker, keptNames(kept), own)
      if (unknown !== null) return yield* Effect.fail(unknown)
      const { circuits, stats } = yield* statsOf(kept, Date.now())
      const before = circuits.find(({ name }) => name === breaker)
      // A clock that was set back must not make the order older than what it is about.
      const at = Math.max(stats.at, before?.since ?? 0)
      const reason = wish === "close" ? "" : rest.join(" ").slice(0, LONGEST_REASON) || BY_HAND
      if (wish === "isolate" || (before !== undefined && before.state !== "Closed")) {
        yield* store.resilience.order({ breaker, wish, reason, at })
      }
      const state = wish === "isolate" ? "Isolated" : "Closed"
      const by = wish === "close" ? above(circuits, breaker) : undefined
      if (has(invocation, "json")) {
        const since = wish === "close" && before?.state === "Closed" ? before.since : at
        const told = { breaker, state, since: new Date(since).toISOString(), why: reason || null }
        yield* Effect.promise(() => ground.screen.out(jsonLine({ ...told, coveredBy: by?.name ?? null })))
      } else {
        ground.screen.note(SAID[wish](escapeName(breaker), before))
        if (by !== undefined) ground.screen.note(butAbove(by))
      }
      return EXIT.done
    })
  )
