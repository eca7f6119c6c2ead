import { execFileSync } from "node:child_process"
import {
  chmodSync,
  createWriteStream,
  mkdirSync,
  readFileSync,
  symlinkSync,
  truncateSync,
  writeFileSync
} from "node:fs"
import { join } from "node:path"
import { pipeline } from "node:stream/promises"
import { gzipSync } from "node:zlib"
import { assert, describe } from "@effect/vitest"
import { StepFailed } from "@zenus/core"
import { makeNodeDisk } from "@zenus/core/node"
import * as yazl from "yazl"
import { it } from "#kit"
import { encodeTarHeader, paddingOf, TAR_END } from "#tools/archive/tarFormat.ts"
import { readArchive } from "#tools/archive/readArchive.ts"

const disk = makeNodeDisk()

interface Found {
  readonly name: string
  readonly type: string
  readonly size: number
  readonly mode: number | null
  readonly target: string
  readonly text: string
}
const readAll = async (path: string): Promise<ReadonlyArray<Found>> => {
  const found: Array<Found> = []
  for await (const { name, type, size, mode, target, content } of readArchive(disk, path)) {
    const slices: Array<Uint8Array> = []
    if (type === "file") for await (const slice of content()) slices.push(Uint8Array.from(slice))
    found.push({ name, type, size, mode, target, text: Buffer.concat(slices).toString() })
  }
  return found
}
const failureOf = (path: string): Promise<unknown> =>
  readAll(path).then(
    () => null,
    (error: unknown) => error
  )

const LONG = `${"long/".repeat(30)}${"n".repeat(120)}.txt`

const makeTree = (folder: string): void => {
  mkdirSync(join(folder, "tree", "long/".repeat(30)), { recursive: true })
  writeFileSync(join(folder, "tree/a.txt"), "alpha\n")
  chmodSync(join(folder, "tree/a.txt"), 0o640)
  writeFileSync(join(folder, "tree", LONG), "deep\n")
  symlinkSync("a.txt", join(folder, "tree/link"))
  writeFileSync(Buffer.concat([Buffer.from(join(folder, "tree/bad")), Buffer.from([0xff])]), "bytes\n")
}

describe("readArchive", () => {
  // macOS has no such file names and a tar with other flags.
  for (const format of ["gnu", "pax", "ustar", "v7"]) {
    it.skipIf(process.platform === "darwin")(`reads what tar writes in the form ${format}`, async ({ folder }) => {
      makeTree(folder)
      const what =
        format === "v7" ? ["tree/a.txt", "tree/link"] : format === "ustar" ? ["--exclude=n*.txt", "tree"] : ["tree"]
      execFileSync("tar", ["-cf", "t.tar", `--format=${format}`, ...what], { cwd: folder })
      execFileSync("gzip", ["-k", "t.tar"], { cwd: folder })
      const found = await readAll(join(folder, "t.tar"))
      assert.deepStrictEqual(await readAll(join(folder, "t.tar.gz")), found)
      const entry = (name: string) => found.find((one) => one.name === name)
      assert.deepStrictEqual(entry("tree/a.txt"), {
        name: "tree/a.txt",
        type: "file",
        size: 6,
        mode: 0o640,
        target: "",
        text: "alpha\n"
      })
      assert.strictEqual(entry("tree/link")?.target, "a.txt")
      if (format === "v7") return
      assert.strictEqual(entry("tree/bad\udcff")?.text, "bytes\n")
      assert.strictEqual(entry("tree")?.type, "folder")
      if (format !== "ustar") assert.strictEqual(entry(`tree/${LONG}`)?.text, "deep\n")
    })
  }

  it("writes headers that tar reads", async ({ folder }) => {
    const text = Buffer.from("written by us\n")
    const head = (name: string, more = {}) =>
      encodeTarHeader({
        name,
        type: "file",
        mode: 0o600,
        size: text.length,
        mtimeNs: 1_700_000_000_500_000_000n,
        target: "",
        uid: 0,
        gid: 0,
        ...more
      })
    const padding = Buffer.alloc(paddingOf(text.length))
    writeFileSync(
      join(folder, "ours.tar"),
      Buffer.concat([
        head("d", { type: "folder", size: 0, mode: 0o755 }),
        head("d/short"),
        text,
        padding,
        head(LONG),
        text,
        padding,
        head("l", { type: "link", target: "d/short", size: 0 }),
        TAR_END
      ])
    )
    execFileSync("tar", ["-xf", "ours.tar"], { cwd: folder })
    assert.strictEqual(readFileSync(join(folder, "d/short"), "utf8"), "written by us\n")
    assert.strictEqual(readFileSync(join(folder, LONG), "utf8"), "written by us\n")
    assert.strictEqual(readFileSync(join(folder, "l"), "utf8"), "written by us\n")
  })

  it("reads zips with their modes, links and folders", async ({ folder }) => {
    const zip = new yazl.ZipFile()
    zip.addEmptyDirectory("d", { mode: 0o40755 })
    zip.addBuffer(Buffer.from("in the zip\n".repeat(1000)), "d/é.txt", { mode: 0o100640 })
    zip.addBuffer(Buffer.from("d/é.txt"), "link", { mode: 0o120777 })
    zip.end()
    const path = join(folder, "z.bin")
    await pipeline(zip.outputStream, createWriteStream(path))
    assert.deepStrictEqual(await readAll(path), [
      { name: "d", type: "folder", size: 0, mode: 0o755, target: "", text: "" },
      { name: "d/é.txt", type: "file", size: 11_000, mode: 0o640, target: "", text: "in the zip\n".repeat(1000) },
      { name: "link", type: "link", size: 0, mode: 0o777, target: "d/é.txt", text: "" }
    ])
  })

  it("reads a single gzip under its own name", async ({ folder }) => {
    writeFileSync(join(folder, "notes.txt.gz"), gzipSync("hello\n"))
    assert.deepStrictEqual(
      (await readAll(join(folder, "notes.txt.gz"))).map(({ name, size, text }) => [name, size, text]),
      [["notes.txt", 6, "hello\n"]]
    )
  })

  it("refuses what is no archive, what it does not read, and what is damaged", async ({ folder }) => {
    const write = (name: string, bytes: Uint8Array | string) => {
      writeFileSync(join(folder, name), bytes)
      return join(folder, name)
    }
    assert.include(String(await failureOf(write("text.zip", "only text"))), "no zip, tar or gzip")
    assert.include(String(await failureOf(write("empty.zip", ""))), "no zip, tar or gzip")
    assert.include(String(await failureOf(write("a.xz", Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0])))), "xz")
    const gz = gzipSync("x".repeat(100_000))
    assert.instanceOf(await failureOf(write("cut.gz", gz.subarray(0, 40))), StepFailed)
    assert.instanceOf(await failureOf(write("cut.zip", Buffer.from("PK\u0003\u0004 and nothing more"))), StepFailed)
    const zip = new yazl.ZipFile()
    zip.addBuffer(Buffer.from("stored as it is"), "a.txt", { compress: false })
    zip.end()
    await pipeline(zip.outputStream, createWriteStream(join(folder, "spoiled.zip")))
    const bytes = readFileSync(join(folder, "spoiled.zip"))
    bytes.write("STORED", bytes.indexOf("stored as it is"))
    assert.include(String(await failureOf(write("spoiled.zip", bytes))), "checksum")
    truncateSync(join(folder, "spoiled.zip"), 60)
    assert.instanceOf(await failureOf(join(folder, "spoiled.zip")), StepFailed)
  })
})
