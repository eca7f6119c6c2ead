/** A person's own no is an answer and no error: one quiet line, since the question and what was answered stand above. */
import { assert, describe } from "@effect/vitest"
import { askUpTo, it as kit, noPty, type OpenTerminal, shellPrompt, typeAnswer } from "#kit"
import { writeFiles } from "#kit/writeFiles.ts"

const it = noPty === null ? kit : kit.skip

/** The rows between the answered question and the next prompt. */
const saidTo = async (shell: OpenTerminal, answer: string): Promise<ReadonlyArray<string>> => {
  await askUpTo(shell, "delete a.txt")
  await typeAnswer(shell, answer)
  await shell.waitFor(/nothing was done/, "what the answer led to")
  const rows = answer === "n" ? await shellPrompt(shell) : shell.screen()
  const question = rows.findIndex((row) => row.endsWith(`): ${answer}`))
  return rows.slice(question + 1, shell.cursor().y)
}

describe("what is said to an answer that does nothing", () => {
  it.for([
    ["n", "You said no: nothing was done."],
    ["e", "You wanted it differently: nothing was done."]
  ] as const)("%s", async ([answer, said], { folder, terminal }) => {
    writeFiles(folder, { "a.txt": "x" })
    const shell = await terminal()
    assert.deepStrictEqual(await saidTo(shell, answer), [said])
  })
})
