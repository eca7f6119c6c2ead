/**
 * Scenario 11 in short: many requests in one shell of 80 x 24, with answers taller than the screen. `npm run bench:shell` has the long form
 * (1,000 requests, with memory), and the minute in which nobody does anything.
 */
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe } from "@effect/vitest"
import { askShell, it as kit, noPty, readRedraws, shellPrompt } from "#kit"

const it = noPty === null ? kit : kit.skip
const REQUESTS = 200
const FILES = 40

const requestAt = (at: number): string =>
  [
    "list the txt files",
    `what are the ${1 + (at % 7)} largest files here?`,
    `how many txt files are larger than ${1 + (at % 9)} KB?`,
    `count the lines in tall${at % FILES}.txt`
  ][at % 4] ?? ""

describe("a long day at the prompt", () => {
  it("has every typed line and every line of every answer in the scrollback once, in order", async ({
    folder,
    terminal
  }) => {
    const names = Array.from({ length: FILES }, (_, at) => `tall${at}.txt`)
    for (const name of names) writeFileSync(join(folder, name), "")
    const shell = await terminal()
    await shellPrompt(shell)
    for (let at = 0; at < REQUESTS; at++) await askShell(shell, requestAt(at))
    const lines = shell.scrollback()
    const typed = lines.flatMap((line, at) => {
      const [, number, text] = /^#(\d+) .*❯ (.*)$/.exec(line) ?? []
      return number === undefined ? [] : [{ at, number: Number(number), text }]
    })
    assert.deepStrictEqual(
      typed.map(({ number, text }) => [number, text]),
      Array.from({ length: REQUESTS }, (_, at) => [at + 1, requestAt(at)])
    )
    for (const { at, text } of typed.filter((line) => line.text === "list the txt files"))
      assert.deepStrictEqual(lines.slice(at + 1, at + 1 + FILES).toSorted(), names.toSorted(), text)
    assert.strictEqual(lines.filter((line) => line === "tall7.txt").length, REQUESTS / 4)
    assert.deepInclude(readRedraws(shell.written().pieces), { alternateScreen: false, clears: 0, outside: [] })

    // The arrows give what was typed here, and a line begun with a space is not among it.
    shell.type(" a line of nobody's business")
    await shell.waitFor(/nobody's business$/m, "the line")
    shell.key("ctrl+u")
    await shellPrompt(shell)
    shell.key("up")
    await shell.waitFor((rows) => rows.some((row) => row.endsWith(`❯ ${requestAt(REQUESTS - 1)}`)), "the last line")
  }, 120_000)
})
