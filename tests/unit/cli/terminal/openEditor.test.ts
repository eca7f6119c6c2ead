/** The user's editor as real programs: small scripts that change, fail, or are not there. */
import { chmodSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { it } from "#kit"
import { EditorFailed, openEditor } from "#cli/terminal/openEditor.ts"

const program = (folder: string, name: string, body: string): string => {
  const file = join(folder, name)
  writeFileSync(file, `#!/bin/sh\n${body}\n`)
  chmodSync(file, 0o755)
  return file
}

const edit = (text: string, folder: string, env: NodeJS.ProcessEnv) =>
  Effect.runPromise(
    Effect.result(openEditor(text, { cwd: folder, env: { PATH: process.env["PATH"], TMPDIR: folder, ...env } }))
  )

describe("openEditor", () => {
  it("gives what was saved, and nothing when it is as it was", async ({ folder }) => {
    const change = program(folder, "change it", 'printf "two\\nlines\\n\\n" > "$1"')
    const saved = await edit("one", folder, { EDITOR: `"${change}"` })
    assert.deepStrictEqual(saved._tag === "Success" ? saved.success : null, "two\nlines")
    const same = await edit("one", folder, { VISUAL: program(folder, "same", "exit 0"), EDITOR: change })
    assert.strictEqual(same._tag === "Success" ? same.success : "failed", null)
  })

  it("takes no longer for a text of line ends than for another", async ({ folder }) => {
    const ends = program(folder, "ends", `{ head -c 150000 /dev/zero | tr '\\0' '\\n'; printf x; } > "$1"`)
    const saved = await edit("one", folder, { EDITOR: ends })
    assert.strictEqual(saved._tag === "Success" ? saved.success : null, `${"\n".repeat(150_000)}x`)
  })

  it("hands the text over in a file that is nobody else's", async ({ folder }) => {
    const look = program(folder, "look", 'stat -c %a "$1" "$(dirname "$1")" > modes; cat "$1" > text')
    await edit("delete x", folder, { EDITOR: look })

    assert.strictEqual(readFileSync(join(folder, "modes"), "utf8"), "600\n700\n")
    assert.strictEqual(readFileSync(join(folder, "text"), "utf8"), "delete x\n")
  })

  it("leaves the line as it was when the editor fails, is not there, or saves too much", async ({ folder }) => {
    const fails = program(folder, "fails", 'echo x > "$1"; exit 3')
    const floods = program(folder, "floods", 'head -c 1000001 /dev/zero > "$1"')
    for (const [editor, says] of [
      [fails, /ended with 3/],
      [join(folder, "missing"), /^EDITOR names \S+missing, which is not there or may not be run\.$/],
      ["missing -w", /^EDITOR names missing, which is not there/],
      [floods, /longer than 1 MB/]
    ] as const) {
      const ended = await edit("one", folder, { EDITOR: editor })
      assert(ended._tag === "Failure")
      assert.instanceOf(ended.failure, EditorFailed)
      assert.match(ended.failure.message, says)
      assert.isNotEmpty(ended.failure.recovery)
    }
    const none = await edit("one", folder, { PATH: folder })
    assert.match(none._tag === "Failure" ? none.failure.message : "", /There is no editor/)
    const advice = async (env: Readonly<Record<string, string>>): Promise<ReadonlyArray<string>> => {
      const ended = await edit("one", folder, { EDITOR: "nano", PATH: folder, ...env })
      return ended._tag === "Failure" ? ended.failure.recovery : []
    }
    assert.deepStrictEqual(await advice({}), ["Install one, and set EDITOR to it, for example: export EDITOR=nano"])
    program(folder, "sensible-editor", "exit 0")
    program(folder, "vi", "exit 0")
    assert.deepStrictEqual(await advice({}), ["Set EDITOR to one that is there: export EDITOR=vi"])
    assert.deepStrictEqual(await advice({ EDITOR: "./vi" }), [], "from the folder in which it is started")
    assert.deepStrictEqual(
      readdirSync(folder).filter((name) => name.startsWith("zenus-edit-")),
      []
    )
  })
})
