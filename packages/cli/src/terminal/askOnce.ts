/** One question on a terminal that nobody else is using: makes a keyboard and live rows for it, or asks in plain lines. */
import * as Effect from "effect/Effect"
import type { Notify, Question, Reply } from "@zenus/core"
import type { Signals } from "../args/Signals.ts"
import { askPlainly } from "./askPlainly.ts"
import { makeDecide } from "./decide.ts"
import { makeKeyboard } from "./Keyboard.ts"
import { liveFace, WAITS } from "./liveFace.ts"
import { makeLiveArea } from "./LiveArea.ts"
import { makeCall } from "./notify.ts"
import { pagePlainly } from "./pagePlainly.ts"
import type { QuestionFace } from "./QuestionFace.ts"
import type { Screen } from "./Screen.ts"
import { wantsPlainLines } from "./terminalFacts.ts"

export interface ConfirmParts {
  readonly screen: Screen
  readonly env: NodeJS.ProcessEnv
  readonly signals: Signals
  readonly notify: Notify
  readonly screenReader: "on" | "off"
}

const plainFace = ({ screen, signals }: ConfirmParts): QuestionFace => ({
  ask: (inquiry) => askPlainly({ stdin: process.stdin, note: screen.note, signals }, inquiry),
  page: (lines) => pagePlainly(screen.note, lines)
})

const ownFace = Effect.fnUntraced(function* ({ env, screen }: ConfirmParts) {
  const live = yield* makeLiveArea({ stderr: process.stderr, env })
  const keyboard = yield* makeKeyboard({ stdin: process.stdin, write: screen.errRaw, env })
  return liveFace({ keyboard, live }, screen)
})

export const askOnce = (parts: ConfirmParts, question: Question): Effect.Effect<Reply> =>
  Effect.scoped(
    Effect.gen(function* () {
      const { env, notify, screen, screenReader } = parts
      const face = wantsPlainLines(env, screenReader) ? plainFace(parts) : yield* ownFace(parts)
      const call = makeCall(screen, notify, env)
      const decide = makeDecide({ face, screen, onWait: () => call(WAITS), shell: null })
      return yield* decide(question)
    })
  )
