/** What the interactive shell said to a line, read from the screen as a person reads it: everything between that line and the next prompt. */
import type { OpenTerminal } from "../openTerminal.ts"
import { askShell, enterLine, shellPrompt } from "../shellPrompt.ts"
import { answerQuestion } from "./answerQuestion.ts"

/** What stands below the last line that was submitted, above the prompt. */
export const saidBelow = (terminal: OpenTerminal): ReadonlyArray<string> => {
  const rows = terminal.scrollback()
  return rows.slice(rows.findLastIndex((row) => /^#\d+ .*❯ /.test(row)) + 1, -1)
}

/** A line that asks no question, and what was said to it. */
export const ask = async (terminal: OpenTerminal, line: string): Promise<ReadonlyArray<string>> => {
  await askShell(terminal, line)
  return saidBelow(terminal)
}

/** The same for a line that asks, with the answer to it: the question is part of what was said. */
export const askAnd = async (terminal: OpenTerminal, line: string, answer: string): Promise<ReadonlyArray<string>> => {
  await enterLine(terminal, line)
  await answerQuestion(terminal, answer)
  await shellPrompt(terminal)
  return saidBelow(terminal)
}
