/** What is typed is not always text: ten megabytes at once, bytes that are no UTF-8, sequences that nobody knows, an input that ends. */
import { readdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe } from "@effect/vitest"
import { askShell, atPrompt, it as kit, noPty, residentMb, shellPrompt } from "#kit"

const it = noPty === null ? kit : kit.skip

describe("a paste of ten megabytes", () => {
  it("is bounded and said, submits nothing, and leaves a shell that answers at once", async ({ terminal, folder }) => {
    writeFileSync(join(folder, "one.txt"), "")
    const shell = await terminal()
    await shellPrompt(shell)
    const line = `${"delete everything here ".repeat(40)}\n`
    shell.paste(line.repeat(Math.ceil(1e7 / line.length)))
    await shell.typed()
    const rows = await shell.waitFor(/lines above|MB|too (?:long|large)|cut/i, "what became of it", 30_000)
    assert.isAtMost(rows.length, 24)
    assert.isBelow(residentMb(shell.pid), 400)
    assert.deepStrictEqual(readdirSync(folder), ["one.txt"])
    shell.key("ctrl+c")
    await shell.waitFor(() => atPrompt(shell), "an empty line")
    const at = shell.now()
    await askShell(shell, "list the txt files")
    assert.include(shell.scrollback(), "one.txt")
    assert.isBelow(shell.now() - at, 5_000)
    assert.deepStrictEqual(readdirSync(folder), ["one.txt"])
  })
})

describe("bytes that are no UTF-8", () => {
  it("are shown, never obeyed, and the line is refused with the reason", async ({ terminal, folder }) => {
    writeFileSync(join(folder, "one.txt"), "")
    const shell = await terminal()
    await shellPrompt(shell)
    shell.type("list \u00e4")
    shell.type(Buffer.from([0xff, 0xc3, 0x28, 0xe2, 0x82]))
    shell.type("end")
    await shell.waitFor(/list ä.*end$/m, "the line, its bytes made visible")
    assert.notInclude(shell.screen().join("\n"), "list äend")
    shell.key("enter")
    await shell.waitFor((rows) => rows.some((row) => /UTF-8/.test(row)) && atPrompt(shell), "the reason")
    assert.deepStrictEqual(readdirSync(folder), ["one.txt"])
  })

  it("in pieces are one character when they are one", async ({ terminal }) => {
    // One that answers nothing: its answers would come in between the bytes.
    const shell = await terminal([], { mute: true })
    await shellPrompt(shell)
    for (const byte of Buffer.from("日本é👩‍👩‍👧")) {
      shell.type(Buffer.from([byte]))
      await shell.typed()
    }
    await shell.waitFor(/❯ 日本é👩‍👩‍👧$/m, "the text")
  })
})

describe("sequences that nobody knows", () => {
  it.for<readonly [string, string]>([
    ["a mouse", "\u001b[<0;10;10M\u001b[<0;10;10m"],
    ["focus", "\u001b[I\u001b[O"],
    ["a key of no keyboard", "\u001b[99;99~"],
    ["a string of a device", "\u001bP1$r0m\u001b\\"],
    ["a title", "\u001b]0;rm -rf /\u0007"],
    ["a cursor position that nobody asked for", "\u001b[5;5R"]
  ])("%s is swallowed", async ([, bytes], { terminal }) => {
    const shell = await terminal()
    await shellPrompt(shell)
    shell.type(bytes)
    // Something that is no part of it, whether both come in one piece or not.
    shell.type("after")
    await shell.waitFor(/❯ after$/m, "the text alone")
  })
})

describe("a terminal that answers no query", () => {
  it("has its prompt as soon, answers, and says nothing of it", async ({ terminal, folder }) => {
    writeFileSync(join(folder, "one.txt"), "")
    const shell = await terminal([], { mute: true })
    await shellPrompt(shell)
    await askShell(shell, "list the txt files")
    assert.include(shell.scrollback(), "one.txt")
    shell.key("shift+enter")
    shell.key("ctrl+c")
    await shellPrompt(shell)
    shell.key("ctrl+d")
    assert.strictEqual((await shell.exit).exitCode, 0)
  })
})

describe("input that ends", () => {
  it("leaves quietly where the terminal is closed", async ({ terminal }) => {
    const shell = await terminal()
    await shellPrompt(shell)
    shell.hangUp()
    const { signal, exitCode } = await shell.exit
    assert.isTrue(signal === 1 || exitCode === 129 || exitCode === 0, `${signal} ${exitCode}`)
    assert.deepStrictEqual(shell.processes(), [])
  })

  it("leaves for Ctrl+D on an empty line, and not on one that holds text", async ({ terminal }) => {
    const shell = await terminal()
    await shellPrompt(shell)
    shell.type("some text")
    await shell.waitFor(/some text$/m, "the text")
    shell.key("ctrl+d")
    shell.type("!")
    await shell.waitFor(/some text!$/m, "the text, still there")
    shell.key("ctrl+u")
    await shellPrompt(shell)
    shell.key("ctrl+d")
    assert.deepStrictEqual(await shell.exit, { exitCode: 0, signal: null })
  })
})
