/** Streams of bytes as async iterables: gathered into larger slices, through gzip, and into a new file on the disk. */
import type { Disk } from "@zenus/core"
import { Readable } from "node:stream"
import { createGzip } from "node:zlib"
import type { Breathe } from "../action/breathe.ts"

/** Bytes that are handed on or written at once. */
const GATHER = 1024 * 1024
/** Bytes between two flushes: the disk port flushes synchronously, and nothing else happens meanwhile, not even Ctrl+C. */
const FLUSH_EVERY = 16 * 1024 * 1024

/** The same bytes in slices of at least `GATHER`, but for the last: a header of 512 bytes is not worth a write. */
export async function* gathered(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let held: Array<Uint8Array> = []
  let length = 0
  for await (const slice of source) {
    held.push(slice)
    length += slice.length
    if (length < GATHER) continue
    yield held.length === 1 ? slice : Buffer.concat(held, length)
    held = []
    length = 0
  }
  if (length > 0) yield Buffer.concat(held, length)
}

/** `level` 1 to 9. The header holds neither name nor time, so that equal content gives equal bytes. */
export async function* gzipped(source: AsyncIterable<Uint8Array>, level: number): AsyncGenerator<Uint8Array> {
  const input = Readable.from(gathered(source))
  const output = createGzip({ level })
  input.on("error", (error) => output.destroy(error))
  try {
    for await (const slice of input.pipe(output)) if (slice instanceof Uint8Array) yield slice
  } finally {
    input.destroy()
    output.destroy()
  }
}

/**
 * Writes a new file and flushes it, unless it is one of thousands; gives its length. `written` hears of each slice. Rejects with
 * `DiskError`, what the source throws, and the signal's reason.
 */
export const writeStream = async (
  disk: Disk,
  path: string,
  source: AsyncIterable<Uint8Array>,
  breathe: Breathe,
  {
    durability,
    mode,
    written
  }: {
    readonly mode?: number | undefined
    readonly durability?: "unflushed"
    readonly written?: (bytes: number) => void
  } = {}
): Promise<number> => {
  let length = 0
  let pieces = 0
  let flushed = 0
  for await (const slice of gathered(source)) {
    // What fits into one slice is written and flushed by one call.
    if (pieces++ === 0) disk.write(path, slice, mode, durability)
    else disk.append(path, slice)
    length += slice.length
    written?.(slice.length)
    if (length - flushed >= FLUSH_EVERY) {
      disk.flush(path)
      flushed = length
    }
    await breathe()
  }
  if (pieces === 0) disk.write(path, new Uint8Array(), mode, durability)
  if (pieces > 1 && flushed < length) disk.flush(path)
  return length
}
