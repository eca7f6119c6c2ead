import { assert, describe, it } from "@effect/vitest"
import { StepFailed } from "@zenus/core"
import * as fc from "fast-check"
import { readTar } from "#tools/archive/readTar.ts"
import {
  BLOCK,
  decodePax,
  encodeTarHeader,
  isTarHeader,
  paddingOf,
  TAR_END,
  type TarHeader
} from "#tools/archive/tarFormat.ts"

const header = (more: Partial<TarHeader>): TarHeader => ({
  name: "a.txt",
  type: "file",
  mode: 0o644,
  size: 0,
  mtimeNs: 1_700_000_000_000_000_000n,
  target: "",
  uid: 0,
  gid: 0,
  ...more
})

const archiveOf = (...entries: ReadonlyArray<readonly [TarHeader, Uint8Array]>): Buffer =>
  Buffer.concat([
    ...entries.flatMap(([head, content]) => [encodeTarHeader(head), content, Buffer.alloc(paddingOf(content.length))]),
    TAR_END
  ])

/** In slices of an awkward length. */
async function* slicesOf(bytes: Uint8Array, length = 333): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length)
}

const readAll = async (bytes: Uint8Array, length?: number) => {
  const found: Array<TarHeader & { readonly bytes: Buffer }> = []
  for await (const { content, ...rest } of readTar(slicesOf(bytes, length))) {
    const slices: Array<Uint8Array> = []
    for await (const slice of content()) slices.push(Uint8Array.from(slice))
    found.push({ ...rest, bytes: Buffer.concat(slices) })
  }
  return found
}
const failureOf = async (bytes: Uint8Array): Promise<unknown> =>
  readAll(bytes).then(
    () => null,
    (error: unknown) => error
  )

describe("tarFormat", () => {
  it("gives back what it was given, whatever the name, size and time", async () => {
    const name = fc.oneof(
      fc.constantFrom("a", "..foo", "*", "with space ", "new\nline", "é", "\udcff\udcfe.txt", "-rf", "a\\b"),
      fc
        .array(fc.constantFrom("folder", "\udcc3", "🗑", "x".repeat(90)), { minLength: 1, maxLength: 8 })
        .map((parts) => parts.join("/")),
      fc.integer({ min: 95, max: 300 }).map((length) => "n".repeat(length))
    )
    const entry = fc.record({
      name,
      mode: fc.integer({ min: 0, max: 0o7777 }),
      uid: fc.constantFrom(0, 1000, 2_097_151, 2_097_152, 4_294_967_294),
      gid: fc.constantFrom(0, 100, 2_097_152),
      mtimeNs: fc.constantFrom(0n, 1n, 1_700_000_000_123_456_789n, -1_500_000_000n, 9_000_000_000_000_000_000n),
      content: fc.uint8Array({ maxLength: 1500 })
    })
    const property = fc.asyncProperty(
      fc.array(entry, { maxLength: 4 }),
      fc.integer({ min: 1, max: 2000 }),
      async (entries, length) => {
        const headers = entries.map(
          ({ content, ...rest }) => [header({ ...rest, size: content.length }), content] as const
        )
        const found = await readAll(archiveOf(...headers), length)
        assert.deepStrictEqual(
          found,
          headers.map(([head, content]) => ({ ...head, bytes: Buffer.from(content) }))
        )
      }
    )
    await fc.assert(property, { seed: 3, numRuns: 200 })
  })

  it("keeps folders, links and hard links, with long targets", async () => {
    const entries = [
      header({ name: "folder", type: "folder", mode: 0o755 }),
      header({ name: "to", type: "link", target: "x/".repeat(90) + "\udcff" }),
      header({ name: "again", type: "hardlink", target: "a.txt" })
    ]
    const found = await readAll(archiveOf(...entries.map((head) => [head, new Uint8Array()] as const)))
    assert.deepStrictEqual(
      found.map(({ bytes: _bytes, ...rest }) => rest),
      entries
    )
  })

  it("says sizes beyond 8 GB in the extended header", () => {
    const bytes = encodeTarHeader(header({ size: 9 * 1024 ** 3 }))
    assert.strictEqual(bytes.length, 3 * BLOCK)
    assert.deepStrictEqual(
      Buffer.from(decodePax(bytes.subarray(BLOCK, BLOCK + 100)).get("size") ?? []).toString(),
      String(9 * 1024 ** 3)
    )
    assert.isTrue(isTarHeader(bytes.subarray(0, BLOCK)))
    assert.isTrue(isTarHeader(bytes.subarray(2 * BLOCK)))
  })

  it("takes a content that was not read as skipped", async () => {
    const bytes = archiveOf([header({ size: 700 }), Buffer.alloc(700, 1)], [header({ name: "b" }), new Uint8Array()])
    const names: Array<string> = []
    for await (const entry of readTar(slicesOf(bytes))) names.push(entry.name)
    assert.deepStrictEqual(names, ["a.txt", "b"])
  })

  it("refuses what is cut off, spoiled or endless", async () => {
    const whole = archiveOf([header({ size: 700 }), Buffer.alloc(700, 1)])
    assert.instanceOf(await failureOf(whole.subarray(0, 900)), StepFailed)
    assert.instanceOf(await failureOf(whole.subarray(0, 300)), StepFailed)
    const spoiled = Buffer.from(whole)
    spoiled[0] = 0x7a
    assert.include(String(await failureOf(spoiled)), "checksum")
    assert.instanceOf(await failureOf(Buffer.alloc(BLOCK, 65)), StepFailed)
    assert.deepStrictEqual(await readAll(Buffer.alloc(0)), [])
    assert.deepStrictEqual(await readAll(Buffer.from(TAR_END)), [])
  })

  it("refuses extended headers that cannot be read", () => {
    for (const text of ["12 path=a", "abc path=a\n", "99 path=a\n", "5 pat\n"]) {
      assert.throws(() => decodePax(Buffer.from(text)), /extended header/)
    }
  })
})
