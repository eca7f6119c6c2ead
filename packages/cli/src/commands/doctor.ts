/**
 * `zenus doctor`: every check, what it found, how to mend it. Exit code 1 when there is a problem. Model providers that are set up, and
 * Ollama on this machine, are asked for their models, which costs nothing and takes 5 s at most.
 */
import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type * as Result from "effect/Result"
import { defaultConfig, loadConfig, type Recoverable } from "@zenus/core"
import { Router } from "@zenus/core/models"
import { type CommandMain, has } from "../args/CommandMain.ts"
import { CHECKS } from "../doctor/checks.ts"
import type { Finding } from "../doctor/Finding.ts"
import { EXIT } from "../render/exitCode.ts"
import { wrapText } from "../render/fitText.ts"
import { jsonLine } from "../render/json.ts"
import { LEAST } from "../render/table.ts"
import { checkSeen } from "../providers/checkProviders.ts"
import { providerFindings, proxyVariables } from "../providers/providerFindings.ts"
import { moves } from "../session/runView.ts"
import { openGround, openSessionWith, type Session } from "../session/Session.ts"
import { choiceOf } from "../wiring/models.ts"

const MARKS = { ok: ["green", "ok"], warning: ["yellow", "warning"], problem: ["red", "problem"] } as const

const MARK_WIDTH = 7

const configFinding = (loaded: Result.Result<{ readonly present: boolean }, Recoverable>, file: string): Finding => {
  if (loaded._tag === "Failure") {
    return { status: "problem", message: loaded.failure.message, recovery: loaded.failure.recovery }
  }
  return {
    status: "ok",
    message: loaded.success.present ? `${file} is in order.` : "No configuration file: the defaults hold.",
    recovery: []
  }
}

/** Who of the model providers answers, and what is wrong with the others. */
const modelFindings = Effect.fnUntraced(function* (session: Session) {
  const { config, invocation, models, screen } = session
  const { env } = invocation
  const router = Context.get(yield* models.services, Router)
  const choice = choiceOf(() => undefined, env, config)
  const isSet = (variable: string | null): boolean => variable !== null && (env[variable] ?? "").trim() !== ""
  const named = models.providers.filter(({ baseUrlVariable }) => isSet(baseUrlVariable)).map(({ name }) => name)
  const names = models.providers.flatMap(({ name, whyNot }) => (whyNot === null ? [name] : []))
  return providerFindings({
    providers: models.providers,
    cascade: models.choice.cascade,
    wrongChoice: "message" in choice ? choice : null,
    chosen: new Set([...named, ...Object.keys(config.providers)]),
    checked: yield* checkSeen(screen, moves(session), router, names),
    proxies: proxyVariables(env)
  })
})

export const main: CommandMain = (invocation) =>
  Effect.scoped(
    Effect.gen(function* () {
      const base = yield* openGround(invocation)
      // A wrong configuration is a finding, not the end: the rest is checked with the defaults.
      const loaded = yield* Effect.result(loadConfig(base.configStore, { home: base.where.home }))
      const session = yield* openSessionWith(base, loaded._tag === "Success" ? loaded.success.config : defaultConfig())
      const findings: Array<Finding & { readonly check: string }> = [
        { check: "config", ...configFinding(loaded, base.where.configFile) }
      ]
      for (const check of CHECKS)
        findings.push({ check: check.name, ...(yield* Effect.provide(check.look(session), NodeFileSystem.layer)) })
      findings.push(...(yield* modelFindings(session)))
      const fine = !findings.some((finding) => finding.status === "problem")
      const colours = session.screen.outColours
      const width = Math.max(LEAST, session.screen.outWidth - MARK_WIDTH - 2)
      const lines = findings.flatMap(({ check, status, message, recovery }) => {
        const [colour, word] = MARKS[status]
        const [first = "", ...rest] = wrapText(`${check}: ${message}`, width)
        return [
          `${colours[colour](word.padEnd(MARK_WIDTH))}  ${first}`,
          ...[...rest, ...recovery.flatMap((step) => wrapText(`  ${step}`, width))].map(
            (line) => `${" ".repeat(MARK_WIDTH + 2)}${line}`
          )
        ]
      })
      yield* Effect.promise(() =>
        session.screen.out(has(invocation, "json") ? jsonLine({ ok: fine, findings }) : `${lines.join("\n")}\n`)
      )
      return fine ? EXIT.done : EXIT.failed
    })
  )
