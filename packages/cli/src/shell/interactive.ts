/**
 * `zenus` on a terminal: a line is read, done, and the next one is read. Loaded by nothing but that (a script of its own in the bundle).
 * English is English: only words after a `/`, and a few alone on their line, are the shell's own; nothing but what follows a `!` is ever
 * handed to a system shell.
 */
import * as Effect from "effect/Effect"
import { escapeText } from "@zenus/core"
import type { Invocation } from "../args/CommandMain.ts"
import { EXIT, statusOfCode } from "../render/exitCode.ts"
import { wrapNote } from "../render/wrapNote.ts"
import { openSession } from "../session/Session.ts"
import { makeSources } from "../suggest/lineSources.ts"
import { historyOf } from "../suggest/TypedHistory.ts"
import { makeKeyboard } from "../terminal/Keyboard.ts"
import { loggedTo, warningsTo } from "../terminal/libraryNotes.ts"
import { makeLiveArea } from "../terminal/LiveArea.ts"
import type { Screen } from "../terminal/Screen.ts"
import { shellScreen } from "../terminal/shellScreen.ts"
import { makeTerminalModes } from "../terminal/terminalModes.ts"
import { wantsPlainLines } from "../terminal/terminalFacts.ts"
import { askForBackground } from "../terminal/theme.ts"
import { makeCollectBetween } from "../wiring/collectBetween.ts"
import { answerLine } from "./answerLine.ts"
import { type Begun, editorReader, NOTHING, numberedPrompt, plainReader } from "./lineReader.ts"
import { nextMode } from "./promptText.ts"
import { offeringReader } from "./offeringReader.ts"
import { outliveKeys } from "./outliveKeys.ts"
import { offeringIn } from "./resume.ts"
import { chosenByRewind } from "./rewind.ts"
import { type LineEnd, runLine } from "./runLine.ts"
import { makeShellContext, type ShellTerminal } from "./ShellContext.ts"
import type { TakenOffer } from "./TakenOffer.ts"
import { newShellState, nextNumber } from "../line/ShellState.ts"
import { startLines } from "./startLines.ts"
import { ALL_WORDS, modeLine } from "./words.ts"
import type { Next } from "./WordEnd.ts"

/** What a request left is collected once the prompt stands there: after many files that takes 50 ms. Milliseconds. */
const COLLECT_AFTER_MS = 30

const hasColours = ({ errColours }: Screen): boolean => errColours.bold("x") !== "x"

const asItIs = (text: string): string => text

/** Who reads plain lines may not see what is faint; sentences are broken at blanks, as in the other face. */
const plainScreen = (screen: Screen): Screen => {
  const inner: Screen = Object.create(screen)
  return Object.defineProperties(inner, {
    note: { value: (line: string) => screen.note(wrapNote(line, screen.errWidth)) },
    outColours: { get: () => ({ ...screen.outColours, dim: asItIs }) },
    errColours: { get: () => ({ ...screen.errColours, dim: asItIs }) }
  })
}

/** Plain lines need neither keys nor live rows. */
const openFace = Effect.fnUntraced(function* (invocation: Invocation) {
  const { env } = invocation
  const live = yield* makeLiveArea({ stderr: process.stderr, env })
  let plain: Screen | undefined
  const session = yield* openSession(invocation, (screen) => shellScreen((plain = screen), live))
  if (wantsPlainLines(env, session.config.ui.screenReader))
    return { session: { ...session, screen: plainScreen(plain ?? session.screen) }, live: undefined }
  return { session, live }
})

const readAndAnswer = (invocation: Invocation, { live, session }: Effect.Success<ReturnType<typeof openFace>>) =>
  Effect.gen(function* () {
    const { env, signals } = invocation
    yield* outliveKeys(signals)
    yield* warningsTo(session.screen.note)
    for (const line of startLines(session.cwd, session.screen.errWidth)) session.screen.note(line)
    const terminal: ShellTerminal | null =
      live === undefined
        ? null
        : {
            live,
            keyboard: yield* makeKeyboard({
              stdin: process.stdin,
              write: (text) => void process.stderr.write(text),
              env,
              modes: makeTerminalModes(env),
              asksAboutPaste: true
            })
          }
    const shell = makeShellContext(session, newShellState(session.cwd), terminal)
    const { state } = shell
    const history = yield* historyOf(session)
    const sources = makeSources({
      history,
      words: ALL_WORDS,
      toolbox: session.toolbox,
      home: session.where.home,
      now: () => performance.now(),
      later: (work, ms = 0) => void (ms === 0 ? setImmediate(work) : setTimeout(work, ms).unref())
    })
    const readLine = offeringReader(
      offeringIn(shell),
      terminal === null ? plainReader(shell) : editorReader(shell, terminal, () => sources.at(state.cwd))
    )
    // Nobody waits for the answer; what is drawn after it goes by it.
    if (terminal !== null && hasColours(session.screen))
      yield* Effect.forkScoped(askForBackground(session.screen.theme, terminal.keyboard))
    const collect = makeCollectBetween()
    let begun: Begun = NOTHING
    let next: Next | null = null
    while (true) {
      let line: Next | null = next
      let taken: TakenOffer | undefined
      if (line === null) {
        const read = yield* readLine(begun)
        begun = NOTHING
        if (read.type === "leave") return EXIT.done
        if (read.type === "taken") {
          begun = read.begun
          taken = read.taken
          line = { text: taken.text, isTyped: true }
        }
        if (read.type === "mode") {
          begun = read
          state.mode = nextMode(state.mode)
          session.screen.note(modeLine(state.mode))
        }
        if (read.type === "line") line = { text: read.text, isTyped: true }
        else if (read.type === "rewind") next = line = yield* chosenByRewind(shell)
        if (line === null || line.text.trim() === "") continue
      }
      const { isTyped, text } = line
      // What did not come from the prompt stands there as if it had been typed.
      if (next !== null || taken !== undefined)
        session.screen.note(numberedPrompt(shell, session.screen.errWidth) + escapeText(text))
      // What was typed behind a space and cut off is kept in no list now, either.
      const isHidden = taken?.meaning.type === "request" && history.isHiddenAt(taken.askedAt)
      const answered = isTyped ? history.submitted(isHidden ? ` ${text}` : text, state.cwd) : () => Effect.void
      const number = nextNumber(state)
      const end = yield* runLine(shell, (inside) => answerLine(inside, text, taken)).pipe(
        Effect.catch((error) => Effect.sync((): LineEnd => ({ code: session.showError(error) })))
      )
      state.fallback = session.modelNews.fallback()
      const block = state.blocks.at(-1)
      yield* answered(block?.number === number ? block.status : statusOfCode(end.code))
      // By a signal: the code says which.
      if (end.leave === true) return signals.last() === null ? EXIT.done : EXIT.interrupted
      next = end.follows ?? null
      const begunText = begun.text + (end.next ?? "")
      begun = { text: begunText, ...(end.pressedAt === undefined ? {} : { pressedAt: end.pressedAt }) }
      setTimeout(collect, COLLECT_AFTER_MS).unref()
    }
  })

export const interactive = (invocation: Invocation) =>
  Effect.flatMap(openFace(invocation), (face) =>
    readAndAnswer(invocation, face).pipe(loggedTo(face.session.screen.note))
  )
