import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { it } from "#kit"
import { afterCommand, codeOfCommand, runInShell } from "#cli/shell/bang.ts"

describe("a command of one's own shell", () => {
  it("runs as typed where the shell stands, in SHELL or the system's", async ({ folder }) => {
    for (const env of [{ SHELL: "/bin/bash" }, { SHELL: "bash" }, {}]) {
      const command = `printf '%s' "$PWD" | tr a-z A-Z > out; exit 3`
      const ended = await Effect.runPromise(runInShell(command, folder, { PATH: process.env["PATH"], ...env }))
      assert.deepStrictEqual(ended, { code: 3, signal: null })

      assert.strictEqual(readFileSync(join(folder, "out"), "utf8"), folder.toUpperCase())
      writeFileSync(join(folder, "out"), "")
    }
  })

  it("ends as a shell says it ends", async ({ folder }) => {
    const env = { PATH: process.env["PATH"] }
    assert.deepStrictEqual(await Effect.runPromise(runInShell("kill -9 $$", folder, env)), {
      code: 137,
      signal: "SIGKILL"
    })
    const missing = await Effect.runPromise(runInShell("true", folder, { ...env, SHELL: "/nowhere/sh" }))
    assert.deepStrictEqual(missing, { code: 127, signal: null })
  })

  it("says what went wrong, and that a cd of its own moves nobody", () => {
    assert.deepStrictEqual(afterCommand("make", { code: 0, signal: null }), [])
    assert.deepStrictEqual(afterCommand("make", { code: 2, signal: null }), ["Exit code 2."])
    assert.deepStrictEqual(afterCommand("sleep 9", { code: 130, signal: "SIGINT" }), ["Ended by SIGINT."])
    assert.match(afterCommand(" cd src", { code: 0, signal: null })[0] ?? "", /cd DIR, without the !/)
    assert.deepStrictEqual(afterCommand("cd src && make", { code: 0, signal: null }), [])
    assert.deepStrictEqual(
      [0, 2, 130].map((code) => codeOfCommand({ code, signal: null })),
      [0, 1, 1]
    )
  })
})
