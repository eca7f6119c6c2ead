/**
 * `zenus` alone: one request a line. On a terminal the shell of interactive.ts, which is loaded for that alone; in a pipe one answer (with
 * --json one document) for each line. English is English: only words after a `/`, and `undo`, `redo`, `history` and `help`
 * alone, are commands; from a pipe nothing is ever handed to a system shell.
 */
import readline from "node:readline"
import * as Effect from "effect/Effect"
import { type CommandMain, type Invocation } from "../args/CommandMain.ts"
import { decodeRequest } from "../args/undecoded.ts"
import { askRequest } from "../commands/askRequest.ts"
import { openSession, type Session } from "../session/Session.ts"
import { makeCollectBetween } from "../wiring/collectBetween.ts"
import { ownWord, slashWord } from "./slashWords.ts"

const answerLine = (session: Session, line: string): Effect.Effect<number> => {
  const own = ownWord(line)
  return (own === null ? askRequest(session, line, "run") : slashWord(session, own)).pipe(
    Effect.catch((error) => Effect.sync(() => session.showError(error)))
  )
}

const answerBytes = (session: Session, bytes: Uint8Array): Effect.Effect<number> =>
  Effect.suspend(() => {
    try {
      return answerLine(session, decodeRequest(bytes).trim())
    } catch (error) {
      return Effect.succeed(session.showError(error))
    }
  })

/** The first code that is not 0: a script sees that something failed, and what. */
const fromPipe = Effect.fnUntraced(function* (session: Session) {
  // A character a byte until a line is whole: readline itself would put U+FFFD in the place of what is no UTF-8.
  process.stdin.setEncoding("latin1")
  const face = readline.createInterface({ input: process.stdin, crlfDelay: Infinity })
  const lines = face[Symbol.asyncIterator]()
  const collect = makeCollectBetween()
  let code = 0
  while (true) {
    const next = yield* Effect.promise(() => lines.next())
    if (next.done === true) return code
    if (next.value.trim() === "") continue
    const answered = yield* answerBytes(session, Buffer.from(next.value, "latin1"))
    code = code === 0 ? answered : code
    collect()
  }
})

export const main: CommandMain = (invocation: Invocation) =>
  Effect.scoped(
    process.stdin.isTTY && process.stderr.isTTY
      ? Effect.flatMap(
          Effect.promise(() => import("./interactive.ts")),
          ({ interactive }) => interactive(invocation)
        )
      : Effect.flatMap(openSession(invocation), fromPipe)
  )
