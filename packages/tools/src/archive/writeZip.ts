/**
 * The bytes of a zip archive, item after item, as they are read from the disk. Small files are compressed at once and their
 * sizes stand before them; larger ones go through in slices and their sizes follow. Links are kept as links, modes as Unix
 * has them, times to the second. Holds one record a file for the directory at the end, no content.
 */
import { PathBytes, type ReadDisk, type Stat } from "@zenus/core"
import { Readable } from "node:stream"
import { crc32, createDeflateRaw, deflateRawSync } from "node:zlib"
import { type ArchiveItem, contentOf, requireItem, smallContent } from "./ArchiveItem.ts"
import type { Told } from "../action/passes.ts"
import type { Overrides } from "./writeTar.ts"
import {
  mayBeLarge,
  zipCentralHeader,
  zipDescriptor,
  zipEnd,
  type ZipHeader,
  zipLocalHeader,
  type ZipSizes
} from "./zipFormat.ts"

const TYPE_BITS = { file: 0o100000, folder: 0o040000, link: 0o120000 } as const

const headerOf = (item: ArchiveItem, stat: Stat, method: 0 | 8, overrides: Overrides): ZipHeader => ({
  name: item.type === "folder" ? `${item.name}/` : item.name,
  unixMode: TYPE_BITS[item.type] | stat.mode,
  mtimeMs: overrides.mtimeNs === undefined ? stat.mtimeMs : Number(overrides.mtimeNs / 1_000_000n),
  method
})

/** A content that is at hand, deflated where that makes it shorter. */
const packed = (bytes: Uint8Array, level: number): { readonly method: 0 | 8; readonly bytes: Uint8Array } => {
  const deflated = bytes.length === 0 ? bytes : deflateRawSync(bytes, { level })
  return deflated.length < bytes.length ? { method: 8, bytes: deflated } : { method: 0, bytes }
}

/** Deflates slices, counting and summing what goes in. */
async function* deflated(
  source: AsyncIterable<Uint8Array>,
  level: number,
  sum: { crc32: number; size: number; compressed: number }
): AsyncGenerator<Uint8Array> {
  async function* counted(): AsyncGenerator<Uint8Array> {
    for await (const slice of source) {
      sum.crc32 = crc32(slice, sum.crc32)
      sum.size += slice.length
      yield slice
    }
  }
  const input = Readable.from(counted())
  const output = createDeflateRaw({ level })
  input.on("error", (error) => output.destroy(error))
  try {
    for await (const slice of input.pipe(output)) {
      if (!(slice instanceof Uint8Array)) continue
      sum.compressed += slice.length
      yield slice
    }
  } finally {
    input.destroy()
    output.destroy()
  }
}

/** `level` 1 to 9; `told` hears of bytes as they are read, and of each item. Throws `ChangedSince` for an item that is not as planned, `DiskError` for one that cannot be read. */
export async function* writeZip(
  items: ReadonlyArray<ArchiveItem>,
  disk: ReadDisk,
  overrides: Overrides,
  level: number,
  told: Told
): AsyncGenerator<Uint8Array> {
  const directory: Array<Uint8Array> = []
  let offset = 0
  for (const item of items) {
    const start = offset
    const stat = requireItem(disk, item)
    const small =
      item.type === "file"
        ? smallContent(disk, item, stat)
        : item.type === "link"
          ? PathBytes.toBytes(disk.readlink(item.path))
          : new Uint8Array()
    let header: ZipHeader
    let sizes: ZipSizes
    if (small === null) {
      header = headerOf(item, stat, 8, overrides)
      const large = mayBeLarge(stat.size)
      const local = zipLocalHeader(header, null, large)
      yield local
      const sum = { crc32: 0, size: 0, compressed: 0 }
      yield* deflated(contentOf(disk, item, stat, told), level, sum)
      sizes = sum
      const descriptor = zipDescriptor(sizes, large)
      yield descriptor
      offset += local.length + sizes.compressed + descriptor.length
    } else {
      // A link's target stays readable: some programs do not inflate it.
      const content = item.type === "link" ? ({ method: 0, bytes: small } as const) : packed(small, level)
      header = headerOf(item, stat, content.method, overrides)
      sizes = { crc32: crc32(small), compressed: content.bytes.length, size: small.length }
      const local = zipLocalHeader(header, sizes, false)
      yield local
      yield content.bytes
      offset += local.length + content.bytes.length
    }
    directory.push(zipCentralHeader(header, sizes, start, small === null))
    told(item.type === "file" && small !== null ? small.length : 0, 1)
  }
  let length = 0
  for (const one of directory) {
    yield one
    length += one.length
  }
  yield zipEnd(directory.length, offset, length)
}
