/** A person who has gone elsewhere is called when what took more than ten seconds has ended, and not for less. Takes those ten seconds. */
import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe } from "@effect/vitest"
import { it as kit, noPty, type OpenTerminal, shellPrompt } from "#kit"

const it = noPty === null ? kit : kit.skip

const BELL = "\u0007"

/** What a line wrote from Enter to the prompt that follows it. */
const writtenBy = async (shell: OpenTerminal, line: string): Promise<string> => {
  await shellPrompt(shell)
  shell.type(line)
  await shell.waitFor((rows) => rows[shell.cursor().y]?.endsWith(line) === true, "the line")
  const from = shell.writtenLength()
  shell.key("enter")
  await shell.waitFor(() => /#1 [\s\S]*❯ $/.test(`${shell.screen().join("\n").trimEnd()} `), "the next prompt", 60_000)
  // The call comes before the prompt.
  return shell.written(from).text
}

describe("the end of a long step", () => {
  it("calls: by the bell, or by a notification where the terminal shows one; a short one does not", async ({
    folder,
    gitRepo,
    terminal
  }) => {
    const bin = join(folder, "bin")
    mkdirSync(bin)
    const slowLog = `#!/bin/sh\ncase "$*" in *log*) sleep 10.2;; esac\nexec /usr/bin/git "$@"\n`
    writeFileSync(join(bin, "git"), slowLog, { mode: 0o755 })
    const inGit = { cwd: gitRepo.path, env: { PATH: `${bin}:${process.env["PATH"] ?? ""}` } }
    const [request, command, notified, short] = await Promise.all([
      terminal([], inGit).then((shell) => writtenBy(shell, "show the git log")),
      terminal().then((shell) => writtenBy(shell, "!sleep 10.2")),
      terminal([], { env: { TERM_PROGRAM: "WezTerm" } }).then((shell) => writtenBy(shell, "!sleep 10.2")),
      terminal().then((shell) => writtenBy(shell, "!sleep 1"))
    ])
    const calls = (text: string): number => text.split(BELL).length - 1
    assert.deepStrictEqual([request, command, notified, short].map(calls), [1, 1, 1, 0])
    assert.include(notified, `\u001b]9;zenus: done${BELL}`)
  }, 90_000)
})
