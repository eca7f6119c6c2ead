/** What is wrong around a request (the configuration, the state, the bytes typed) is said, and what can still be done is done. */
import { execFileSync, spawnSync } from "node:child_process"
import { chmodSync, existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs"
import { DatabaseSync } from "node:sqlite"
import { join } from "node:path"
import { assert, describe } from "@effect/vitest"
import { it, startZenus, zenusBin } from "#kit"

describe("a configuration that cannot be used", () => {
  const wrong: ReadonlyArray<readonly [string, (file: string) => void]> = [
    ["a wrong value", (file) => writeFileSync(file, "trash:\n  retention: soon\n")],
    ["everybody may write it", (file) => (writeFileSync(file, "{}\n"), chmodSync(file, 0o666))],
    ["bytes that are no UTF-8", (file) => writeFileSync(file, Buffer.from([0x23, 0xff, 0x0a]))],
    ["a folder", (file) => mkdirSync(file)],
    ["a pipe", (file) => execFileSync("mkfifo", [file])],
    ["more than a megabyte", (file) => writeFileSync(file, "#".repeat(1_100_000))]
  ]
  it.for(wrong)("%s: no request is done, undo and history go on", async ([, make], { folder, home, zenus }) => {
    writeFileSync(join(folder, "a.txt"), "a")
    assert.strictEqual((await zenus(["run", "--yes", "--", "delete a.txt"])).exitCode, 0)
    make(join(home.zenusHome, "config.yaml"))

    const asked = await zenus(["run", "--", "list files"])
    assert.deepStrictEqual([asked.exitCode, asked.stdout.toString()], [2, ""])
    assert.match(asked.stderr, /config\.yaml/)

    const past = await zenus(["history"])
    assert.strictEqual(past.exitCode, 0)
    assert.match(past.stdout.toString(), /delete a\.txt/)
    assert.match(past.stderr, /goes on with the defaults/)

    const undone = await zenus(["undo", "--json"])
    assert.strictEqual(undone.exitCode, 0)
    assert.strictEqual(JSON.parse(undone.stdout.toString()).undone.length, 1)
    assert.match(undone.stderr, /config\.yaml/)
    assert.deepStrictEqual(readdirSync(folder), ["a.txt"])
    assert.strictEqual((await zenus(["redo"])).exitCode, 0)

    const shown = await zenus(["config", "show"])
    assert.strictEqual(shown.exitCode, 2)
    assert.match(shown.stdout.toString(), /^trash\.retention +30 days$/m)
    assert.include(shown.stderr, "These are the defaults")
    const document = JSON.parse((await zenus(["config", "show", "--json"])).stdout.toString())
    assert.deepStrictEqual(Object.keys(document), ["error"])
    assert.strictEqual((await zenus(["doctor"])).exitCode, 1)
  })

  it("named and not there is wrong usage", async ({ zenus }) => {
    assert.strictEqual((await zenus(["--config", "nowhere.yaml", "list files"])).exitCode, 2)
  })
})

describe("a state file that somebody holds", () => {
  it("is waited for, not in silence, and a request that only reads is answered", async ({
    env,
    folder,
    home,
    zenus
  }) => {
    writeFileSync(join(folder, "a.txt"), "a")
    assert.strictEqual((await zenus(["run", "--", "create the folder b"])).exitCode, 0)
    const holder = new DatabaseSync(join(home.zenusHome, "zenus.db"))
    holder.exec("BEGIN IMMEDIATE")
    const { child, finished } = startZenus({ args: ["run", "--", "list files"], cwd: folder, env })
    // Let go when the wait was said: what is not said would end this test by its timeout.
    child.stderr?.once("data", () => holder.exec("ROLLBACK"))
    const { exitCode, stderr, stdout } = await finished
    holder.close()
    assert.match(stderr, /Another zenus is at work/)
    assert.deepStrictEqual([exitCode, stdout.toString()], [0, "a.txt\n"])
    assert.match((await zenus(["history"])).stdout.toString(), /list files/)
  })
})

describe("doctor", () => {
  it.skipIf(process.getuid?.() !== 0)("sees a state that cannot be written", ({ env, folder, home }) => {
    mkdirSync(home.zenusHome, { mode: 0o500 })
    execFileSync("chown", ["65534:65534", home.zenusHome])
    execFileSync("chmod", ["755", join(folder, "..")])
    const asNobody = [
      "--reuid=65534",
      "--regid=65534",
      "--clear-groups",
      process.execPath,
      zenusBin,
      "doctor",
      "--json"
    ]
    const { status, stdout } = spawnSync("setpriv", asNobody, { cwd: folder, env, encoding: "utf8" })
    const found: { ok: boolean; findings: Array<{ check: string; status: string; recovery: Array<string> }> } =
      JSON.parse(stdout)
    assert.deepStrictEqual([status, found.ok], [1, false])
    const state = found.findings.find(({ check }) => check === "state")
    assert.strictEqual(state?.status, "problem")
    assert.isNotEmpty(state?.recovery)
  })
})

describe("a request with bytes that are no UTF-8", () => {
  it.skipIf(process.platform !== "linux")("is declined, not read as another name", ({ env, folder }) => {
    writeFileSync(join(folder, "\ufffd.txt"), "not meant")
    const line = `exec "$0" "$1" --yes "delete $(printf '\\377').txt"`
    const { status, stderr } = spawnSync("sh", ["-c", line, process.execPath, zenusBin], { cwd: folder, env })
    assert.strictEqual(status, 2)
    assert.match(stderr.toString(), /no UTF-8/)
    assert.isTrue(existsSync(join(folder, "\ufffd.txt")))
  })

  it("is declined on standard input as well, and the lines beside it are answered", async ({ folder, zenus }) => {
    for (const name of ["\ufffd.txt", "na\u00efve.txt"]) writeFileSync(join(folder, name), "x")
    const bad = Buffer.concat([Buffer.from("delete "), Buffer.of(0xff), Buffer.from(".txt\n")])
    const whole = await zenus(["run", "--yes", "--", "-"], { input: bad })
    assert.deepStrictEqual([whole.exitCode, /no UTF-8/.test(whole.stderr)], [2, true])
    const input = Buffer.concat([
      Buffer.from("how many files are here?\n"),
      bad,
      Buffer.from("delete na\u00efve.txt\n")
    ])
    const lines = await zenus(["--yes"], { input })
    assert.deepStrictEqual([lines.exitCode, /no UTF-8/.test(lines.stderr)], [2, true])
    assert.match(lines.stdout.toString(), /^2\nna\u00efve\.txt deleted/)
    assert.deepStrictEqual(readdirSync(folder), ["\ufffd.txt"])
  })
})

describe("a relative HOME", () => {
  // As a user whose own home is not there either: nothing may be made in a real one by a test.
  it.skipIf(process.getuid?.() !== 0)("is no home: nothing is made where one stands", ({ env, folder }) => {
    const { NODE_COMPILE_CACHE: _, ZENUS_HOME: __, ...rest } = env
    execFileSync("chown", ["65534:65534", folder])
    execFileSync("chmod", ["755", join(folder, "..")])
    const asNobody = ["--reuid=65534", "--regid=65534", "--clear-groups", process.execPath, zenusBin]
    const { status } = spawnSync("setpriv", [...asNobody, "plan", "list files"], {
      cwd: folder,
      env: { ...rest, HOME: "relative", XDG_CACHE_HOME: "also/relative" }
    })
    assert.strictEqual(status, 0)
    assert.deepStrictEqual(readdirSync(folder), [])
  })
})
