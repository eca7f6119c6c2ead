/**
 * Which background colours are made for: what the person chose, else what the terminal answered, else what the environment hints at, else
 * nobody knows. One for each screen; it changes while a shell is there (`/theme`, an answer that comes late), and whatever is
 * printed next goes by it.
 */
import * as Effect from "effect/Effect"
import type { Theme as Choice } from "@zenus/core"
import type { Background } from "../render/colour.ts"
import type { Keyboard } from "./Keyboard.ts"
import {
  BACKGROUND_LAST,
  BACKGROUND_MS,
  BACKGROUND_QUERY,
  BACKGROUND_REPLY,
  backgroundHint,
  backgroundOf
} from "./terminalFacts.ts"

export interface Theme {
  readonly background: () => Background
  readonly choice: () => Choice
  readonly choose: (choice: Choice) => void
  /** What the terminal said itself. */
  readonly answered: (background: Exclude<Background, "unknown">) => void
}

export const makeTheme = (env: NodeJS.ProcessEnv): Theme => {
  let choice: Choice = "auto"
  let known: Background = backgroundHint(env) ?? "unknown"
  return {
    background: () => (choice === "auto" ? known : choice),
    choice: () => choice,
    choose: (now) => {
      choice = now
    },
    answered: (background) => {
      known = background
    }
  }
}

/** Asks the terminal; whoever draws meanwhile draws with what is known. Ends within `BACKGROUND_MS`. */
export const askForBackground = (theme: Theme, keyboard: Pick<Keyboard, "ask">): Effect.Effect<void> =>
  Effect.map(keyboard.ask(BACKGROUND_QUERY, BACKGROUND_REPLY, BACKGROUND_MS, BACKGROUND_LAST), (reply) => {
    const background = backgroundOf(reply)
    if (background !== null) theme.answered(background)
  })
