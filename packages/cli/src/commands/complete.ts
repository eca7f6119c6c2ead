/**
 * `zenus complete`: one question to a model, through the cascade, and its answer as it is. Nothing is planned and nothing done. On a
 * terminal the answer is shown as it is written, in a pipe it comes whole; `--stream` and `--no-stream` say otherwise.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type { Recoverable } from "@zenus/core"
import { type ModelAsk, Router } from "@zenus/core/models"
import { type CommandMain, has, type Invocation } from "../args/CommandMain.ts"
import { readStandardInput } from "../args/standardInput.ts"
import { UsageError } from "../args/UsageError.ts"
import { answerStreamed, answerWhole, type Face } from "../complete/answerAsk.ts"
import { errorLines } from "../render/error.ts"
import { exitCodeOfError } from "../render/exitCode.ts"
import { moves } from "../session/runView.ts"
import { openSession, type Session } from "../session/Session.ts"
import { makeWaiting, type Waiting } from "../terminal/Waiting.ts"
import { makeWaitLines } from "../terminal/waitLines.ts"

const promptOf = ({ words }: Invocation): Effect.Effect<string, UsageError> =>
  words.length === 1 && words[0] === "-" ? readStandardInput("prompt") : Effect.succeed(words.join(" "))

const checked = (prompt: string, invocation: Invocation): UsageError | null => {
  if (has(invocation, "stream") && has(invocation, "no-stream")) {
    return new UsageError("--stream and --no-stream say two things.", ["Write one of them."])
  }
  return prompt.trim() === "" ? new UsageError("The prompt is empty.", ['Write zenus complete -- "PROMPT".']) : null
}

/** Where nothing can be drawn over, lines say who is waited for until an answer begins: then it is what there is to see. */
const waitingOf = (session: Session): Waiting => {
  const { screen } = session
  if (screen.errIsTerminal) return makeWaiting(screen, moves(session))
  const { end, tell } = makeWaitLines(screen)
  return { tell, more: end, clear: () => undefined, end }
}

const faceOf = (session: Session): Face => {
  const { invocation, screen } = session
  return {
    screen,
    waiting: waitingOf(session),
    json: has(invocation, "json"),
    complain: (error: Recoverable) => {
      for (const line of errorLines(error, screen.errColours, has(invocation, "verbose"))) screen.note(line)
      return exitCodeOfError(error._tag)
    }
  }
}

export const main: CommandMain = (invocation) =>
  Effect.scoped(
    Effect.gen(function* () {
      const prompt = yield* promptOf(invocation)
      const wrong = checked(prompt, invocation)
      if (wrong !== null) return yield* Effect.fail(wrong)
      const session = yield* openSession(invocation)
      const { choice, services } = session.models
      const made = yield* services
      const router = Context.get(made, Router)
      const face = faceOf(session)
      const ask: ModelAsk = {
        chat: { messages: [{ role: "user", content: [{ type: "text", text: prompt }] }] },
        model: choice.model ?? undefined,
        provider: choice.provider ?? undefined,
        // Who is content with an old answer is content with a kept one.
        cache: has(invocation, "cache") || has(invocation, "stale") ? "use" : "off",
        staleOnOutage: has(invocation, "stale"),
        onEvent: face.waiting.tell
      }
      // One document is what --json promises, also on a terminal.
      const shows = session.screen.outIsTerminal && !has(invocation, "no-stream") && !face.json
      const streams = has(invocation, "stream") || shows
      return yield* Effect.provideContext((streams ? answerStreamed : answerWhole)(face, router, ask), made)
    })
  )
