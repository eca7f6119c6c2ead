/**
 * The entries of a zip archive on the disk, by its central directory (yauzl). Adds to the library: reading through the
 * disk port, names as bytes, types and permissions of Unix zips, and a check of the CRC that it leaves to us.
 */
import { PathBytes, type ReadDisk } from "@zenus/core"
import { Readable } from "node:stream"
import { crc32 } from "node:zlib"
import * as yauzl from "yauzl"
import { archiveBroken, type ArchiveEntry, type ArchiveType } from "./ArchiveEntry.ts"

/** Bytes read at once. */
const SLICE = 256 * 1024
/** Bytes that are held around what was read last: the directory of an archive is read in steps of 50 bytes. */
const WINDOW = 64 * 1024
/** Longest link target that is read, bytes. */
const MAX_TARGET = 4096
/** "Made by" numbers of systems that keep Unix modes (APPNOTE 4.4.2.2). */
const UNIX_HOSTS = new Set([3, 19])
const UNIX_TYPES: ReadonlyMap<number, ArchiveType> = new Map([
  [0o100000, "file"],
  [0o040000, "folder"],
  [0o120000, "link"],
  [0, "file"]
])

class DiskReader extends yauzl.RandomAccessReader {
  readonly disk: ReadDisk
  readonly path: string
  private held: Uint8Array = new Uint8Array()
  private heldFrom = 0
  constructor(disk: ReadDisk, path: string) {
    super()
    this.disk = disk
    this.path = path
  }
  /** The library's own way makes two streams for each of these. */
  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null) => void
  ): void {
    let failed: Error | null = null
    try {
      if (position < this.heldFrom || position + length > this.heldFrom + this.held.length) {
        this.held = this.disk.read(this.path, position, position + Math.max(length, WINDOW))
        this.heldFrom = position
      }
      const from = position - this.heldFrom
      const bytes = this.held.subarray(from, from + length)
      if (bytes.length < length) failed = archiveBroken("it ends in the middle")
      buffer.set(bytes, offset)
    } catch (error) {
      failed = error instanceof Error ? error : new Error(String(error))
    }
    process.nextTick(callback, failed)
  }
  override _readStreamForRange(start: number, end: number): Readable {
    const { disk, path } = this
    return Readable.from(
      (function* () {
        for (let at = start; at < end; at += SLICE) yield Buffer.from(disk.read(path, at, Math.min(end, at + SLICE)))
      })()
    )
  }
}

const isUtf8 = (bytes: Uint8Array): boolean => PathBytes.fromBytes(bytes).isWellFormed()

/** UTF-8 where the bytes are that, whatever the flag says; else the bytes as they are (Unix) or code page 437. */
const nameOf = (entry: yauzl.Entry): string => {
  const bytes = entry.fileNameRaw
  if (isUtf8(bytes) || UNIX_HOSTS.has(entry.versionMadeBy >> 8)) return PathBytes.fromBytes(bytes)
  return yauzl.getFileNameLowLevel(entry.generalPurposeBitFlag, bytes, entry.extraFields, false)
}

const readable = <A>(work: Promise<A>): Promise<A> =>
  work.catch((error: unknown) => {
    throw archiveBroken(error instanceof Error ? error.message : String(error), error)
  })

/** Throws `StepFailed` for what is no zip, is encrypted, or does not have the content that its checksum promises. */
export async function* readZip(disk: ReadDisk, path: string, size: number): AsyncGenerator<ArchiveEntry> {
  const zip = await readable(
    yauzl.fromRandomAccessReaderPromise(new DiskReader(disk, path), size, { decodeStrings: false, autoClose: false })
  )
  const entries = zip.eachEntry()
  for (;;) {
    const next = await readable(entries.next())
    if (next.done === true) return
    yield await entryOf(zip, next.value)
  }
}

const entryOf = async (zip: yauzl.ZipFile, entry: yauzl.Entry): Promise<ArchiveEntry> => {
  const stored = nameOf(entry)
  const isUnix = UNIX_HOSTS.has(entry.versionMadeBy >> 8)
  const attributes = entry.externalFileAttributes >>> 16
  const type: ArchiveType = stored.endsWith("/")
    ? "folder"
    : isUnix
      ? (UNIX_TYPES.get(attributes & 0o170000) ?? "other")
      : "file"
  const name = stored.length > 1 ? stored.replace(/\/+$/, "") : stored
  async function* content(): AsyncGenerator<Uint8Array> {
    if (entry.isEncrypted()) throw archiveBroken(`${name} is encrypted, and passwords are not supported`)
    const stream = await readable(zip.openReadStreamPromise(entry))
    let crc = 0
    try {
      for await (const slice of stream) {
        if (!(slice instanceof Uint8Array)) continue
        crc = crc32(slice, crc)
        yield slice
      }
    } catch (error) {
      throw archiveBroken(`${name}: ${error instanceof Error ? error.message : String(error)}`, error)
    }
    if (crc !== entry.crc32) throw archiveBroken(`${name} is damaged (its checksum is wrong)`)
  }
  const target = type === "link" ? await targetOf(content(), entry.uncompressedSize) : ""
  return {
    name,
    type,
    mode: isUnix && attributes !== 0 ? attributes & 0o7777 : null,
    size: type === "file" ? entry.uncompressedSize : 0,
    mtimeNs: BigInt(entry.getLastModDate().getTime()) * 1_000_000n,
    target,
    content
  }
}

const targetOf = async (content: AsyncIterable<Uint8Array>, size: number): Promise<string> => {
  if (size > MAX_TARGET) throw archiveBroken("a link in it leads to an impossibly long path")
  const slices: Array<Uint8Array> = []
  for await (const slice of content) slices.push(slice)
  return PathBytes.fromBytes(Buffer.concat(slices))
}
