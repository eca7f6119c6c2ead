/**
 * One ask of the router onto the screen, as it is written or whole, as text or as JSON. Data goes to standard output; who is waited for,
 * who failed and what it cost to standard error. Reasoning is not shown. Gives the exit code.
 *
 * What had come before an answer broke off stays on the screen and is said to be incomplete. A reader that goes away ends
 * the call to the provider, too.
 */
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import {
  type ModelAsk,
  type ModelNameUnknown,
  type NoModelAnswered,
  type Routed,
  type RoutedEvent,
  type RouterService,
  textOf
} from "@zenus/core/models"
import type { Recoverable } from "@zenus/core"
import { Stopped } from "../args/Stopped.ts"
import { makeAnswerText } from "../render/answerText.ts"
import { displayWidth } from "../render/displayWidth.ts"
import { jsonLine } from "../render/json.ts"
import type { Screen } from "../terminal/Screen.ts"
import { columnAfter, type Waiting } from "../terminal/Waiting.ts"
import { withUnanswered } from "../render/costLine.ts"
import { EXIT } from "../render/exitCode.ts"
import { afterwards } from "./afterwards.ts"
import { answerJson, doneLine, failureJson, failureLine, textLine } from "./completeJson.ts"

export interface Face {
  readonly screen: Screen
  readonly waiting: Waiting
  readonly json: boolean
  /** To standard error, without a document; gives the exit code. */
  readonly complain: (error: Recoverable) => number
}

type Failure = NoModelAnswered | ModelNameUnknown

const INCOMPLETE = "What was received is above; it is incomplete."

/** Somebody stopped it; what it has cost by then nobody knows. */
class AnswerStopped extends Stopped {
  override readonly message = "Stopped before the answer was whole."
}

const say = (lines: ReadonlyArray<string>, { screen }: Face): void => {
  for (const line of lines) screen.note(screen.errColours.dim(line))
}

/** The ask, and the providers whose calls gave no answer and may have cost something. */
const heard = (ask: ModelAsk): { readonly ask: ModelAsk; readonly unanswered: ReadonlySet<string> } => {
  const unanswered = new Set<string>()
  const onEvent: ModelAsk["onEvent"] = (event) => {
    if (event.type === "unanswered") unanswered.add(event.provider)
    ask.onEvent?.(event)
  }
  return { ask: { ...ask, onEvent }, unanswered }
}

/** What an ask without an answer may have cost. */
const sayUnanswered = (unanswered: ReadonlySet<string>, face: Face): void => {
  const line = withUnanswered(null, unanswered)
  if (line !== null) say([line], face)
}

/** Standard output as text, one line end behind all of it. */
const makeWriter = ({ screen, waiting }: Face) => {
  const text = makeAnswerText(screen.outIsTerminal)
  let column = 0
  let last = ""
  const write = async (piece: string): Promise<void> => {
    if (piece === "") return
    waiting.clear()
    await screen.out(piece)
    last = piece.at(-1) ?? last
    column = screen.outIsTerminal ? columnAfter(column, piece, screen.outWidth, displayWidth) : 0
  }
  return {
    push: (piece: string): Promise<void> => write(text.push(piece)),
    /** Whether anything was written. */
    end: async (): Promise<boolean> => {
      await write(text.end())
      const any = last !== ""
      if (any && last !== "\n") await write("\n")
      return any
    },
    column: () => column
  }
}

const showText = (face: Face, text: string): Promise<boolean> => {
  const writer = makeWriter(face)
  return writer.push(text).then(writer.end)
}

const showWhole = (face: Face, routed: Routed, { model }: ModelAsk, unanswered: ReadonlySet<string>) =>
  Effect.promise(async () => {
    face.waiting.end()
    if (face.json) await face.screen.out(jsonLine(answerJson(routed)))
    else {
      await showText(face, textOf(routed.answer))
      say(afterwards(routed, model !== undefined, unanswered), face)
    }
    return EXIT.done
  })

const showFailure = (face: Face, failure: Failure, unanswered: ReadonlySet<string>) =>
  Effect.promise(async () => {
    face.waiting.end()
    if (face.json) await face.screen.out(jsonLine(failureJson(failure)))
    else if ("received" in failure && failure.received !== null) {
      if (await showText(face, textOf(failure.received))) face.screen.note(INCOMPLETE)
    }
    const code = face.complain(failure)
    sayUnanswered(unanswered, face)
    return code
  })

/** The answer once it is whole. */
export const answerWhole = (face: Face, router: RouterService, asked: ModelAsk): Effect.Effect<number> =>
  Effect.suspend(() => {
    const { ask, unanswered } = heard(asked)
    return router.complete(ask).pipe(
      Effect.matchEffect({
        onSuccess: (routed) => showWhole(face, routed, ask, unanswered),
        onFailure: (failure) => showFailure(face, failure, unanswered)
      }),
      Effect.onInterrupt(() =>
        Effect.promise(async () => {
          face.waiting.end()
          if (face.json) await face.screen.out(jsonLine(failureJson(new AnswerStopped())))
          sayUnanswered(unanswered, face)
        })
      ),
      Effect.ensuring(Effect.sync(() => face.waiting.end()))
    )
  })

/** The answer as it is written. */
export const answerStreamed = (face: Face, router: RouterService, asked: ModelAsk): Effect.Effect<number> =>
  Effect.suspend(() => {
    const { ask, unanswered } = heard(asked)
    const { screen, waiting, json } = face
    const writer = makeWriter(face)
    let writing = ""
    const told: Array<string> = []
    const onEvent: ModelAsk["onEvent"] = (event) => {
      if (event.type === "attempt") writing = event.provider
      ask.onEvent?.(event)
    }
    const show = async (event: RoutedEvent): Promise<void> => {
      if (event.type === "text") {
        told.push(event.text)
        if (json) await screen.out(jsonLine(textLine(event.text)))
        else await writer.push(event.text)
        waiting.more(writing, writer.column())
      } else if (event.type === "done") {
        waiting.end()
        if (json) return screen.out(jsonLine(doneLine(event.routed)))
        await writer.end()
        say(afterwards(event.routed, ask.model !== undefined, unanswered), face)
      }
    }
    const fail = (failure: Failure) =>
      Effect.promise(async () => {
        waiting.end()
        if (json) await screen.out(jsonLine(failureLine(failure, told.join(""))))
        else if (await writer.end()) screen.note(INCOMPLETE)
        const code = face.complain(failure)
        sayUnanswered(unanswered, face)
        return code
      })
    return Stream.runForEach(router.stream({ ...ask, onEvent }), (event) => Effect.promise(() => show(event))).pipe(
      Effect.matchEffect({ onSuccess: () => Effect.succeed(EXIT.done), onFailure: fail }),
      Effect.onInterrupt(() =>
        Effect.promise(async () => {
          waiting.end()
          if (json) await screen.out(jsonLine(failureLine(new AnswerStopped(), told.join(""))))
          // What the shell says next belongs on a line of its own.
          else if (await writer.end()) screen.note(INCOMPLETE)
          sayUnanswered(unanswered, face)
        })
      ),
      Effect.ensuring(Effect.sync(() => waiting.end()))
    )
  })
