/** backup: on a real disk, through the executor. */
import { chmodSync, lstatSync, mkdirSync, readFileSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs"
import { basename, dirname, join } from "node:path"
import { assert, describe } from "@effect/vitest"
import { BadArgument, type Disk, PathNotFound } from "@zenus/core"
import { makeNodeDisk } from "@zenus/core/node"
import { diffTrees, it, makeHostileNames, snapshotTree } from "#kit"
import { lookContext } from "#kit/lookContext.ts"
import { perform } from "#kit/perform.ts"
import { failAction, prepareAction } from "#kit/runAction.ts"
import { undoLast } from "#kit/takeBack.ts"
import { backup } from "#tools/file/workflow/backup.ts"
import { copyVerified } from "#tools/place/copyVerified.ts"
import { backupName, lastBackup } from "#tools/file/workflow/lastBackup.ts"

const makeDocs = (folder: string): void => {
  mkdirSync(join(folder, "docs/sub/empty"), { recursive: true })
  writeFileSync(join(folder, "docs/a.txt"), "a\n")
  writeFileSync(join(folder, "docs/sub/b.sh"), "b\n")
  writeFileSync(join(folder, "docs/.hidden"), "h\n")
  symlinkSync("a.txt", join(folder, "docs/link"))
  chmodSync(join(folder, "docs/sub/b.sh"), 0o750)
  utimesSync(join(folder, "docs/a.txt"), 1_700_000_000, 1_700_000_000.123)
}

/** Of a copy: everything but the times of links and folders. */
const facts = (folder: string) =>
  [...snapshotTree(folder)].map(([path, entry]) => [
    path,
    entry.type,
    entry.mode,
    entry.sha256,
    entry.linkTarget,
    entry.type === "file" ? entry.mtimeNs / 1000n : 0n
  ])
const sameFiles = (one: string, other: string) => assert.deepStrictEqual(facts(one), facts(other))

const folders = (...names: ReadonlyArray<string>) => names.map((name) => ({ name, type: "folder" as const }))

const inodes = (folder: string, names: ReadonlyArray<string>) => names.map((name) => lstatSync(join(folder, name)).ino)

describe("backup", () => {
  it("goes into the home where nothing may be changed beside the folder, and says so", async ({ folder, home }) => {
    makeDocs(folder)
    const beside = dirname(folder)
    const refusal = { rule: "outside-roots", reason: "not here", recovery: [] }
    const context = lookContext({
      cwd: folder,
      home: home.path,
      neverChangedIn: (path) => (path === beside ? refusal : null)
    })
    const target = join(home.path, `${basename(folder)}-backup-2026-11-21`)
    const prepared = await prepareAction(backup, { files: { paths: ["."] } }, context)
    assert.deepStrictEqual(prepared.paths, [target])
    assert.include(prepared.notes ?? [], "Nothing may be changed beside it, so the backup goes into your home.")
    // Not where nothing may be changed in either: the refusal names the folder beside.
    const nowhere = await prepareAction(
      backup,
      { files: { paths: ["."] } },
      { ...context, neverChangedIn: () => refusal }
    )
    assert.deepStrictEqual(nowhere.paths, [join(beside, `${basename(folder)}-backup-2026-11-21`)])
  })

  it("copies a folder as a whole under a dated name beside it, and says what it checked", async ({ folder, home }) => {
    makeDocs(folder)
    const before = snapshotTree(folder)
    const options = { cwd: folder, zenusHome: home.zenusHome }
    const done = await perform(backup, { files: { paths: ["docs"] } }, options)
    assert.strictEqual(done.status, "done", JSON.stringify(done.error))
    assert.strictEqual(done.risk, 1)
    assert.strictEqual(done.explanation, "Back up docs to docs-backup-2026-11-21: 3 files (6 bytes) copied")
    assert.strictEqual(done.answer, "docs backed up to docs-backup-2026-11-21: 3 files (6 bytes) copied and verified")
    assert.include(done.notes, "Each copy is compared with its source (SHA-256) before it is put into place.")
    sameFiles(join(folder, "docs"), join(folder, "docs-backup-2026-11-21"))
    // A second one of the same day keeps both.
    const again = await perform(backup, { files: { paths: ["docs"] } }, options)
    assert.deepStrictEqual(again.output?.paths, [join(folder, "docs-backup-2026-11-21 (2)")])
    await undoLast(options)
    assert.isNull((await undoLast(options)).stopped)
    assert.deepStrictEqual(diffTrees(before, snapshotTree(folder), { inodes: true }), [])
  })

  it("takes the day of the request's time zone, keeps a file's ending, and the name that is said", async ({
    folder
  }) => {
    writeFileSync(join(folder, "notes.tar.gz"), "x")
    const context = lookContext({ cwd: folder, timeZone: "Pacific/Auckland", now: Date.UTC(2026, 10, 21, 12) })
    const paths = async (args: Record<string, unknown>) =>
      (await prepareAction(backup, { files: { paths: ["notes.tar.gz"] }, ...args }, context)).paths
    assert.deepStrictEqual(await paths({}), [join(folder, "notes-backup-2026-11-22.tar.gz")])
    assert.deepStrictEqual(await paths({ as: "safe", to: "a/b" }), [join(folder, "a/b/safe")])
  })

  it("links what is unchanged since the last backup, and copies the rest", async ({ folder, home }) => {
    makeDocs(folder)
    const options = { cwd: folder, zenusHome: home.zenusHome }
    const args = { files: { paths: ["docs"] }, to: "backups", incremental: true }
    const first = await perform(backup, args, { ...options, now: Date.UTC(2026, 10, 1) })
    assert.include(first.notes, "There is no earlier backup here, so everything is copied.")
    writeFileSync(join(folder, "docs/a.txt"), "changed\n")
    chmodSync(join(folder, "docs/.hidden"), 0o600)
    writeFileSync(join(folder, "docs/new.txt"), "new\n")
    const second = await perform(backup, args, { ...options, now: Date.UTC(2026, 10, 2) })
    assert.strictEqual(second.status, "done", JSON.stringify(second.error))
    assert.strictEqual(
      second.explanation,
      "Back up docs to backups/docs-backup-2026-11-02: 3 files (14 bytes) copied, 1 file unchanged and linked"
    )
    const one = join(folder, "backups/docs-backup-2026-11-01")
    const two = join(folder, "backups/docs-backup-2026-11-02")
    sameFiles(join(folder, "docs"), two)
    assert.deepStrictEqual(inodes(one, ["sub/b.sh"]), inodes(two, ["sub/b.sh"]))
    assert.notDeepEqual(inodes(one, ["a.txt"]), inodes(two, ["a.txt"]))
    assert.strictEqual(readFileSync(join(one, "a.txt"), "utf8"), "a\n")
    // All unchanged: nothing is copied, and what was deleted is not in the new one.
    rmSync(join(folder, "docs/new.txt"))
    const third = await perform(backup, args, { ...options, now: Date.UTC(2026, 10, 3) })
    assert.match(third.answer, /: 3 files unchanged and linked$/)
    sameFiles(join(folder, "docs"), join(folder, "backups/docs-backup-2026-11-03"))
    const before = snapshotTree(two)
    assert.isNull((await undoLast(options)).stopped)
    assert.deepStrictEqual(diffTrees(before, snapshotTree(two)), [])
  })

  it("takes a file for unchanged only when size, time and mode are the same", async ({ folder, home }) => {
    makeDocs(folder)
    const options = { cwd: folder, zenusHome: home.zenusHome }
    const args = { files: { paths: ["docs"] }, to: "backups", incremental: true }
    await perform(backup, args, { ...options, now: Date.UTC(2026, 10, 1) })
    const change = async (act: () => void) => {
      act()
      const { deeds } = await prepareAction(backup, args, lookContext({ cwd: folder }))
      return deeds.flatMap((deed) =>
        deed.do === "put" && deed.content.kind === "staged" ? [deed.path.split("/").at(-1)] : []
      )
    }
    assert.deepStrictEqual(await change(() => {}), [])
    const { atime, mtime } = lstatSync(join(folder, "docs/sub/b.sh"))
    const resized = await change(() => {
      writeFileSync(join(folder, "docs/sub/b.sh"), "longer\n")
      utimesSync(join(folder, "docs/sub/b.sh"), atime, mtime)
    })
    assert.deepStrictEqual(resized, ["b.sh"])
    assert.deepStrictEqual(await change(() => writeFileSync(join(folder, "docs/a.txt"), "b\n")), ["a.txt", "b.sh"])
  })

  it("keeps the folders of many files, and hostile names byte for byte", async ({ folder, home }) => {
    const { names } = makeHostileNames(join(folder, "odd"))
    const done = await perform(
      backup,
      { files: { in: ["odd"], hidden: "include" }, to: ".", as: "copy of odd" },
      { cwd: folder, zenusHome: home.zenusHome }
    )
    assert.strictEqual(done.status, "done", JSON.stringify(done.error))
    assert.strictEqual(done.effects.filter((effect) => effect.op === "copy").length, names.length)
    sameFiles(join(folder, "odd"), join(folder, "copy of odd"))
  })

  it("refuses what is not there, what has the name, and a folder into itself", async ({ folder }) => {
    makeDocs(folder)
    const fail = (args: Record<string, unknown>) => failAction(backup, args, lookContext({ cwd: folder }))
    assert.instanceOf(await fail({ files: { paths: ["dosc"] } }), PathNotFound)
    assert.match((await fail({ files: { paths: ["docs"] }, as: "docs" })).message, /docs is there already/)
    assert.instanceOf(await fail({ files: { paths: ["docs"] }, as: "../docs2" }), BadArgument)
    assert.match((await fail({ files: { paths: ["docs"] }, to: "docs/sub" })).message, /cannot go into itself/)
    assert.match((await fail({ files: { paths: ["docs"] }, since: "docs/a.txt" })).message, /is no folder/)
    const none = await prepareAction(backup, { files: { names: ["*.jpg"] } }, lookContext({ cwd: folder }))
    assert.strictEqual(none.deeds.length, 0)
  })

  it("says so when the disk has no room", async ({ folder }) => {
    makeDocs(folder)
    const disk: Disk = { ...makeNodeDisk(), space: () => ({ freeBytes: 5, totalBytes: 100 }) }
    const failed = await failAction(backup, { files: { paths: ["docs"] } }, lookContext({ cwd: folder, disk }))
    assert.match(failed.message, /6 bytes are needed and 5 bytes are free/)
  })

  it("fails and leaves nothing where a file changed since the plan", async ({ folder, home }) => {
    makeDocs(folder)
    const done = await perform(
      backup,
      { files: { paths: ["docs"] } },
      { cwd: folder, zenusHome: home.zenusHome, meanwhile: () => writeFileSync(join(folder, "docs/a.txt"), "later") }
    )
    assert.strictEqual(done.status, "failed")
    assert.match(done.error?.message ?? "", /docs\/a\.txt was changed after the plan/)
    assert.isFalse([...snapshotTree(folder).keys()].some((path) => path.startsWith("docs-backup")))
  })

  it("refuses a copy that is not like its source", async ({ folder }) => {
    writeFileSync(join(folder, "a"), "right")
    const real = makeNodeDisk()
    const disk: Disk = {
      ...real,
      copy: async (from, to, signal) => {
        await real.copy(from, to, signal)
        writeFileSync(to, "wrong")
      }
    }
    const copies = [{ from: join(folder, "a"), identity: null, to: join(folder, "b") }]
    const failed = await copyVerified(
      copies,
      disk,
      false,
      new AbortController().signal,
      { files: 1, bytes: 1 },
      () => {}
    ).then(
      () => null,
      (error: unknown) => error
    )
    assert.match(String(failed), /does not have the same content \(its SHA-256 differs\)/)
  })
})

describe("names of backups", () => {
  it("finds the newest by date, then by number, and no stranger", () => {
    assert.strictEqual(backupName("docs", "2026-11-21", true), "docs-backup-2026-11-21")
    assert.strictEqual(backupName("v1.2", "2026-11-21", true), "v1.2-backup-2026-11-21")
    assert.strictEqual(
      lastBackup(
        "docs",
        folders(
          "docs-backup-2026-11-02",
          "docs-backup-2026-11-10",
          "docs-backup-2026-11-10 (2)",
          "docs-backup-2026-11-10 (10)"
        )
      ),
      "docs-backup-2026-11-10 (10)"
    )
    assert.isNull(
      lastBackup(
        "docs",
        folders("docs", "docs-backup-", "docs-backup-old", "docs-backup-2026-11-02x", "my docs-backup-2026-11-02")
      )
    )
    assert.isNull(lastBackup("docs", [{ name: "docs-backup-2026-11-02", type: "link" }]))
  })
})
