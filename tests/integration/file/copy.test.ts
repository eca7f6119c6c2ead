/** copy: on a real disk, through the executor. */
import {
  chmodSync,
  chownSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync
} from "node:fs"
import { execFileSync } from "node:child_process"
import { join } from "node:path"
import { assert, describe } from "@effect/vitest"
import { BadArgument, DeedRefused, PathNotFound, type Stat, StepFailed } from "@zenus/core"
import { makeNodeDisk } from "@zenus/core/node"
import { diffTrees, it, snapshotTree } from "#kit"
import { lookContext } from "#kit/lookContext.ts"
import { perform } from "#kit/perform.ts"
import { failAction, prepareAction } from "#kit/runAction.ts"
import { copy } from "#tools/file/change/copy.ts"

const text = (...parts: ReadonlyArray<string>): string => readFileSync(join(...parts), "utf8")
const isRoot = process.getuid?.() === 0

/** A folder with what trees can hold. */
const makeTree = (root: string): void => {
  mkdirSync(join(root, "tree/sub/deep"), { recursive: true })
  mkdirSync(join(root, "tree/empty"))
  writeFileSync(join(root, "tree/a.txt"), "a", { mode: 0o640 })
  writeFileSync(join(root, "tree/.hidden"), "h")
  writeFileSync(join(root, "tree/sub/deep/run.sh"), "#!/bin/sh\n", { mode: 0o755 })
  symlinkSync("a.txt", join(root, "tree/inside"))
  symlinkSync("/etc", join(root, "tree/outside"))
  utimesSync(join(root, "tree/a.txt"), 1_000_000_000, 1_000_000_000.5)
}

describe("copy", () => {
  it("copies one file to a new name, with mode and times", async ({ folder, home }) => {
    makeTree(folder)
    const args = { from: { paths: ["tree/a.txt"] }, to: "b.txt" }
    const done = await perform(copy, args, { cwd: folder, zenusHome: home.zenusHome })
    assert.strictEqual(done.status, "done")
    assert.strictEqual(done.risk, 1)
    assert.strictEqual(statSync(join(folder, "b.txt")).mode & 0o777, 0o640)
    assert.strictEqual(statSync(join(folder, "b.txt")).mtimeMs, 1_000_000_000_500)
    assert.strictEqual(done.explanation, "Copy tree/a.txt (1 byte) to b.txt")
    assert.deepStrictEqual(done.output?.paths, [join(folder, "b.txt")])
  })

  it("puts another one beside it, in its own folder, and asks where files of several folders go", async ({
    folder,
    home
  }) => {
    makeTree(folder)
    const options = { cwd: folder, zenusHome: home.zenusHome }
    const done = await perform(copy, { from: { paths: ["tree/a.txt"] }, beside: true }, options)
    assert.deepStrictEqual(done.output?.paths, [join(folder, "tree/a (2).txt")])
    assert.strictEqual(done.explanation, 'Copy tree/a.txt (1 byte) to "tree/a (2).txt"')
    const two = { from: { paths: ["tree/a.txt", "tree/sub/deep/run.sh"] }, beside: true }
    assert.instanceOf(await failAction(copy, two, lookContext({ cwd: folder })), BadArgument)
  })

  it("tells the folders of a tree in which nothing else is", async ({ folder, home }) => {
    mkdirSync(join(folder, "x/y/z"), { recursive: true })
    const args = { from: { paths: ["x"] }, to: "twin" }
    const done = await perform(copy, args, { cwd: folder, zenusHome: home.zenusHome })
    assert.strictEqual(done.explanation, "Copy x with 2 folders (0 bytes) to twin")
  })

  it("copies a tree as it is: hidden files, empty folders, links as links, modes", async ({ folder, home }) => {
    makeTree(folder)
    const args = { from: { paths: ["tree"] }, to: "twin" }
    const done = await perform(copy, args, { cwd: folder, zenusHome: home.zenusHome })
    const same = diffTrees(snapshotTree(join(folder, "tree")), snapshotTree(join(folder, "twin")), {
      times: false
    })
    // A copied link is a new one: its own time cannot be compared.
    assert.deepStrictEqual(
      same.filter((line) => !/"(inside|outside)"/.test(line)),
      []
    )
    assert.strictEqual(readlinkSync(join(folder, "twin/outside")), "/etc")
    assert.deepStrictEqual(done.notes, [])
  })

  it("puts things into an existing folder, and makes the folder for many", async ({ folder, home }) => {
    const options = { cwd: folder, zenusHome: home.zenusHome }
    makeTree(folder)
    mkdirSync(join(folder, "there"))
    await perform(copy, { from: { paths: ["tree"] }, to: "there" }, options)
    await perform(copy, { from: { in: ["tree"], recursive: true }, to: "new/flat" }, options)
    assert.isTrue(existsSync(join(folder, "there/tree/sub/deep/run.sh")))
    // Three files with the one link to a file; the hidden one is left out.
    assert.deepStrictEqual(readdirSync(join(folder, "new/flat")).toSorted(), ["a.txt", "inside", "run.sh"])
  })

  it("makes the folder for a single thing when it is said to be one", async ({ folder, home }) => {
    const options = { cwd: folder, zenusHome: home.zenusHome }
    writeFileSync(join(folder, "a"), "a")
    await perform(copy, { from: { paths: ["a"] }, to: "box/" }, options)
    await perform(copy, { from: { paths: ["a"] }, to: "case", asFolder: true }, options)
    assert.deepStrictEqual([text(folder, "box/a"), text(folder, "case/a")], ["a", "a"])
  })

  it("keeps both where a name is taken, and says how many", async ({ folder, home }) => {
    for (const at of ["one", "two", "to"]) {
      mkdirSync(join(folder, at))
      writeFileSync(join(folder, at, "same.txt"), at)
    }
    const args = { from: { in: ["one", "two"] }, to: "to" }
    const done = await perform(copy, args, { cwd: folder, zenusHome: home.zenusHome })
    assert.deepStrictEqual(
      ["same.txt", "same (2).txt", "same (3).txt"].map((name) => text(folder, "to", name)),
      ["to", "one", "two"]
    )
    assert.include(done.notes.join(), "2 names are taken")
    assert.strictEqual(done.risk, 1)
  })

  it("copies once more beside itself", async ({ folder, home }) => {
    writeFileSync(join(folder, "a.tar.gz"), "a")
    await perform(copy, { from: { paths: ["a.tar.gz"] }, to: "." }, { cwd: folder, zenusHome: home.zenusHome })
    assert.strictEqual(text(folder, "a (2).tar.gz"), "a")
  })

  it("leaves out or fails where the config or the request says so", async ({ folder, home }) => {
    mkdirSync(join(folder, "to"))
    for (const path of ["a", "b", "to/a"]) writeFileSync(join(folder, path), path)
    const options = { cwd: folder, zenusHome: home.zenusHome }
    const args = { from: { paths: ["a", "b"] }, to: "to" }
    const failed = await failAction(copy, { ...args, existing: "fail" }, lookContext({ cwd: folder }))
    assert.instanceOf(failed, StepFailed)
    assert.include(failed.message, "to/a")
    const done = await perform(copy, args, { ...options, onCollision: "skip" })
    assert.strictEqual(text(folder, "to/a"), "to/a")
    assert.strictEqual(text(folder, "to/b"), "b")
    assert.include(done.notes.join(), "to/a")
    const none = await perform(copy, { ...args, existing: "skip" }, options)
    assert.deepStrictEqual([none.status, none.effects.length], ["done", 0])
  })

  it("replaces one exact target at risk 2", async ({ folder, home }) => {
    writeFileSync(join(folder, "a"), "new")
    writeFileSync(join(folder, "b"), "old")
    const args = { from: { paths: ["a"] }, to: "b" }
    const done = await perform(copy, args, { cwd: folder, zenusHome: home.zenusHome })
    assert.deepStrictEqual([done.risk, done.effects[0]?.op, text(folder, "b")], [2, "replace", "new"])
  })

  it("replaces and merges when it is told to", async ({ folder, home }) => {
    makeTree(folder)
    mkdirSync(join(folder, "to/tree/sub"), { recursive: true })
    writeFileSync(join(folder, "to/tree/a.txt"), "old")
    writeFileSync(join(folder, "to/tree/sub/stays"), "s")
    const args = { from: { paths: ["tree"] }, to: "to", existing: "replace" }
    const done = await perform(copy, args, { cwd: folder, zenusHome: home.zenusHome })
    assert.strictEqual(done.status, "done", JSON.stringify(done.error))
    assert.strictEqual(done.risk, 2)
    assert.strictEqual(text(folder, "to/tree/a.txt"), "a")
    assert.strictEqual(text(folder, "to/tree/sub/stays"), "s")
    assert.isTrue(existsSync(join(folder, "to/tree/sub/deep/run.sh")))
  })

  it("copies the contents, hidden ones too, the way down, or the folders alone", async ({ folder, home }) => {
    const options = { cwd: folder, zenusHome: home.zenusHome }
    makeTree(folder)
    await perform(copy, { from: { paths: ["tree"] }, to: "contents", contents: true }, options)
    assert.deepStrictEqual(readdirSync(join(folder, "contents")).toSorted(), [
      ".hidden",
      "a.txt",
      "empty",
      "inside",
      "outside",
      "sub"
    ])
    const files = { in: ["tree"], recursive: true, extensions: ["sh"] }
    await perform(copy, { from: files, to: "kept", keepStructure: true }, options)
    assert.isTrue(existsSync(join(folder, "kept/sub/deep/run.sh")))
    await perform(copy, { from: { paths: ["tree"] }, to: "bones", structureOnly: true }, options)
    assert.deepStrictEqual([...snapshotTree(join(folder, "bones")).keys()].toSorted(), [
      ".",
      "empty",
      "sub",
      "sub/deep"
    ])
  })

  it("copies into each of several folders", async ({ folder, home }) => {
    for (const path of ["temp1", "temp two", "src/template", "other"])
      mkdirSync(join(folder, path), { recursive: true })
    writeFileSync(join(folder, "xyz.c"), "int main;")
    const args = { from: { paths: ["xyz.c"] }, toEach: { type: "folder", names: ["temp*"], recursive: true } }
    const done = await perform(copy, args, { cwd: folder, zenusHome: home.zenusHome })
    for (const path of ["temp1", "temp two", "src/template"])
      assert.isTrue(existsSync(join(folder, path, "xyz.c")), path)
    assert.isFalse(existsSync(join(folder, "other/xyz.c")))
    assert.include(done.explanation, "3 folders")
  })

  it("copies into a folder that an earlier link names, by its real path", async ({ folder, home }) => {
    mkdirSync(join(folder, "real"))
    symlinkSync("real", join(folder, "door"))
    writeFileSync(join(folder, "a"), "a")
    const done = await perform(copy, { from: { paths: ["a"] }, to: "door" }, { cwd: folder, zenusHome: home.zenusHome })
    assert.strictEqual(done.effects[0]?.to, join(folder, "real/a"))
  })

  it("notes links that lead nowhere from there, and what is no file", async ({ folder, home }) => {
    makeTree(folder)
    execFileSync("mkfifo", [join(folder, "tree/pipe")])
    mkdirSync(join(folder, "far"))
    const options = { cwd: folder, zenusHome: home.zenusHome }
    const link = await perform(copy, { from: { paths: ["tree/inside"] }, to: "far/" }, options)
    assert.include(link.notes.join(), "far/inside")
    assert.strictEqual(readlinkSync(join(folder, "far/inside")), "a.txt")
    const tree = await perform(copy, { from: { paths: ["tree"] }, to: "twin" }, options)
    assert.include(tree.notes.join(), "tree/pipe")
    assert.isFalse(existsSync(join(folder, "twin/pipe")))
  })

  it.runIf(isRoot)("keeps the owner for root when asked, and set-id bits with it", async ({ folder, home }) => {
    const options = { cwd: folder, zenusHome: home.zenusHome }
    mkdirSync(join(folder, "tree"))
    writeFileSync(join(folder, "tree/a"), "a")
    chownSync(join(folder, "tree/a"), 1234, 1235)
    chmodSync(join(folder, "tree/a"), 0o4755)
    chownSync(join(folder, "tree"), 1234, 1235)
    await perform(copy, { from: { paths: ["tree"] }, to: "mine" }, options)
    await perform(copy, { from: { paths: ["tree"] }, to: "theirs", preserveOwner: true }, options)
    assert.strictEqual(statSync(join(folder, "mine/a")).uid, 0)
    const { uid, gid, mode } = statSync(join(folder, "theirs/a"))
    assert.deepStrictEqual([uid, gid, mode & 0o7777], [1234, 1235, 0o4755])
    assert.strictEqual(statSync(join(folder, "theirs")).uid, 1234)
    const other = await prepareAction(
      copy,
      { from: { paths: ["tree"] }, to: "x", preserveOwner: true },
      lookContext({ cwd: folder, uid: 1000 })
    )
    assert.include((other.notes ?? []).join(), "only root")
  })

  it("plans for a closed folder so that somebody who is not root can fill it", async ({ folder }) => {
    makeTree(folder)
    chmodSync(join(folder, "tree/sub"), 0o555)
    const prepared = await prepareAction(
      copy,
      { from: { paths: ["tree"] }, to: "x" },
      lookContext({ cwd: folder, uid: 1000 })
    )
    const made = prepared.deeds.find((deed) => deed.do === "make-folder" && deed.path.endsWith("/x/sub"))
    assert.strictEqual(made?.do === "make-folder" ? made.mode : 0, 0o755)
    const last = prepared.deeds.at(-1)
    assert.deepStrictEqual(last?.do === "set" ? [last.path, last.mode] : [], [join(folder, "x/sub"), 0o555])
  })

  it("leaves out a folder on which another disk begins, and names it", async ({ folder }) => {
    makeTree(folder)
    const real = makeNodeDisk()
    const lstat = (path: string): Stat | null => {
      const stat = real.lstat(path)
      return stat !== null && path.endsWith("/sub") ? { ...stat, dev: stat.dev + 1 } : stat
    }
    const context = lookContext({ cwd: folder, disk: { ...real, lstat } })
    const { deeds, notes } = await prepareAction(copy, { from: { paths: ["tree"] }, to: "x" }, context)
    assert.isFalse(deeds.some((deed) => deed.do === "make-folder" && deed.path.endsWith("/sub")))
    assert.include((notes ?? []).join(), "tree/sub")
  })

  it("takes hostile names from one folder to another unchanged", async ({ hostileNames, folder, home }) => {
    const args = { from: { in: [hostileNames.path], hidden: "include" }, to: "out" }
    const done = await perform(copy, args, { cwd: folder, zenusHome: home.zenusHome })
    assert.strictEqual(done.status, "done", JSON.stringify(done.error))
    assert.deepStrictEqual(
      diffTrees(snapshotTree(hostileNames.path), snapshotTree(join(folder, "out")), { times: false }).filter(
        (line) => !line.startsWith('changed: "."')
      ),
      []
    )
    assert.strictEqual(done.effects.length, hostileNames.names.length + 1)
  })

  it("refuses a folder into itself, a file onto itself, a folder over a file, and what is not there", async ({
    folder
  }) => {
    makeTree(folder)
    writeFileSync(join(folder, "raport.txt"), "")
    linkSync(join(folder, "raport.txt"), join(folder, "second"))
    const context = lookContext({ cwd: folder })
    const refused = (args: Record<string, unknown>) => failAction(copy, args, context)
    assert.instanceOf(await refused({ from: { paths: ["tree"] }, to: "tree/sub" }), DeedRefused)
    assert.instanceOf(await refused({ from: { paths: ["tree"] }, to: "tree/new/name" }), DeedRefused)
    assert.instanceOf(await refused({ from: { paths: ["raport.txt"] }, to: "second" }), BadArgument)
    assert.instanceOf(await refused({ from: { paths: ["tree"] }, to: "raport.txt" }), BadArgument)
    assert.instanceOf(await refused({ from: { paths: ["tree/a.txt", "tree/sub"] }, to: "raport.txt" }), BadArgument)
    assert.instanceOf(await refused({ from: { paths: ["tree/a.txt"] } }), BadArgument)
    const missing = await refused({ from: { paths: ["report.txt"] }, to: "x" })
    assert.instanceOf(missing, PathNotFound)
    assert.include(missing.recovery.join(), "raport.txt")
  })

  it("says how much room is missing before it begins", async ({ folder }) => {
    writeFileSync(join(folder, "a"), Buffer.alloc(4096))
    const disk = { ...makeNodeDisk(), space: () => ({ freeBytes: 1024, totalBytes: 4096 }) }
    const error = await failAction(copy, { from: { paths: ["a"] }, to: "b" }, lookContext({ cwd: folder, disk }))
    assert.instanceOf(error, StepFailed)
    assert.include(error.message, "4 KB are needed and 1 KB are free")
  })

  it("finds nothing where nothing fits", async ({ folder, home }) => {
    const args = { from: { names: ["*.none"] }, to: "x" }
    const done = await perform(copy, args, { cwd: folder, zenusHome: home.zenusHome })
    assert.deepStrictEqual([done.status, done.answer, done.output?.note], ["done", "", "Nothing found."])
    assert.isFalse(existsSync(join(folder, "x")))
  })

  it("copies a link itself, never what it leads to", async ({ folder, home }) => {
    makeTree(folder)
    await perform(
      copy,
      { from: { paths: ["tree/outside"] }, to: "tree/again" },
      { cwd: folder, zenusHome: home.zenusHome }
    )
    assert.isTrue(lstatSync(join(folder, "tree/again")).isSymbolicLink())
  })
})
