/** The disk as it will be: what planning sees after the earlier steps, against what the deeds really make. */
import { mkdirSync, readdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { type Deed, identityOf, overlay, type ReadDisk } from "@zenus/core"
import { makeNodeDisk } from "@zenus/core/node"
import { assert, describe } from "@effect/vitest"
import { it } from "#kit"

const disk = makeNodeDisk()
const put = (path: string, text: string): Deed => ({
  do: "put",
  path,
  content: { kind: "bytes", bytes: new TextEncoder().encode(text) },
  bytes: text.length,
  as: "create"
})
const move = (from: string, to: string, seen: ReadDisk): Deed => {
  const stat = seen.lstat(from)
  return { do: "move", from, to, identity: stat === null ? null : identityOf(stat) }
}
const names = (seen: ReadDisk, folder: string): ReadonlyArray<string> =>
  seen
    .list(folder)
    .map((entry) => entry.name)
    .toSorted()
const text = (seen: ReadDisk, path: string): string => new TextDecoder().decode(seen.read(path))
const walked = async (seen: ReadDisk, start: string): Promise<ReadonlyArray<string>> => {
  const found: Array<string> = []
  await seen.walk(start, {
    onFolder: (folder) => found.push(...folder.entries.map((entry) => join(folder.path, entry.name)))
  })
  return found.toSorted()
}

describe("overlay", () => {
  it("answers as the disk does until something is laid over it, and says so", ({ sampleFiles }) => {
    const world = overlay(disk, 0)
    assert.deepStrictEqual(names(world.disk, sampleFiles), readdirSync(sampleFiles).toSorted())
    assert.isFalse(world.touched())
  })

  it("shows new folders and files in them, to every way of looking", async ({ folder }) => {
    const world = overlay(disk, 1_000)
    world.apply([
      { do: "make-folder", path: join(folder, "reports") },
      put(join(folder, "reports", "week1.txt"), "hello")
    ])
    assert.strictEqual(world.disk.stat(join(folder, "reports"))?.type, "folder")
    assert.strictEqual(world.disk.lstat(join(folder, "reports", "week1.txt"))?.size, 5)
    assert.strictEqual(text(world.disk, join(folder, "reports", "week1.txt")), "hello")
    assert.strictEqual(world.disk.realpath(join(folder, "reports")), join(folder, "reports"))
    assert.deepStrictEqual(await walked(world.disk, folder), [
      join(folder, "reports"),
      join(folder, "reports", "week1.txt")
    ])
    assert.isTrue(world.touched())
    assert.deepStrictEqual(readdirSync(folder), [])
  })

  it("walks with only what is wanted, into folders that are not", async ({ folder }) => {
    const world = overlay(disk, 1_000)
    world.apply([
      { do: "make-folder", path: join(folder, "reports") },
      put(join(folder, "reports", "week1.txt"), "hello"),
      put(join(folder, "reports", "week1.log"), "hello")
    ])
    const found: Array<string> = []
    await world.disk.walk(folder, {
      wants: (name, type) => type === "file" && name.endsWith(".txt"),
      onFolder: ({ entries }) => found.push(...entries.map(({ name }) => name))
    })
    assert.deepStrictEqual(found, ["week1.txt"])
  })

  it("carries a folder along with what is in it, deleted and added things too", async ({ folder }) => {
    const at = (...parts: ReadonlyArray<string>): string => join(folder, ...parts)
    mkdirSync(at("a", "deep"), { recursive: true })
    writeFileSync(at("a", "one.txt"), "1")
    writeFileSync(at("a", "deep", "two.txt"), "2")
    const world = overlay(disk, 0)
    world.apply([
      put(at("a", "new.txt"), "n"),
      { do: "trash", path: at("a", "one.txt"), identity: null, bytes: 1, entries: 1 }
    ])
    world.apply([move(at("a"), at("b"), world.disk)])
    assert.isNull(world.disk.lstat(at("a")))
    assert.isNull(world.disk.lstat(at("a", "deep", "two.txt")))
    assert.strictEqual(text(world.disk, at("b", "deep", "two.txt")), "2")
    assert.deepStrictEqual(await walked(world.disk, folder), [
      at("b"),
      at("b", "deep"),
      at("b", "deep", "two.txt"),
      at("b", "new.txt")
    ])
  })

  it("follows a file through moves and a copy", ({ folder }) => {
    const at = (name: string): string => join(folder, name)
    writeFileSync(at("a"), "content")
    const world = overlay(disk, 0)
    world.apply([move(at("a"), at("b"), world.disk)])
    world.apply([
      { do: "put", path: at("c"), content: { kind: "copy", from: at("b"), identity: null }, bytes: 7, as: "copy" }
    ])
    world.apply([{ do: "trash", path: at("b"), identity: null, bytes: 7, entries: 1 }])
    assert.deepStrictEqual(names(world.disk, folder), ["c"])
    assert.strictEqual(text(world.disk, at("c")), "content")
  })

  it("refuses to read what nobody can know yet", ({ folder }) => {
    const world = overlay(disk, 0)
    world.apply([
      { do: "put", path: join(folder, "z.zip"), content: { kind: "staged", name: "z" }, bytes: 0, as: "archive" }
    ])
    assert.throws(() => world.disk.read(join(folder, "z.zip")), /z\.zip/)
  })

  it("shows changed permissions without losing what was known", ({ folder }) => {
    const file = join(folder, "f")
    writeFileSync(file, "abc", { mode: 0o644 })
    const world = overlay(disk, 0)
    world.apply([{ do: "set", path: file, identity: null, mode: 0o600, detail: "" }])
    assert.deepInclude(world.disk.lstat(file), { mode: 0o600, size: 3 })
  })
})
