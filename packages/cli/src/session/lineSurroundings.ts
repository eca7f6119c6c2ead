/** What whoever reads a line may look at: the rules, the disk by its names, the programs that there are. Nothing of it changes anything. */
import fs from "node:fs"
import * as Effect from "effect/Effect"
import type { Ambiguous, IntentIR, NotUnderstood } from "@zenus/core"
import { findProgram } from "../terminal/findProgram.ts"
import { inFolder, type Session } from "./Session.ts"

export interface LineSurroundings {
  readonly home: string
  /** What the rules make of a sentence, here or in another folder (absolute). */
  readonly rules: (text: string, cwd?: string) => Effect.Effect<IntentIR | NotUnderstood | Ambiguous>
  readonly typeAt: typeof typeAt
  readonly isProgram: (name: string) => boolean
}

/** What is at an absolute path; `null` for nothing, and for what cannot be looked at. */
export const typeAt = (path: string): "file" | "folder" | null => {
  try {
    const stat = fs.statSync(path, { throwIfNoEntry: false })
    return stat === undefined ? null : stat.isDirectory() ? "folder" : "file"
  } catch {
    return null
  }
}

export const lineSurroundings = (session: Session): LineSurroundings => ({
  home: session.where.home,
  rules: (text, cwd) => {
    const { request, rules } = cwd === undefined ? session : inFolder(session, cwd)
    return rules
      .translate(request(text, "plan"))
      .pipe(Effect.matchEager({ onSuccess: (read) => read, onFailure: (why) => why }))
  },
  typeAt,
  isProgram: (name) => !name.includes("/") && findProgram(name, session.invocation.env) !== null
})
