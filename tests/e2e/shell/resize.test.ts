/** The window changes its size while a line is edited and while a step runs: nothing is shown twice, nothing is lost. */
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe } from "@effect/vitest"
import {
  askShell,
  atPrompt,
  beginInShell,
  it as kit,
  noPty,
  type OpenTerminal,
  readRedraws,
  shellPrompt,
  slowRenames,
  type TerminalOptions
} from "#kit"

const it = noPty === null ? kit : kit.skip

/** A line without its blanks at the end of rows, wherever it was broken. */
const joined = (terminal: OpenTerminal): string => terminal.screen().join("").replaceAll(" ", "")
const countIn = (text: string, part: string): number => text.split(part).length - 1

const isProgress = (row: string): boolean => /\d+%/.test(row)

/** Terminals differ in what a narrower window does to the row of the cursor; they are known by their variables. */
const TERMINALS: ReadonlyArray<readonly [string, Partial<TerminalOptions>]> = [
  ["that cuts the cursor's row", {}],
  ["that breaks it", { breaksCursorRow: true, env: { VTE_VERSION: "7600" } }]
]

describe("a new size while a line is edited", () => {
  const LINE = "find the word needle in every one of the markdown files that are larger than twelve megabytes here"
  const COMPACT = LINE.replaceAll(" ", "")

  it.for(TERMINALS)(
    "keeps the line whole and once in a terminal %s, and the cursor",
    async ([, kind], { terminal }) => {
      const shell = await terminal([], kind)
      await shellPrompt(shell)
      shell.type(LINE)
      await shell.waitFor(() => joined(shell).includes(COMPACT), "the line")
      for (const [columns, rows] of [
        [40, 24],
        [20, 10],
        [200, 50],
        [80, 24],
        [33, 7],
        [80, 24]
      ] as const) {
        shell.resize(columns, rows)
        // The key answers only once the shell has heard of the new size: signals come before input.
        shell.type("X")
        await shell.waitFor(() => joined(shell).includes(`${COMPACT}X`), `the line in ${columns} columns`)
        assert.strictEqual(countIn(joined(shell), COMPACT), 1, shell.screen().join("\n"))
        const { x, y } = shell.cursor()
        const before = shell.screen()[y]?.slice(0, x) ?? ""
        assert.isTrue(x === 0 || before.trimEnd().endsWith("X"), `${x}, ${y}: ${before}`)
        shell.key("backspace")
        await shell.waitFor(() => !joined(shell).includes("X"), "the line as it was")
      }
      shell.key("ctrl+u")
      await shell.waitFor(() => atPrompt(shell), "an empty line")
      assert.strictEqual(countIn(joined(shell), "needle"), 0, shell.screen().join("\n"))
    }
  )

  it("goes on in a window of one row", async ({ terminal, folder }) => {
    writeFileSync(join(folder, "one.txt"), "")
    const shell = await terminal([], { rows: 24 })
    await shellPrompt(shell)
    shell.resize(80, 1)
    shell.type("list the txt files")
    await shell.waitFor(/list the txt files/, "the line")
    shell.resize(80, 24)
    shell.key("enter")
    await shell.waitFor((rows) => rows.includes("one.txt") && atPrompt(shell), "the answer")
  })
})

describe("a new size while a step runs", () => {
  it.for(TERMINALS)(
    "keeps one progress line and the answer in a terminal %s",
    async ([, kind], { folder, terminal }) => {
      const FILES = 400
      for (let at = 0; at < FILES; at++) writeFileSync(join(folder, `file${at}.${at % 2 === 0 ? "jpg" : "txt"}`), "")
      // Each move takes long, and nothing else is heard of meanwhile.
      const shell = await terminal([], { ...kind, env: { ...kind.env, ...slowRenames() } })
      await beginInShell(shell, "organize this folder by extension")
      for (const columns of [60, 30, 120, 80]) {
        await shell.waitFor((rows) => rows.some(isProgress) || atPrompt(shell), "progress")
        shell.resize(columns, 24)
        const from = shell.writtenLength()
        // What was on its way is for the old size still.
        await shell.waitFor(
          (rows) => shell.writtenLength() > from && rows.filter(isProgress).length <= 1,
          "one progress line, drawn anew"
        )
      }
      await shell.waitFor(() => atPrompt(shell), "the end", 50_000)
      // Nothing of what was drawn meanwhile is left among what was said.
      const lines = shell.scrollback()
      assert.deepStrictEqual(lines.slice(lines.findIndex((line) => line.includes("❯ organize")) + 1, -1), [
        "Note: jpg: 200 files (0 bytes)",
        "Note: txt: 200 files (0 bytes)",
        "400 files (0 bytes) organized by extension into 2 folders",
        "undo takes it back."
      ])
      const { alternateScreen, clears } = readRedraws(shell.written().pieces)
      assert.deepStrictEqual({ alternateScreen, clears }, { alternateScreen: false, clears: 0 })
      await askShell(shell, "how many files are in jpg?")
      assert.match(shell.scrollback().join("\n"), /^200$/m)
    }
  )
})
