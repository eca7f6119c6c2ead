/** move: on a real disk, through the executor. */
import { execFileSync } from "node:child_process"
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  writeFileSync
} from "node:fs"
import { join } from "node:path"
import { assert, describe } from "@effect/vitest"
import { BadArgument, DeedRefused, PathNotFound, type ReadDisk, type Stat, StepFailed } from "@zenus/core"
import { makeNodeDisk } from "@zenus/core/node"
import { diffTrees, it, removeTree, snapshotTree } from "#kit"
import { lookContext } from "#kit/lookContext.ts"
import { perform, performSteps } from "#kit/perform.ts"
import { failAction, prepareAction } from "#kit/runAction.ts"
import { mkdir } from "#tools/file/change/mkdir.ts"
import { move } from "#tools/file/change/move.ts"

const text = (...parts: ReadonlyArray<string>): string => readFileSync(join(...parts), "utf8")

/** A second file system, where this machine has one that may be written to. */
const elsewhere = (() => {
  try {
    return statSync("/dev/shm").dev === statSync("/tmp").dev ? null : "/dev/shm"
  } catch {
    return null
  }
})()

describe("move", () => {
  it("renames: the same inode, content and times, in a new place", async ({ folder, home }) => {
    writeFileSync(join(folder, "a.txt"), "a")
    mkdirSync(join(folder, "to"))
    const before = lstatSync(join(folder, "a.txt"), { bigint: true })
    const args = { from: { paths: ["a.txt"] }, to: "to" }
    const done = await perform(move, args, { cwd: folder, zenusHome: home.zenusHome })
    const after = lstatSync(join(folder, "to/a.txt"), { bigint: true })
    assert.deepStrictEqual([after.ino, after.mtimeNs], [before.ino, before.mtimeNs])
    assert.isFalse(existsSync(join(folder, "a.txt")))
    assert.deepStrictEqual([done.risk, done.undo, done.explanation], [1, ["yes"], "Move a.txt into to"])
  })

  it("moves many into a folder that is made for them, with their size in the plan", async ({ folder, home }) => {
    for (const name of ["a.jpg", "b.JPG", "c.txt"]) writeFileSync(join(folder, name), Buffer.alloc(2048))
    const args = { from: { extensions: ["jpg"] }, to: "new/pictures" }
    const done = await perform(move, args, { cwd: folder, zenusHome: home.zenusHome })
    assert.strictEqual(done.explanation, "Move 2 files (4 KB) into new/pictures")
    assert.strictEqual(done.answer, "2 files (4 KB) moved into new/pictures")
    assert.deepStrictEqual(readdirSync(join(folder, "new/pictures")).toSorted(), ["a.jpg", "b.JPG"])
    assert.isTrue(existsSync(join(folder, "c.txt")))
  })

  it("moves into a folder that an earlier step makes", async ({ folder, home }) => {
    writeFileSync(join(folder, "movie.mp4"), "m")
    const steps = [
      [mkdir, { paths: ["Big"] }],
      [move, { from: { paths: ["movie.mp4"] }, to: "Big" }]
    ] as const
    const done = await performSteps(steps, { cwd: folder, zenusHome: home.zenusHome })
    assert.strictEqual(done.status, "done", JSON.stringify(done.error))
    assert.isTrue(existsSync(join(folder, "Big/movie.mp4")))
  })

  it("gives one thing a new name, and a folder into an existing folder", async ({ folder, home }) => {
    const options = { cwd: folder, zenusHome: home.zenusHome }
    mkdirSync(join(folder, "some-dir"))
    writeFileSync(join(folder, "some-dir/one.txt"), "1")
    mkdirSync(join(folder, "x"))
    await perform(move, { from: { paths: ["some-dir"] }, to: "x/" }, options)
    await perform(move, { from: { paths: ["x/some-dir/one.txt"] }, to: "x/two.txt" }, options)
    assert.strictEqual(text(folder, "x/two.txt"), "1")
    assert.isTrue(statSync(join(folder, "x/some-dir")).isDirectory())
  })

  it("keeps both where names are taken, numbers in folders too", async ({ folder, home }) => {
    for (const at of ["a", "b", "to", "to/sub"]) mkdirSync(join(folder, at))
    mkdirSync(join(folder, "a/sub"))
    for (const at of ["a", "b", "to"]) writeFileSync(join(folder, at, "x.tar.gz"), at)
    const args = { from: { paths: ["a/x.tar.gz", "b/x.tar.gz", "a/sub"] }, to: "to" }
    const done = await perform(move, args, { cwd: folder, zenusHome: home.zenusHome })
    assert.deepStrictEqual(readdirSync(join(folder, "to")).toSorted(), [
      "sub",
      "sub (2)",
      "x (2).tar.gz",
      "x (3).tar.gz",
      "x.tar.gz"
    ])
    assert.strictEqual(text(folder, "to/x.tar.gz"), "to")
    assert.include(done.notes.join(), "3 names are taken")
  })

  it("replaces one exact target at risk 2, and many when told to", async ({ folder, home }) => {
    const options = { cwd: folder, zenusHome: home.zenusHome }
    mkdirSync(join(folder, "to"))
    for (const path of ["a", "b", "to/a", "to/b"]) writeFileSync(join(folder, path), path)
    const one = await perform(move, { from: { paths: ["a"] }, to: "to/a" }, options)
    assert.deepStrictEqual(
      [one.risk, one.undo, one.effects[0]?.op, text(folder, "to/a")],
      [2, ["trash"], "replace", "a"]
    )
    const many = await perform(move, { from: { paths: ["b"] }, to: "to", existing: "replace" }, options)
    assert.deepStrictEqual([many.risk, text(folder, "to/b")], [2, "b"])
  })

  it("leaves what is there already, and what the policy says", async ({ folder, home }) => {
    mkdirSync(join(folder, "to"))
    for (const path of ["a", "to/a", "to/b"]) writeFileSync(join(folder, path), path)
    const args = { from: { paths: ["a", "to/b"] }, to: "to" }
    const done = await perform(move, args, { cwd: folder, zenusHome: home.zenusHome, onCollision: "skip" })
    assert.deepStrictEqual([done.status, done.effects.length, text(folder, "a")], ["done", 0, "a"])
    assert.include(done.notes.join(), "There already")
    assert.include(done.notes.join(), "to/a")
    assert.instanceOf(await failAction(move, args, lookContext({ cwd: folder, onCollision: "fail" })), StepFailed)
  })

  it("moves the contents, hidden names too, and the way down", async ({ folder, home }) => {
    const options = { cwd: folder, zenusHome: home.zenusHome }
    mkdirSync(join(folder, "from/sub"), { recursive: true })
    for (const path of ["from/.rc", "from/a.txt", "from/sub/b.txt"]) writeFileSync(join(folder, path), "")
    await perform(move, { from: { in: ["from"], recursive: true }, to: "kept", keepStructure: true }, options)
    assert.deepStrictEqual([...snapshotTree(join(folder, "kept")).keys()], [".", "a.txt", "sub", "sub/b.txt"])
    await perform(move, { from: { paths: ["from"] }, to: "rest", contents: true }, options)
    assert.deepStrictEqual(readdirSync(join(folder, "rest")).toSorted(), [".rc", "sub"])
    assert.deepStrictEqual(readdirSync(join(folder, "from")), [])
  })

  it("leaves the target folder where it is when everything beside it goes into it", async ({ folder, home }) => {
    for (const path of ["a", "b", "old"]) mkdirSync(join(folder, path))
    const args = { from: { type: "any" }, to: "old" }
    const done = await perform(move, args, { cwd: folder, zenusHome: home.zenusHome })
    assert.deepStrictEqual(readdirSync(join(folder, "old")).toSorted(), ["a", "b"])
    assert.include(done.notes.join(), "old")
  })

  it("moves a link itself and says when it leads nowhere from there", async ({ folder, home }) => {
    mkdirSync(join(folder, "to"))
    writeFileSync(join(folder, "a"), "a")
    symlinkSync("a", join(folder, "link"))
    const done = await perform(
      move,
      { from: { paths: ["link"] }, to: "to" },
      { cwd: folder, zenusHome: home.zenusHome }
    )
    assert.strictEqual(readlinkSync(join(folder, "to/link")), "a")
    assert.include(done.notes.join(), "to/link")
    assert.isTrue(existsSync(join(folder, "a")))
  })

  it("takes hostile names along unchanged", async ({ hostileNames, folder, home }) => {
    const before = snapshotTree(hostileNames.path)
    const args = { from: { paths: [hostileNames.path] }, to: "out", contents: true }
    const done = await perform(move, args, { cwd: folder, zenusHome: home.zenusHome })
    assert.strictEqual(done.status, "done", JSON.stringify(done.error))
    const after = snapshotTree(join(folder, "out"))
    assert.deepStrictEqual(
      diffTrees(before, after).filter((line) => !line.startsWith('changed: "."')),
      []
    )
  })

  it("refuses a folder into itself, many onto a file, what is not there, and files under files", async ({ folder }) => {
    mkdirSync(join(folder, "tree/sub"), { recursive: true })
    for (const path of ["a", "b", "c"]) writeFileSync(join(folder, path), path)
    const context = lookContext({ cwd: folder })
    const refused = (args: Record<string, unknown>) => failAction(move, args, context)
    assert.instanceOf(await refused({ from: { paths: ["tree"] }, to: "tree/sub" }), DeedRefused)
    assert.instanceOf(await refused({ from: { paths: ["tree"] }, to: "tree" }), DeedRefused)
    assert.instanceOf(await refused({ from: { paths: ["a", "b"] }, to: "c" }), BadArgument)
    assert.instanceOf(await refused({ from: { paths: ["a"] }, to: "c/d" }), BadArgument)
    assert.instanceOf(await refused({ from: { paths: ["tree"] }, to: "c" }), BadArgument)
    assert.instanceOf(await refused({ from: { paths: ["gone"] }, to: "c" }), PathNotFound)
    assert.instanceOf(await refused({ from: {}, to: "c", extra: true }), BadArgument)
  })

  it("says that the folders below hold what does not lie in this very one, and moves none of it", async ({
    folder,
    home
  }) => {
    mkdirSync(join(folder, "sub"))
    writeFileSync(join(folder, "sub/a.jpg"), "")
    const options = { cwd: folder, zenusHome: home.zenusHome }
    const done = await perform(move, { from: { extensions: ["jpg"] }, to: "pictures" }, options)
    assert.include(done.output?.note, "something in the folders below does")
    assert.isTrue(existsSync(join(folder, "sub/a.jpg")))
    const here = await perform(move, { from: { extensions: ["jpg"], recursive: false }, to: "pictures" }, options)
    assert.strictEqual(here.output?.note, "Nothing found.")
  })

  it("finds nothing where nothing fits", async ({ folder, home }) => {
    const args = { from: { names: ["*.none"] }, to: "x" }
    const done = await perform(move, args, { cwd: folder, zenusHome: home.zenusHome })
    assert.deepStrictEqual([done.status, done.answer, done.output?.note], ["done", "", "Nothing found."])
  })

  it("goes by a temporary name where only the case changes and both cases are one name", async ({ folder }) => {
    writeFileSync(join(folder, "a.txt"), "a")
    const real = makeNodeDisk()
    const folding = (path: string): Stat | null => real.lstat(path) ?? real.lstat(path.replace("A.TXT", "a.txt"))
    const disk: ReadDisk = { ...real, lstat: folding, stat: folding }
    const args = { from: { paths: ["a.txt"] }, to: "A.TXT" }
    const { deeds } = await prepareAction(move, args, lookContext({ cwd: folder, disk }))
    const between = join(folder, ".zenus-rename-1")
    assert.deepStrictEqual(
      deeds.map((deed) => (deed.do === "move" ? [deed.from, deed.to] : [])),
      [
        [join(folder, "a.txt"), between],
        [between, join(folder, "A.TXT")]
      ]
    )
  })

  it.runIf(elsewhere !== null)(
    "copies to another file system, and only then trashes the original",
    async ({ folder, home }) => {
      const other = mkdtempSync(join(elsewhere ?? "", "zenus-test-"))
      try {
        mkdirSync(join(folder, "tree"))
        writeFileSync(join(folder, "tree/a"), "a", { mode: 0o600 })
        symlinkSync("a", join(folder, "tree/link"))
        const args = { from: { paths: ["tree"] }, to: other }
        const done = await perform(move, args, { cwd: folder, zenusHome: home.zenusHome })
        assert.strictEqual(done.status, "done", JSON.stringify(done.error))
        assert.strictEqual(done.risk, 2)
        assert.include(done.notes.join(), "another disk")
        assert.deepStrictEqual(
          done.effects.map((effect) => effect.op),
          ["create", "copy", "copy", "delete"]
        )
        assert.strictEqual(statSync(join(other, "tree/a")).mode & 0o777, 0o600)
        assert.isFalse(existsSync(join(folder, "tree")))
        execFileSync("mkfifo", [join(folder, "pipe")])
        const pipe = await failAction(move, { from: { paths: ["pipe"] }, to: other }, lookContext({ cwd: folder }))
        assert.instanceOf(pipe, StepFailed)
      } finally {
        removeTree(other)
      }
    }
  )
})
