/** Command lines as requests of `zenus run`, `zenus plan` and of a pipe: one meaning with the interactive shell, and no shell anywhere. */
import { existsSync, lstatSync, readdirSync, statSync } from "node:fs"
import { join } from "node:path"
import { assert, describe } from "@effect/vitest"
import { diffTrees, it, snapshotTree } from "#kit"
import { writeFiles } from "#kit/writeFiles.ts"

const plant = (folder: string): void =>
  writeFiles(folder, { "a.txt": "a", "b.txt": "b", ".hidden": "h", "old/c.txt": "c", "build/x": "x" })

describe("a command line", () => {
  it("that only looks says the same as at the prompt, also from a pipe", async ({ folder, zenus }) => {
    plant(folder)
    const listed = await zenus(["ls -a"], { cwd: folder })
    assert.strictEqual(listed.stdout.toString(), ".hidden\na.txt\nb.txt\nbuild/\nold/\n")
    assert.strictEqual(listed.stderr, "read as: list everything here including hidden ones\n")
    const piped = { cwd: folder, input: "ls *.txt\n" }
    assert.strictEqual((await zenus([], piped)).stdout.toString(), "a.txt\nb.txt\n")
    assert.strictEqual((await zenus(["find old -name '*.txt'"], { cwd: folder })).stdout.toString(), "old/c.txt\n")
  })

  it("that makes and moves does so, and can be taken back", async ({ folder, zenus }) => {
    plant(folder)
    const before = snapshotTree(folder)
    const moved = await zenus(["run", "--", "mv a.txt old"], { cwd: folder })
    assert.deepStrictEqual([moved.exitCode, readdirSync(join(folder, "old"))], [0, ["a.txt", "c.txt"]])
    assert.match(moved.stderr, /^read as: move the file a\.txt into 'old'$/m)
    assert.strictEqual((await zenus(["ln b.txt hard"], { cwd: folder })).exitCode, 0)
    assert.strictEqual(statSync(join(folder, "hard")).ino, statSync(join(folder, "b.txt")).ino)
    assert.strictEqual((await zenus(["ln -s b.txt old"], { cwd: folder })).exitCode, 0)
    assert.isTrue(lstatSync(join(folder, "old/b.txt")).isSymbolicLink())
    assert.strictEqual((await zenus(["undo", "3"], { cwd: folder })).exitCode, 0)
    assert.deepStrictEqual(diffTrees(before, snapshotTree(folder)), [])
  })

  it("that deletes is asked about, and stays as it was asked in plan and history", async ({ folder, zenus }) => {
    plant(folder)
    const asked = await zenus(["rm -rf build"], { cwd: folder })
    assert.deepStrictEqual([asked.exitCode, existsSync(join(folder, "build"))], [3, true])
    const { request, steps } = JSON.parse(
      (await zenus(["plan", "--json", "--", "rm -rf build"], { cwd: folder })).stdout.toString()
    )
    assert.deepStrictEqual([request, steps[0].action, steps[0].risk], ["rm -rf build", "delete", 2])
    assert.strictEqual((await zenus(["run", "--yes", "--", "rm -rf build"], { cwd: folder })).exitCode, 0)
    assert.isFalse(existsSync(join(folder, "build")))
    assert.match((await zenus(["history"], { cwd: folder })).stdout.toString(), /rm -rf build/)
  })

  it.for(["ls | wc -l", "rm *.txt; ls", "rm -rf ~", "cat $HOME/x", "rm --no-such a.txt", "make build"])(
    "that only a shell could do, or nobody should, does nothing: %s",
    async (line, { folder, zenus }) => {
      plant(folder)
      const before = snapshotTree(folder)
      assert.include([3, 4], (await zenus(["run", "--yes", "--", line], { cwd: folder })).exitCode)
      assert.deepStrictEqual(diffTrees(before, snapshotTree(folder)), [])
    }
  )
})
