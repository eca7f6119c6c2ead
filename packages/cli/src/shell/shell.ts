/**
 * `zenus` alone: one request a line. On a terminal with a prompt and this folder's history under the arrow keys; in a
 * pipe without either, one answer (with --json one document) for each line. English is English: only words after a `/`, and
 * `undo`, `redo`, `history`, `help`, `exit` and `quit` alone, are commands of the shell; nothing is ever handed to a system shell.
 */
import readline from "node:readline"
import * as Effect from "effect/Effect"
import { type CommandMain, type Invocation } from "../args/CommandMain.ts"
import { decodeRequest } from "../args/undecoded.ts"
import { EXAMPLES } from "../render/help.ts"
import { EXIT } from "../render/exitCode.ts"
import { handleRequest } from "../session/handleRequest.ts"
import { recentRequests } from "../session/recentRequests.ts"
import { openSession, type Session } from "../session/Session.ts"
import { makeCollectBetween } from "../wiring/collectBetween.ts"
import { ownWord, slashWord } from "./slashWords.ts"

const LEAVE: ReadonlySet<string> = new Set(["exit", "quit", "/exit", "/quit"])

/** One line from the terminal; `null` for Ctrl+D. Ctrl+C clears the line, and twice on an empty one leaves. */
const readLine = (history: Array<string>): Effect.Effect<string | null> =>
  Effect.callback<string | null>((resume) => {
    // One interface a line: while a request runs the terminal belongs to it (questions, Ctrl+C).
    const face = readline.createInterface({
      input: process.stdin,
      output: process.stderr,
      prompt: "zenus> ",
      history: [...history],
      historySize: 1_000,
      removeHistoryDuplicates: true
    })
    let pressed = false
    let answered = false
    // Closing makes "close" too; only the first of both counts. readline's own listeners must stay until it is closed.
    const done = (line: string | null): void => {
      if (answered) return
      answered = true
      face.close()
      resume(Effect.succeed(line))
    }
    face.on("line", done)
    face.on("close", () => done(null))
    face.on("SIGINT", () => {
      if (face.line === "" && pressed) return done(null)
      pressed = face.line === ""
      process.stderr.write(pressed ? "\n(Ctrl+C again, or Ctrl+D, leaves)\n" : "^C\n")
      face.write(null, { ctrl: true, name: "u" })
      face.prompt()
    })
    face.prompt()
    return Effect.sync(() => face.close())
  })

const answerLine = (session: Session, line: string): Effect.Effect<number> => {
  const own = ownWord(line)
  return (own === null ? handleRequest(session, line, "run") : slashWord(session, own)).pipe(
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

const interactive = Effect.fnUntraced(function* (session: Session) {
  session.screen.note(`Say what you want done, for example: ${EXAMPLES[0]}`)
  session.screen.note("/undo takes the last one back, /help tells more, Ctrl+D leaves.")
  const history = [...(yield* recentRequests(session))]
  const collect = makeCollectBetween()
  while (true) {
    const line = yield* readLine(history)
    if (line === null || LEAVE.has(line.trim())) return EXIT.done
    if (line.trim() === "") continue
    // A line that begins with a space is not kept, as in other shells.
    if (!line.startsWith(" ")) history.unshift(line)
    yield* answerLine(session, line.trim())
    collect()
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
    Effect.gen(function* () {
      const session = yield* openSession(invocation)
      return yield* process.stdin.isTTY && session.screen.errIsTerminal ? interactive(session) : fromPipe(session)
    })
  )
