/** The line that is written: keys, several lines, pastes, widths, and the terminal as it was afterwards. */
import { existsSync, readdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe } from "@effect/vitest"
import { it as kit, noPty, openTerminal, type OpenTerminal, shellPrompt, zenusBin } from "#kit"

const it = noPty === null ? kit : kit.skip

/** The rows from the prompt on, without it and without what the other lines are indented by. */
const written = (shell: OpenTerminal): ReadonlyArray<string> => {
  const rows = shell.screen().map((row) => row.trimEnd())
  const first = rows.findLastIndex((row) => row.includes("❯"))
  const indent = (rows[first] ?? "").indexOf("❯") + 2
  return rows
    .slice(first)
    .map((row, index) => (index === 0 ? row.slice(indent) : row.trimStart()))
    .filter((row, index) => row !== "" || index === 0)
}

const last = (rows: ReadonlyArray<string>): string => rows.findLast((row) => row !== "") ?? ""

/** `text` and named keys in turn: `["type", "key:ctrl+a"]`. */
const press = (shell: OpenTerminal, keys: ReadonlyArray<string>): void => {
  for (const key of keys) {
    if (key.startsWith("key:")) shell.key(key.slice(4))
    else shell.type(key)
  }
}

/** Where the prompt ends. */
const begin = async (shell: OpenTerminal): Promise<number> => {
  await shellPrompt(shell)
  return shell.cursor().x + 1 - (shell.screen()[shell.cursor().y]?.endsWith("❯") === true ? 1 : 0)
}

describe("keys in the line", () => {
  // What is written, and how many cells behind the prompt the cursor stands.
  it.for<readonly [string, ReadonlyArray<string>, string, number]>([
    [
      "Ctrl+A, Ctrl+E, Ctrl+B, Ctrl+F",
      ["bc", "key:ctrl+a", "a", "key:ctrl+e", "d", "key:ctrl+b", "key:ctrl+b", "key:ctrl+f"],
      "abcd",
      3
    ],
    [
      "Home, End, arrows, Delete, Backspace",
      ["xabcx", "key:home", "key:delete", "key:end", "key:backspace", "key:left", "key:right"],
      "abc",
      3
    ],
    [
      "words: Alt+B, Alt+F, Ctrl+Left, Ctrl+Right",
      ["one two", "key:alt+b", "key:ctrl+left", "key:alt+f", "x", "key:ctrl+right", "y"],
      "onex twoy",
      9
    ],
    [
      "Ctrl+W, Alt+Backspace, Alt+D",
      ["a bb cc-dd ee", "key:alt+backspace", "key:ctrl+w", "key:ctrl+a", "key:alt+d"],
      " bb",
      0
    ],
    [
      "Ctrl+K and Ctrl+Y",
      ["one two", "key:ctrl+a", "key:alt+f", "key:ctrl+k", "key:ctrl+a", "key:ctrl+y", "key:ctrl+y"],
      " two twoone",
      8
    ],
    ["Ctrl+U and Alt+Y", ["one", "key:ctrl+u", "two", "key:ctrl+w", "x", "key:ctrl+y", "key:alt+y"], "xone", 4],
    [
      "Ctrl+T, Alt+T, Alt+U, Alt+C, Alt+L",
      ["ab cd", "key:ctrl+t", "key:alt+t", "key:ctrl+a", "key:alt+u", "key:alt+c"],
      "DC Ab",
      5
    ],
    ["Ctrl+_ and Ctrl+X Ctrl+R", ["one two", "key:ctrl+_", "key:ctrl+_", "key:ctrl+x", "key:ctrl+r"], "one ", 4],
    ["Ctrl+X Ctrl+U", ["one two", "key:ctrl+x", "key:ctrl+u"], "one", 4],
    ["Ctrl+D and Ctrl+H", ["abc", "key:ctrl+h", "key:ctrl+a", "key:ctrl+d"], "b", 0],
    ["Ctrl+Space does nothing", ["ab", "key:ctrl+space", "c"], "abc", 3],
    ["wide characters and marks", ["日本e\u0301x👨‍👩‍👧", "key:left", "key:left"], "日本e\u0301x👨‍👩‍👧", 5],
    ["an emoji goes as one", ["a👨‍👩‍👧", "key:backspace", "b"], "ab", 2]
  ])("%s", async ([, keys, text, cells], { terminal }) => {
    const shell = await terminal()
    const from = await begin(shell)
    press(shell, keys)
    await shell.waitFor(
      () => written(shell)[0] === text.trimEnd() && shell.cursor().x === from + cells,
      `${text} with the cursor at ${from + cells}`
    )
  })

  it("Ctrl+C throws the line away and marks it; twice leaves", async ({ terminal }) => {
    const shell = await terminal()
    await shellPrompt(shell)
    shell.type("delete everything")
    await shell.waitFor(/everything$/m, "the line")
    shell.key("ctrl+c")
    await shell.waitFor(/❯ delete everything\^C\n\S* ?❯/, "the line, thrown away")
    shell.key("ctrl+c")
    assert.deepStrictEqual(await shell.exit, { exitCode: 0, signal: null })
  })

  it("Ctrl+C on an empty line says how to leave", async ({ terminal }) => {
    const shell = await terminal()
    await shellPrompt(shell)
    shell.key("ctrl+c")
    await shell.waitFor(/Ctrl\+C once more leaves/, "how to leave")
    shell.type("a")
    await shell.waitFor((rows) => !rows.join("\n").includes("once more"), "the line alone")
  })

  it("? shows the keys on an empty line, and they are gone with the next key", async ({ terminal }) => {
    const shell = await terminal()
    const from = await begin(shell)
    const [first = ""] = shell.screen()
    assert.notStrictEqual(first, "")
    shell.type("?")
    const rows = await shell.waitFor(/Shift\+Enter/, "the keys")
    assert.strictEqual(rows[0], first, "what was read before was pushed away")
    assert.strictEqual(shell.cursor().x, from)
    shell.type(" ")
    await shell.waitFor(/^Ctrl\+R +find/m, "the next part of them")
    shell.key("end")
    await shell.waitFor(/^Alt\+C +the word/m, "the last of them")
    shell.key("up")
    await shell.waitFor((now) => !now.join("\n").includes("Alt+C"), "a row back")
    shell.type("w")
    await shell.waitFor((rows) => last(rows).endsWith("❯ w"), "the line alone")
    assert.notMatch(shell.scrollback().join("\n"), /Shift\+Enter|Ctrl\+R/)
    shell.type("hat?")
    await shell.waitFor(/❯ what\?$/m, "a question mark in a line")
  })
})

describe("several lines", () => {
  it.for<readonly [string, boolean, ReadonlyArray<string>]>([
    ["Shift+Enter, as xterm tells it", false, ["key:shift+enter"]],
    ["Shift+Enter, as kitty tells it", true, ["key:shift+enter"]],
    ["Alt+Enter", false, ["key:alt+enter"]],
    ["Ctrl+J", false, ["key:ctrl+j"]],
    ["a backslash before Enter", false, ["\\", "key:enter"]]
  ])("%s begins another one, and Up and Down go through them", async ([, kitty, newLine], { terminal }) => {
    const shell = await terminal([], { kitty })
    await shellPrompt(shell)
    press(shell, ["first", ...newLine, "2nd"])
    await shell.waitFor(() => written(shell).join("|") === "first|2nd", "two lines")
    assert.strictEqual(shell.cursor().x, shell.screen()[shell.cursor().y]?.length)
    press(shell, ["key:up", "X"])
    await shell.waitFor(() => written(shell).join("|") === "firXst|2nd", "a key in the first line")
    press(shell, ["key:down", "Y"])
    await shell.waitFor(() => written(shell).join("|") === "firXst|2ndY", "a key in the second")
    // Nothing was asked for: no number was given to the line.
    assert.notInclude(shell.screen().join("\n"), "#1")
  })
})

describe("a paste", () => {
  it("is one edit that submits nothing, is seen whole, and can be undone", async ({ terminal, folder }) => {
    writeFileSync(join(folder, "one.txt"), "")
    const shell = await terminal()
    await shellPrompt(shell)
    shell.type("x ")
    shell.paste("delete one.txt\nyes\n\u001b[31my\u0007\u202e\n")
    await shell.waitFor(
      () => written(shell).join("|") === "x delete one.txt|yes|\\e[31my\\x07\\u{202e}",
      "all of it, harmless"
    )
    shell.key("ctrl+_")
    await shell.waitFor(() => written(shell).join("|") === "x", "what was there before")
    assert.isTrue(existsSync(join(folder, "one.txt")))
  })

  it("that is taller than the window says how much is not seen", async ({ terminal }) => {
    const shell = await terminal()
    await shellPrompt(shell)
    shell.paste(Array.from({ length: 364 }, (_, line) => `line ${line}`).join("\n"))
    const rows = await shell.waitFor(/^\.\.\. 341 lines above\n(?:.*\n)*.*line 363$/m, "the end of it")
    assert.lengthOf(rows, 24)
    assert.strictEqual(shell.cursor().y, 23)
    press(shell, ["key:alt+<"])
    await shell.waitFor(/❯ line 0\n(?:.*\n)*\.\.\. 341 lines below$/, "the beginning of it")
    assert.strictEqual(shell.cursor().y, 0)
  })

  it("without brackets is one, too", async ({ terminal, folder }) => {
    writeFileSync(join(folder, "one.txt"), "")
    // One that answers nothing: nobody knows that it brackets pastes.
    const shell = await terminal([], { mute: true })
    await shellPrompt(shell)
    shell.type("delete one.txt\ryes\ry\r")
    await shell.waitFor(() => written(shell).join("|") === "delete one.txt|yes|y", "all of it, unsubmitted")
    assert.deepStrictEqual(readdirSync(folder), ["one.txt"])
  })
})

describe("what is written for a key", () => {
  it("is little more than the key, and nothing when nothing is pressed", async ({ terminal }) => {
    // Without colours the background is not asked for, whose answer would draw the prompt once more.
    const shell = await terminal([], { env: { NO_COLOR: "1" } })
    await shellPrompt(shell)
    // Something that no line of the history begins with: nothing is suggested.
    shell.type("qqq")
    await shell.waitFor(/❯ qqq$/m, "the line")
    const from = shell.writtenLength()
    shell.type("w")
    await shell.waitFor(/❯ qqqw$/m, "one more")
    assert.strictEqual(shell.written(from).text, "w")
    assert.strictEqual(await shell.listen(500), 0)
  })

  it("goes on in the next row exactly at the edge of the window", async ({ terminal }) => {
    const shell = await terminal([], { columns: 30, rows: 10 })
    const from = await begin(shell)
    const text = "q".repeat(30 - from)
    shell.type(text)
    await shell.waitFor((rows) => rows.some((row) => row.endsWith(text)), "a full row")
    const { x, y } = shell.cursor()
    assert.strictEqual(x, 0)
    shell.type("日")
    await shell.waitFor(() => shell.cursor().x === 2, "the next character")
    assert.strictEqual(shell.cursor().y, y)
    press(shell, ["key:left", "key:left"])
    await shell.waitFor(() => shell.cursor().x === 29 && shell.cursor().y === y - 1, "the cursor above again")
  })

  it("a window of three rows and twenty columns is enough", async ({ terminal }) => {
    const shell = await terminal([], { columns: 20, rows: 3 })
    await shell.waitFor(() => /[❯>]$/.test(shell.screen()[shell.cursor().y] ?? ""), "the prompt")
    shell.type("find the files that are larger than ten megabytes and older")
    await shell.waitFor((rows) => rows.join("").replaceAll(" ", "").endsWith("older"), "the end of the line")
    shell.key("ctrl+u")
    await shellPrompt(shell)
    shell.type("?")
    await shell.waitFor(/^1-1 of \d+/m, "some keys")
    shell.key("backspace")
    await shellPrompt(shell)
  })
})

describe("Escape", () => {
  it("is told from a sequence that comes in pieces", async ({ terminal }) => {
    const shell = await terminal()
    const from = await begin(shell)
    shell.type("ab")
    await shell.waitFor(/❯ ab$/m, "the line")
    for (const piece of ["\u001b", "[", "1;5", "D"]) {
      shell.type(piece)
      await shell.typed()
    }
    await shell.waitFor(() => shell.cursor().x === from, "Ctrl+Left")
    assert.deepStrictEqual(written(shell), ["ab"])
  })

  it("alone closes a list and leaves what is written, and the next key is itself", async ({ terminal }) => {
    const shell = await terminal()
    await shellPrompt(shell)
    shell.type("/he")
    await shell.waitFor(/❯ \/he\n> \/help/, "the list")
    shell.key("escape")
    await shell.waitFor((rows) => last(rows).endsWith("❯ /he"), "the line alone")
    shell.type("f")
    await shell.waitFor((rows) => last(rows).endsWith("❯ /hef"), "a key that is not Alt+F")
  })
})

describe("the screen", () => {
  it("is cleared by Ctrl+L, and what was there can be scrolled back to", async ({ terminal }) => {
    const shell = await terminal()
    await shellPrompt(shell)
    const before = shell.screen().filter((row) => row !== "")
    shell.type("qqq")
    await shell.waitFor(/❯ qqq$/m, "the line")
    shell.key("ctrl+l")
    await shell.waitFor((rows) => rows[0]?.endsWith("❯ qqq") === true, "the line at the top")
    assert.strictEqual(shell.cursor().y, 0)
    assert.deepStrictEqual(shell.scrollback().slice(0, before.length - 1), before.slice(0, -1))
    assert.lengthOf(
      shell.scrollback().filter((row) => row.includes("qqq")),
      1
    )
  })
})

const KEYBOARD = new URL("../../../packages/cli/src/terminal/Keyboard.ts", import.meta.url).href

describe("the terminal afterwards", () => {
  it.for<readonly [string, (shell: OpenTerminal) => void, number | null]>([
    ["Ctrl+D", (shell) => shell.key("ctrl+d"), 0],
    ["SIGTERM", (shell) => shell.kill("SIGTERM"), 143],
    ["SIGHUP", (shell) => shell.kill("SIGHUP"), 129]
  ])("is as it was: %s", async ([, leave, exitCode], { terminal }) => {
    const shell = await terminal([], { kitty: true })
    const before = shell.modes()
    await shellPrompt(shell)
    assert.notStrictEqual(shell.modes().kitty, 0)
    leave(shell)
    assert.deepStrictEqual(await shell.exit, { exitCode, signal: null })
    assert.deepStrictEqual(shell.modes(), before)
  })

  it("is as it was: an error that nobody caught", async ({ env, onTestFinished }) => {
    const broken = await openTerminal({
      argv: [
        process.execPath,
        "--conditions=source",
        "--input-type=module",
        "-e",
        `import * as Effect from "effect/Effect"
         const { makeKeyboard } = await import("${KEYBOARD}")
         const write = (text) => process.stderr.write(text)
         await Effect.runPromise(Effect.scoped(Effect.andThen(makeKeyboard({ stdin: process.stdin, write, env: {} }), Effect.sync(() => {
           write("ready\\r\\n")
           process.stdin.on("data", () => { throw new Error("nobody caught this") })
         }).pipe(Effect.andThen(Effect.never)))))`
      ],
      cwd: new URL("../../..", import.meta.url).pathname,
      env,
      kitty: true
    })
    onTestFinished(() => broken.close())
    await broken.waitFor(/^ready$/m, "the keyboard")
    assert.strictEqual(broken.modes().kitty, 5)
    broken.type("x")
    assert.notStrictEqual((await broken.exit).exitCode, 0)
    const { bracketedPaste, cursorVisible, kitty, modifyOther } = broken.modes()
    assert.deepStrictEqual(
      { bracketedPaste, cursorVisible, kitty, modifyOther },
      { bracketedPaste: false, cursorVisible: true, kitty: 0, modifyOther: 0 }
    )
    assert.include(broken.scrollback().join("\n"), "nobody caught this")
  })

  it("is the other shell's after Ctrl+Z, and the line is there again after fg", async ({
    env,
    folder,
    onTestFinished
  }) => {
    const bash = await openTerminal({
      argv: ["bash", "--norc", "--noprofile", "-i"],
      cwd: folder,
      env: { ...env, PS1: "outer$ ", HISTFILE: join(folder, "none") },
      kitty: true
    })
    onTestFinished(() => bash.close())
    await bash.waitFor(/outer\$ $|outer\$$/m, "the other shell")
    const before = bash.modes()
    bash.type(`'${process.execPath}' '${zenusBin}'\r`)
    await shellPrompt(bash)
    bash.type("half a li")
    await bash.waitFor(/❯ half a li$/m, "half a line")
    bash.key("ctrl+z")
    await bash.waitFor(/Stopped[^]*outer\$\n*$/, "the other shell")
    assert.deepStrictEqual({ ...bash.modes(), bracketedPaste: before.bracketedPaste }, before)
    bash.type("echo between\r")
    await bash.waitFor(/^between$/m, "its own answer")
    bash.type("fg\r")
    await bash.waitFor((rows) => last(rows).endsWith("❯ half a li"), "the line again")
    // Shells may continue a job twice.
    const continued = bash.writtenLength()
    for (const { pid } of bash.processes()) if (pid !== bash.pid) process.kill(pid, "SIGCONT")
    await bash.waitFor(() => bash.writtenLength() > continued, "the modes set anew")
    bash.type("ne")
    await bash.waitFor(/❯ half a line$/m, "the whole line")
    assert.lengthOf(
      bash.scrollback().filter((row) => row.includes("half a li")),
      1
    )
    // Stopped by force, too: there was no time to put anything back.
    const children = bash.processes().filter(({ pid }) => pid !== bash.pid)
    for (const { pid } of children) process.kill(pid, "SIGSTOP")
    await bash.waitFor((rows) => last(rows).endsWith("outer$"), "the other shell again")
    bash.type("fg\r")
    await bash.waitFor((rows) => last(rows).endsWith("❯ half a line"), "the line once more")
    bash.key("ctrl+u")
    bash.key("ctrl+d")
    await bash.waitFor((rows) => last(rows).endsWith("outer$"), "the other shell at last")
    assert.strictEqual(bash.modes().kitty, 0)
  })
})
