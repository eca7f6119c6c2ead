/**
 * The bytes of one open file into another, in slices that let the event loop run. Long runs of zeros in a file that has
 * holes stay holes (node:fs cannot ask where the holes are, so they are found by looking).
 */
import * as fs from "node:fs"

/** Bytes moved at a time. Taking an unfinished file away waits for the slice that is being written: 1 ms at 1 MiB. */
const SLICE = 1024 * 1024
/** Zeros shorter than this are written, longer ones skipped in a file that has holes; also what files of unknown size are read by. */
const HOLE = 64 * 1024
const ZEROS = new Uint8Array(HOLE)

const isZero = (bytes: Uint8Array): boolean =>
  Buffer.compare(bytes, bytes.length === HOLE ? ZEROS : ZEROS.subarray(0, bytes.length)) === 0

/** The parts of a slice that must be written, as [start, end) pairs: all of it but runs of `HOLE` zeros. */
export const writtenParts = (slice: Uint8Array): ReadonlyArray<readonly [number, number]> => {
  const parts: Array<readonly [number, number]> = []
  let start = -1
  for (let at = 0; at < slice.length; at += HOLE) {
    const zero = isZero(slice.subarray(at, at + HOLE))
    if (zero && start >= 0) {
      parts.push([start, at])
      start = -1
    } else if (!zero && start < 0) start = at
  }
  if (start >= 0) parts.push([start, slice.length])
  return parts
}

type Done<A> = (cause: Error | null, value: A) => void
/** A callback of node:fs as a promise. */
export const call = <A>(run: (done: Done<A>) => void): Promise<A> =>
  new Promise((resolve, reject) => run((cause, value) => (cause === null ? resolve(value) : reject(cause))))

const writeAt = async (fd: number, bytes: Uint8Array, position: number): Promise<void> => {
  let done = 0
  while (done < bytes.length) {
    done += await call<number>((end) => fs.write(fd, bytes, done, bytes.length - done, position + done, end))
  }
}

/** Stops quietly between two slices once `stopped` says so. A size of 0 may be a file that does not know its size (/proc). */
export const copyContent = async (
  source: number,
  target: number,
  stats: fs.Stats,
  stopped: () => boolean
): Promise<void> => {
  const sparse = stats.blocks * 512 < stats.size
  const slice = new Uint8Array(stats.size === 0 ? HOLE : Math.min(SLICE, stats.size))
  let position = 0
  while (!stopped() && (position < stats.size || stats.size === 0)) {
    const count = await call<number>((end) => fs.read(source, slice, 0, slice.length, position, end))
    if (count === 0) break
    const bytes = slice.subarray(0, count)
    if (sparse)
      for (const [from, to] of writtenParts(bytes)) await writeAt(target, bytes.subarray(from, to), position + from)
    else await writeAt(target, bytes, position)
    position += count
  }
  if (sparse && !stopped()) fs.ftruncateSync(target, position)
}
