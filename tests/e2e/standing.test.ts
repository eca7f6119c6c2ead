/** Where zenus is started and where its home is: a folder that is gone, a home in which nothing can be made. */
import { spawnSync } from "node:child_process"
import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe } from "@effect/vitest"
import { it } from "#kit"
import { zenusBin } from "#kit/runZenus.ts"

/** Started in a folder that is taken away first. */
const fromNowhere = (base: string, env: Readonly<Record<string, string>>, ...args: ReadonlyArray<string>) => {
  const gone = join(base, "gone")
  mkdirSync(gone)
  return spawnSync("/bin/sh", ["-c", 'rmdir "$0" && exec "$@"', gone, process.execPath, zenusBin, ...args], {
    cwd: gone,
    env: { ...env },
    encoding: "utf8"
  })
}

describe("in a folder that is gone", () => {
  it("what was done can be seen and taken back, and another folder can be named", ({ base, env, folder }) => {
    writeFileSync(join(folder, "a.txt"), "a")
    const listed = fromNowhere(base, env, "run", "--cwd", folder, "--", "list files")
    assert.deepStrictEqual([listed.status, listed.stdout], [0, "a.txt\n"], listed.stderr)
    const history = fromNowhere(base, env, "history", "--json")
    assert.strictEqual(JSON.parse(history.stdout).entries.length, 1, history.stderr)
    assert.strictEqual(fromNowhere(base, env, "undo", "--json").status, 0)
    const refused = fromNowhere(base, env, "run", "--", "list files")
    assert.deepStrictEqual([refused.status, /not there any more/.test(refused.stderr)], [2, true], refused.stderr)
    assert.strictEqual(fromNowhere(base, env, "run", "--cwd", "sub", "--", "list files").status, 2)
  })
})

describe("doctor", () => {
  it.skipIf(process.platform !== "linux")(
    "sees a home in which no file can be made, for root too",
    async ({ env, folder, zenus }) => {
      const done = await zenus(["doctor", "--json"], { cwd: folder, env: { ...env, ZENUS_HOME: "/sys/z" } })
      assert.strictEqual(done.exitCode, 1, done.stderr)
      const { findings } = JSON.parse(done.stdout.toString("utf8"))
      const state = findings.find((one: { readonly check: string }) => one.check === "state")
      assert.deepInclude(state, { status: "problem" })
    }
  )
})
