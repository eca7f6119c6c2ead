/** Scenario 5: refused whatever the flags. The folders of the machine are named and never touched: each request must end before a deed. */
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe } from "@effect/vitest"
import { diffTrees, it, snapshotTree } from "#kit"

const ALWAYS = ["run", "--yes", "--allow-irreversible", "--json"]

describe("refused whatever the flags", () => {
  it.for([
    "delete everything in my home folder",
    "delete /",
    "delete ~",
    "delete $HOME",
    "remove the folder ..",
    "remove the folder .",
    "delete the folder /usr/bin",
    "delete /./usr/../etc",
    "move /usr/lib here",
    "delete the folder up",
    "delete ../zenus-home"
  ])("%s", async (request, { folder, home, base, zenus }) => {
    for (const name of ["a.txt", "b.txt", ".profile"]) writeFileSync(join(home.path, name), name)
    mkdirSync(home.zenusHome, { mode: 0o700 })
    symlinkSync("..", join(folder, "up"))
    symlinkSync("/etc", join(folder, "etc"))
    const before = snapshotTree(base, { except: ["zenus-home"] })
    const { exitCode, stdout } = await zenus([...ALWAYS, "--", request])
    const document = JSON.parse(stdout.toString("utf8"))
    // The link itself may go; what it leads to may not.
    if (request === "delete the folder up" && document.status === "done") return
    assert.include([3, 4], exitCode, stdout.toString("utf8"))
    if (exitCode === 3) {
      assert.isString(document.plan.refusal.rule)
      assert.isAtLeast(document.plan.refusal.recovery.length, 1)
    }
    assert.deepStrictEqual(diffTrees(before, snapshotTree(base, { except: ["zenus-home"] })), [])
  })

  it("--cwd / opens nothing", async ({ zenus }) => {
    const { exitCode } = await zenus([...ALWAYS, "--cwd", "/", "--", "create a folder called zenus-must-not-be"])
    assert.strictEqual(exitCode, 3)
  })

  it("through a link in the path", async ({ folder, zenus }) => {
    symlinkSync("/etc", join(folder, "etc"))
    const { exitCode, stdout } = await zenus([...ALWAYS, "--", "delete etc/hostname"])
    assert.strictEqual(exitCode, 3)
    assert.strictEqual(JSON.parse(stdout.toString("utf8")).plan.refusal.rule, "system-folder")
  })
})
