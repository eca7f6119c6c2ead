/**
 * Answers a question on the screen as a person does, who reads first: keys that come within 300 ms of the question do not count, and
 * nothing is drawn meanwhile, so that there is nothing on the screen to wait for.
 */
import type { OpenTerminal } from "../openTerminal.ts"
import { enterLine, shellPrompt } from "../shellPrompt.ts"

/** A little more than the time for which a question hears nothing but a no. */
const READING_MS = 330

/** The last words of a question: its answers. */
const QUESTION = /(?:details|help|n no|n not now)\):$/

/** In live rows the cursor stands behind the question, in plain lines at the beginning of the next row. */
const isAsked = ({ cursor, screen }: OpenTerminal): boolean => {
  const { x, y } = cursor()
  return QUESTION.test(screen()[x === 0 ? y - 1 : y] ?? "")
}

/** Waits for a question, and until it can be answered; gives the rows. */
export const readQuestion = async (terminal: OpenTerminal): Promise<ReadonlyArray<string>> => {
  const rows = await terminal.waitFor(() => isAsked(terminal), "a question")
  const written = await terminal.listen(READING_MS)
  if (written > 0) throw new Error(`${written} bytes were written while a question waited.`)
  return rows
}

/** An answer to a question that can be answered already: Enter follows once it is seen, since both in one piece would be a paste. */
export const typeAnswer = async (terminal: OpenTerminal, answer: string): Promise<void> => {
  terminal.type(answer)
  await terminal.waitFor(
    (rows) => rows[terminal.cursor().y]?.endsWith(`): ${answer}`) === true,
    `the answer ${answer} behind its question`
  )
  terminal.key("enter")
}

/** Answers the question that is (or will be) on the screen. */
export const answerQuestion = async (terminal: OpenTerminal, answer: string): Promise<void> => {
  await readQuestion(terminal)
  await typeAnswer(terminal, answer)
}

/** A request at the prompt of a shell, up to its question; gives the rows. */
export const askUpTo = async (shell: OpenTerminal, request: string): Promise<ReadonlyArray<string>> => {
  await shellPrompt(shell)
  await enterLine(shell, request)
  return readQuestion(shell)
}
