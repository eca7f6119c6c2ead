/** One line while something takes long: what, how many, how fast, how much longer and how it is stopped; gone when it is over. */
import { mkdirSync, truncateSync, writeFileSync } from "node:fs"
import { createServer, type Server } from "node:http"
import { join } from "node:path"
import { assert, describe } from "@effect/vitest"
import {
  enterLine,
  type Home,
  it as base,
  noPty,
  type OpenTerminal,
  readRedraws,
  shellPrompt,
  slowdown,
  slowRenames
} from "#kit"

/** Each takes 5 ms: more than a second in all, from which on a rate is said. */
const FILES = 400
const LARGE = 1000 * 1024 * 1024

const kit = base.extend("silent", ({}, { onCleanup }): Promise<number> => {
  // Takes every call and answers none.
  const server: Server = createServer(() => {})
  onCleanup(() => {
    server.closeAllConnections()
    server.close()
  })
  return new Promise((listening) => {
    server.listen(0, "127.0.0.1", () => {
      const address = server.address()
      listening(typeof address === "object" && address !== null ? address.port : 0)
    })
  })
})
const it = noPty === null ? kit : kit.skip

const configured = ({ zenusHome }: Home, config: string): void => {
  mkdirSync(zenusHome, { recursive: true, mode: 0o700 })
  writeFileSync(join(zenusHome, "config.yaml"), config, { mode: 0o600 })
}

/** Submits a line and waits for the next prompt; gives where the written bytes of it begin. */
const whole = async (shell: OpenTerminal, line: string): Promise<number> => {
  await shellPrompt(shell)
  const from = await enterLine(shell, line)
  await shell.waitFor(() => /takes it back/.test(shell.written(from).text), "the end", 50_000)
  await shellPrompt(shell)
  return from
}

describe("progress", () => {
  it("is one line with all that is known, drawn at most 15 times a second, and nothing of it stays", async ({
    terminal,
    folder
  }) => {
    for (let at = 0; at < FILES; at++) writeFileSync(join(folder, `file${at}.txt`), "")
    const shell = await terminal([], { env: slowRenames() })
    const from = await whole(shell, "move all txt files to old")
    const { text } = shell.written(from)
    assert.match(text, /Move 400 .*[\d,]+ of 401 \(\d+%\) {2}[\d,]+\/s {2}\d+ s left {2}Esc stops/)
    const { alternateScreen, clears, mostPerSecond, outside } = readRedraws(shell.written(from).pieces)
    assert.deepStrictEqual({ alternateScreen, clears, outside }, { alternateScreen: false, clears: 0, outside: [] })
    assert.isAtMost(mostPerSecond, 15)
    // One large thing is told in bytes. A file of holes is read and packed as fast as can be.
    writeFileSync(join(folder, "large.bin"), "")
    truncateSync(join(folder, "large.bin"), LARGE)
    await enterLine(shell, "archive large.bin into large.tar.gz")
    const inBytes = /^Archive large.*\d (?:bytes|[KM]B) of 1000 MB \(\d+%\) {2}\d+ MB\/s {2}\d+ s left {2}Esc stops$/m
    await shell.waitFor(inBytes, "bytes, their rate and the time left")
    shell.key("escape")
    await shell.waitFor(/^Stopped: nothing was done\.$/m, "that it is stopped")
    await shellPrompt(shell)
    assert.deepStrictEqual(
      shell.scrollback().filter((row) => row.includes("Esc stops")),
      []
    )
  })

  it("is not there for what takes less than 300 ms", async ({ terminal, folder }) => {
    for (let at = 0; at < 20; at++) writeFileSync(join(folder, `file${at}.txt`), "")
    const shell = await terminal()
    const from = await whole(shell, "move all txt files to old")
    assert.notInclude(shell.written(from).text, "%)")
  })

  it("draws nothing over with ui.motion: off", async ({ terminal, folder, home }) => {
    configured(home, "ui: { motion: off }\n")
    for (let at = 0; at < FILES; at++) writeFileSync(join(folder, `file${at}.txt`), "")
    const shell = await terminal([], { env: slowRenames() })
    const from = await whole(shell, "move all txt files to old")
    // A sentence now and then, when it takes longer, has no percentage in it.
    assert.notInclude(shell.written(from).text, "%)")
    assert.include(shell.written(from).text, "400 files moved into old")
  })

  it("says who is waited for, since when and until when, and Esc ends the waiting", async ({ terminal, silent }) => {
    const env = { ANTHROPIC_API_KEY: "k", ANTHROPIC_BASE_URL: `http://127.0.0.1:${silent}` }
    const shell = await terminal([], { env, columns: 120 })
    await shellPrompt(shell)
    await enterLine(shell, "frobnicate the quux, would you kindly")
    await shell.waitFor(/^anthropic is asked .* \d+ s, \d+ s left {2}Esc stops$/m, "who is waited for")
    const from = shell.writtenLength()
    const at = performance.now()
    shell.key("escape")
    await shell.waitFor(() => /Stopped/.test(shell.written(from).text), "that it is stopped")
    assert.isBelow(performance.now() - at, 400 * slowdown())
    await shellPrompt(shell)
    assert.deepStrictEqual(
      shell.scrollback().filter((row) => row.includes("Esc stops")),
      []
    )
  })
})
