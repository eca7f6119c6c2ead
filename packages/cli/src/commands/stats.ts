/** `zenus stats`: what circuits, retry budgets and cascades have learned; `--watch` keeps showing it; `stats reset` forgets it. */
import * as Effect from "effect/Effect"
import { defaultConfig, loadConfig } from "@zenus/core"
import { type CommandMain, has, type Invocation } from "../args/CommandMain.ts"
import { UsageError } from "../args/UsageError.ts"
import { EXIT } from "../render/exitCode.ts"
import { isPlain } from "../render/isPlain.ts"
import { jsonLine } from "../render/json.ts"
import { type Ground, openGround } from "../session/Session.ts"
import { checkName, healthNames, keptNames } from "../stats/names.ts"
import { prometheusText } from "../stats/prometheus.ts"
import { type KeptStore, openKept, statsOf } from "../stats/readStats.ts"
import type { Stats } from "../stats/Stats.ts"
import { statsJson } from "../stats/statsJson.ts"
import { type Look, NOTHING, statsLines } from "../stats/statsLines.ts"
import { watch } from "../stats/watch.ts"

const lookOf = (ground: Ground, motion: string): Look => ({
  colours: ground.screen.outColours,
  width: ground.screen.outWidth,
  plain: isPlain(ground, motion)
})

const checkFlags = (invocation: Invocation): UsageError | null => {
  const forms = ["json", "prometheus"].filter((flag) => has(invocation, flag))
  if (invocation.words[0] === "reset") {
    const wrong = ["watch", "prometheus"].find((flag) => has(invocation, flag))
    return wrong === undefined
      ? null
      : new UsageError(`stats reset takes no --${wrong}.`, ["Write zenus stats reset, or zenus stats reset NAME."])
  }
  if (forms.length > 1) {
    return new UsageError("--json and --prometheus are two forms of one answer.", ["Write one of them."])
  }
  return has(invocation, "watch") && has(invocation, "prometheus")
    ? new UsageError("--prometheus is read again and again by whoever wants it, so it goes without --watch.", [
        "Write zenus stats --prometheus, or zenus stats --watch --json."
      ])
    : null
}

const FORMS: ReadonlyArray<readonly [flag: string, text: (stats: Stats) => string]> = [
  ["json", (stats) => jsonLine(statsJson(stats))],
  ["prometheus", prometheusText]
]

const show = Effect.fnUntraced(function* (ground: Ground, store: KeptStore, motion: string) {
  const { invocation, screen } = ground
  const { stats, unreadable } = yield* statsOf(yield* store.resilience.load, Date.now(), yield* store.health)
  const form = FORMS.find(([flag]) => has(invocation, flag))?.[1]
  const lines = form === undefined ? statsLines(stats, lookOf(ground, motion)) : []
  const text = form === undefined ? lines.map((line) => `${line}\n`).join("") : form(stats)
  if (text !== "") yield* Effect.promise(() => screen.out(text))
  if (form === undefined && lines.length === 0) screen.note(NOTHING)
  if (unreadable > 0) {
    screen.note(
      `${unreadable === 1 ? "1 row" : `${unreadable} rows`} could not be read and ${unreadable === 1 ? "is" : "are"} left out.`
    )
  }
  return EXIT.done
})

const reset = Effect.fnUntraced(function* ({ invocation, screen }: Ground, store: KeptStore) {
  const name = invocation.words[1]
  const kept = yield* store.resilience.load
  const known = [...keptNames(kept), ...healthNames(yield* store.health)]
  const unknown = name === undefined ? null : checkName(name, known)
  if (unknown !== null) return yield* Effect.fail(unknown)
  const forgotten = (yield* store.resilience.reset(name)) + (yield* store.forgetHealth(name))
  if (has(invocation, "json")) yield* Effect.promise(() => screen.out(jsonLine({ forgotten })))
  else screen.note(forgotten === 0 ? "There was nothing to forget." : "Forgotten; counting begins anew.")
  const isolated = kept.orders.filter(
    ({ breaker, wish }) => wish === "isolate" && (name === undefined || breaker === name)
  )
  for (const { breaker } of isolated)
    screen.note(`${breaker} stays isolated: zenus breaker close ${breaker} ends that.`)
  return EXIT.done
})

export const main: CommandMain = (invocation) =>
  Effect.scoped(
    Effect.gen(function* () {
      const wrong = checkFlags(invocation)
      if (wrong !== null) return yield* Effect.fail(wrong)
      const ground = yield* openGround(invocation)
      const store = yield* openKept(ground)
      if (invocation.words[0] === "reset") return yield* reset(ground, store)
      // Looking at what went wrong must not need a configuration that is right.
      const loaded = yield* Effect.result(loadConfig(ground.configStore, { home: ground.where.home }))
      const { motion } = (loaded._tag === "Success" ? loaded.success.config : defaultConfig()).ui
      if (!has(invocation, "watch")) return yield* show(ground, store, motion)
      const { screen } = ground
      return yield* watch({
        screen,
        store,
        inPlace: screen.outIsTerminal && motion !== "off" && invocation.env["TERM"] !== "dumb",
        json: has(invocation, "json"),
        look: () => lookOf(ground, motion)
      })
    })
  )
