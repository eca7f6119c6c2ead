/**
 * How a shell puts the engine's questions to the person: the one flow of terminal/decide.ts, with the answers that only a shell has. `e`
 * and `r` end the request and say what the next line begins with; `e 2` opens what a step is given in the line editor, and
 * what comes back is planned, judged and asked about anew; `a` lets the same action pass here until the shell is left.
 *
 * One is made for each request, since it remembers what was being changed.
 */
import * as Effect from "effect/Effect"
import { type Confirm, type Question, type Recoverable, type Reply } from "@zenus/core"
import type { LineSources } from "../editor/PickItem.ts"
import { errorLines } from "../render/error.ts"
import type { Session } from "../session/Session.ts"
import { askPlainly } from "../terminal/askPlainly.ts"
import { makeDecide, type ShellAnswers } from "../terminal/decide.ts"
import { liveFace, WAITS } from "../terminal/liveFace.ts"
import { makeCall } from "../terminal/notify.ts"
import { openEditor } from "../terminal/openEditor.ts"
import { pagePlainly } from "../terminal/pagePlainly.ts"
import type { QuestionFace } from "../terminal/QuestionFace.ts"
import { readLine, type ReadResult } from "../terminal/readLine.ts"
import { readPlainLine } from "../terminal/readPlainLine.ts"
import { isUtf8 } from "../terminal/terminalFacts.ts"
import { allowFromNow } from "./allowRules.ts"
import type { ShellTerminal } from "./ShellContext.ts"
import type { ShellState } from "../line/ShellState.ts"
import { argumentsText, givenByOthers, MAX_ARGUMENTS, withArguments } from "./stepArguments.ts"

export interface ShellAsking {
  readonly confirm: Confirm["Service"]
  /** What the next line begins with, where the person wants to say it differently. */
  readonly next: () => string | undefined
}

/** What a step is given has no history and nothing to complete. */
const NO_SOURCES: LineSources = { previous: [], search: () => [], suggest: () => null, complete: () => null }

/** What is asked through, and how what a step is given is written: in the line editor, or in the terminal's own line. */
interface Means {
  readonly face: QuestionFace
  /** What goes back to the question. */
  readonly wayBack: string
  /** `null`: an empty line, or none. */
  readonly readArguments: (prompt: string, initial: string) => Effect.Effect<string | null>
}

const written = (read: ReadResult): string | null =>
  read.type === "line" && read.text.trim() !== "" ? read.text : null

const liveMeans = (session: Session, terminal: ShellTerminal): Means => {
  const { invocation, screen } = session
  const { keyboard, live } = terminal
  return {
    face: liveFace(terminal, screen),
    wayBack: "Esc or an empty line",
    readArguments: (prompt, initial) =>
      Effect.map(
        readLine({
          keyboard,
          live,
          prompt: () => prompt,
          initial,
          sources: NO_SOURCES,
          escapeLeaves: true,
          colours: screen.errColours,
          openEditor: (text) =>
            keyboard
              .lend(openEditor(text, { cwd: session.cwd, env: invocation.env }))
              .pipe(Effect.catch((error) => Effect.sync(() => (session.showError(error), null))))
        }),
        written
      )
  }
}

const plainMeans = ({ invocation: { signals }, screen }: Session): Means => ({
  wayBack: "an empty line",
  face: {
    ask: (inquiry) => askPlainly({ stdin: process.stdin, note: screen.note, signals }, inquiry),
    page: (lines) => pagePlainly(screen.note, lines)
  },
  readArguments: (prompt, initial) =>
    Effect.suspend(() => {
      screen.note(`To be written again: ${initial.replaceAll(/\s*\n\s*/g, " ")}`)
      return Effect.map(readPlainLine({ stdin: process.stdin, write: screen.errRaw, signals, prompt }), written)
    })
})

const makeEditStep = (session: Session, { readArguments, wayBack }: Means): ShellAnswers["editStep"] => {
  const { invocation, screen } = session
  const { dim } = screen.errColours
  const sign = isUtf8(invocation.env) ? "❯" : ">"
  /** As it was written last; it did not come to a plan. */
  let last: string | null = null

  const complain = ({ message, recovery }: Pick<Recoverable, "message" | "recovery">): void => {
    const lines = errorLines({ _tag: "StepArguments", message, recovery }, screen.errColours, false)
    for (const line of lines) screen.note(line)
  }

  return Effect.fnUntraced(function* ({ intent }: Question, id: string, problem: Recoverable | null) {
    const step = intent.steps.find((one) => one.id === id)
    if (step === undefined) return null
    let text = (problem === null ? null : last) ?? argumentsText(step)
    if (text.length > MAX_ARGUMENTS) {
      complain({ message: `What step ${id} is given is too long for a line.`, recovery: ["Say it differently: r."] })
      return null
    }
    if (problem === null) {
      const others = givenByOthers(step)
      screen.note(dim(`What step ${id} is given (${step.tool}.${step.action}); ${wayBack} goes back to the question.`))
      if (others.length > 0) screen.note(dim(`It also has ${others.join(", ")}.`))
    } else complain(problem)
    while (true) {
      const line = yield* readArguments(`step ${id} ${sign} `, text)
      if (line === null) return null
      const changed = withArguments(intent, id, line)
      last = text = line
      if (!("problem" in changed)) return { _tag: "Instead", intent: changed } satisfies Reply
      complain({ message: changed.problem, recovery: [`Mend it, or go back with ${wayBack}.`] })
    }
  })
}

/**
 * @param terminal `null`: plain lines on standard input and error.
 * @param request as it was asked; an `e` puts it into the next line.
 */
export const askInShell = (
  session: Session,
  state: ShellState,
  terminal: ShellTerminal | null,
  request: string
): ShellAsking => {
  const { config, invocation, screen } = session
  const means = terminal === null ? plainMeans(session) : liveMeans(session, terminal)
  const call = makeCall(screen, config.ui.notify, invocation.env)
  let next: string | undefined
  const decide = makeDecide({
    face: means.face,
    screen,
    onWait: () => call(WAITS),
    shell: {
      allow: (rules) => allowFromNow(state, rules),
      change: (start) => {
        next = start === "words" ? request : ""
      },
      editStep: makeEditStep(session, means)
    }
  })
  return { confirm: { ask: decide }, next: () => next }
}
