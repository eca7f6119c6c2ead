/** permissions, owner and link: on a real disk, through the executor. */
import {
  chmodSync,
  chownSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  statSync,
  symlinkSync,
  writeFileSync
} from "node:fs"
import { join } from "node:path"
import { assert, describe } from "@effect/vitest"
import { BadArgument, PathNotFound, StepFailed } from "@zenus/core"
import { it } from "#kit"
import { lookContext } from "#kit/lookContext.ts"
import { perform } from "#kit/perform.ts"
import { failAction, prepareAction } from "#kit/runAction.ts"
import { link, relativeTarget } from "#tools/file/change/link.ts"
import { owner } from "#tools/file/change/owner.ts"
import { permissions } from "#tools/file/change/permissions.ts"

const modeOf = (...parts: ReadonlyArray<string>): string => (statSync(join(...parts)).mode & 0o7777).toString(8)
const isRoot = process.getuid?.() === 0

const makeTree = (folder: string): void => {
  mkdirSync(join(folder, "tree/sub"), { recursive: true })
  for (const path of ["tree/a.sh", "tree/.hidden", "tree/sub/b.txt"])
    writeFileSync(join(folder, path), "", { mode: 0o644 })
  for (const path of ["tree", "tree/sub"]) chmodSync(join(folder, path), 0o755)
}

describe("permissions", () => {
  it("sets an octal mode and shows before and after", async ({ folder, home }) => {
    makeTree(folder)
    const args = { files: { paths: ["tree/a.sh"] }, mode: "755" }
    const done = await perform(permissions, args, { cwd: folder, zenusHome: home.zenusHome })
    assert.deepStrictEqual([done.status, done.risk, done.undo], ["done", 2, ["yes"]])
    assert.strictEqual(done.effects[0]?.detail, "0644 -> 0755")
    assert.strictEqual(modeOf(folder, "tree/a.sh"), "755")
    assert.strictEqual(done.answer, "1 file changed")
  })

  it("reads symbols and words", async ({ folder, home }) => {
    const options = { cwd: folder, zenusHome: home.zenusHome }
    const expected: ReadonlyArray<readonly [mode: string, octal: string]> = [
      ["read only", "444"],
      ["+x", "555"],
      ["u=rw,go=", "600"],
      ["executable", "711"],
      ["g=u", "771"],
      ["4755", "4755"]
    ]
    writeFileSync(join(folder, "-f"), "", { mode: 0o644 })
    for (const [mode, octal] of expected) {
      assert.strictEqual((await perform(permissions, { files: { paths: ["-f"] }, mode }, options)).status, "done")
      assert.strictEqual(modeOf(folder, "-f"), octal, mode)
    }
  })

  it("goes down a tree, with X for what can be entered, of one kind alone when asked", async ({ folder, home }) => {
    const options = { cwd: folder, zenusHome: home.zenusHome }
    makeTree(folder)
    chmodSync(join(folder, "tree/a.sh"), 0o744)
    const args = { files: { paths: ["tree"] }, mode: "go-rwx,u+X", recursive: true }
    const done = await perform(permissions, args, options)
    assert.deepStrictEqual(
      ["tree", "tree/a.sh", "tree/.hidden", "tree/sub", "tree/sub/b.txt"].map((path) => modeOf(folder, path)),
      ["700", "700", "600", "700", "600"]
    )
    assert.strictEqual(done.answer, "3 files and 2 folders changed")
    await perform(permissions, { files: { paths: ["tree"] }, mode: "755", recursive: true, only: "folders" }, options)
    assert.deepStrictEqual([modeOf(folder, "tree/sub"), modeOf(folder, "tree/a.sh")], ["755", "700"])
  })

  it("closes folders last, the deepest first", async ({ folder, home }) => {
    makeTree(folder)
    const args = { files: { paths: ["tree"] }, mode: "a-rwx", recursive: true }
    const { deeds } = await prepareAction(permissions, args, lookContext({ cwd: folder, uid: 0 }))
    assert.deepStrictEqual(
      deeds.map((deed) => (deed.do === "set" ? deed.path.slice(folder.length + 1) : "")),
      ["tree/.hidden", "tree/a.sh", "tree/sub/b.txt", "tree/sub", "tree"]
    )
    if (!isRoot) return
    const done = await perform(permissions, args, { cwd: folder, zenusHome: home.zenusHome })
    assert.strictEqual(done.status, "done", JSON.stringify(done.error))
    assert.strictEqual(modeOf(folder, "tree"), "0")
  })

  it("refuses to shut a folder and change what is in it, for all but root", async ({ folder }) => {
    makeTree(folder)
    const context = lookContext({ cwd: folder, uid: 1000 })
    const args = { files: { paths: ["tree"] }, mode: "644", recursive: true }
    const error = await failAction(permissions, args, context)
    assert.instanceOf(error, BadArgument)
    assert.include(error.recovery.join(), "only files")
    assert.isAbove((await prepareAction(permissions, { ...args, mode: "600", only: "files" }, context)).deeds.length, 0)
    assert.isAbove((await prepareAction(permissions, { ...args, mode: "a=rX,u+w,g+w" }, context)).deeds.length, 0)
    assert.strictEqual(
      (await prepareAction(permissions, { files: { paths: ["tree"] }, mode: "000" }, context)).deeds.length,
      1
    )
  })

  it("leaves links and what has the mode already alone, and says so", async ({ folder, home }) => {
    makeTree(folder)
    symlinkSync("a.sh", join(folder, "tree/link"))
    const args = { files: { in: ["tree"] }, mode: "644" }
    const done = await perform(permissions, args, { cwd: folder, zenusHome: home.zenusHome })
    assert.deepStrictEqual([done.status, done.effects.length], ["done", 0])
    assert.include(done.notes.join(), "1 link left out")
    assert.include(done.notes.join(), "1 entry has them already")
  })

  it("has the folder behind a named link judged, though it leaves the link alone", async ({ folder }) => {
    makeTree(folder)
    symlinkSync("tree", join(folder, "to-tree"))
    const args = { files: { paths: ["to-tree"] }, mode: "777", recursive: true }
    const prepared = await prepareAction(permissions, args, lookContext({ cwd: folder }))
    assert.deepStrictEqual([prepared.deeds, prepared.writes], [[], [realpathSync(join(folder, "tree"))]])
  })

  it("refuses modes that are none, and paths that are not there", async ({ folder }) => {
    makeTree(folder)
    const context = lookContext({ cwd: folder })
    for (const mode of ["", "abc", "999", "77777", "rwxr-xr-x", "+x;rm"]) {
      assert.instanceOf(await failAction(permissions, { files: { paths: ["tree"] }, mode }, context), BadArgument, mode)
    }
    assert.instanceOf(await failAction(permissions, { files: { paths: ["gone"] }, mode: "755" }, context), PathNotFound)
  })

  it("stops where the file was replaced since", async ({ folder, home }) => {
    makeTree(folder)
    const meanwhile = () => writeFileSync(join(folder, "tree/a.sh"), "another text")
    const args = { files: { paths: ["tree/a.sh"] }, mode: "777" }
    const done = await perform(permissions, args, { cwd: folder, zenusHome: home.zenusHome, meanwhile })
    assert.strictEqual(done.status, "failed")
    assert.strictEqual(modeOf(folder, "tree/a.sh"), "644")
  })
})

describe("owner", () => {
  it.runIf(isRoot)(
    "gives files away by number, by name and by tree, and shows before and after",
    async ({ folder, home }) => {
      const options = { cwd: folder, zenusHome: home.zenusHome }
      makeTree(folder)
      const done = await perform(owner, { files: { paths: ["tree/a.sh"] }, owner: "1234:1235" }, options)
      assert.deepStrictEqual([done.status, done.risk, done.undo], ["done", 2, ["yes"]])
      assert.strictEqual(done.effects[0]?.detail, "root:root -> 1234:1235")
      const { uid, gid } = statSync(join(folder, "tree/a.sh"))
      assert.deepStrictEqual([uid, gid], [1234, 1235])
      await perform(owner, { files: { paths: ["tree/a.sh"] }, owner: "root" }, options)
      assert.deepStrictEqual(
        [statSync(join(folder, "tree/a.sh")).uid, statSync(join(folder, "tree/a.sh")).gid],
        [0, 1235]
      )
      await perform(owner, { files: { paths: ["tree"] }, group: "77", recursive: true }, options)
      assert.strictEqual(statSync(join(folder, "tree/sub/b.txt")).gid, 77)
      assert.strictEqual(statSync(join(folder, "tree/.hidden")).gid, 77)
    }
  )

  it.runIf(isRoot)("leaves links and what has the owner already alone", async ({ folder, home }) => {
    makeTree(folder)
    symlinkSync("/etc/passwd", join(folder, "tree/link"))
    const before = lstatSync("/etc/passwd").ctimeMs
    const args = { files: { paths: ["tree"] }, owner: "0:0", recursive: true }
    const done = await perform(owner, args, { cwd: folder, zenusHome: home.zenusHome })
    assert.deepStrictEqual([done.status, done.effects.length], ["done", 0])
    assert.include(done.notes.join(), "1 link left out")
    assert.strictEqual(lstatSync("/etc/passwd").ctimeMs, before)
  })

  it("refuses unknown names, impossible numbers, nothing at all, and what is not there", async ({ folder }) => {
    makeTree(folder)
    const context = lookContext({ cwd: folder })
    const refused = (args: Record<string, unknown>) =>
      failAction(owner, { files: { paths: ["tree"] }, ...args }, context)
    assert.instanceOf(await refused({ owner: "nobody-of-that-name" }), BadArgument)
    assert.instanceOf(await refused({ group: "no-such-group" }), BadArgument)
    assert.instanceOf(await refused({ owner: "4294967295" }), BadArgument)
    assert.instanceOf(await refused({ owner: "-1" }), BadArgument)
    assert.instanceOf(await refused({}), BadArgument)
    assert.instanceOf(await refused({ files: { paths: ["gone"] }, owner: "0" }), PathNotFound)
  })

  it("says beforehand that only root may give files away", async ({ folder }) => {
    makeTree(folder)
    const context = lookContext({ cwd: folder, uid: 1000 })
    const error = await failAction(owner, { files: { paths: ["tree/a.sh"] }, owner: "1234" }, context)
    assert.instanceOf(error, StepFailed)
    assert.include(error.message, "only root")
  })

  it.runIf(isRoot)("keeps set-id bits, which the system takes away with the owner", async ({ folder, home }) => {
    makeTree(folder)
    chmodSync(join(folder, "tree/a.sh"), 0o4755)
    await perform(owner, { files: { paths: ["tree/a.sh"] }, owner: "1234" }, { cwd: folder, zenusHome: home.zenusHome })
    assert.deepStrictEqual([modeOf(folder, "tree/a.sh"), statSync(join(folder, "tree/a.sh")).uid], ["4755", 1234])
    chownSync(join(folder, "tree/a.sh"), 0, 0)
  })
})

describe("link", () => {
  it("leads from its own folder to what the request names", async ({ folder, home }) => {
    const options = { cwd: folder, zenusHome: home.zenusHome }
    makeTree(folder)
    const here = await perform(link, { target: "tree/a.sh", path: "run" }, options)
    await perform(link, { target: "tree/a.sh", path: "tree/sub/up" }, options)
    await perform(link, { target: "tree/a.sh", path: "tree/beside" }, options)
    await perform(link, { target: "tree/sub" }, options)
    assert.deepStrictEqual(
      ["run", "tree/sub/up", "tree/beside", "sub"].map((path) => readlinkSync(join(folder, path))),
      ["tree/a.sh", "../a.sh", "a.sh", "tree/sub"]
    )
    assert.deepStrictEqual([here.risk, here.effects[0]?.op], [1, "link"])
  })

  it("stays absolute where the target was written so, and goes into a folder under its name", async ({
    folder,
    home
  }) => {
    const options = { cwd: folder, zenusHome: home.zenusHome }
    makeTree(folder)
    await perform(link, { target: join(folder, "tree/a.sh"), path: "abs" }, options)
    await perform(link, { target: "tree/a.sh", path: "tree/sub" }, options)
    assert.strictEqual(readlinkSync(join(folder, "abs")), join(folder, "tree/a.sh"))
    assert.strictEqual(readlinkSync(join(folder, "tree/sub/a.sh")), "../a.sh")
  })

  it("makes a second name for a file", async ({ folder, home }) => {
    makeTree(folder)
    const args = { target: "tree/a.sh", path: "new/too.sh", hard: true }
    const done = await perform(link, args, { cwd: folder, zenusHome: home.zenusHome })
    assert.strictEqual(done.status, "done", JSON.stringify(done.error))
    assert.strictEqual(statSync(join(folder, "new/too.sh")).ino, statSync(join(folder, "tree/a.sh")).ino)
  })

  it("takes hostile names as names", async ({ folder, home }) => {
    writeFileSync(join(folder, "a\nb"), "x")
    await perform(link, { target: "a\nb", path: "-s $(x)" }, { cwd: folder, zenusHome: home.zenusHome })
    assert.strictEqual(readlinkSync(join(folder, "-s $(x)")), "a\nb")
    assert.strictEqual(readFileSync(join(folder, "-s $(x)"), "utf8"), "x")
  })

  it("refuses a target that is not there, taken names, itself, and second names of folders", async ({ folder }) => {
    makeTree(folder)
    linkSync(join(folder, "tree/a.sh"), join(folder, "taken"))
    const context = lookContext({ cwd: folder })
    const refused = (args: Record<string, unknown>) => failAction(link, args, context)
    assert.instanceOf(await refused({ target: "gone", path: "x" }), PathNotFound)
    assert.instanceOf(await refused({ target: "tree/a.sh", path: "taken" }), BadArgument)
    assert.instanceOf(await refused({ target: "taken" }), BadArgument)
    assert.instanceOf(await refused({ target: "tree", path: "x", hard: true }), BadArgument)
    assert.isFalse(existsSync(join(folder, "x")))
  })

  it("writes the shortest way between two places", () => {
    assert.strictEqual(relativeTarget("/a/b", "/a/b/c"), "c")
    assert.strictEqual(relativeTarget("/a/b", "/a/c/d"), "../c/d")
    assert.strictEqual(relativeTarget("/", "/x"), "x")
    assert.strictEqual(relativeTarget("/a/b", "/a/b"), ".")
    assert.strictEqual(relativeTarget("/a/b", "/a"), "..")
  })
})
