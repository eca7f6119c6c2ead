/** Waiting for the interactive shell: its prompt, and its answers. */
import { existsSync, readdirSync } from "node:fs"
import type { OpenTerminal } from "./openTerminal.ts"

/** The cursor stands behind a prompt with nothing typed (`❯`, or `>` where the terminal is not UTF-8). */
export const atPrompt = (terminal: OpenTerminal): boolean => /[❯>]$/.test(terminal.screen()[terminal.cursor().y] ?? "")

/** The rows, once an empty prompt waits. */
export const shellPrompt = (terminal: OpenTerminal, timeoutMs?: number): Promise<ReadonlyArray<string>> =>
  terminal.waitFor(() => atPrompt(terminal), "the prompt", timeoutMs)

/** Without blanks, since a row may end where one stood. */
const compact = (shown: string): string => shown.replaceAll(" ", "")

/**
 * Types text where the cursor stands, and returns once the screen shows it there: a key that is pressed then is no part of the same piece
 * of input. What comes in one piece with its Enter is a paste to a question, and on a busy machine any two come in one piece.
 */
export const typeText = async (terminal: OpenTerminal, text: string): Promise<void> => {
  const end = compact(text).slice(-20)
  terminal.type(text)
  await terminal.waitFor(() => compact(terminal.beforeCursor()).endsWith(end), `what was typed: ${text}`)
}

/** Types a line and sends it with Enter once it is seen. Gives the length of what was written until then. */
export const enterLine = async (terminal: OpenTerminal, line: string): Promise<number> => {
  await typeText(terminal, line)
  const length = terminal.writtenLength()
  terminal.key("enter")
  return length
}

/**
 * Call it once an Escape that was sent alone has been seen to work: returns when a letter behind it is a letter, and not one with Alt.
 * Terminals send both as the same bytes, only time tells them apart, and nothing is drawn when it is over.
 */
export const escapeIsOver = async (terminal: OpenTerminal): Promise<void> => {
  await terminal.listen(100)
}

/**
 * Types a line at the prompt, sends it with Enter and waits for the prompt that follows the answer. For lines that ask no question.
 * Gives what was written on the way.
 */
export const askShell = async (terminal: OpenTerminal, line: string, timeoutMs?: number): Promise<string> => {
  const from = terminal.writtenLength()
  const typed = await enterLine(terminal, line)
  await terminal.waitFor(
    () => terminal.writtenLength() > typed && atPrompt(terminal),
    `the prompt after: ${line}`,
    timeoutMs
  )
  return terminal.written(from).text
}

/**
 * Types a line at the prompt, sends it with Enter and waits until its progress is on the screen and, where a folder is named, something
 * is in it: copies are made aside first, a thousand at a time, and what stops them before has nothing to take back.
 */
export const beginInShell = async (terminal: OpenTerminal, line: string, into?: string): Promise<void> => {
  await shellPrompt(terminal)
  await enterLine(terminal, line)
  await terminal.waitFor(
    (rows) =>
      /\d of [\d,]+ \(\d+%\).*Esc stops/.test(rows.join("\n")) &&
      (into === undefined || (existsSync(into) && readdirSync(into).length > 0)),
    `progress of: ${line}`
  )
}
