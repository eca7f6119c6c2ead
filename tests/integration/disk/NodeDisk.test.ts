/**
 * The disk port on real file systems: the temporary folder's and memory's, each through open folders and with the
 * check that other platforms get. What holds for one must hold for all.
 */
import * as fs from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, assert, beforeEach, describe, it } from "@effect/vitest"
import { DiskError, PathBytes, type Disk } from "@zenus/core"
import { makeNodeDisk, type NodeDisk } from "@zenus/core/node"
import { makeHostileNames, removeTree } from "#kit"
import { codeOf, codeOfPromise } from "./codeOf.ts"

const places = [
  { place: "the temporary folder", base: tmpdir(), there: true },
  { place: "memory", base: "/dev/shm", there: fs.existsSync("/dev/shm") }
]
const ways = [
  { way: "through open folders", anchored: true, there: process.platform === "linux" },
  { way: "checked just before", anchored: false, there: true }
]
const kinds = places
  .flatMap((place) => ways.map((way) => ({ ...place, ...way, there: place.there && way.there })))
  .filter(({ there }) => there)

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const textOf = (disk: Disk, path: string): string => new TextDecoder().decode(disk.read(path))
const namesOf = (disk: Disk, folder: string): ReadonlyArray<string> =>
  disk
    .list(folder)
    .map(({ name }) => name)
    .toSorted()

describe.each(kinds)("NodeDisk in $place, $way", ({ base, anchored }) => {
  let folder: string
  let disk: NodeDisk
  const at = (name: string): string => `${folder}/${name}`
  beforeEach(() => {
    folder = fs.realpathSync(fs.mkdtempSync(join(base, "zenus-disk-")))
    disk = makeNodeDisk({ anchored })
  })
  afterEach(() => {
    disk.close()
    removeTree(folder)
  })

  describe("looking", () => {
    it("gives null for what cannot be there, and throws for a folder that is none", () => {
      fs.writeFileSync(at("file"), "x")
      fs.symlinkSync(at("nowhere"), at("dangling"))
      fs.symlinkSync("circle", at("circle"))
      for (const path of [at("none"), at("none/deeper"), at("file/below"), at("circle/below")]) {
        assert.isNull(disk.lstat(path), path)
        assert.isNull(disk.stat(path), path)
        assert.isNull(disk.realpath(path), path)
        assert.isNull(disk.exactTimes(path), path)
      }
      assert.strictEqual(disk.lstat(at("dangling"))?.type, "link")
      assert.isNull(disk.stat(at("dangling")))
      assert.isNull(disk.stat(at("circle")))
      assert.strictEqual(
        codeOf(() => disk.list(at("file"))),
        "ENOTDIR"
      )
      assert.strictEqual(
        codeOf(() => disk.list(at("none"))),
        "ENOENT"
      )
      assert.strictEqual(
        codeOf(() => disk.readlink(at("file"))),
        "EINVAL"
      )
    })

    it("tells what the system tells", () => {
      fs.writeFileSync(at("file"), "12345", { mode: 0o640 })
      fs.chmodSync(at("file"), 0o4640)
      fs.linkSync(at("file"), at("second"))
      const stats = fs.lstatSync(at("file"))
      assert.deepStrictEqual(disk.lstat(at("file")), {
        type: "file",
        dev: stats.dev,
        ino: stats.ino,
        mode: 0o4640,
        nlink: 2,
        uid: stats.uid,
        gid: stats.gid,
        size: 5,
        allocated: stats.blocks * 512,
        mtimeMs: stats.mtimeMs,
        atimeMs: stats.atimeMs,
        ctimeMs: stats.ctimeMs,
        birthtimeMs: stats.birthtimeMs
      })
      assert.strictEqual(disk.exactTimes(at("file"))?.mtimeNs, fs.lstatSync(at("file"), { bigint: true }).mtimeNs)
      assert.strictEqual(disk.lstat(folder)?.type, "folder")
      const space = disk.space(folder)
      assert.isAbove(space.totalBytes, 0)
      assert.isAtMost(space.freeBytes, space.totalBytes)
      assert.isTrue(disk.may(at("file"), "read"))
      assert.isFalse(disk.may(at("none"), "read"))
    })

    it("resolves links, and refuses text that is no path", () => {
      fs.mkdirSync(at("real"))
      fs.symlinkSync("real", at("link"))
      assert.strictEqual(disk.realpath(at("link/.")), at("real"))
      assert.strictEqual(disk.readlink(at("link")), "real")
      for (const path of [at("nul\0byte"), at("half\ud83d"), at("low\udc00")]) {
        assert.strictEqual(
          codeOf(() => disk.lstat(path)),
          "EINVAL",
          JSON.stringify(path)
        )
        assert.strictEqual(
          codeOf(() => disk.write(path, bytes(""))),
          "EINVAL",
          JSON.stringify(path)
        )
      }
    })

    it("reads a part, the whole, and past the end", () => {
      fs.writeFileSync(at("file"), "0123456789")
      const part = (from?: number, to?: number): string => new TextDecoder().decode(disk.read(at("file"), from, to))
      assert.strictEqual(part(), "0123456789")
      assert.strictEqual(part(3), "3456789")
      assert.strictEqual(part(3, 5), "34")
      assert.strictEqual(part(undefined, 2), "01")
      assert.strictEqual(part(8, 99), "89")
      assert.strictEqual(part(99), "")
      assert.strictEqual(part(5, 5), "")
      assert.strictEqual(part(5, 3), "")
      assert.strictEqual(
        codeOf(() => disk.read(folder)),
        "EISDIR"
      )
    })

    it.skipIf(process.platform !== "linux")("reads files that do not know their size", () => {
      const whole = disk.read("/proc/self/status")
      assert.isAbove(whole.length, 100)
      assert.strictEqual(new TextDecoder().decode(disk.read("/proc/self/status", 0, 5)), "Name:")
    })

    it.skipIf(process.platform !== "linux")("leaves the access time alone", () => {
      fs.writeFileSync(at("file"), "x")
      fs.utimesSync(at("file"), 1, 2)
      disk.read(at("file"))
      assert.strictEqual(fs.lstatSync(at("file")).atimeMs, 1000)
    })
  })

  describe("names", () => {
    it("come back byte for byte through every deed", async () => {
      const hostile = makeHostileNames(at("names"))
      disk.mkdir(at("there"))
      const wanted = hostile.names.map((name) => name.bytes.toString("latin1")).toSorted()
      const found = disk.list(at("names"))
      assert.deepStrictEqual(
        found.map((entry) => Buffer.from(PathBytes.toBytes(entry.name)).toString("latin1")).toSorted(),
        wanted
      )
      for (const { name } of found) {
        const from = `${at("names")}/${name}`
        const to = `${at("there")}/${name}`
        const label = textOf(disk, from)
        disk.move(from, to, "file")
        assert.strictEqual(textOf(disk, to), label)
        await disk.copy(to, from)
        disk.chmod(from, 0o600)
        disk.setTimes(from, { mtimeNs: 5_000_000_000n, atimeNs: 6_000_000_000n })
        assert.strictEqual(disk.lstat(from)?.mtimeMs, 5000)
        disk.unlink(to)
        disk.symlink(name, to)
        assert.strictEqual(disk.readlink(to), name)
        disk.unlink(to)
      }
      assert.deepStrictEqual(
        fs.readdirSync(at("names"), { encoding: "latin1" }).toSorted(),
        wanted,
        "the names on the disk are the same bytes"
      )
    })

    it.skipIf(process.platform !== "linux")("that truly hold U+FFFD are not mistaken for invalid ones", () => {
      const real = "a\ufffd"
      const broken = "a\udcff"
      disk.write(at(real), bytes("real"))
      disk.write(at(broken), bytes("broken"))
      assert.deepStrictEqual(namesOf(disk, folder), [broken, real].toSorted())
      assert.strictEqual(textOf(disk, at(real)), "real")
      assert.strictEqual(textOf(disk, at(broken)), "broken")
      disk.mkdir(at("f\ufffd"))
      disk.mkdir(at("f\udcff"))
      disk.write(at("f\ufffd/x"), bytes("real"))
      disk.write(at("f\udcff/x"), bytes("broken"))
      assert.strictEqual(disk.realpath(at("f\udcff/x")), at("f\udcff/x"))
      assert.strictEqual(fs.readFileSync(at("f\ufffd/x"), "utf8"), "real")
    })

    it("of a foreign program are bytes only where they must be", () => {
      assert.strictEqual(disk.foreignPath(at("plain")), at("plain"))
      assert.deepStrictEqual(
        disk.foreignPath("/x\udcff"),
        Buffer.from([0x2f, 0x78, 0xff]),
        "a byte that is no UTF-8 has no string that another program would take"
      )
      assert.strictEqual(
        codeOf(() => disk.foreignPath("/\ud83d")),
        "EINVAL"
      )
    })

    it("longer than the system takes are an error", () => {
      assert.strictEqual(
        codeOf(() => disk.write(at("n".repeat(256)), bytes(""))),
        "ENAMETOOLONG"
      )
      disk.write(at("n".repeat(255)), bytes(""))
      assert.strictEqual(
        codeOf(() => disk.lstat(at("n".repeat(256)))),
        "ENAMETOOLONG"
      )
    })
  })

  describe("deeds", () => {
    it("overwrite nothing, whatever stands there", async () => {
      disk.write(at("source"), bytes("source"))
      disk.mkdir(at("source folder"))
      disk.symlink("source", at("source link"))
      disk.write(at("file"), bytes("file"))
      disk.mkdir(at("folder"))
      disk.symlink("nowhere", at("dangling"))
      for (const target of ["file", "folder", "dangling"].map(at)) {
        assert.strictEqual(
          codeOf(() => disk.write(target, bytes("x"))),
          "EEXIST",
          target
        )
        assert.strictEqual(
          codeOf(() => disk.mkdir(target)),
          "EEXIST",
          target
        )
        assert.strictEqual(
          codeOf(() => disk.symlink("x", target)),
          "EEXIST",
          target
        )
        assert.strictEqual(
          codeOf(() => disk.hardlink(at("source"), target)),
          "EEXIST",
          target
        )
        assert.strictEqual(
          codeOf(() => disk.move(at("source"), target, "file")),
          "EEXIST",
          target
        )
        assert.strictEqual(
          codeOf(() => disk.move(at("source link"), target, "link")),
          "EEXIST",
          target
        )
        assert.strictEqual(
          codeOf(() => disk.move(at("source folder"), target, "folder")),
          "EEXIST",
          target
        )
        assert.strictEqual(await codeOfPromise(disk.copy(at("source"), target)), "EEXIST", target)
      }
      assert.strictEqual(textOf(disk, at("file")), "file")
      assert.strictEqual(disk.readlink(at("dangling")), "nowhere")
      assert.deepStrictEqual(disk.list(at("folder")), [])
      assert.strictEqual(fs.readdirSync(folder).length, 6)
    })

    it("move files, folders, links and pipes as they are", () => {
      disk.mkdir(at("to"))
      disk.write(at("file"), bytes("file"), 0o604)
      disk.mkdir(at("sub"), 0o705)
      disk.write(at("sub/inner"), bytes("inner"))
      disk.symlink("file", at("link"))
      for (const [name, type] of [
        ["file", "file"],
        ["sub", "folder"],
        ["link", "link"]
      ] as const) {
        const before = disk.lstat(at(name))
        disk.move(at(name), at(`to/${name}`), type)
        const after = disk.lstat(at(`to/${name}`))
        assert.isNull(disk.lstat(at(name)))
        assert.deepStrictEqual({ ...after, ctimeMs: 0 }, { ...before, ctimeMs: 0 }, name)
      }
      assert.strictEqual(textOf(disk, at("to/sub/inner")), "inner")
      assert.strictEqual(disk.readlink(at("to/link")), "file")
    })

    it("change the case of a name, on file systems that know cases and on those that do not", () => {
      disk.write(at("photo.jpg"), bytes("photo"))
      disk.mkdir(at("sub"))
      disk.symlink("photo.jpg", at("link"))
      disk.move(at("photo.jpg"), at("Photo.JPG"), "file")
      disk.move(at("sub"), at("SUB"), "folder")
      disk.move(at("link"), at("Link"), "link")
      assert.deepStrictEqual(namesOf(disk, folder), ["Link", "Photo.JPG", "SUB"])
      assert.strictEqual(textOf(disk, at("Photo.JPG")), "photo")
    })

    it("leave two names of one file as they are", () => {
      disk.write(at("name"), bytes("x"))
      disk.hardlink(at("name"), at("other"))
      assert.strictEqual(
        codeOf(() => disk.move(at("name"), at("other"), "file")),
        "EEXIST"
      )
      assert.deepStrictEqual(namesOf(disk, folder), ["name", "other"])
      if (disk.lstat(at("NAME")) !== null) return
      disk.hardlink(at("name"), at("NAME"))
      assert.strictEqual(
        codeOf(() => disk.move(at("name"), at("NAME"), "file")),
        "EEXIST"
      )
      assert.deepStrictEqual(namesOf(disk, folder), ["NAME", "name", "other"])
    })

    it("say what is missing or impossible", () => {
      disk.mkdir(at("full"))
      disk.write(at("full/x"), bytes("x"))
      assert.strictEqual(
        codeOf(() => disk.move(at("none"), at("to"), "file")),
        "ENOENT"
      )
      assert.strictEqual(
        codeOf(() => disk.move(at("full/x"), at("none/x"), "file")),
        "ENOENT"
      )
      assert.strictEqual(
        codeOf(() => disk.move(at("full"), at("full/inside"), "folder")),
        "EINVAL"
      )
      assert.strictEqual(
        codeOf(() => disk.rmdir(at("full"))),
        "ENOTEMPTY"
      )
      assert.strictEqual(
        codeOf(() => disk.rmdir(at("full/x"))),
        "ENOTDIR"
      )
      assert.strictEqual(
        codeOf(() => disk.unlink(at("none"))),
        "ENOENT"
      )
      assert.include(
        ["EISDIR", "EPERM"],
        codeOf(() => disk.unlink(at("full")))
      )
      assert.strictEqual(
        codeOf(() => disk.append(at("none"), bytes("x"))),
        "ENOENT"
      )
      assert.strictEqual(
        codeOf(() => disk.write(at("full/x/below"), bytes("x"))),
        "ENOTDIR"
      )
      for (const path of ["/", "relative", at("full/.."), at("full/."), ""]) {
        assert.strictEqual(
          codeOf(() => disk.rmdir(path)),
          "EINVAL",
          path
        )
      }
      assert.strictEqual(textOf(disk, at("full/x")), "x")
    })

    it("never go through a link on the way, even one that leads to the same place", async () => {
      disk.mkdir(at("real"))
      disk.write(at("real/file"), bytes("file"))
      disk.mkdir(at("real/deep"))
      disk.symlink("real", at("link"))
      const before = disk.lstat(at("real/file"))
      for (const way of ["link", "link/deep"]) {
        const inside = at(`${way}/file`)
        assert.strictEqual(
          codeOf(() => disk.write(at(`${way}/new`), bytes("x"))),
          "ELOOP"
        )
        assert.strictEqual(
          codeOf(() => disk.mkdir(at(`${way}/new`))),
          "ELOOP"
        )
        assert.strictEqual(
          codeOf(() => disk.unlink(inside)),
          "ELOOP"
        )
        assert.strictEqual(
          codeOf(() => disk.chmod(inside, 0o777)),
          "ELOOP"
        )
        assert.strictEqual(
          codeOf(() => disk.append(inside, bytes("x"))),
          "ELOOP"
        )
        assert.strictEqual(
          codeOf(() => disk.setTimes(inside, { mtimeNs: 0n, atimeNs: 0n })),
          "ELOOP"
        )
        assert.strictEqual(
          codeOf(() => disk.move(inside, at("moved"), "file")),
          "ELOOP"
        )
        assert.strictEqual(
          codeOf(() => disk.move(at("real/file"), at(`${way}/moved`), "file")),
          "ELOOP"
        )
        assert.strictEqual(await codeOfPromise(disk.copy(inside, at("copied"))), "ELOOP")
        assert.strictEqual(await codeOfPromise(disk.copy(at("real/file"), at(`${way}/copied`))), "ELOOP")
      }
      assert.deepStrictEqual(disk.lstat(at("real/file")), before)
      assert.deepStrictEqual(namesOf(disk, at("real")), ["deep", "file"])
    })

    it("act on a link itself, never on its target", () => {
      disk.write(at("target"), bytes("target"), 0o600)
      fs.utimesSync(at("target"), 1000, 1000)
      disk.symlink("target", at("link"))
      assert.strictEqual(
        codeOf(() => disk.chmod(at("link"), 0o777)),
        "ENOTSUP"
      )
      assert.strictEqual(
        codeOf(() => disk.append(at("link"), bytes("more"))),
        "ELOOP"
      )
      disk.setTimes(at("link"), { mtimeNs: 7_000_000_000n, atimeNs: 8_000_000_000n })
      disk.chown(at("link"), process.getuid?.() ?? 0, process.getgid?.() ?? 0)
      assert.strictEqual(disk.lstat(at("link"))?.mtimeMs, 7000)
      disk.unlink(at("link"))
      const target = disk.lstat(at("target"))
      assert.strictEqual(target?.mode, 0o600)
      assert.strictEqual(target?.mtimeMs, 1_000_000)
      assert.strictEqual(textOf(disk, at("target")), "target")
    })

    it("give the very mode that was asked for, also where the umask would take some of it away", () => {
      disk.mkdir(at("folder"), 0o777)
      disk.write(at("file"), bytes(""), 0o666)
      assert.strictEqual(disk.lstat(at("file"))?.mode, 0o666)
      disk.chmod(at("file"), 0o4777)
      assert.strictEqual(disk.lstat(at("folder"))?.mode, 0o777)
      assert.strictEqual(disk.lstat(at("file"))?.mode, 0o4777)
      disk.chmod(at("folder"), 0)
      assert.strictEqual(disk.lstat(at("folder"))?.mode, 0)
    })

    it("append to what was written and flush it", () => {
      disk.write(at("file"), bytes("one"))
      disk.append(at("file"), bytes("two"))
      disk.flush(at("file"))
      disk.flush(folder)
      assert.strictEqual(textOf(disk, at("file")), "onetwo")
    })

    it("set times to the microsecond without, and to the nanosecond with what Linux has", () => {
      disk.write(at("file"), bytes("x"))
      disk.mkdir(at("folder"))
      disk.symlink("file", at("link"))
      const times = { mtimeNs: 1_234_567_890_123_456_789n, atimeNs: 1_111_111_111_222_222_221n }
      for (const path of ["file", "folder", "link"].map(at)) {
        disk.setTimes(path, times, "microsecond")
        assert.strictEqual((disk.exactTimes(path)?.mtimeNs ?? 0n) / 1000n, times.mtimeNs / 1000n)
        disk.setTimes(path, times)
        if (anchored) assert.deepStrictEqual(disk.exactTimes(path), times, path)
        else assert.strictEqual((disk.exactTimes(path)?.atimeNs ?? 0n) / 1000n, times.atimeNs / 1000n)
      }
    })

    it.skipIf(!anchored)("set times before 1970, and leave alone the one that is right", () => {
      disk.write(at("file"), bytes("x"))
      disk.setTimes(at("file"), { mtimeNs: -1_500_000_001n, atimeNs: 77n })
      assert.deepStrictEqual(disk.exactTimes(at("file")), { mtimeNs: -1_500_000_001n, atimeNs: 77n })
      disk.setTimes(at("file"), { mtimeNs: 99n, atimeNs: 77n })
      assert.deepStrictEqual(disk.exactTimes(at("file")), { mtimeNs: 99n, atimeNs: 77n })
    })

    it("tell what was being done, to what, and what to do now", () => {
      try {
        disk.mkdir(at("none\u001b[2J/x"))
        assert.fail("made a folder in a folder that is not there")
      } catch (error) {
        assert.instanceOf(error, DiskError)
        assert.match(error.message, /^Cannot make the folder .*none\\e\[2J: it is not there\.$/)
        assert.deepStrictEqual(error.recovery, ["Check the spelling, or list the folder first."])
      }
    })
  })
})
