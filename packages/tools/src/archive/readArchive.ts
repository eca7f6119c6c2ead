/**
 * What is in an archive, whatever its form, recognised by its first bytes and never by its name: zip, tar, tar in gzip, and
 * a single file in gzip; bzip2 and xz as well where somebody says how to unpack them. Reads through the disk port in slices,
 * so size does not matter. Refuses other forms by name.
 */
import { PathText, type ReadDisk, StepFailed } from "@zenus/core"
import { Readable } from "node:stream"
import { createGunzip } from "node:zlib"
import { fileSlices } from "../select/content.ts"
import { archiveBroken, type ArchiveEntry } from "./ArchiveEntry.ts"
import { type Form, FORM_FACTS, type Packer } from "./forms.ts"
import { readTar } from "./readTar.ts"

import { BLOCK, isEmptyBlock, isTarHeader } from "./tarFormat.ts"

/** How bzip2 and xz are unpacked: node has no codec for them. */
export type Unpack = (packer: Packer, path: string) => AsyncIterable<Uint8Array>

const OTHER_FORMS: ReadonlyArray<readonly [name: string, start: ReadonlyArray<number>]> = [
  ["xz", [0xfd, 0x37, 0x7a, 0x58, 0x5a]],
  ["bzip2", [0x42, 0x5a, 0x68]],
  ["7z", [0x37, 0x7a, 0xbc, 0xaf]],
  ["rar", [0x52, 0x61, 0x72, 0x21]],
  ["zstd", [0x28, 0xb5, 0x2f, 0xfd]]
]

/** What is packed by a program, as a tree and as a single file. */
const PACKERS: ReadonlyMap<string, { readonly packer: Packer; readonly tree: Form; readonly single: Form }> = new Map([
  ["xz", { packer: "xz", tree: "tar.xz", single: "xz" }],
  ["bzip2", { packer: "bzip2", tree: "tar.bz2", single: "bz2" }]
])

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

/**
 * Whether these are the first bytes of a tar archive. One of nothing begins with an empty block, as a disk image may: there,
 * and only there, the name decides.
 */
const beginsTar = (start: Uint8Array, path: string): boolean =>
  isTarHeader(start.subarray(0, BLOCK)) ||
  (start.length === BLOCK && isEmptyBlock(start) && /\.(?:tar(?:\.[a-z0-9]+)?|t[gx]z|tbz2?)$/i.test(path))

/** The form of an archive. Throws `StepFailed` for what is none that we read, `DiskError` for what cannot be read. */
export const archiveFormOf = async (disk: ReadDisk, path: string, unpack?: Unpack): Promise<Form> => {
  const start = disk.read(path, 0, BLOCK)
  if (startsWith(start, [0x50, 0x4b]) && [3, 5].includes(start[2] ?? 0)) return "zip"
  if (startsWith(start, [0x1f, 0x8b])) {
    return beginsTar(await firstOf(gunzip(fileSlices(disk, path)), BLOCK), path) ? "tar.gz" : "gz"
  }
  if (beginsTar(start, path)) return "tar"
  const other = OTHER_FORMS.find(([, bytes]) => startsWith(start, bytes))?.[0]
  const packed = other === undefined ? undefined : PACKERS.get(other)
  if (packed !== undefined && unpack !== undefined) {
    return beginsTar(await firstOf(unpack(packed.packer, path), BLOCK), path) ? packed.tree : packed.single
  }
  const name = PathText.basename(path)
  throw new StepFailed({
    doing: "Read the archive",
    reason: other === undefined ? `${name} is no zip, tar or gzip file` : `${name} is ${other}, which is not supported`,
    hints: [
      "zip, tar, tar.gz and gz can be read.",
      ...(other === undefined ? [] : [`Unpack it with the ${other} program.`])
    ]
  })
}

/** The bytes of what is packed as a whole, unpacked; the file's own bytes for the other forms. */
export const unpacked = (disk: ReadDisk, path: string, form: Form, unpack?: Unpack): AsyncIterable<Uint8Array> => {
  if (form === "gz" || form === "tar.gz") return gunzip(fileSlices(disk, path))
  const packer = FORM_FACTS[form].packer
  return packer === null || unpack === undefined ? fileSlices(disk, path) : unpack(packer, path)
}

/** The name of the one file in a gz, bz2 or xz: its own name without the ending. */
export const unpackedName = (path: string): string => {
  const name = PathText.basename(path)
  const plain = name.replace(/\.(?:gz|bz2|xz)$/i, "")
  return plain === name || plain === "" ? `${name}.out` : plain
}

const singleEntry = async (
  disk: ReadDisk,
  path: string,
  open: () => AsyncIterable<Uint8Array>
): Promise<ArchiveEntry> => {
  const stat = disk.stat(path)
  // A length in the trailer is modulo 4 GB and of the last member alone, so it is counted.
  let size = 0
  for await (const slice of open()) size += slice.length
  return {
    name: unpackedName(path),
    type: "file",
    mode: stat?.mode ?? null,
    size,
    mtimeNs: BigInt(Math.trunc(stat?.mtimeMs ?? 0)) * 1_000_000n,
    target: "",
    content: open
  }
}

/** Padding behind the end of a tar that is read to see the checksum of what it is packed in, bytes. */
const MAX_PADDING = 16 * 1024 * 1024

/** Goes on where the tar ended, so that a broken end is noticed. */
const drain = async (source: AsyncIterable<Uint8Array>): Promise<void> => {
  let length = 0
  for await (const slice of source) {
    length += slice.length
    if (length > MAX_PADDING) return
  }
}

/**
 * The entries of an archive, in its order. The content of one has to be read before the next is asked for. Breaking off is
 * fine. Throws as `archiveFormOf`, and `StepFailed` where it is broken.
 */
export async function* readArchive(disk: ReadDisk, path: string, unpack?: Unpack): AsyncGenerator<ArchiveEntry> {
  const form = await archiveFormOf(disk, path, unpack)
  // Loaded when there is a zip to read: its library would be a tenth of every start.
  if (form === "zip") yield* (await import("./readZip.ts")).readZip(disk, path, disk.stat(path)?.size ?? 0)
  else if (FORM_FACTS[form].holds === "many") {
    const source = unpacked(disk, path, form, unpack)
    yield* readTar(source)
    await drain(source)
  } else yield await singleEntry(disk, path, () => unpacked(disk, path, form, unpack))
}
