/** What a person sees of a request while it is handled: who is waited for, how far a step is, what should be known. */
import type { Event } from "@zenus/core"
import { makeLooking } from "../terminal/Looking.ts"
import { NOTHING_DONE } from "../terminal/pace.ts"
import { makeProgress } from "../terminal/Progress.ts"
import { wantsPlainLines } from "../terminal/terminalFacts.ts"
import { type AskingModels, makeAskingModels } from "./askingModels.ts"
import type { Session } from "./Session.ts"

/** Lines may be drawn over: nobody has switched that off or listens to them, and the terminal can. */
export const moves = ({ config, invocation }: Pick<Session, "config" | "invocation">): boolean =>
  config.ui.motion !== "off" && !wantsPlainLines(invocation.env, config.ui.screenReader)

const PLANNING = "Planning"

export interface RunView {
  readonly asking: AskingModels
  readonly onEvent: (event: Event) => void
  /** Takes away what is drawn; harmless at any time. */
  readonly end: () => void
}

export const makeRunView = (session: Session): RunView => {
  const { modelNews, screen } = session
  const progress = makeProgress(screen, moves(session))
  const asking = makeAskingModels(screen, modelNews, moves(session))
  const looking = makeLooking(screen, moves(session))
  const explanations = new Map<string, string>()
  looking.begin(PLANNING)
  return {
    asking,
    onEvent: (event) => {
      // Who is waited for is said by itself.
      if (event.type === "model.route") {
        looking.end()
        progress.end(PLANNING)
      }
      asking.hear(event)
      if (event.type === "model.asked") looking.begin(PLANNING)
      // Before a question is asked, and before anything is done.
      if (event.type === "planned") {
        looking.end()
        progress.end(PLANNING)
        asking.settled(event.plan.provider)
      }
      if (event.type === "plan.progress") {
        if (progress.update(PLANNING, { ...NOTHING_DONE, ...event })) looking.hush()
      } else if (event.type === "step.started") {
        explanations.set(event.stepId, event.explanation)
        looking.begin(event.explanation)
      } else if (event.type === "step.progress") {
        if (progress.update(explanations.get(event.stepId) ?? "", event, event.stepId)) looking.hush()
      } else if (event.type === "step.finished") {
        looking.end()
        progress.end(event.report.id)
        explanations.delete(event.report.id)
        // One that goes on beside it.
        for (const explanation of explanations.values()) looking.begin(explanation)
      } else if (event.type === "note") screen.note(event.text)
      else if (event.type === "recovered") for (const message of event.messages) screen.note(message)
    },
    end: () => {
      looking.end()
      asking.end()
      progress.clear()
    }
  }
}
