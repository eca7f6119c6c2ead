/**
 * Answers a question on the screen as a person does, who reads first: keys that come within 300 ms of the question do not count, and
 * nothing is drawn meanwhile, so that there is nothing on the screen to wait for.
 */
import type { OpenTerminal } from "../openTerminal.ts"

/** A little more than the time for which a question hears nothing but a no. */
const READING_MS = 330

/** The last words of a question: its answers. */
const QUESTION = /(?:details|help|n no)\):$/m

/** Waits for a question, and until it can be answered; gives the rows. */
export const readQuestion = async (terminal: OpenTerminal): Promise<ReadonlyArray<string>> => {
  const rows = await terminal.waitFor(QUESTION, "a question")
  const written = await terminal.listen(READING_MS)
  if (written > 0) throw new Error(`${written} bytes were written while a question waited.`)
  return rows
}

/** Types an answer to the question that is (or will be) on the screen, and Enter once it is seen. */
export const answerQuestion = async (terminal: OpenTerminal, answer: string): Promise<void> => {
  await readQuestion(terminal)
  terminal.type(answer)
  await terminal.waitFor((rows) => rows.some((row) => row.endsWith(`): ${answer}`)), `the answer ${answer}`)
  terminal.key("enter")
}
