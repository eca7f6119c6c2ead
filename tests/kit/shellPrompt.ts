/** Waiting for the interactive shell: its prompt, and its answers. */
import type { OpenTerminal } from "./openTerminal.ts"

/** The cursor stands behind a prompt with nothing typed (`❯`, or `>` where the terminal is not UTF-8). */
export const atPrompt = (terminal: OpenTerminal): boolean => /[❯>]$/.test(terminal.screen()[terminal.cursor().y] ?? "")

/** The rows, once an empty prompt waits. */
export const shellPrompt = (terminal: OpenTerminal, timeoutMs?: number): Promise<ReadonlyArray<string>> =>
  terminal.waitFor(() => atPrompt(terminal), "the prompt", timeoutMs)

/**
 * Types a line at the prompt, sends it with Enter and waits for the prompt that follows the answer. For lines that ask no question.
 * Gives what was written on the way.
 */
export const askShell = async (terminal: OpenTerminal, line: string, timeoutMs?: number): Promise<string> => {
  const from = terminal.writtenLength()
  terminal.type(line)
  // Without blanks, since a row may end where one stood.
  const end = line.replaceAll(" ", "").slice(-20)
  await terminal.waitFor((rows) => rows.join("").replaceAll(" ", "").includes(end), `the typed line: ${line}`)
  const typed = terminal.writtenLength()
  terminal.key("enter")
  await terminal.waitFor(
    () => terminal.writtenLength() > typed && atPrompt(terminal),
    `the prompt after: ${line}`,
    timeoutMs
  )
  return terminal.written(from).text
}
