/** What stands before the line: the folder, the mode, and who answers instead of the first provider; each said once when it changes. */
import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe } from "@effect/vitest"
import { askShell, it as kit, noPty, type OpenTerminal, shellPrompt } from "#kit"

const it = noPty === null ? kit : kit.skip

/** The row of the cursor. */
const promptOf = (shell: OpenTerminal): string => shell.screen()[shell.cursor().y] ?? ""

describe("the prompt", () => {
  it("says where one is, with the home as ~, and stands in the kept line after its number", async ({
    terminal,
    home
  }) => {
    const work = join(home.path, "work")
    mkdirSync(work)
    const shell = await terminal([], { cwd: work })
    await shellPrompt(shell)
    assert.strictEqual(promptOf(shell), "~/work ❯")
    assert.deepStrictEqual(shell.cursor().x, "~/work ❯ ".length)
    await askShell(shell, "how many files are here?")
    assert.include(shell.screen(), "#1 ~/work ❯ how many files are here?")
    assert.strictEqual(promptOf(shell), "~/work ❯")
  })

  it("shows a name as what it is, cuts a long path, and is ASCII where nothing else can be shown", async ({
    terminal,
    home
  }) => {
    const odd = join(home.path, "a\u001b[2J b", "deep", "x".repeat(60), "end")
    mkdirSync(odd, { recursive: true })
    const shell = await terminal([], { cwd: odd, env: { LANG: "C", LC_ALL: "C" } })
    await shell.waitFor((rows) => rows.some((row) => row.endsWith("end >")), "the prompt")
    assert.match(promptOf(shell), /^~\/a\\e\[2\.\.\.x+\/end >$/)
  })

  it("goes from run to plan, dry-run and back with Shift+Tab; what was written stays, and nothing is done", async ({
    terminal,
    home
  }) => {
    writeFileSync(join(home.path, "a.txt"), "")
    const work = join(home.path, "work")
    mkdirSync(work)
    const shell = await terminal([], { cwd: work })
    await shellPrompt(shell)
    shell.type("create a folder named new")
    await shell.waitFor(/named new$/m, "the line")
    for (const prompt of ["~/work plan ❯", "~/work dry-run ❯", "~/work ❯", "~/work plan ❯"]) {
      shell.key("shift+tab")
      await shell.waitFor(() => promptOf(shell) === `${prompt} create a folder named new`, prompt)
    }
    shell.key("enter")
    await shell.waitFor(() => promptOf(shell) === "~/work plan ❯", "the next prompt")
    assert.match(shell.screen().join("\n"), /create new/)
    await askShell(shell, "how many folders are here?")
    shell.key("shift+tab")
    shell.key("shift+tab")
    await shell.waitFor(() => promptOf(shell) === "~/work ❯", "run")
    await askShell(shell, "how many folders are here?")
    assert.match(shell.screen().join("\n"), /^0$/m)
  })

  it("says who answers instead of the first provider: why once, who in every prompt", async ({ terminal, home }) => {
    const work = join(home.path, "work")
    mkdirSync(work)
    // Nobody listens there.
    const env = { ANTHROPIC_API_KEY: "k", ANTHROPIC_BASE_URL: "http://127.0.0.1:1" }
    const shell = await terminal([], { cwd: work, env, columns: 120 })
    await shellPrompt(shell)
    assert.strictEqual(promptOf(shell), "~/work ❯")
    const first = await askShell(shell, "how many files are here?")
    assert.match(first, /anthropic .*the rules answered\./)
    assert.strictEqual(promptOf(shell), "~/work (rules instead of anthropic) ❯")
    const second = await askShell(shell, "how many folders are here?")
    assert.notMatch(second, /the rules answered/)
    assert.strictEqual(promptOf(shell), "~/work (rules instead of anthropic) ❯")
  })
})
