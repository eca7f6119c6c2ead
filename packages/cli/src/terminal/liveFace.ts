/** Questions through a keyboard and live rows that are there already. */
import type { Confirm, Notify } from "@zenus/core"
import { askPerson, type LiveTerminal } from "./askPerson.ts"
import { makeDecide } from "./decide.ts"
import { makeCall } from "./notify.ts"
import { pageThrough } from "./pageThrough.ts"
import type { QuestionFace } from "./QuestionFace.ts"
import type { Screen } from "./Screen.ts"

/** The notification where a question waits. */
export const WAITS = "zenus waits for an answer"

export const liveFace = (terminal: LiveTerminal, screen: Screen): QuestionFace => ({
  ask: (inquiry) => askPerson(terminal, inquiry),
  page: (lines) => pageThrough(terminal, { lines, dim: screen.errColours.dim })
})

export interface ConfirmingParts {
  readonly screen: Screen
  readonly env: NodeJS.ProcessEnv
  readonly notify: Notify
}

/** Yes, no and every path: for what is no line that could be written again. */
export const confirmThrough = (
  terminal: LiveTerminal,
  { env, notify, screen }: ConfirmingParts
): Confirm["Service"] => {
  const call = makeCall(screen, notify, env)
  const face = liveFace(terminal, screen)
  return { ask: makeDecide({ face, screen, onWait: () => call(WAITS), shell: null }) }
}
