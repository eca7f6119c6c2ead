/** Scenario 9: undo does only its own work. Between deed and undo the user goes on working, and so does a second zenus. */
import { appendFileSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe } from "@effect/vitest"
import { diffTrees, it, snapshotTree } from "#kit"

const ORGANIZE = ["run", "--", "organize this folder by type"]

describe("undo does only its own work", () => {
  it.for([
    ["a file was edited", (folder: string) => appendFileSync(join(folder, "Documents", "notes.txt"), "more\n")],
    ["a new file stands where an old one stood", (folder: string) => writeFileSync(join(folder, "notes.txt"), "new\n")],
    ["a file was deleted", (folder: string) => rmSync(join(folder, "Documents", "notes.txt"))]
  ] as const)(
    "stops, names it and leaves everything of the user's alone when %s",
    async ([, change], { sampleFiles, zenus }) => {
      const cwd = sampleFiles
      assert.strictEqual((await zenus(ORGANIZE, { cwd })).exitCode, 0)
      change(cwd)
      const before = snapshotTree(cwd)

      const dry = await zenus(["undo", "--dry-run", "--json"], { cwd })
      assert.strictEqual(dry.exitCode, 1, dry.stderr)
      const said = JSON.parse(dry.stdout.toString("utf8")).stopped
      assert.include(said.path, "notes.txt")
      assert.deepStrictEqual(diffTrees(before, snapshotTree(cwd)), [])

      const real = await zenus(["undo", "--json"], { cwd })
      assert.strictEqual(real.exitCode, 1)
      assert.deepStrictEqual(JSON.parse(real.stdout.toString("utf8")).stopped, said)
      assert.include(real.stderr, "notes.txt")
      assert.deepStrictEqual(diffTrees(before, snapshotTree(cwd), { folderTimes: false }), [])
    }
  )

  it("goes through once the user has put it right", async ({ sampleFiles, zenus }) => {
    const cwd = sampleFiles
    const before = snapshotTree(cwd)
    await zenus(ORGANIZE, { cwd })
    writeFileSync(join(cwd, "notes.txt"), "mine\n")
    assert.strictEqual((await zenus(["undo"], { cwd })).exitCode, 1)
    rmSync(join(cwd, "notes.txt"))
    assert.strictEqual((await zenus(["undo"], { cwd })).exitCode, 0)
    assert.deepStrictEqual(diffTrees(before, snapshotTree(cwd), { folderTimes: false }), [])
  })

  it("keeps what the user made in a folder that zenus made", async ({ sampleFiles, zenus }) => {
    const cwd = sampleFiles
    await zenus(ORGANIZE, { cwd })
    writeFileSync(join(cwd, "Documents", "mine.txt"), "mine\n")
    const undone = await zenus(["undo"], { cwd })
    assert.strictEqual(undone.exitCode, 0)
    assert.include(undone.stderr, "1 folder stays, since there is something of yours in it")
    assert.strictEqual(readFileSync(join(cwd, "Documents", "mine.txt"), "utf8"), "mine\n")
    assert.isTrue(existsSync(join(cwd, "notes.txt")))
  })

  it("takes back the first transaction although a second zenus worked in the same folder since", async ({
    sampleFiles,
    zenus
  }) => {
    const cwd = sampleFiles
    const first = JSON.parse(
      (await zenus(["run", "--json", "--", "move song.mp3 to music"], { cwd })).stdout.toString("utf8")
    )
    const other = await zenus(["run", "--json", "--", "move movie.mp4 to films"], { cwd })
    assert.strictEqual(other.exitCode, 0, other.stderr)
    const undone = await zenus(["undo", "--id", first.transaction], { cwd })
    assert.strictEqual(undone.exitCode, 0, undone.stderr)
    assert.isTrue(existsSync(join(cwd, "song.mp3")))
    assert.isTrue(existsSync(join(cwd, "films", "movie.mp4")))
  })

  it("answers two at once on the same files with one that does it and one that says why not", async ({
    sampleFiles,
    zenus
  }) => {
    const cwd = sampleFiles
    const before = snapshotTree(cwd)
    const both = await Promise.all([zenus(ORGANIZE, { cwd }), zenus(ORGANIZE, { cwd })])
    for (const { exitCode, stderr } of both) assert.include([0, 1], exitCode, stderr)
    for (const _ of both) await zenus(["undo"], { cwd })
    // Nothing is lost; at most an empty category folder of the one that came second is left.
    const left = diffTrees(before, snapshotTree(cwd), { folderTimes: false })
    assert.isTrue(
      left.every((line) => line.startsWith("new: ")),
      left.join("\n")
    )
  })
})
