/** Zip archives beyond the old limits, read back by another hand (yauzl) and, where it is there, by the system's unzip. */
import { execFileSync } from "node:child_process"
import { closeSync, existsSync, openSync, writeFileSync, writeSync } from "node:fs"
import { join } from "node:path"
import { crc32 } from "node:zlib"
import { assert, beforeAll, describe } from "@effect/vitest"
import { makeNodeDisk } from "@zenus/core/node"
import { it } from "#kit"
import type { ArchiveEntry } from "#tools/archive/ArchiveEntry.ts"
import { readArchive } from "#tools/archive/readArchive.ts"
import { mayBeLarge, zipCentralHeader, zipDescriptor, zipEnd, zipLocalHeader } from "#tools/archive/zipFormat.ts"

const text = Buffer.from("hello")
const sizes = { crc32: crc32(text), compressed: text.length, size: text.length }
const header = (name: string, mtimeMs = 1_700_000_000_000) =>
  ({ name, unixMode: 0o100640, mtimeMs, method: 0 }) as const

const lengthOf = (parts: ReadonlyArray<Uint8Array>): number => parts.reduce((sum, part) => sum + part.length, 0)

const list = async (path: string): Promise<ReadonlyArray<ArchiveEntry>> => {
  const found: Array<ArchiveEntry> = []
  for await (const entry of readArchive(makeNodeDisk(), path)) found.push(entry)
  return found
}

const contentOf = async (entry: ArchiveEntry | undefined): Promise<string> => {
  const slices: Array<Uint8Array> = []
  if (entry !== undefined) for await (const slice of entry.content()) slices.push(slice)
  return Buffer.concat(slices).toString()
}

const hasUnzip = existsSync("/usr/bin/unzip")

describe("the records of a zip", () => {
  // Around 65,535, where the count no longer has room in its field.
  const counts = [65_534, 65_535, 65_536]
  let names: ReadonlyArray<Uint8Array> = []
  beforeAll(() => {
    names = Array.from({ length: Math.max(...counts) }, (_, at) => zipCentralHeader(header(`n${at}`), sizes, 0, false))
  })
  it.for(counts)("count %i entries", async (count, { folder }) => {
    const local = zipLocalHeader(header("x"), sizes, false)
    const directory = names.slice(0, count)
    const start = local.length + text.length
    const path = join(folder, `${count}.zip`)
    writeFileSync(path, Buffer.concat([local, text, ...directory, zipEnd(count, start, lengthOf(directory))]))
    const found = await list(path)
    assert.strictEqual(found.length, count)
    assert.strictEqual(found.at(-1)?.name, `n${count - 1}`)
  })

  it("reach beyond 4 GB", async ({ folder }) => {
    const path = join(folder, "far.zip")
    const at = 5 * 1024 ** 3
    const local = zipLocalHeader(header("far"), sizes, false)
    const central = zipCentralHeader(header("far"), sizes, at, false)
    // All before it is a hole.
    const file = openSync(path, "w")
    writeSync(file, zipLocalHeader(header("near"), sizes, false))
    const whole = Buffer.concat([local, text, central, zipEnd(1, at + local.length + text.length, central.length)])
    writeSync(file, whole, 0, whole.length, at)
    closeSync(file)
    const [entry, ...more] = await list(path)
    assert.strictEqual(more.length, 0)
    assert.deepStrictEqual(
      [entry?.name, entry?.mode, entry?.size, entry?.mtimeNs],
      ["far", 0o640, 5, 1_700_000_000_000_000_000n]
    )
    assert.strictEqual(await contentOf(entry), "hello")
    if (hasUnzip) assert.strictEqual(execFileSync("unzip", ["-p", path, "far"], { encoding: "utf8" }), "hello")
  })

  it("say sizes behind the content, in 64 bits where the content may be large", async ({ folder }) => {
    assert.deepStrictEqual([mayBeLarge(0xefff_ffff), mayBeLarge(0xf000_0000)], [false, true])
    for (const large of [false, true]) {
      const path = join(folder, `${String(large)}.zip`)
      const local = zipLocalHeader(header("x"), null, large)
      const descriptor = zipDescriptor(sizes, large)
      assert.strictEqual(descriptor.length, large ? 24 : 16)
      const central = zipCentralHeader(header("x"), sizes, 0, true)
      const start = local.length + text.length + descriptor.length
      writeFileSync(path, Buffer.concat([local, text, descriptor, central, zipEnd(1, start, central.length)]))
      assert.strictEqual(await contentOf((await list(path))[0]), "hello")
      if (hasUnzip) assert.match(execFileSync("unzip", ["-t", path], { encoding: "utf8" }), /No errors/)
    }
    const huge = zipCentralHeader(header("x"), { ...sizes, size: 2 ** 33, compressed: 2 ** 32 }, 0, true)
    assert.strictEqual(huge.length, zipCentralHeader(header("x"), sizes, 0, true).length + 4 + 16)
  })

  it("keep times from 1901 to 2038 to the second, and say none beyond", async ({ folder }) => {
    const path = join(folder, "times.zip")
    const times = [-1_000_000, 0, 1_700_000_000_000, 2_147_483_647_000]
    const locals = times.map((time) => Buffer.concat([zipLocalHeader(header("x", time), sizes, false), text]))
    let offset = 0
    const directory = times.map((time, at) => {
      const record = zipCentralHeader(header(`t${at}`, time), sizes, offset, false)
      offset += locals[at]?.length ?? 0
      return record
    })
    writeFileSync(path, Buffer.concat([...locals, ...directory, zipEnd(times.length, offset, lengthOf(directory))]))
    assert.deepStrictEqual(
      (await list(path)).map((entry) => Number(entry.mtimeNs / 1_000_000n)),
      times
    )
    const far = zipCentralHeader(header("x", Date.UTC(2050, 1, 1)), sizes, 0, false)
    assert.strictEqual(far.length, 46 + 1)
  })
})
