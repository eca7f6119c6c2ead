/**
 * `zenus providers`: who of the model providers is set up, how they have been doing, and with `--check` who answers and with which models.
 * Without it no connection is opened. Exit code 0 also where some are down: it is a report.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import { Router } from "@zenus/core/models"
import { type CommandMain, has } from "../args/CommandMain.ts"
import { checkSeen } from "../providers/checkProviders.ts"
import { providerLines, providerRows, providersJson } from "../providers/providerRows.ts"
import { EXIT } from "../render/exitCode.ts"
import { moves } from "../session/runView.ts"
import { openSession } from "../session/Session.ts"

export const main: CommandMain = (invocation) =>
  Effect.scoped(
    Effect.gen(function* () {
      const session = yield* openSession(invocation)
      const { models, screen } = session
      const router = Context.get(yield* models.services, Router)
      const standings = yield* router.standing
      // One without a model of its own cannot be asked a question by itself, and can be asked for its models.
      const names = models.providers.flatMap(({ name, whyNot }) => (whyNot === null ? [name] : []))
      const checked = has(invocation, "check") ? yield* checkSeen(screen, moves(session), router, names) : null
      const rows = providerRows(standings, models.providers, models.choice.cascade, checked)
      const lines = providerLines(rows, screen.outColours, screen.outWidth)
      const text = has(invocation, "json") ? providersJson(rows) : `${lines.join("\n")}\n`
      yield* Effect.promise(() => screen.out(text))
      if (!has(invocation, "json") && checked === null && names.length > 0) {
        screen.note(screen.errColours.dim("zenus providers --check asks them for their models."))
      }
      return EXIT.done
    })
  )
