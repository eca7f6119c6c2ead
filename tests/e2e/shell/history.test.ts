/** The history of the shell as people use it: arrows, Ctrl+R, grey text, a leading space, and nobody's keys on the disk. */
import { createHash } from "node:crypto"
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { assert, describe } from "@effect/vitest"
import { openSqliteStore } from "@zenus/core/node"
import * as Effect from "effect/Effect"
import { makeTypedHistory } from "#cli/suggest/TypedHistory.ts"
import { askShell, atPrompt, it as kit, noPty, type OpenTerminal, shellPrompt } from "#kit"

const it = noPty === null ? kit : kit.skip
const DAY = 86_400_000

/** Lines of another shell, so many days ago, in this folder. */
const typedBefore = (zenusHome: string, folder: string, days: number, ...lines: ReadonlyArray<string>): Promise<void> =>
  makeTypedHistory({
    stateFile: join(zenusHome, "zenus.db"),
    keys: [],
    session: `before ${days}`,
    home: "/",
    now: () => Date.now() - days * DAY,
    note: assert.fail
  }).pipe(
    Effect.flatMap((history) =>
      Effect.forEach(lines, (line) => history.submitted(line, folder)("done"), { discard: true })
    ),
    Effect.scoped,
    Effect.runPromise
  )

/** What stands behind the prompt in the row of the cursor. */
const lineOf = (terminal: OpenTerminal): string =>
  /[❯>] ?(.*)$/.exec(terminal.screen()[terminal.cursor().y] ?? "")?.[1] ?? ""
const press = async (terminal: OpenTerminal, key: string, line: string): Promise<void> => {
  terminal.key(key)
  await terminal.waitFor(() => lineOf(terminal) === line, `${JSON.stringify(line)} after ${key}`)
}

/** Escape, until nothing of the list is there: right behind it another key would be a key with Alt. */
const closeList = async (terminal: OpenTerminal): Promise<void> => {
  terminal.key("escape")
  await terminal.waitFor((rows) => !rows.some((row) => row.startsWith("Find:")) && atPrompt(terminal), "no list")
}

describe("the history of the shell", () => {
  it("goes up through this session's lines, then this folder's, each once, and comes back down", async ({
    folder,
    home,
    terminal
  }) => {
    await typedBefore(home.zenusHome, folder, 2, "count the lines in a.txt", "list files")
    await typedBefore(home.zenusHome, join(folder, "other"), 1, "find duplicate files")
    const shell = await terminal()
    await shellPrompt(shell)
    await askShell(shell, "how many files are here")
    await askShell(shell, "list files")
    await press(shell, "up", "list files")
    await press(shell, "up", "how many files are here")
    await press(shell, "up", "count the lines in a.txt")
    shell.key("up")
    await press(shell, "down", "how many files are here")
    await press(shell, "down", "list files")
    shell.key("down")
    await shellPrompt(shell)
  })

  it("finds a line of last week by two letters, and says where, when and with what end", async ({
    folder,
    home,
    terminal
  }) => {
    await typedBefore(home.zenusHome, folder, 7, "compress the quarterly report", "delete the old logs")
    await typedBefore(
      home.zenusHome,
      folder,
      1,
      ...Array.from({ length: 60 }, (_, at) => `list the files of day ${at}`)
    )
    const shell = await terminal([], { columns: 120 })
    await shellPrompt(shell)
    shell.key("ctrl+r")
    await shell.waitFor(/list the files of day 59/, "the newest lines")
    shell.type("qu")
    const rows = await shell.waitFor(
      (shown) => shown.some((row) => row.includes("quarterly")) && !shown.some((row) => row.includes("of day")),
      "the one line that fits"
    )
    assert.match(rows.join("\n"), /compress the quarterly report.*7 days ago, done/)
    await press(shell, "enter", "compress the quarterly report")
    // Taken, and not submitted.
    shell.key("ctrl+u")
    await shellPrompt(shell)
    shell.key("ctrl+r")
    await shell.waitFor(/list the files of day 59/, "the list again")
    await closeList(shell)
  })

  it("shows in grey how a line went on, and takes it with Right", async ({ folder, home, terminal }) => {
    await typedBefore(home.zenusHome, folder, 3, "find the pdf files", "find the jpg files")
    const shell = await terminal()
    await shellPrompt(shell)
    shell.type("find t")
    await shell.waitFor(/find the jpg files$/m, "the grey text")
    const { x, y } = shell.cursor()
    assert.strictEqual(shell.screen()[y]?.slice(0, x).endsWith("find t"), true)
    assert.notDeepEqual(shell.colourAt(x + 1, y), shell.colourAt(x - 1, y))
    shell.type("he p")
    await shell.waitFor(/find the pdf files$/m, "the other line's grey text")
    shell.key("right")
    await shell.waitFor(() => shell.cursor().x === x + "he pdf files".length, "the cursor at the end")
    assert.strictEqual(lineOf(shell), "find the pdf files")
    // Only what was taken is in the line.
    shell.key("ctrl+u")
    await shellPrompt(shell)
    shell.type("find th")
    await shell.waitFor(/find the jpg files$/m, "the grey text again")
    shell.key("enter")
    await shell.waitFor(/find th$[\s\S]*❯$/m, "the line as it was typed")
  })

  it("keeps nothing of a line that begins with a space, in this session and the next", async ({ terminal }) => {
    const shell = await terminal()
    await shellPrompt(shell)
    await askShell(shell, " list the wedding presents")
    await askShell(shell, "list files")
    await press(shell, "up", "list files")
    shell.key("up")
    shell.key("up")
    await press(shell, "down", "")
    shell.key("ctrl+r")
    await shell.waitFor(/list files.*done/, "the list")
    shell.type("wedd")
    await shell.waitFor((rows) => !rows.some((row) => /list files.*done/.test(row)), "nothing that fits")
    assert.isFalse(shell.screen().some((row) => /wedding presents.*(?:ago|now)/.test(row)))
    await closeList(shell)
    shell.key("ctrl+d")
    await shell.exit
    const next = await terminal()
    await shellPrompt(next)
    await press(next, "up", "list files")
    next.key("up")
    next.key("ctrl+u")
    await shellPrompt(next)
    next.key("ctrl+r")
    await next.waitFor(/list files.*done/, "the list")
    assert.isFalse(next.screen().some((row) => row.includes("wedding")))
  })

  it("writes no key and no token to the disk, and gives them back in the session that typed them", async ({
    home,
    terminal
  }) => {
    const key = `sk-ant-api03-${"aB3d".repeat(8)}`
    const shell = await terminal([], { columns: 120, env: { ANTHROPIC_API_KEY: "", EXAMPLE: "1" } })
    await shellPrompt(shell)
    await askShell(shell, `/history ${key}`)
    await askShell(shell, "/history DB_PASSWORD=hunter2")
    await press(shell, "up", "/history DB_PASSWORD=hunter2")
    await press(shell, "up", `/history ${key}`)
    shell.key("ctrl+u")
    await shellPrompt(shell)
    shell.key("ctrl+d")
    await shell.exit
    const files = readdirSync(home.zenusHome).filter((name) => name.startsWith("zenus.db"))
    assert.isNotEmpty(files)
    const bytes = files.map((name) => readFileSync(join(home.zenusHome, name), "latin1")).join("")
    assert.include(bytes, "/history DB_PASSWORD=[key]")
    assert.notInclude(bytes, key)
    assert.notInclude(bytes, "hunter2")
    const next = await terminal()
    await shellPrompt(next)
    next.key("ctrl+r")
    await next.waitFor(/\/history \[key\].*without its key/, "the line without its key")
  })

  it("never touches what the person's own shell remembers", async ({ home, terminal }) => {
    mkdirSync(home.path, { recursive: true })
    const files = [".bash_history", ".zsh_history", ".local/share/fish/fish_history"].map((name) =>
      join(home.path, name)
    )
    for (const file of files) {
      mkdirSync(join(file, ".."), { recursive: true })
      writeFileSync(file, "ls -la\nmake test\n")
    }
    const hashes = (): ReadonlyArray<string> =>
      files.map((file) => createHash("sha256").update(readFileSync(file)).digest("hex"))
    const before = hashes()
    const shell = await terminal()
    await shellPrompt(shell)
    await askShell(shell, "list files")
    shell.key("ctrl+r")
    await shell.waitFor(/list files.*done/, "the list")
    assert.isFalse(shell.screen().some((row) => row.includes("make test")))
    await closeList(shell)
    shell.key("ctrl+d")
    await shell.exit
    assert.deepStrictEqual(hashes(), before)
  })

  it("offers what zenus run was asked, and lets two shells at once keep all lines", async ({
    home,
    terminal,
    zenus
  }) => {
    await zenus(["run", "--", "what is the hostname"])
    // A moment after it was asked nobody knows yet that no shell asked it.
    const store = openSqliteStore({ file: join(home.zenusHome, "zenus.db"), create: false })
    store?.run("UPDATE history_transaction SET at = at - 180000, ended_at = ended_at - 180000")
    store?.close()
    const one = await terminal()
    await shellPrompt(one)
    const two = await terminal()
    await shellPrompt(two)
    await askShell(one, "count the files here")
    await askShell(two, "how many folders are here")
    await askShell(one, "list files")
    await press(two, "up", "how many folders are here")
    await press(two, "up", "count the files here")
    two.key("ctrl+u")
    await shellPrompt(two)
    // What came after its prompt it knows with the next one.
    await askShell(two, "what is the date today")
    await press(two, "up", "what is the date today")
    await press(two, "up", "how many folders are here")
    await press(two, "up", "list files")
    two.key("ctrl+u")
    await shellPrompt(two)
    two.key("ctrl+r")
    const rows = await two.waitFor(/what is the hostname.*3 minutes ago/, "the request of zenus run")
    assert.isTrue(rows.some((row) => row.includes("count the files here")))
    assert.isTrue(rows.some((row) => row.includes("list files")))
  })

  it("goes on without a word while another process holds the state file, and writes later", async ({
    home,
    terminal
  }) => {
    const shell = await terminal()
    await shellPrompt(shell)
    await askShell(shell, "/cwd")
    const file = join(home.zenusHome, "zenus.db")
    const holder = new DatabaseSync(file)
    holder.exec("BEGIN IMMEDIATE")
    const shown = await askShell(shell, "/theme")
    assert.notMatch(shown, /held|wait|kept/i)
    await press(shell, "up", "/theme")
    await press(shell, "up", "/cwd")
    shell.key("ctrl+u")
    await shellPrompt(shell)
    holder.exec("ROLLBACK")
    holder.close()
    await askShell(shell, "/help")
    shell.key("ctrl+d")
    await shell.exit
    const store = openSqliteStore({ file, create: false })
    assert.deepStrictEqual(
      store
        ?.all("SELECT line, outcome FROM history_typed_line ORDER BY id")
        .map((row) => [row["line"], row["outcome"]]),
      [
        ["/cwd", "done"],
        ["/theme", "done"],
        ["/help", "done"]
      ]
    )
    store?.close()
  })

  it("says once that lines cannot be kept where the state file cannot be made, and goes on", async ({
    base,
    terminal
  }) => {
    writeFileSync(join(base, "taken"), "")
    const shell = await terminal([], { env: { ZENUS_HOME: "", XDG_STATE_HOME: join(base, "taken") } })
    await shellPrompt(shell)
    assert.match(await askShell(shell, "/cwd"), /What you type is not kept for another time\./)
    assert.notMatch(await askShell(shell, "/theme"), /not kept/)
    await press(shell, "up", "/theme")
    await press(shell, "up", "/cwd")
  })
})
