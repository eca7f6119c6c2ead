/** The kit's terminal is tested where it could lie: a screen that is not what was written makes every test of the shell green. */
import { assert, describe } from "@effect/vitest"
import { enterLine, it as kit, noPty, openTerminal, type OpenTerminal, readRedraws, type TerminalOptions } from "#kit"
import { keyBytes, pasteBytes } from "#kit/terminal/keyBytes.ts"

const it = noPty === null ? kit : kit.skip

/** A program of Node's own, on a terminal that is closed afterwards. */
const on = async (
  script: string,
  use: (terminal: OpenTerminal) => Promise<void>,
  options: Partial<TerminalOptions> = {}
): Promise<void> => {
  const terminal = await openTerminal({
    argv: [process.execPath, "-e", script],
    cwd: "/",
    env: { PATH: process.env["PATH"] ?? "", LANG: "C.UTF-8" },
    ...options
  })
  try {
    await use(terminal)
  } finally {
    await terminal.close()
  }
}
/** Shows every byte that is typed in hexadecimal. */
const ECHO = (begin = ""): string => `
  process.stdin.setRawMode(true)
  process.stdout.write(${JSON.stringify(begin)} + "ready\\r\\n")
  process.stdin.on("data", (bytes) => process.stdout.write(bytes.toString("hex") + "."))`

const modes = { kitty: 0, modifyOther: 0, applicationCursor: false }

describe("keyBytes", () => {
  it.for<readonly [string, string, Partial<typeof modes>?]>([
    ["a", "a"],
    ["shift+a", "A"],
    ["enter", "\r"],
    ["shift+enter", "\r"],
    ["alt+enter", "\u001b\r"],
    ["ctrl+r", "\u0012"],
    ["ctrl+_", "\u001f"],
    ["ctrl+space", "\0"],
    ["ctrl++", "+"],
    ["alt+b", "\u001bb"],
    ["backspace", "\u007f"],
    ["alt+backspace", "\u001b\u007f"],
    ["escape", "\u001b"],
    ["shift+tab", "\u001b[Z"],
    ["up", "\u001b[A"],
    ["up", "\u001bOA", { applicationCursor: true }],
    ["ctrl+left", "\u001b[1;5D"],
    ["ctrl+delete", "\u001b[3;5~"],
    ["f1", "\u001bOP"],
    ["f5", "\u001b[15~"],
    ["shift+enter", "\u001b[13;2u", { kitty: 1 }],
    ["enter", "\r", { kitty: 1 }],
    ["escape", "\u001b[27u", { kitty: 1 }],
    ["ctrl+r", "\u001b[114;5u", { kitty: 1 }],
    ["shift+a", "A", { kitty: 1 }],
    ["shift+enter", "\u001b[27;2;13~", { modifyOther: 1 }],
    ["ctrl+r", "\u0012", { modifyOther: 1 }],
    ["alt+enter", "\u001b\r", { modifyOther: 1 }],
    ["shift+enter", "\u001b[27;2;13~", { modifyOther: 2 }],
    ["ctrl+r", "\u001b[27;5;114~", { modifyOther: 2 }]
  ])("%j is %j", ([key, bytes, mode = {}]) => {
    assert.strictEqual(keyBytes(key, { ...modes, ...mode }), bytes)
  })

  it("refuses a key that there is not", () => {
    assert.throws(() => keyBytes("crtl+r", modes), /crtl/)
    assert.throws(() => keyBytes("entre", modes), /entre/)
  })

  it("a paste has carriage returns, and brackets where they were asked for", () => {
    assert.strictEqual(pasteBytes("a\r\nb\nc", false), "a\rb\rc")
    assert.strictEqual(pasteBytes("a\nb", true), "\u001b[200~a\rb\u001b[201~")
  })
})

const pieces = (...texts: ReadonlyArray<readonly [number, string]>) =>
  texts.map(([at, text]) => ({ at, bytes: Buffer.from(text) }))

describe("readRedraws", () => {
  const update = "\u001b[?2026h\u001b[1A\u001b[Jé 1\u001b[?2026l"

  it("counts updates a second, also those cut in two by a read", () => {
    const found = readRedraws(
      pieces([0, update], [400, `text\n${update.slice(0, 12)}`], [999, update.slice(12)], [1_400, update])
    )
    assert.deepStrictEqual(found, {
      updates: [0, 999, 1_400],
      mostPerSecond: 2,
      outside: [],
      alternateScreen: false,
      clears: 0
    })
  })

  it("sees what changes rows outside of an update, the alternate screen, and what clears a screen", () => {
    const found = readRedraws(
      pieces([0, `a\r\n\u001b[2A${update}\u001b[K\u001b[31mb`], [1, "\u001b[?1049h\u001b[3J\u001bc"])
    )
    assert.deepStrictEqual(found.outside, ['"\\u001b[2A"', '"\\u001b[3J"'])
    assert.isTrue(found.alternateScreen)
    assert.strictEqual(found.clears, 2)
  })
})

describe("openTerminal", () => {
  it("shows rows, the cursor behind wide text, colours, and a wrapped line as one", async () => {
    const text = "\\u001b[31mred\\u001b[0m 日本 e\\u0301 👩‍👩‍👧 >"
    await on(
      `process.stdout.write("${"x".repeat(50)}\\r\\n${text}  "); setInterval(() => {}, 1e6)`,
      async (terminal) => {
        const rows = await terminal.waitFor(/>$/m, "the text")
        assert.deepStrictEqual(rows.slice(0, 3), ["x".repeat(40), "x".repeat(10), "red 日本 e\u0301 👩‍👩‍👧 >"])
        assert.deepStrictEqual(terminal.cursor(), { x: 4 + 4 + 1 + 1 + 1 + 2 + 1 + 1 + 2, y: 2 })
        assert.deepStrictEqual(terminal.scrollback(), ["x".repeat(50), "red 日本 e\u0301 👩‍👩‍👧 >"])
        assert.deepInclude(terminal.colourAt(0, 2), { text: "r", fg: "palette 1", bg: "default", bold: false })
        assert.deepInclude(terminal.colourAt(4, 2), { text: "日", fg: "default" })
        terminal.resize(60, 10)
        assert.strictEqual(terminal.screen()[0], "x".repeat(50))
        assert.lengthOf(terminal.screen(), 10)
      },
      { columns: 40 }
    )
  })

  it("tells what stands before the cursor from grey text behind it and rows below", async () => {
    const text = "❯ list 日本 e\u0301 files that go on\\r\\nbelow\\u001b[1A\\u001b[14G"
    await on(
      `process.stdout.write("above\\r\\n${text}"); setInterval(() => {}, 1e6)`,
      async (terminal) => {
        await terminal.waitFor(() => terminal.cursor().x === 13 && terminal.cursor().y === 1, "the cursor")
        assert.strictEqual(terminal.beforeCursor(), "above❯ list 日本 e\u0301")
      },
      { columns: 40 }
    )
  })

  it("takes a line for typed when it stands before the cursor, not where it stood before", async () => {
    // Reads as a busy machine does, what came within 50 ms as one piece; Enter shows what came in one piece with it.
    const slow = `
      let piece = ""
      process.stdin.setRawMode(true)
      process.stdout.write("go on there\\r\\n❯ ")
      process.stdin.on("data", (bytes) => { piece += bytes })
      setInterval(() => {
        process.stdout.write(piece.endsWith("\\r") ? "\\r\\n<" + piece.slice(0, -1) + ">\\r\\n" : piece)
        piece = ""
      }, 50)`
    await on(slow, async (terminal) => {
      await terminal.waitFor(/❯$/m, "the program")
      await enterLine(terminal, "go on there")
      await terminal.waitFor(/^<>$/m, "Enter alone")
      assert.include(terminal.screen(), "❯ go on there")
    })
  })

  it("sends keys, bytes that are no text, and a paste as the program has asked for it", async () => {
    await on(ECHO("\u001b[?2004h\u001b[>4;1m"), async (terminal) => {
      await terminal.waitFor(/ready/, "the program")
      terminal.key("ctrl+left")
      await terminal.waitFor(/1b5b313b3544\./, "ctrl+left")
      terminal.key("shift+enter")
      await terminal.waitFor(/1b5b32373b323b31337e\./, "shift+enter")
      terminal.type(Buffer.from([0xff, 0xfe]))
      await terminal.waitFor(/fffe\./, "two bytes")
      terminal.paste("a\nb")
      await terminal.waitFor((rows) => rows.join("").includes("1b5b3230307e610d621b5b3230317e."), "the paste")
      assert.deepInclude(terminal.modes(), { bracketedPaste: true, modifyOther: 1, kitty: 0, alternateScreen: false })
    })
  })

  const queries = "\u001b[6n\u001b[c\u001b]11;?\u0007\u001b[?u"
  it("answers queries as a terminal does", async () => {
    await on(
      ECHO(queries),
      async (terminal) => {
        await terminal.waitFor((rows) => {
          const hex = rows.join("").replaceAll(".", "")
          return ["\u001b[1;1R", "\u001b[?1;2c", "\u001b]11;rgb:fafa/0000/ffff\u001b\\", "\u001b[?0u"].every((reply) =>
            hex.includes(Buffer.from(reply).toString("hex"))
          )
        }, "four answers")
      },
      { background: "#fa00ff", kitty: true }
    )
  })

  it("answers nothing when it is mute", async () => {
    await on(
      ECHO(queries),
      async (terminal) => {
        await terminal.waitFor(/ready/, "the program")
        terminal.type("z")
        await terminal.waitFor(/^7a\.$/m, "the one key alone")
      },
      { mute: true, kitty: true }
    )
  })

  it("keeps kitty's flags on a stack, as they were asked for", async () => {
    await on(
      ECHO("\u001b[>1u"),
      async (terminal) => {
        await terminal.waitFor(/ready/, "the program")
        assert.strictEqual(terminal.modes().kitty, 1)
        terminal.key("shift+enter")
        await terminal.waitFor(/1b5b31333b3275\./, "shift+enter")
      },
      { kitty: true }
    )
  })

  it("does not judge the screen in the midst of a synchronized update", async () => {
    const script = `process.stdin.setRawMode(true)
      process.stdout.write("\\u001b[?2026hhalf")
      process.stdin.once("data", () => process.stdout.write(" whole\\u001b[?2026l"))`
    await on(script, async (terminal) => {
      const seen = terminal.waitFor(/half/, "the update")
      while (terminal.writtenLength() === 0) await terminal.listen(5)
      terminal.type("x")
      assert.strictEqual((await seen)[0], "half whole")
    })
  })

  it("keeps what was written, with times, from any byte on", async () => {
    await on(ECHO(), async (terminal) => {
      await terminal.waitFor(/ready/, "the program")
      const before = terminal.writtenLength()
      const at = terminal.now()
      terminal.type("k")
      await terminal.waitFor(/6b\./, "the key")
      const { text, pieces } = terminal.written(before)
      assert.strictEqual(text, "6b.")
      assert.isAtLeast(pieces[0]?.at ?? 0, at)
      assert.strictEqual(terminal.written().bytes.length, terminal.writtenLength())
      assert.strictEqual(await terminal.listen(50), 0)
    })
  })

  it("takes ten million bytes while the program writes as many", async () => {
    const script = `process.stdin.setRawMode(true)
      let seen = 0
      process.stdout.write("ready\\r\\n")
      process.stdin.on("data", (bytes) => {
        seen += bytes.length
        process.stdout.write(".".repeat(bytes.length / 10))
        if (seen === 1e7) process.stdout.write("\\r\\nall of it")
      })`
    await on(script, async (terminal) => {
      await terminal.waitFor(/ready/, "the program")
      terminal.type("x".repeat(1e7))
      await terminal.typed()
      await terminal.waitFor(/all of it/, "the last byte")
    })
  }, 60_000)

  it("tells the program of a new size", async () => {
    const script = `process.stdout.on("resize", () => console.log(process.stdout.columns, process.stdout.rows))
      setInterval(() => {}, 1e6); console.log("ready")`
    await on(script, async (terminal) => {
      await terminal.waitFor(/ready/, "the program")
      terminal.resize(33, 7)
      await terminal.waitFor(/33 7/, "the size")
    })
  })

  it("gives the exit code, the signal, and fails a wait when the program has ended", async () => {
    await on(`process.stdout.write("last words"); process.exitCode = 7`, async (terminal) => {
      let message = ""
      await terminal.waitFor(/never/, "what never comes").catch((error: unknown) => {
        message = String(error)
      })
      assert.match(message, /what never comes: the program ended with 7\. .*\nlast words/)
      assert.deepStrictEqual(await terminal.exit, { exitCode: 7, signal: null })
    })
    await on("setInterval(() => {}, 1e6); console.log('ready')", async (terminal) => {
      await terminal.waitFor(/ready/, "the program")
      terminal.kill("SIGTERM")
      assert.deepStrictEqual(await terminal.exit, { exitCode: null, signal: 15 })
    })
  })

  it("closes like a window: the program hears of it once, and ends", async () => {
    await on("setInterval(() => {}, 1e6); console.log('ready')", async (terminal) => {
      await terminal.waitFor(/ready/, "the program")
      terminal.hangUp()
      assert.deepStrictEqual(await terminal.exit, { exitCode: null, signal: 1 })
    })
  })

  it("knows what still runs, also in a session of its own, and ends it", async () => {
    const script = `require("node:child_process").spawn("sleep", ["600"], { detached: true, stdio: "ignore" }).unref()
      require("node:child_process").spawn("sleep", ["601"], { stdio: "ignore" }); console.log("ready")`
    const left: { of?: OpenTerminal["processes"] } = {}
    await on(script, async (terminal) => {
      await terminal.waitFor(/ready/, "the program")
      left.of = terminal.processes
      const commands = terminal.processes().map(({ command }) => command)
      assert.includeMembers([...commands], ["sleep 600", "sleep 601"])
    })
    assert.deepStrictEqual(left.of?.(), [])
  })

  it("refuses to hang up where a program that started later keeps the line open", async () => {
    await on("setInterval(() => {}, 1e6); console.log('ready')", async (first) => {
      await first.waitFor(/ready/, "the first")
      await on("setInterval(() => {}, 1e6); console.log('ready')", async (second) => {
        await second.waitFor(/ready/, "the second")
        assert.throws(() => first.hangUp(), /opened after this one/)
        second.hangUp()
        assert.strictEqual((await second.exit).signal, 1)
      })
      first.hangUp()
      assert.strictEqual((await first.exit).signal, 1)
    })
  })
})
