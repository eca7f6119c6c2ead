/** Ctrl+G and /edit: the line in the user's own editor, a program that we did not write: `ed`-like scripts and sed. */
import { chmodSync, readdirSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { assert, describe } from "@effect/vitest"
import { enterLine, it, noPty } from "#kit"

const editor = (folder: string, body: string): string => {
  const file = join(folder, "my editor")
  writeFileSync(file, `#!/bin/sh\n${body}\n`)
  chmodSync(file, 0o755)
  return `'${file}'`
}

describe.skipIf(noPty !== null)("the user's own editor", () => {
  it("gets the line with Ctrl+G, and what it saved is in the line, not submitted", async ({
    folder,
    home,
    terminal: open
  }) => {
    const EDITOR = editor(
      home.path,
      'sed -i "s/pdf/jpg/" "$1"; printf "press a key: "; read key; echo "$key" > "$HOME/key"'
    )
    const terminal = await open([], { columns: 120, env: { EDITOR, HOME: home.path } })
    await terminal.waitFor(/❯$/m, "the prompt")
    terminal.type("list the pdf files")
    await terminal.waitFor(/❯ list the pdf files$/m, "the line")
    terminal.key("ctrl+g")
    await terminal.waitFor(/press a key:$/m, "the editor on the terminal")
    await enterLine(terminal, "q")
    await terminal.waitFor(/❯ list the jpg files$/m, "the changed line")
    assert.deepStrictEqual(
      readdirSync(tmpdir()).filter((name) => name.startsWith("zenus-edit-") && name.includes(folder)),
      []
    )
    terminal.key("enter")
    await terminal.waitFor(/Nothing found[\s\S]*❯$/m, "what it asked for")
  })

  it("gets the last request with /edit, and says when it cannot be used", async ({ home, terminal: open }) => {
    const EDITOR = editor(home.path, 'sed -i "s/pdf/txt/" "$1"')
    const terminal = await open([], { columns: 120, env: { EDITOR, HOME: home.path } })
    await terminal.waitFor(/❯$/m, "the prompt")
    await enterLine(terminal, "list the pdf files")
    await terminal.waitFor(/Nothing found[\s\S]*❯$/m, "an answer")
    await enterLine(terminal, "/edit")
    await terminal.waitFor(/❯ list the txt files$/m, "the last request, changed")
    terminal.key("ctrl+u")
    chmodSync(join(home.path, "my editor"), 0o644)
    await enterLine(terminal, "/edit something")
    await terminal.waitFor(
      /EDITOR names[\s\S]*may not be run\.[\s\S]*export EDITOR=[\s\S]*❯ something$/m,
      "why not, and what was to be written"
    )
  })
})
