/**
 * `zenus` on a terminal: a line is read, done, and the next one is read. Loaded by nothing but that (a script of its own in the bundle).
 * English is English: only words after a `/`, and a few alone on their line, are the shell's own; nothing but what follows a `!` is ever
 * handed to a system shell.
 */
import * as Effect from "effect/Effect"
import { PathBytes, type Recoverable } from "@zenus/core"
import type { Invocation } from "../args/CommandMain.ts"
import { decodeRequest } from "../args/undecoded.ts"
import type { LineSources } from "../editor/PickItem.ts"
import { EXIT } from "../render/exitCode.ts"
import { recentRequests } from "../session/recentRequests.ts"
import { openSession } from "../session/Session.ts"
import { makeKeyboard } from "../terminal/Keyboard.ts"
import { makeLiveArea } from "../terminal/LiveArea.ts"
import { openEditor } from "../terminal/openEditor.ts"
import { makeLineMemory, readLine } from "../terminal/readLine.ts"
import { shellScreen } from "../terminal/shellScreen.ts"
import { isUtf8 } from "../terminal/terminalFacts.ts"
import { makeCollectBetween } from "../wiring/collectBetween.ts"
import { actOn } from "./actOn.ts"
import { folderOf } from "./goFolder.ts"
import type { Meaning } from "./Meaning.ts"
import { nextMode, promptText } from "./promptText.ts"
import { makeShellContext, type ShellContext } from "./ShellContext.ts"
import { newShellState } from "./ShellState.ts"
import { ownWord } from "./slashWords.ts"
import { startLines } from "./startLines.ts"
import { modeLine, type WordEnd } from "./words.ts"

const LEAVE: ReadonlySet<string> = new Set(["exit", "quit"])

const meaningOf = Effect.fnUntraced(function* (shell: ShellContext, line: string): Effect.fn.Return<Meaning> {
  if (line.startsWith("!")) return { type: "command", text: line.slice(1) }
  if (LEAVE.has(line)) return { type: "leave" }
  const own = ownWord(line)
  if (own !== null) return { type: "word", name: own, rest: "" }
  const folder = yield* folderOf(shell.here(), line)
  return folder === null ? { type: "request", text: line } : { type: "folder", path: folder }
})

/** Fails with `UsageError` for bytes that are no UTF-8: nobody could know which name is meant. */
const answerLine = (shell: ShellContext, typed: string): Effect.Effect<WordEnd, Recoverable> =>
  Effect.suspend(() => {
    const line = decodeRequest(PathBytes.toBytes(typed)).trim()
    return Effect.flatMap(meaningOf(shell, line), (meaning) => actOn(shell, meaning))
  })

const sourcesOf = (previous: ReadonlyArray<string>): LineSources => ({
  previous,
  search: () => [],
  suggest: () => null,
  complete: () => null
})

export const interactive = (invocation: Invocation) =>
  Effect.gen(function* () {
    const { env } = invocation
    const live = yield* makeLiveArea({ stderr: process.stderr, env })
    const session = yield* openSession(invocation, (screen) => shellScreen(screen, live))
    for (const line of startLines(session.cwd)) session.screen.note(line)
    const keyboard = yield* makeKeyboard({
      stdin: process.stdin,
      write: (text) => void process.stderr.write(text),
      env
    })
    // Another program had the terminal: where it left the cursor nobody knows.
    keyboard.onReturn(live.forget)
    const memory = makeLineMemory()
    const state = newShellState(session.cwd)
    const shell = makeShellContext(session, state, { keyboard, live })
    const history = [...(yield* recentRequests(session))]
    const collect = makeCollectBetween()
    let next = ""
    let cursor: number | undefined
    while (true) {
      const { screen, where } = shell.here()
      const read = yield* readLine({
        keyboard,
        live,
        prompt: () =>
          promptText(state, { home: where.home, width: live.width(), colours: screen.errColours, utf8: isUtf8(env) }),
        initial: next,
        ...(cursor === undefined ? {} : { cursor }),
        colours: screen.errColours,
        memory,
        sources: sourcesOf(history),
        openEditor: (text) =>
          keyboard
            .lend(openEditor(text, { cwd: state.cwd, env }))
            .pipe(Effect.catch((error) => Effect.sync(() => (session.showError(error), null))))
      })
      next = read.type === "mode" ? read.text : ""
      cursor = read.type === "mode" ? read.cursor : undefined
      if (read.type === "leave") return EXIT.done
      if (read.type === "mode") {
        state.mode = nextMode(state.mode)
        screen.note(modeLine(state.mode))
      }
      if (read.type !== "line" || read.text.trim() === "") continue
      // A line that begins with a space is not kept, as in other shells.
      if (!read.text.startsWith(" ")) history.unshift(read.text)
      const end = yield* answerLine(shell, read.text).pipe(
        Effect.catch((error) => Effect.sync((): WordEnd => ({ code: session.showError(error) })))
      )
      if (end.leave === true) return EXIT.done
      next = end.next ?? ""
      collect()
    }
  })
