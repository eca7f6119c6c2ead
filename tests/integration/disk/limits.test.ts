/** The disk port where the system says no: a full disk, a read-only one, another user's files, too many links. */
import { spawnSync } from "node:child_process"
import * as fs from "node:fs"
import { join } from "node:path"
import { assert, describe } from "@effect/vitest"
import { makeNodeDisk } from "@zenus/core/node"
import { diffTrees, it, snapshotTree } from "#kit"
import { codeOf, codeOfPromise } from "./codeOf.ts"
import { makeReadOnly, withMemory } from "./mounts.ts"

const disk = makeNodeDisk()
const KIB = 1024
const NOBODY = 65_534
const isRoot = process.getuid?.() === 0

type Call = readonly [method: string, a: string, b?: string]

/** Runs the calls in a process of a user without rights: `nobody` where this one is root, else the same user. */
const asOther = (calls: ReadonlyArray<Call>): ReadonlyArray<string> => {
  const child = spawnSync(
    process.execPath,
    ["--conditions=source", join(import.meta.dirname, "diskChild.ts"), JSON.stringify(calls)],
    { encoding: "utf8", ...(isRoot ? { uid: NOBODY, gid: NOBODY } : {}), env: { PATH: process.env["PATH"] ?? "" } }
  )
  assert.strictEqual(child.status, 0, child.stderr)
  return child.stdout.split("\n").filter((line) => line !== "")
}

describe("a full disk", () => {
  it("is said, and leaves nothing half written", async ({ base, skip }) => {
    const mount = `${base}/small`
    await withMemory(mount, "512k", skip, async () => {
      fs.writeFileSync(`${base}/large`, new Uint8Array(600 * KIB).fill(1))
      disk.write(`${mount}/kept`, new Uint8Array(100 * KIB).fill(2))
      const before = snapshotTree(mount)
      assert.strictEqual(
        codeOf(() => disk.write(`${mount}/new`, new Uint8Array(600 * KIB).fill(3))),
        "ENOSPC"
      )
      assert.strictEqual(await codeOfPromise(disk.copy(`${base}/large`, `${mount}/copy`)), "ENOSPC")
      assert.strictEqual(
        codeOf(() => disk.append(`${mount}/kept`, new Uint8Array(600 * KIB).fill(4))),
        "ENOSPC"
      )
      const changed = diffTrees(before, snapshotTree(mount))
      assert.isTrue(
        changed.every((line) => !line.includes("new") && !line.includes("copy")),
        changed.join("\n")
      )
      assert.isTrue(fs.readFileSync(`${mount}/kept`).equals(new Uint8Array(100 * KIB).fill(2)))
      assert.deepStrictEqual(fs.readdirSync(mount), ["kept"])
      assert.isBelow(disk.space(mount).freeBytes, 512 * KIB)
      assert.strictEqual(disk.space(mount).totalBytes, 512 * KIB)
    })
  })
})

describe("another file system", () => {
  it("is reached by no move, and nothing is left at either end", async ({ base, skip }) => {
    const mount = `${base}/other`
    await withMemory(mount, "1m", skip, () => {
      fs.writeFileSync(`${base}/file`, "file")
      fs.mkdirSync(`${base}/sub`)
      fs.symlinkSync("file", `${base}/link`)
      assert.strictEqual(
        codeOf(() => disk.move(`${base}/file`, `${mount}/file`, "file")),
        "EXDEV"
      )
      assert.strictEqual(
        codeOf(() => disk.move(`${base}/sub`, `${mount}/sub`, "folder")),
        "EXDEV"
      )
      assert.strictEqual(
        codeOf(() => disk.move(`${base}/link`, `${mount}/link`, "link")),
        "EXDEV"
      )
      assert.strictEqual(
        codeOf(() => disk.hardlink(`${base}/file`, `${mount}/file`)),
        "EXDEV"
      )
      assert.deepStrictEqual(fs.readdirSync(mount), [])
      assert.deepStrictEqual(fs.readdirSync(base).toSorted(), ["file", "link", "other", "sub"])
    })
  })
})

describe("a read-only file system", () => {
  it("refuses every deed with its own code and can be read", async ({ base, skip }) => {
    const mount = `${base}/fixed`
    await withMemory(mount, "1m", skip, async () => {
      fs.writeFileSync(`${mount}/file`, "file")
      fs.mkdirSync(`${mount}/sub`)
      const trouble = makeReadOnly(mount)
      if (trouble !== null) return skip(`cannot be made read-only here: ${trouble}`)
      const before = snapshotTree(mount)
      const deeds: ReadonlyArray<() => void> = [
        () => disk.write(`${mount}/new`, new Uint8Array(1)),
        () => disk.append(`${mount}/file`, new Uint8Array(1)),
        () => disk.mkdir(`${mount}/new`),
        () => disk.rmdir(`${mount}/sub`),
        () => disk.unlink(`${mount}/file`),
        () => disk.move(`${mount}/file`, `${mount}/new`, "file"),
        () => disk.move(`${mount}/sub`, `${mount}/new`, "folder"),
        () => disk.symlink("file", `${mount}/new`),
        () => disk.hardlink(`${mount}/file`, `${mount}/new`),
        () => disk.chmod(`${mount}/file`, 0o600),
        () => disk.chown(`${mount}/file`, 1, 1),
        () => disk.setTimes(`${mount}/file`, { mtimeNs: 1n, atimeNs: 2n })
      ]
      assert.deepStrictEqual(
        deeds.map((deed) => codeOf(deed)),
        deeds.map(() => "EROFS")
      )
      assert.strictEqual(await codeOfPromise(disk.copy(`${mount}/file`, `${mount}/new`)), "EROFS")
      assert.isFalse(disk.may(`${mount}/file`, "write"))
      assert.isTrue(disk.may(`${mount}/file`, "read"))
      await disk.copy(`${mount}/file`, `${base}/copy`)
      assert.strictEqual(fs.readFileSync(`${base}/copy`, "utf8"), "file")
      assert.deepStrictEqual(diffTrees(before, snapshotTree(mount)), [])
    })
  })
})

describe("a user without the right", () => {
  it("is refused, and nothing changes", ({ base, folder }) => {
    fs.chmodSync(base, 0o755)
    fs.writeFileSync(`${folder}/secret`, "secret", { mode: 0o000 })
    fs.mkdirSync(`${folder}/closed`)
    fs.writeFileSync(`${folder}/closed/file`, "file")
    fs.chmodSync(`${folder}/closed`, 0o000)
    fs.chmodSync(folder, 0o555)
    // A folder that may be entered and not listed: its files are reached by name.
    fs.mkdirSync(`${base}/blind`)
    fs.writeFileSync(`${base}/blind/file`, "file", { mode: 0o644 })
    fs.chmodSync(`${base}/blind`, 0o311)
    const expected: ReadonlyArray<readonly [outcome: string, ...call: Call]> = [
      ["EACCES", "read", `${folder}/secret`],
      ["EACCES", "list", `${folder}/closed`],
      ["EACCES", "lstat", `${folder}/closed/file`],
      ["EACCES", "write", `${folder}/new`],
      ["EACCES", "append", `${folder}/secret`],
      ["EACCES", "mkdir", `${folder}/new`],
      ["EACCES", "unlink", `${folder}/secret`],
      ["EACCES", "rmdir", `${folder}/closed`],
      ["EACCES", "move file", `${folder}/secret`, `${folder}/new`],
      ["EACCES", "move folder", `${folder}/closed`, `${folder}/new`],
      ["EACCES", "copy", `${folder}/secret`, `${folder}/new`],
      ["EACCES", "write", `${folder}/closed/new`],
      ["false", "may read", `${folder}/secret`],
      ["false", "may write", folder],
      ["false", "may enter", `${folder}/closed`],
      ["true", "may enter", folder],
      ["true", "may enter", `${base}/blind`],
      ["done", "read", `${base}/blind/file`],
      ["done", "lstat", `${base}/blind/file`],
      ["EACCES", "list", `${base}/blind`]
    ]
    const before = isRoot ? snapshotTree(folder) : undefined
    assert.deepStrictEqual(
      asOther(expected.map(([, ...call]) => call)),
      expected.map(([outcome]) => outcome)
    )
    if (before !== undefined) assert.deepStrictEqual(diffTrees(before, snapshotTree(folder)), [])
  })

  it.skipIf(!isRoot)("may do in a folder of its own what a rename may, with files of others too", ({ base }) => {
    const own = `${base}/own`
    fs.chmodSync(base, 0o755)
    fs.mkdirSync(own)
    fs.chownSync(own, NOBODY, NOBODY)
    // Linux lets nobody make a second name of a file he may not write (fs.protected_hardlinks): look and rename.
    fs.writeFileSync(`${own}/roots`, "root's", { mode: 0o600 })
    fs.writeFileSync(`${own}/taken`, "taken")
    const { ino } = fs.lstatSync(`${own}/roots`)
    assert.deepStrictEqual(
      asOther([
        ["move file", `${own}/roots`, `${own}/taken`],
        ["move file", `${own}/roots`, `${own}/moved`],
        ["chmod", `${own}/moved`],
        ["setTimes", `${own}/moved`],
        ["chown", `${own}/moved`],
        ["write", `${own}/new`],
        ["copy", `${own}/new`, `${own}/copy`],
        ["setTimes", `${own}/copy`]
      ]),
      ["EEXIST", "done", "EPERM", "EPERM", "EPERM", "done", "done", "done"]
    )
    assert.strictEqual(fs.lstatSync(`${own}/moved`).ino, ino)
    assert.strictEqual(fs.readFileSync(`${own}/taken`, "utf8"), "taken")
    assert.deepStrictEqual(fs.readdirSync(own).toSorted(), ["copy", "moved", "new", "taken"])
  })

  it.skipIf(!isRoot)("cannot take a file out of a shared folder, and the try leaves no second name", ({ base }) => {
    const [shared, own] = [`${base}/shared`, `${base}/own`]
    fs.chmodSync(base, 0o755)
    for (const folder of [shared, own]) fs.mkdirSync(folder)
    fs.chmodSync(shared, 0o1777)
    fs.chownSync(own, NOBODY, NOBODY)
    // Writable for everyone, so a second name is allowed; the sticky bit forbids taking the first away.
    fs.writeFileSync(`${shared}/file`, "file")
    fs.chmodSync(`${shared}/file`, 0o666)
    assert.deepStrictEqual(asOther([["move file", `${shared}/file`, `${own}/file`]]), ["EPERM"])
    assert.deepStrictEqual(fs.readdirSync(own), [])
    assert.strictEqual(fs.lstatSync(`${shared}/file`).nlink, 1)
  })
})

describe("a file with as many names as its file system allows", () => {
  it("is still moved, and still overwrites nothing", ({ base, skip }) => {
    fs.mkdirSync(`${base}/names`)
    fs.writeFileSync(`${base}/file`, "file")
    fs.writeFileSync(`${base}/taken`, "taken")
    let full = false
    for (let at = 1; at < 65_000 && !full; at++) {
      try {
        fs.linkSync(`${base}/file`, `${base}/names/${at}`)
      } catch {
        full = true
      }
    }
    try {
      fs.linkSync(`${base}/file`, `${base}/names/last`)
      return skip("this file system has no limit within 65,000")
    } catch {
      assert.strictEqual(
        codeOf(() => disk.move(`${base}/file`, `${base}/taken`, "file")),
        "EEXIST"
      )
      disk.move(`${base}/file`, `${base}/moved`, "file")
      assert.isFalse(fs.existsSync(`${base}/file`))
      assert.strictEqual(fs.readFileSync(`${base}/moved`, "utf8"), "file")
      assert.strictEqual(fs.readFileSync(`${base}/taken`, "utf8"), "taken")
    }
  })
})
