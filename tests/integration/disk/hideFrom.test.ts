/** A disk on which some files are not there, over the real one: by every question that can be asked of it, and through links. */
import { linkSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe } from "@effect/vitest"
import { makeNeverRead } from "@zenus/core"
import { hideFrom } from "@zenus/core/iterative"
import { makeNodeDisk } from "@zenus/core/node"
import { it as kit } from "#kit"

const it = kit.extend("world", ({ base }) => {
  const folder = join(base, "work")
  mkdirSync(join(folder, ".ssh"), { recursive: true })
  writeFileSync(join(folder, ".env"), "TOKEN=1\n")
  writeFileSync(join(folder, ".ssh", "id_rsa"), "key\n")
  writeFileSync(join(folder, "plain.txt"), "plain\n")
  symlinkSync(".env", join(folder, "link"))
  symlinkSync(".ssh", join(folder, "door"))
  symlinkSync("nowhere", join(folder, "broken"))
  const disk = hideFrom(makeNodeDisk(), makeNeverRead([".env", ".ssh"], base))
  return { disk, path: (name: string) => join(folder, name), folder }
})

const codeOf = (work: () => unknown): unknown => {
  try {
    work()
    return null
  } catch (error) {
    return error instanceof Error && "code" in error ? error.code : error
  }
}

describe("a disk with hidden files", () => {
  it("has them nowhere: not looked at, not listed, not read, not walked", async ({ world: { disk, folder, path } }) => {
    for (const name of [".env", ".ssh", ".ssh/id_rsa"]) {
      assert.isNull(disk.lstat(path(name)), name)
      assert.isNull(disk.stat(path(name)), name)
      assert.isNull(disk.realpath(path(name)), name)
      assert.isNull(disk.exactTimes(path(name)), name)
      assert.isFalse(disk.may(path(name), "read"), name)
    }
    assert.strictEqual(
      codeOf(() => disk.read(path(".env"))),
      "ENOENT"
    )
    assert.strictEqual(
      codeOf(() => disk.list(path(".ssh"))),
      "ENOENT"
    )
    assert.deepStrictEqual(
      disk
        .list(folder)
        .map(({ name }) => name)
        .toSorted(),
      ["broken", "door", "link", "plain.txt"]
    )
    const walked: Array<string> = []
    await disk.walk(folder, { onFolder: ({ entries, path }) => walked.push(path, ...entries.map(({ name }) => name)) })
    assert.deepStrictEqual(walked.toSorted(), [folder, "broken", "door", "link", "plain.txt"].toSorted())
  })

  it("leads to them through no link", ({ world: { disk, path } }) => {
    assert.strictEqual(disk.lstat(path("link"))?.type, "link")
    assert.isNull(disk.stat(path("link")))
    assert.isNull(disk.realpath(path("link")))
    assert.strictEqual(
      codeOf(() => disk.read(path("link"))),
      "ENOENT"
    )
    assert.strictEqual(
      codeOf(() => disk.read(path("door/id_rsa"))),
      "ENOENT"
    )
    assert.strictEqual(
      codeOf(() => disk.list(path("door"))),
      "ENOENT"
    )
  })

  it("is otherwise the disk that it is over; a second hard link is a file of its own", ({ world: { disk, path } }) => {
    assert.strictEqual(Buffer.from(disk.read(path("plain.txt"))).toString(), "plain\n")
    assert.strictEqual(disk.stat(path("plain.txt"))?.size, 6)
    assert.isNull(disk.stat(path("broken")))
    linkSync(path(".env"), path("second"))
    assert.strictEqual(Buffer.from(disk.read(path("second"))).toString(), "TOKEN=1\n")
  })

  it("tells of one that is there and was asked for by its name, and of nothing else", ({ world: { folder, path } }) => {
    const told: Array<string> = []
    const disk = hideFrom(makeNodeDisk(), makeNeverRead([".env", "*.key"], folder), (one) => void told.push(one))
    disk.list(folder)
    disk.lstat(path("none.key"))
    disk.lstat(path("plain.txt"))
    disk.lstat(path(".env"))
    assert.deepStrictEqual(told, [path(".env")])
  })
})
