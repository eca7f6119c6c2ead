/** The kit is tested where it could lie: a comparison that sees nothing makes every test of undo green. */
import {
  appendFileSync,
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync
} from "node:fs"
import { join } from "node:path"
import { assert, describe } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as TestClock from "effect/testing/TestClock"
import { cleanEnv, diffTrees, hostileNameTable, it, removeTree, scriptedModel, snapshotTree } from "#kit"

describe("diffTrees", () => {
  it("finds nothing between two looks at the same folder", ({ sampleFiles, hostileNames }) => {
    assert.deepStrictEqual(diffTrees(snapshotTree(sampleFiles), snapshotTree(sampleFiles), { inodes: true }), [])
    const hostile = snapshotTree(hostileNames.path)
    assert.strictEqual(hostile.size, hostileNames.names.length + 1)
    assert.deepStrictEqual(diffTrees(hostile, snapshotTree(hostileNames.path)), [])
  })

  const table: ReadonlyArray<readonly [string, (folder: string) => void, RegExp]> = [
    ["a new file", (f) => writeFileSync(join(f, "new"), ""), /^new: "new"$/],
    ["a file that is gone", (f) => rmSync(join(f, "notes.txt")), /^gone: "notes.txt"$/],
    ["one more byte", (f) => appendFileSync(join(f, "data.csv"), "x"), /^changed: "data.csv": size .*content/],
    ["a mode", (f) => chmodSync(join(f, "script.sh"), 0o700), /^changed: "script.sh": mode 755 -> 700$/],
    ["a time", (f) => utimesSync(join(f, "song.mp3"), 1, 1), /^changed: "song.mp3": mtimeNs/],
    [
      "a link's target",
      (f) => (rmSync(join(f, "link to notes")), symlinkSync("x", join(f, "link to notes"))),
      /target/
    ],
    ["a kind", (f) => (rmSync(join(f, "empty.log")), mkdirSync(join(f, "empty.log"))), /file became folder/]
  ]
  for (const [what, change, line] of table) {
    it(`sees ${what}`, ({ sampleFiles }) => {
      const before = snapshotTree(sampleFiles)
      change(sampleFiles)
      const lines = diffTrees(before, snapshotTree(sampleFiles), { folderTimes: false })
      assert.strictEqual(lines.length, 1, lines.join("\n"))
      assert.match(lines[0] ?? "", line)
    })
  }

  it("sees a file replaced by an equal one only when inodes count", ({ folder }) => {
    const write = (name: string) => {
      writeFileSync(join(folder, name), "same")
      utimesSync(join(folder, name), 1000, 1000)
    }
    write("a")
    const before = snapshotTree(folder)
    write("b")
    renameSync(join(folder, "b"), join(folder, "a"))
    const after = snapshotTree(folder)
    assert.deepStrictEqual(diffTrees(before, after, { folderTimes: false }), [])
    assert.match(diffTrees(before, after, { folderTimes: false, inodes: true })[0] ?? "", /inode/)
  })
})

describe("fixtures", () => {
  it("give a home nobody has used", ({ home, env }) => {
    assert.deepStrictEqual(readdirSync(home.path), [])
    assert.isFalse(existsSync(home.zenusHome))
    assert.strictEqual(env["HOME"], home.path)
  })

  it("keep provider keys out of the environment", ({ home }) => {
    const names = Object.keys(cleanEnv(home))
    assert.deepStrictEqual(
      names.filter((name) => /_API_KEY$|_BASE_URL$|^OLLAMA/.test(name)),
      []
    )
  })

  it("give a clean repository with two commits", ({ gitRepo }) => {
    assert.strictEqual(gitRepo.git("status", "--porcelain"), "")
    assert.strictEqual(gitRepo.git("rev-list", "--count", "HEAD").trim(), "2")
    assert.strictEqual(gitRepo.git("branch", "--show-current").trim(), "main")
    // Nothing to look at again either: plumbing, which does not refresh the index, finds no change.
    assert.strictEqual(gitRepo.git("diff-files"), "")
    assert.strictEqual(gitRepo.git("fsck"), "")
  })

  it("hold hostile names as bytes", ({ hostileNames }) => {
    const found = readdirSync(hostileNames.path, { encoding: "buffer" }).map((name) => name.toString("latin1"))
    for (const { bytes, label } of hostileNames.names) assert.include(found, bytes.toString("latin1"), label)
    if (process.platform === "linux") assert.strictEqual(hostileNames.names.length, hostileNameTable.length)
  })

  it("leave nothing behind, whatever a test did", ({ base }) => {
    const top = join(base, "top")
    mkdirSync(join(top, "locked"), { recursive: true })
    writeFileSync(Buffer.from(`${top}/locked/\xff`, "latin1"), "")
    symlinkSync(base, join(top, "up"))
    chmodSync(join(top, "locked"), 0)
    removeTree(top)
    assert.isFalse(existsSync(top))
    assert.isTrue(lstatSync(base).isDirectory())
  })
})

it.effect("the fake clock stands until it is moved", () =>
  Effect.gen(function* () {
    const fiber = yield* Effect.forkChild(Effect.sleep("1 hour"), { startImmediately: true })
    yield* TestClock.adjust("1 hour")
    yield* Fiber.join(fiber)
  })
)

it.effect("the scripted model answers in order, records, and dies when asked too often", () =>
  Effect.gen(function* () {
    const model = scriptedModel<string>(["one", Effect.fail("busy")])
    assert.strictEqual(yield* model.complete("first"), "one")
    assert.strictEqual(yield* Effect.flip(model.complete("second")), "busy")
    assert.strictEqual((yield* Effect.exit(model.complete("third")))._tag, "Failure")
    assert.deepStrictEqual(model.prompts, ["first", "second", "third"])
  })
)
