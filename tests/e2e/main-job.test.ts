/** The main job as a person does it: see, let it be done, take it back. Scenario 1 (offline first minute) and the README's promise. */
import { spawnSync } from "node:child_process"
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe } from "@effect/vitest"
import { diffTrees, it, snapshotTree, zenusBin } from "#kit"

const lines = (bytes: Buffer): ReadonlyArray<string> =>
  bytes
    .toString("utf8")
    .split("\n")
    .filter((line) => line !== "")

describe("the main job", () => {
  it("answers the five largest files, bare lines in a pipe", async ({ sampleFiles, zenus }) => {
    const { stdout, stderr, exitCode } = await zenus(["what are the 5 largest files here?"], { cwd: sampleFiles })
    assert.strictEqual(exitCode, 0, stderr)
    assert.deepStrictEqual(lines(stdout), ["movie.mp4", "song.mp3", "photo one.jpg", "photo two.JPG", "backup.tar.gz"])
  })

  it("opens no connection while it does so", async ({ sampleFiles, env, zenus, skip }) => {
    skip(spawnSync("strace", ["-V"]).status !== 0, "strace is not installed")
    await zenus(["what are the 5 largest files here?"], { cwd: sampleFiles })
    const traced = spawnSync(
      "strace",
      ["-f", "-e", "trace=connect,sendto", process.execPath, zenusBin, "what are the 5 largest files here?"],
      { cwd: sampleFiles, env, encoding: "utf8" }
    )
    assert.strictEqual(traced.status, 0)
    // A local socket (the system's own list of users) is no connection to anywhere.
    assert.notMatch(traced.stderr, /AF_INET/)
  })

  it("organizes, and undo brings every byte, mode and time back; redo does it again", async ({
    sampleFiles,
    zenus
  }) => {
    const before = snapshotTree(sampleFiles)
    const done = await zenus(["run", "--yes", "--json", "--", "organize this folder by type"], { cwd: sampleFiles })
    assert.strictEqual(done.exitCode, 0, done.stderr)
    const report = JSON.parse(done.stdout.toString("utf8"))
    assert.strictEqual(report.status, "done")
    assert.isTrue(report.undoable)
    assert.isTrue(existsSync(join(sampleFiles, "Images", "photo one.jpg")))
    assert.isTrue(existsSync(join(sampleFiles, ".hidden")))
    const organized = snapshotTree(sampleFiles)

    const undone = await zenus(["undo", "--json"], { cwd: sampleFiles })
    assert.strictEqual(undone.exitCode, 0, undone.stderr)
    const document = JSON.parse(undone.stdout.toString("utf8"))
    assert.strictEqual(document.undone[0].transaction, report.transaction)
    assert.isNull(document.stopped)
    assert.deepStrictEqual(diffTrees(before, snapshotTree(sampleFiles)), [])

    assert.strictEqual((await zenus(["redo"], { cwd: sampleFiles })).exitCode, 0)
    assert.deepStrictEqual(diffTrees(organized, snapshotTree(sampleFiles), { folderTimes: false }), [])
    assert.strictEqual((await zenus(["undo"], { cwd: sampleFiles })).exitCode, 0)
    assert.deepStrictEqual(diffTrees(before, snapshotTree(sampleFiles)), [])
  })

  it("writes nothing at all for plan and --dry-run, not even a home", async ({ sampleFiles, home, zenus }) => {
    const before = snapshotTree(sampleFiles)
    for (const args of [
      ["plan", "--json", "--"],
      ["run", "--dry-run", "--"],
      ["plan", "--"]
    ]) {
      const { exitCode, stderr } = await zenus([...args, "delete all jpg files"], { cwd: sampleFiles })
      assert.strictEqual(exitCode, 0, stderr)
    }
    assert.deepStrictEqual(diffTrees(before, snapshotTree(sampleFiles)), [])
    assert.isFalse(existsSync(home.zenusHome))
  })

  it("keeps what was asked in the history, which can be searched, and questions without their answers", async ({
    sampleFiles,
    zenus
  }) => {
    await zenus(["run", "--yes", "--", "delete empty.log"], { cwd: sampleFiles })
    await zenus(["how many pdf files are here?"], { cwd: sampleFiles })
    const all = JSON.parse((await zenus(["history", "--json"])).stdout.toString("utf8"))
    assert.deepStrictEqual(
      all.entries.map((entry: { readonly request: string }) => entry.request),
      ["how many pdf files are here?", "delete empty.log"]
    )
    const found = JSON.parse((await zenus(["history", "--json", "empty"])).stdout.toString("utf8"))
    assert.lengthOf(found.entries, 1)
    assert.deepInclude(found.entries[0], { status: "done", undoable: true, undone: false })
  })

  it("ends quietly when the reader goes away", ({ folder, env }) => {
    const piped = spawnSync(
      "bash",
      ["-o", "pipefail", "-c", '"$0" "$1" run -- "list files" | head -1', process.execPath, zenusBin],
      { cwd: join(folder, ".."), env, encoding: "utf8" }
    )
    assert.deepStrictEqual([piped.status, piped.stderr], [0, ""])
  })

  it("does not wait for a pipe that nobody closes", ({ sampleFiles, env }) => {
    const started = performance.now()
    const held = spawnSync(
      "bash",
      [
        "-c",
        'exec 3< <(exec sleep 20 2>/dev/null); "$0" "$1" run -- "how many files are here?" <&3; code=$?; kill %1 2>/dev/null; exit $code',
        process.execPath,
        zenusBin
      ],
      { cwd: sampleFiles, env, encoding: "utf8" }
    )
    assert.strictEqual(held.status, 0, held.stderr)
    assert.isBelow(performance.now() - started, 10_000)
  })

  it("touches no file outside the plan, its state and the trash", async ({ sampleFiles, home, zenus }) => {
    await zenus(["run", "--yes", "--", "delete the mp3 files"], { cwd: sampleFiles })
    assert.deepStrictEqual(readdirSync(home.path), [])
    assert.include(readdirSync(home.zenusHome), "zenus.db")
    assert.strictEqual(readFileSync(join(sampleFiles, "notes.txt"), "utf8"), "buy milk\ncall home\nbuy bread\n")
  })
})
