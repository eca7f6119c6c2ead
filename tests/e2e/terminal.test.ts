/** Scenarios 6 and 8 on a real pseudo-terminal: the question, and Ctrl+C in the middle of a long deed. */
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe } from "@effect/vitest"
import { diffTrees, it as kit, type Keys, noTerminal, onTerminal, snapshotTree, zenusBin } from "#kit"

const it = noTerminal === null ? kit : kit.skip
if (noTerminal !== null) process.stdout.write(`skipped: ${noTerminal}\n`)

const argv = (...args: ReadonlyArray<string>): ReadonlyArray<string> => [process.execPath, zenusBin, ...args]
/** The question's last words, drawn on one line. */
const QUESTION = /d details\):/

const ask = (cwd: string, env: Record<string, string>, keys: ReadonlyArray<Keys>) =>
  onTerminal({ argv: argv("run", "--", "delete the txt files here"), cwd, env, keys })

describe("the question", () => {
  it("shows what would be done, and does it for y and Enter", async ({ sampleFiles, env }) => {
    const { screen, exitCode } = await ask(sampleFiles, env, [
      { after: QUESTION, send: "y", waitMs: 350 },
      { after: /y$/, send: "\r" }
    ])
    assert.strictEqual(exitCode, 0, screen)
    assert.include(screen, "changes or deletes")
    assert.match(screen, / {2}trash\r?\n/)
    assert.isFalse(existsSync(join(sampleFiles, "notes.txt")))
  })

  it.for<readonly [string, ReadonlyArray<Keys>]>([
    [
      "n",
      [
        { after: QUESTION, send: "n", waitMs: 350 },
        { after: /n$/, send: "\r" }
      ]
    ],
    ["Escape", [{ after: QUESTION, send: "\u001b", waitMs: 350 }]],
    ["Ctrl+C", [{ after: QUESTION, send: "\u0003", waitMs: 350 }]],
    ["Ctrl+D", [{ after: QUESTION, send: "\u0004", waitMs: 350 }]],
    [
      "Enter alone, then n",
      [
        { after: QUESTION, send: "\r", waitMs: 350 },
        { after: /Type y/, send: "n" },
        { after: /n$/, send: "\r" }
      ]
    ],
    [
      "a paste, then n",
      [
        { after: QUESTION, send: "\u001b[200~y\ry\r\u001b[201~", waitMs: 350 },
        { after: /Pasted/, send: "n" },
        { after: /n$/, send: "\r" }
      ]
    ],
    [
      "keys typed before it was drawn, then n",
      [
        { after: /^/, send: "y\r" },
        { after: QUESTION, send: "y\r" },
        { after: /^/, send: "n", waitMs: 400 },
        { after: /n$/, send: "\r" }
      ]
    ]
  ])("leaves everything as it is for %s", async ([, keys], { sampleFiles, env }) => {
    const before = snapshotTree(sampleFiles)
    const { screen, exitCode } = await ask(sampleFiles, env, keys)
    assert.strictEqual(exitCode, 3, screen)
    assert.match(screen, /nothing (was )?done/i)
    assert.deepStrictEqual(diffTrees(before, snapshotTree(sampleFiles)), [])
  })

  it("leaves everything as it is when the terminal is closed", async ({ sampleFiles, env }) => {
    const before = snapshotTree(sampleFiles)
    await onTerminal({
      argv: argv("run", "--", "delete the txt files here"),
      cwd: sampleFiles,
      env,
      keys: [],
      onScreen: (screen, close) => {
        if (QUESTION.test(screen)) close()
      }
    })
    assert.deepStrictEqual(diffTrees(before, snapshotTree(sampleFiles)), [])
  })

  it("shows all 500 paths for d", async ({ folder, env }) => {
    for (let at = 0; at < 500; at++) writeFileSync(join(folder, `file${at}.txt`), "x")
    const { screen } = await ask(folder, env, [
      { after: QUESTION, send: "d", waitMs: 350 },
      { after: /d$/, send: "\r" },
      { after: QUESTION, send: "\u001b", waitMs: 350 }
    ])
    for (let at = 0; at < 500; at++) assert.include(screen, `delete file${at}.txt`)
  })
})

describe("Ctrl+C in the middle", () => {
  it("gives control back, says how far it came and how to take it back, exit code 130", async ({ folder, env }) => {
    const FILES = 20_000
    for (let at = 0; at < FILES; at++) writeFileSync(join(folder, `file${at}.${at % 2 === 0 ? "jpg" : "txt"}`), "")
    const before = snapshotTree(folder)
    let pressedAt = 0
    const { screen, exitCode } = await onTerminal({
      argv: argv("run", "--yes", "--", "organize this folder by type"),
      cwd: folder,
      env,
      timeoutMs: 50_000,
      keys: [{ after: / of 20,000|files\/s|\d+%/, send: "\u0003" }],
      onScreen: (shown) => {
        if (pressedAt === 0 && /\d+%/.test(shown)) pressedAt = performance.now()
      }
    })
    // A machine on which it is done before progress is shown has nothing to stop.
    if (exitCode === 0 && pressedAt === 0) return
    assert.strictEqual(exitCode, 130, screen.slice(-2_000))
    assert.match(screen, /[\d,]+ of 20,00\d/)
    assert.include(screen, "zenus undo")
    const undone = await onTerminal({ argv: argv("undo"), cwd: folder, env, keys: [] })
    assert.strictEqual(undone.exitCode, 0, undone.screen)
    assert.deepStrictEqual(diffTrees(before, snapshotTree(folder)), [])
    assert.lengthOf(readdirSync(folder), FILES)
  })
})

describe("zenus alone", () => {
  it("shows its prompt, answers a line, takes it back, and leaves with Ctrl+D", async ({ sampleFiles, env }) => {
    mkdirSync(join(sampleFiles, "old"))
    const before = snapshotTree(sampleFiles)
    const { screen, exitCode } = await onTerminal({
      argv: argv(),
      cwd: sampleFiles,
      env,
      keys: [
        { after: /zenus> /, send: "list the mp3 files\r" },
        { after: /song\.mp3[^]*zenus> /, send: "move song.mp3 to old\r" },
        { after: /moved[^]*zenus> /, send: "/undo\r" },
        { after: /Taken back[^]*zenus> /, send: "\u0004" }
      ]
    })
    assert.strictEqual(exitCode, 0, screen)
    assert.deepStrictEqual(diffTrees(before, snapshotTree(sampleFiles)), [])
  })
})

describe("zenus alone, after a question", () => {
  it("echoes each key once and stays, whatever the answer was", async ({ sampleFiles, env }) => {
    const { screen, exitCode } = await onTerminal({
      argv: argv(),
      cwd: sampleFiles,
      env,
      keys: [
        { after: /zenus> /, send: "delete notes.txt\r", waitMs: 200 },
        { after: QUESTION, send: "n", waitMs: 350 },
        { after: /n$/, send: "\r" },
        { after: /zenus> /, send: "list the mp3 files\r", waitMs: 200 },
        { after: /song\.mp3[^]*zenus> /, send: "\u0004", waitMs: 200 }
      ]
    })
    assert.strictEqual(exitCode, 0, screen)
    assert.include(screen, "list the mp3 files")
    assert.notInclude(screen, "lliisstt")
    assert.isTrue(existsSync(join(sampleFiles, "notes.txt")))
  })
})
