/**
 * `zenus` on a terminal: a line is read, done, and the next one is read. Loaded by nothing but that (a script of its own in the bundle).
 * English is English: only words after a `/`, and a few alone on their line, are the shell's own; nothing but what follows a `!` is ever
 * handed to a system shell.
 */
import * as Effect from "effect/Effect"
import type { Invocation } from "../args/CommandMain.ts"
import { decodeRequest } from "../args/undecoded.ts"
import type { LineSources } from "../editor/PickItem.ts"
import { EXIT } from "../render/exitCode.ts"
import { EXAMPLES } from "../render/help.ts"
import { handleRequest } from "../session/handleRequest.ts"
import { recentRequests } from "../session/recentRequests.ts"
import { openSession, type Session } from "../session/Session.ts"
import { makeKeyboard } from "../terminal/Keyboard.ts"
import { makeLiveArea } from "../terminal/LiveArea.ts"
import { readLine } from "../terminal/readLine.ts"
import { shellScreen } from "../terminal/shellScreen.ts"
import { makeCollectBetween } from "../wiring/collectBetween.ts"
import { PathBytes } from "@zenus/core"
import { ownWord, slashWord } from "./slashWords.ts"

const LEAVE: ReadonlySet<string> = new Set(["exit", "quit", "/exit", "/quit"])

/** Throws `UsageError` for bytes that are no UTF-8: nobody could know which name is meant. */
const answerLine = (session: Session, typed: string): Effect.Effect<number> =>
  Effect.suspend(() => {
    const line = decodeRequest(PathBytes.toBytes(typed)).trim()
    const own = ownWord(line)
    return own === null ? handleRequest(session, line, "run") : slashWord(session, own)
  }).pipe(Effect.catch((error) => Effect.sync(() => session.showError(error))))

const sourcesOf = (previous: ReadonlyArray<string>): LineSources => ({
  previous,
  search: () => [],
  suggest: () => null,
  complete: () => null
})

export const interactive = (invocation: Invocation) =>
  Effect.gen(function* () {
    const live = yield* makeLiveArea({ stderr: process.stderr, env: invocation.env })
    const session = yield* openSession(invocation, (screen) => shellScreen(screen, live))
    session.screen.note(`Say what you want done, for example: ${EXAMPLES[0]}`)
    session.screen.note("/undo takes the last one back, /help tells more, Ctrl+D leaves.")
    const keyboard = yield* makeKeyboard({
      stdin: process.stdin,
      write: (text) => void process.stderr.write(text),
      env: invocation.env
    })
    const history = [...(yield* recentRequests(session))]
    const collect = makeCollectBetween()
    while (true) {
      const read = yield* readLine({
        keyboard,
        live,
        prompt: () => "zenus> ",
        sources: sourcesOf(history),
        openEditor: () => Effect.succeed(null)
      })
      if (read.type === "leave" || (read.type === "line" && LEAVE.has(read.text.trim()))) return EXIT.done
      if (read.type !== "line" || read.text.trim() === "") continue
      // A line that begins with a space is not kept, as in other shells.
      if (!read.text.startsWith(" ")) history.unshift(read.text)
      // Until questions and requests take the keyboard themselves it is theirs as a whole.
      yield* keyboard.lend(answerLine(session, read.text))
      collect()
    }
  })
