/**
 * Where a shell's lines come from: the editor in the live rows, or, for screen readers and terminals that cannot draw anew, the terminal's
 * own line editing. The prompt says the same in both.
 */
import * as Effect from "effect/Effect"
import { escapeName } from "@zenus/core"
import type { LineSources } from "../editor/PickItem.ts"
import { openEditor } from "../terminal/openEditor.ts"
import { makeLineMemory, readLine, type ReadResult } from "../terminal/readLine.ts"
import { readPlainLine } from "../terminal/readPlainLine.ts"
import { isUtf8 } from "../terminal/terminalFacts.ts"
import { makePromptText, promptText } from "./promptText.ts"
import type { ShellContext, ShellTerminal } from "./ShellContext.ts"
import { nextNumber } from "../line/ShellState.ts"

/** What stands in the line at the beginning. */
export interface Begun {
  readonly text: string
  /** Default: at its end. */
  readonly cursor?: number
  /** When Ctrl+C was pressed before it, on the clock of `performance`. */
  readonly pressedAt?: number
}

/** @param onLeft told what stood in the line where the reading was interrupted. */
export type LineReader = (begun: Begun, onLeft?: (left: Begun) => void) => Effect.Effect<ReadResult>

export const NOTHING: Begun = { text: "" }

const promptOf = ({ here, invocation, state }: ShellContext, width: number, asText = promptText): string => {
  const { screen, where } = here()
  return asText(state, { home: where.home, width, colours: screen.errColours, utf8: isUtf8(invocation.env) })
}

/** With the number of the line, by which it can be referred to: `#3 ~/work > `. */
export const numberedPrompt = (shell: ShellContext, width: number): string => {
  const number = `#${nextNumber(shell.state)} `
  return shell.here().screen.errColours.dim(number) + promptOf(shell, Math.max(1, width - number.length))
}

/** @param sources asked for anew with each line. */
export const editorReader = (
  shell: ShellContext,
  { keyboard, live }: ShellTerminal,
  sources: () => LineSources
): LineReader => {
  const memory = makeLineMemory()
  const asText = makePromptText()
  const { env } = shell.invocation
  // Another program had the terminal: where it left the cursor nobody knows.
  keyboard.onReturn(live.forget)
  return ({ cursor, pressedAt, text }, onLeft) =>
    Effect.suspend(() => {
      const session = shell.here()
      if (pressedAt !== undefined) memory.remembered = { ...memory.remembered, interruptedAt: pressedAt }
      return readLine({
        keyboard,
        live,
        prompt: () => promptOf(shell, live.width(), asText),
        keptPrompt: () => numberedPrompt(shell, live.width()),
        initial: text,
        ...(cursor === undefined ? {} : { cursor }),
        colours: session.screen.errColours,
        memory,
        sources: sources(),
        ...(onLeft === undefined ? {} : { onInterrupt: onLeft }),
        openEditor: (text) =>
          keyboard
            .lend(openEditor(text, { cwd: shell.state.cwd, env }))
            .pipe(Effect.catch((error) => Effect.sync(() => (session.showError(error), null))))
      })
    })
}

/** Nothing can be put into the terminal's own line: what would stand there is said. */
export const plainReader =
  (shell: ShellContext): LineReader =>
  ({ text }) =>
    Effect.suspend(() => {
      const { invocation, screen } = shell.here()
      if (text !== "") screen.note(`To be written again: ${escapeName(text)}`)
      return readPlainLine({
        stdin: process.stdin,
        write: screen.errRaw,
        signals: invocation.signals,
        prompt: numberedPrompt(shell, screen.errWidth)
      })
    })
