/**
 * Calls a person who has gone to another window: a question waits, or a long step has ended. The bell, or a notification (OSC 9) where
 * the terminal is known to show one; nothing where it is switched off or standard error is no terminal.
 */
import { escapeName, type Notify } from "@zenus/core"
import { cutText } from "../render/fitText.ts"
import type { Screen } from "./Screen.ts"
import { showsNotifications } from "./terminalFacts.ts"

/** A step that took longer is worth a call. */
export const LONG_STEP_MS = 10_000

const BELL = "\u0007"
/** Notifications are cut by desktops, somewhere above this. */
const MAX_CELLS = 120

/** The bytes that call, for this text. Pure. */
export const callBytes = (text: string, how: Notify, env: NodeJS.ProcessEnv): string => {
  if (how === "off") return ""
  if (how === "bell" || !showsNotifications(env)) return BELL
  // A text that begins with a number and a semicolon would be taken for a command of another program's.
  return `\u001b]9;${cutText(escapeName(text), MAX_CELLS).replace(/^(?=\d+;)/, " ")}${BELL}`
}

/** Calls with a text of one line. */
export type Call = (text: string) => void

export const makeCall = (
  screen: Pick<Screen, "errIsTerminal" | "errRaw">,
  how: Notify,
  env: NodeJS.ProcessEnv
): Call =>
  screen.errIsTerminal
    ? (text) => {
        const bytes = callBytes(text, how, env)
        if (bytes !== "") screen.errRaw(bytes)
      }
    : () => {}
