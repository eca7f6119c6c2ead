/**
 * Scenario 3, the part with the disk: nearly full while many files are organized, and full in the middle of a copy. Needs the right
 * to mount a small file system of its own in the test's folder, and is left out where there is none.
 */
import { execFileSync } from "node:child_process"
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statfsSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { assert, describe } from "@effect/vitest"
import { diffTrees, it, snapshotTree } from "#kit"
import { lookContext } from "#kit/lookContext.ts"
import { perform } from "#kit/perform.ts"
import { failAction } from "#kit/runAction.ts"
import { undoLast } from "#kit/takeBack.ts"
import { append } from "#tools/file/change/append.ts"
import { copy } from "#tools/file/change/copy.ts"
import { move } from "#tools/file/change/move.ts"
import { organize } from "#tools/file/workflow/organize.ts"

const mount = (folder: string): void => {
  execFileSync("mount", ["-t", "tmpfs", "-o", "size=1m", "none", folder], { stdio: "ignore" })
}

/** Why no small disk can be made here, or null. Root in a container may not be allowed to. */
const noMount = ((): string | null => {
  if (process.platform !== "linux" || process.getuid?.() !== 0) return "needs root on Linux"
  const folder = mkdtempSync(join(tmpdir(), "zenus-test-mount-"))
  try {
    mount(folder)
    execFileSync("umount", [folder])
    return null
  } catch {
    return "root may not mount here"
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})()

/** A file system of one megabyte at `folder`, gone afterwards. */
const onSmallDisk = async (folder: string, work: () => Promise<void>): Promise<void> => {
  mount(folder)
  try {
    await work()
  } finally {
    // A folder that a deed went through stays open for the rest of its turn; the disk goes when that is over.
    execFileSync("umount", ["-l", folder])
  }
}

/** Takes all but so many bytes, into one file. */
const fillUp = (folder: string, leave: number): void => {
  const { bavail, bsize } = statfsSync(folder)
  writeFileSync(join(folder, "ballast"), Buffer.alloc(Math.max(0, bavail * bsize - leave)))
}

describe.skipIf(noMount !== null)(
  `a disk that is nearly full${noMount === null ? "" : ` (skipped: ${noMount})`}`,
  () => {
    it("organize goes on, since it only renames, and undo brings everything back", async ({ folder, home }) => {
      await onSmallDisk(folder, async () => {
        for (let n = 0; n < 60; n++) writeFileSync(join(folder, `photo ${n}.jpg`), `photo ${n}`)
        mkdirSync(join(folder, "Images"))
        for (let n = 0; n < 30; n++) writeFileSync(join(folder, `Images/photo ${n}.jpg`), "older")
        fillUp(folder, 0)
        const options = { cwd: folder, zenusHome: home.zenusHome }
        // A small disk of its own has its trash at its top.
        const seen = () => snapshotTree(folder, { except: [`.zenus-trash-${process.getuid?.() ?? 0}`] })
        const before = seen()
        const done = await perform(organize, { by: "type" }, options)
        assert.strictEqual(done.status, "done", JSON.stringify(done.error))
        assert.strictEqual(readdirSync(join(folder, "Images")).length, 90)
        assert.isNull((await undoLast(options)).stopped)
        assert.deepStrictEqual(diffTrees(before, seen(), { inodes: true }), [])
      })
    })

    it("copy says beforehand what is missing", async ({ folder }) => {
      await onSmallDisk(folder, async () => {
        writeFileSync(join(folder, "a"), Buffer.alloc(600 * 1024))
        const error = await failAction(copy, { from: { paths: ["a"] }, to: "b" }, lookContext({ cwd: folder }))
        assert.match(error.message, /600 KB are needed and \d+ KB are free/)
      })
    })

    it("copies to several folders, and moves from another disk, are measured as a whole", async ({ base, folder }) => {
      writeFileSync(join(base, "a"), Buffer.alloc(400 * 1024))
      writeFileSync(join(base, "b"), Buffer.alloc(400 * 1024))
      writeFileSync(join(base, "c"), Buffer.alloc(400 * 1024))
      await onSmallDisk(folder, async () => {
        for (const name of ["one", "two", "three"]) mkdirSync(join(folder, name))
        const context = lookContext({ cwd: folder })
        const each = { from: { paths: [join(base, "a")] }, toEach: { names: ["*"], type: "folder" as const } }
        assert.match((await failAction(copy, each, context)).message, /1\.2 MB are needed and .* are free/)
        const from = { paths: ["a", "b", "c"].map((name) => join(base, name)) }
        const error = await failAction(move, { from, to: "one" }, context)
        assert.match(error.message, /Move to one: 1\.2 MB are needed and .* are free/)
      })
    })

    it("a copy that meets the full disk in its middle fails, loses nothing, and can be taken back", async ({
      folder,
      home
    }) => {
      await onSmallDisk(folder, async () => {
        mkdirSync(join(folder, "from"))
        for (let n = 0; n < 20; n++) writeFileSync(join(folder, `from/${n}`), Buffer.alloc(16 * 1024, `${n}`))
        const options = { cwd: folder, zenusHome: home.zenusHome }
        const before = snapshotTree(folder)
        const meanwhile = () => fillUp(folder, 100 * 1024)
        const done = await perform(copy, { from: { paths: ["from"] }, to: "to" }, { ...options, meanwhile })
        assert.strictEqual(done.status, "failed")
        assert.include(done.error?.message ?? "", "the disk is full")
        rmSync(join(folder, "ballast"))
        assert.isNull((await undoLast(options)).stopped)
        assert.deepStrictEqual(diffTrees(before, snapshotTree(folder), { folderTimes: false }), [])
      })
    })

    it("append leaves the old file whole", async ({ folder, home }) => {
      await onSmallDisk(folder, async () => {
        writeFileSync(join(folder, "log"), Buffer.alloc(300 * 1024, "x"))
        const options = { cwd: folder, zenusHome: home.zenusHome, meanwhile: () => fillUp(folder, 50 * 1024) }
        const before = snapshotTree(folder)
        const done = await perform(append, { path: "log", text: "more" }, options)
        assert.strictEqual(done.status, "failed")
        rmSync(join(folder, "ballast"))
        assert.deepStrictEqual(diffTrees(before, snapshotTree(folder), { folderTimes: false, inodes: true }), [])
      })
    })
  }
)
