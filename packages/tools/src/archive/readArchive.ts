/**
 * What is in an archive, whatever its form, recognised by its first bytes and never by its name: zip, tar, tar in gzip, and
 * a single file in gzip. Reads through the disk port in slices, so size does not matter. Refuses other forms by name.
 */
import { PathText, type ReadDisk, StepFailed } from "@zenus/core"
import { Readable } from "node:stream"
import { createGunzip } from "node:zlib"
import { fileSlices } from "../file/content.ts"
import { archiveBroken, type ArchiveEntry } from "./ArchiveEntry.ts"
import { readTar } from "./readTar.ts"
import { readZip } from "./readZip.ts"
import { BLOCK, isEmptyBlock, isTarHeader } from "./tarFormat.ts"

export type ArchiveForm = "zip" | "tar" | "tar.gz" | "gz"

const OTHER_FORMS: ReadonlyArray<readonly [name: string, start: ReadonlyArray<number>]> = [
  ["xz", [0xfd, 0x37, 0x7a, 0x58, 0x5a]],
  ["bzip2", [0x42, 0x5a, 0x68]],
  ["7z", [0x37, 0x7a, 0xbc, 0xaf]],
  ["rar", [0x52, 0x61, 0x72, 0x21]],
  ["zstd", [0x28, 0xb5, 0x2f, 0xfd]]
]

const startsWith = (bytes: Uint8Array, start: ReadonlyArray<number>): boolean =>
  start.every((byte, at) => bytes[at] === byte)

/** The bytes that gzip packed. Throws `StepFailed` for what is broken. */
export async function* gunzip(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const input = Readable.from(source)
  const output = createGunzip()
  input.on("error", (error) => output.destroy(error))
  try {
    for await (const slice of input.pipe(output)) if (slice instanceof Uint8Array) yield slice
  } catch (error) {
    throw archiveBroken(error instanceof Error ? error.message : String(error), error)
  } finally {
    input.destroy()
    output.destroy()
  }
}

const isTarStart = (bytes: Uint8Array): boolean => isTarHeader(bytes.subarray(0, BLOCK))

/** The first bytes that come out of a gzip stream; empty when it is broken. */
const firstOf = async (source: AsyncIterable<Uint8Array>, length: number): Promise<Uint8Array> => {
  const slices: Array<Uint8Array> = []
  let total = 0
  for await (const slice of source) {
    slices.push(slice)
    total += slice.length
    if (total >= length) break
  }
  return Buffer.concat(slices).subarray(0, length)
}

/** The form of an archive. Throws `StepFailed` for what is none that we read, `DiskError` for what cannot be read. */
export const archiveFormOf = async (disk: ReadDisk, path: string): Promise<ArchiveForm> => {
  const start = disk.read(path, 0, BLOCK)
  if (startsWith(start, [0x50, 0x4b]) && [3, 5].includes(start[2] ?? 0)) return "zip"
  if (startsWith(start, [0x1f, 0x8b])) {
    const inside = await firstOf(gunzip(fileSlices(disk, path)), BLOCK)
    return isTarStart(inside) || (inside.length === BLOCK && isEmptyBlock(inside)) ? "tar.gz" : "gz"
  }
  if (isTarStart(start) || (start.length === BLOCK && isEmptyBlock(start))) return "tar"
  const other = OTHER_FORMS.find(([, bytes]) => startsWith(start, bytes))
  const name = PathText.basename(path)
  throw new StepFailed({
    doing: "Read the archive",
    reason:
      other === undefined ? `${name} is no zip, tar or gzip file` : `${name} is ${other[0]}, which is not supported`,
    hints: [
      "zip, tar, tar.gz and gz can be read.",
      ...(other === undefined ? [] : [`Unpack it with the ${other[0]} program.`])
    ]
  })
}

/** The name of the one file in a gzip: its own name without `.gz`. */
const unzippedName = (path: string): string => {
  const name = PathText.basename(path)
  const plain = name.replace(/\.gz$/i, "")
  return plain === name || plain === "" ? `${name}.out` : plain
}

const gzEntry = async (disk: ReadDisk, path: string): Promise<ArchiveEntry> => {
  const stat = disk.stat(path)
  // The length in the trailer is modulo 4 GB and of the last member alone, so it is counted.
  let size = 0
  for await (const slice of gunzip(fileSlices(disk, path))) size += slice.length
  return {
    name: unzippedName(path),
    type: "file",
    mode: stat?.mode ?? null,
    size,
    mtimeNs: BigInt(Math.trunc(stat?.mtimeMs ?? 0)) * 1_000_000n,
    target: "",
    content: () => gunzip(fileSlices(disk, path))
  }
}

/**
 * The entries of an archive, in its order. The content of one has to be read before the next is asked for. Breaking off is
 * fine. Throws as `archiveFormOf`, and `StepFailed` where it is broken.
 */
export async function* readArchive(disk: ReadDisk, path: string): AsyncGenerator<ArchiveEntry> {
  const form = await archiveFormOf(disk, path)
  if (form === "zip") yield* readZip(disk, path, disk.stat(path)?.size ?? 0)
  else if (form === "tar") yield* readTar(fileSlices(disk, path))
  else if (form === "tar.gz") yield* readTar(gunzip(fileSlices(disk, path)))
  else yield await gzEntry(disk, path)
}
