/** Answers that change what was asked: the request in the line again, an empty line, what a step is given. */
import { existsSync, readdirSync } from "node:fs"
import { join } from "node:path"
import { assert, describe } from "@effect/vitest"
import { answerQuestion, askUpTo, noPty, readQuestion, shellPrompt, typeAnswer } from "#kit"
import { withPlanner } from "#kit/slowPlanner.ts"
import { writeFiles } from "#kit/writeFiles.ts"

const it = noPty === null ? withPlanner : withPlanner.skip

const NOTHING_DONE = /nothing was done/
const DELETE = "delete the txt files here"

const textFiles = (folder: string): void =>
  writeFiles(folder, { "a.txt": "x".repeat(2048), "b.txt": "x".repeat(2048), "c.jpg": "x".repeat(2048) })

describe("what is changed instead of answering", () => {
  it("e puts the request into the line, to be changed and asked about anew", async ({ folder, terminal }) => {
    textFiles(folder)
    const shell = await terminal()
    await askUpTo(shell, "delete a.txt")
    await typeAnswer(shell, "e")
    await shell.waitFor(/You wanted it differently: nothing was done/, "that nothing was done")
    await shell.waitFor(/❯ delete a\.txt$/m, "the request in the line")
    for (let at = 0; at < 5; at++) shell.key("backspace")
    shell.type("b.txt")
    await shell.waitFor(/❯ delete b\.txt$/m, "the changed request")
    shell.key("enter")
    const rows = await readQuestion(shell)
    assert.isTrue(rows.some((row) => row.startsWith("1  Delete b.txt")))
    await typeAnswer(shell, "y")
    await shell.waitFor(/b\.txt deleted/, "what was done")
    assert.deepStrictEqual(readdirSync(folder), ["a.txt", "c.jpg"])
  })

  it("r gives an empty line, with the old request above it", async ({ folder, terminal }) => {
    textFiles(folder)
    const shell = await terminal()
    await askUpTo(shell, "delete a.txt")
    await typeAnswer(shell, "r")
    await shell.waitFor(/You wanted it differently/, "that nothing was done")
    await shellPrompt(shell)
    shell.key("up")
    await shell.waitFor(/❯ delete a\.txt$/m, "the old request")
    assert.isTrue(existsSync(join(folder, "a.txt")))
  })

  it("e 1 opens what a step is given: wrong text is mended, what comes back is planned, judged and asked about", async ({
    folder,
    terminal
  }) => {
    textFiles(folder)
    const shell = await terminal()
    await askUpTo(shell, DELETE)
    await typeAnswer(shell, "e 1")
    const change = async (text: string): Promise<void> => {
      shell.key("ctrl+u")
      await shell.waitFor((rows) => rows.some((row) => /^step 1 ❯$/.test(row)), "an empty line")
      shell.type(text)
      await shell.waitFor((rows) => rows.some((row) => row === `step 1 ❯ ${text}`), "what was written")
      shell.key("enter")
    }
    await shell.waitFor(/^step 1 ❯ \{"files":.*\}$/m, "what the step is given")
    await change('{"files":')
    await shell.waitFor(/That is no JSON/, "what is wrong")
    await change('{"files":{"path":["a.txt"]}}')
    await shell.waitFor(/path/, "what is wrong with the names")
    await change('{"files":{"paths":["d.txt"]}}')
    await shell.waitFor(/There is no d\.txt/, "what is not there")
    await change('{"files":{"paths":["/etc/hosts"]}}')
    await shell.waitFor(/belongs to the system|outside the folders/, "what is refused")
    await change('{"files":{"paths":["b.txt"]}}')
    await shell.waitFor(/^1 {2}Delete b\.txt/m, "the new plan")
    await answerQuestion(shell, "y")
    await shell.waitFor(/b\.txt deleted/, "what was done")
    assert.deepStrictEqual(readdirSync(folder), ["a.txt", "c.jpg"])
  })

  it("an empty line and Esc go back to the question, and nothing is said of taking back", async ({
    folder,
    terminal
  }) => {
    textFiles(folder)
    const shell = await terminal()
    for (const key of ["enter", "escape"]) {
      await askUpTo(shell, DELETE)
      await typeAnswer(shell, "e 1")
      await shell.waitFor(/^step 1 ❯ \{/m, "what the step is given")
      if (key === "enter") {
        shell.key("ctrl+u")
        await shell.waitFor(/^step 1 ❯$/m, "an empty line")
      }
      const from = shell.writtenLength()
      shell.key(key)
      await answerQuestion(shell, "n")
      await shell.waitFor(() => NOTHING_DONE.test(shell.written(from).text), "that nothing was done")
      await shellPrompt(shell)
      assert.notInclude(shell.written(from).text, "Esc once more")
      assert.deepStrictEqual(readdirSync(folder), ["a.txt", "b.txt", "c.jpg"])
    }
  })

  it("a plan of a model can be changed in the same way", async ({ folder, slowPlanner, terminal }) => {
    textFiles(folder)
    const shell = await terminal([], { env: slowPlanner.env })
    slowPlanner.goOn()
    await askUpTo(shell, "remove the first of them, would you kindly")
    await typeAnswer(shell, "e 1")
    await shell.waitFor(/^step 1 ❯ \{"files":\{"paths":\["a\.txt"\]\}\}$/m, "what the model wrote")
    for (const key of Array<string>(9).fill("backspace")) shell.key(key)
    shell.type('b.txt"]}}')
    await shell.waitFor(/^step 1 ❯ \{"files":\{"paths":\["b\.txt"\]\}\}$/m, "what was changed")
    shell.key("enter")
    await shell.waitFor(/^1 {2}Delete b\.txt/m, "the new plan")
    await answerQuestion(shell, "y")
    await shell.waitFor(/b\.txt deleted/, "what was done")
    assert.deepStrictEqual(readdirSync(folder), ["a.txt", "c.jpg"])
  })
})
