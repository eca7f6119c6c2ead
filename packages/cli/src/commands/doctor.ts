/** `zenus doctor`: every check, what it found, how to mend it. Exit code 1 when there is a problem. */
import * as Effect from "effect/Effect"
import { type CommandMain, has } from "../args/CommandMain.ts"
import { CHECKS, type Finding } from "../doctor/checks.ts"
import { EXIT } from "../render/exitCode.ts"
import { jsonLine } from "../render/json.ts"
import { openSession } from "../session/Session.ts"

const MARKS = { ok: ["green", "ok"], warning: ["yellow", "warning"], problem: ["red", "problem"] } as const

export const main: CommandMain = (invocation) =>
  Effect.scoped(
    Effect.gen(function* () {
      const session = yield* openSession(invocation)
      const findings: Array<Finding & { readonly check: string }> = []
      for (const check of CHECKS) findings.push({ check: check.name, ...(yield* check.look(session)) })
      const fine = !findings.some((finding) => finding.status === "problem")
      const colours = session.screen.outColours
      const lines = findings.flatMap(({ check, status, message, recovery }) => {
        const [colour, word] = MARKS[status]
        return [
          `${colours[colour](word.padEnd(7))}  ${check}: ${message}`,
          ...recovery.map((step) => `           ${step}`)
        ]
      })
      yield* Effect.promise(() =>
        session.screen.out(has(invocation, "json") ? jsonLine({ ok: fine, findings }) : `${lines.join("\n")}\n`)
      )
      return fine ? EXIT.done : EXIT.failed
    })
  )
