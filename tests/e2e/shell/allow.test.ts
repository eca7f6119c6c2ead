/** Scenario 7: what is allowed until one leaves, listed, taken back, and gone with the shell. */
import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { spawn } from "node:child_process"
import { join } from "node:path"
import { assert, describe } from "@effect/vitest"
import { answerQuestion, askShell, askUpTo, it as kit, noPty, type OpenTerminal, shellPrompt } from "#kit"
import { writeFiles } from "#kit/writeFiles.ts"

const it = noPty === null ? kit : kit.skip

const files = { "build/a.o": "a", "build/b.o": "b", "build/deep/c.o": "c", "d.o": "d", "e.o": "e" }

const SCOPE =
  /This allows FileOps\.delete under \.\/build, until you leave, and does it\.\nGo on\?|until you leave, and does it\. Go on\?/

/** Allows deletes under build, by deleting build/a.o. */
const allowBuild = async (shell: OpenTerminal): Promise<void> => {
  await askUpTo(shell, "delete build/a.o")
  await answerQuestion(shell, "a")
  await shell.waitFor(SCOPE, "scope and end of what is allowed")
  await answerQuestion(shell, "y")
  await shell.waitFor(/build\/a\.o deleted/, "what was done")
}

describe("allow for this session", () => {
  it("says scope and end first; then the same deed there asks nothing, and every other asks", async ({
    env,
    folder,
    terminal
  }) => {
    writeFiles(folder, files)
    const child = spawn("sleep", ["600"], { stdio: "ignore" })
    try {
      const shell = await terminal()
      await allowBuild(shell)
      // The same, there and below: not a question more.
      await askShell(shell, "delete build/b.o")
      assert.match(shell.scrollback().join("\n"), /^not asked: allowed until you leave \(\/allow\)$/m)
      await askShell(shell, "delete *.o under build")
      assert.deepStrictEqual(
        Object.keys(files).filter((name) => existsSync(join(folder, name))),
        ["d.o", "e.o"]
      )
      // Outside, another action, and what cannot be undone.
      await askUpTo(shell, "delete d.o")
      await answerQuestion(shell, "n")
      writeFiles(folder, { "build/new.txt": "x" })
      await askUpTo(shell, "append 'y' to build/new.txt")
      await answerQuestion(shell, "n")
      const rows = await askUpTo(shell, `kill the process ${child.pid}`)
      assert.match(rows.join("\n"), /Type kill to do it \(n no, e edit, r reword, d details, \? help\):/)
      shell.key("escape")
      await shellPrompt(shell)
      assert.isTrue(existsSync(join(folder, "d.o")))
      assert.isNull(child.exitCode ?? child.signalCode)
      // Nothing of it is in the configuration.
      assert.isFalse(existsSync(join(env["ZENUS_HOME"] ?? "", "config.yaml")))
    } finally {
      child.kill("SIGKILL")
    }
  })

  it("is not given by a no to its scope, which comes back to the question", async ({ folder, terminal }) => {
    writeFiles(folder, files)
    const shell = await terminal()
    await askUpTo(shell, "delete build/a.o")
    await answerQuestion(shell, "a")
    await shell.waitFor(SCOPE, "the scope")
    await answerQuestion(shell, "n")
    await shell.waitFor((rows) => rows.at(shell.cursor().y)?.endsWith("help):") === true, "the question again")
    await answerQuestion(shell, "y")
    await shell.waitFor(/build\/a\.o deleted/, "what was done once")
    await askUpTo(shell, "delete build/b.o")
    await answerQuestion(shell, "n")
    assert.isTrue(existsSync(join(folder, "build/b.o")))
  })

  it("is listed and revoked by /allow, and a new shell asks again", async ({ folder, terminal }) => {
    writeFiles(folder, files)
    const shell = await terminal([], { columns: 120 })
    await allowBuild(shell)
    const listed = await askShell(shell, "/allow")
    assert.match(listed, /1 +FileOps\.delete +\S*\/build +until you leave/)
    assert.match(await askShell(shell, "/allow revoke 2"), /There is no rule 2\./)
    assert.match(
      await askShell(shell, "/allow revoke 1"),
      /Revoked: FileOps\.delete under \S*\/build is asked about again\./
    )
    assert.match(await askShell(shell, "/allow"), /No rules/)
    await askUpTo(shell, "delete build/b.o")
    await answerQuestion(shell, "a")
    await answerQuestion(shell, "y")
    await shell.waitFor(/build\/b\.o deleted/, "what was done")
    await shellPrompt(shell)
    shell.key("ctrl+d")
    await shell.exit
    const next = await terminal()
    await askUpTo(next, "delete build/deep/c.o")
    await answerQuestion(next, "n")
    assert.isTrue(existsSync(join(folder, "build/deep/c.o")))
  })

  it("stands beside the rules of the configuration, which hold at once and are revoked in the same list", async ({
    env,
    folder,
    terminal,
    zenus
  }) => {
    writeFiles(folder, files)
    const shell = await terminal([], { columns: 120 })
    await allowBuild(shell)
    // Somebody adds a rule elsewhere while the shell is there.
    assert.strictEqual((await zenus(["allow", "add", "FileOps.append", folder])).exitCode, 0)
    assert.match(await askShell(shell, "append 'y' to d.o"), /d\.o/)
    assert.strictEqual(readFileSync(join(folder, "d.o"), "utf8").replaceAll("\n", ""), "dy")
    const listed = await askShell(shell, "/allow")
    assert.match(listed, /1 +FileOps\.delete +\S*\/build +until you leave/)
    assert.match(listed, /2 +FileOps\.append +\S* +until \d{4}-/)
    await askShell(shell, "/allow revoke 2")
    assert.notInclude(readFileSync(join(env["ZENUS_HOME"] ?? "", "config.yaml"), "utf8"), "FileOps.append")
    await askUpTo(shell, "append 'z' to d.o")
    await answerQuestion(shell, "n")
    assert.notInclude(readFileSync(join(folder, "d.o"), "utf8"), "z")
  })

  it("is not offered where it would let too much pass", async ({ home, terminal }) => {
    writeFileSync(join(home.path, "a.txt"), "a")
    const shell = await terminal([], { cwd: home.path })
    const rows = await askUpTo(shell, "delete a.txt")
    assert.match(rows.join("\n"), /e edit, r reword, d details/)
    await answerQuestion(shell, "a")
    await shell.waitFor(/Type y and Enter/, "the hint")
    assert.isTrue(existsSync(join(home.path, "a.txt")))
  })
})
