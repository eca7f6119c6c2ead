/** The bytes of whole files in slices, one file after the other: nothing is held but the slice at hand. */
import { quoteName, type LookContext, PathText, type ReadDisk, StepFailed } from "@zenus/core"
import { type Amount, grownTo, type Told } from "../action/passes.ts"
import type { Selected } from "./Selected.ts"

/** Bytes read at once. */
export const SLICE = 256 * 1024

/**
 * A file's bytes in slices, to its end or to `to`; also of files that do not know their size (/proc). `told` hears of each slice once it
 * has been worked on, and of the file in the end. Throws `DiskError`.
 */
export async function* fileSlices(
  disk: ReadDisk,
  path: string,
  from = 0,
  to = Number.POSITIVE_INFINITY,
  told?: Told
): AsyncGenerator<Uint8Array> {
  for (let at = from; at < to;) {
    const bytes = disk.read(path, at, Math.min(to, at + SLICE))
    if (bytes.length === 0) break
    at += bytes.length
    yield bytes
    told?.(bytes.length)
  }
  told?.(0, 1)
}

/** So many files are asked for their size before they are read; more of them are told by their number. */
const MOST_WEIGHED = 1_000

/** What reading these comes to, to tell how far it is. Throws `DiskError`. */
export const amountOf = (disk: ReadDisk, paths: ReadonlyArray<string>): Amount => ({
  files: paths.length,
  bytes:
    paths.length > MOST_WEIGHED
      ? 0
      : paths.reduce((sum, path) => {
          const stat = disk.stat(path)
          return sum + (stat?.type === "file" ? stat.size : 0)
        }, 0)
})

/** A disk that tells how far one file has been read, wherever that is done: up to the last byte that was asked for. `end` tells the rest of it. */
export const watchReads = (
  disk: ReadDisk,
  path: string,
  told: Told
): { readonly disk: ReadDisk; readonly end: () => void } => {
  const size = disk.stat(path)?.size ?? 0
  const reached = grownTo(size, told)
  return {
    disk: {
      ...disk,
      read: (of, from, to) => {
        const bytes = disk.read(of, from, to)
        if (of === path) reached((from ?? 0) + bytes.length)
        return bytes
      }
    },
    end: () => {
      reached(size)
      told(0, 1)
    }
  }
}

/** Of several files. */
export async function* filesSlices(disk: ReadDisk, paths: ReadonlyArray<string>): AsyncGenerator<Uint8Array> {
  for (const path of paths) yield* fileSlices(disk, path)
}

/**
 * Throws `StepFailed` for what has no content to read: a folder, a device, a link that leads nowhere, a file the user
 * may not read. Said before the first byte goes out, so that a pipe gets all or nothing.
 */
export const mustBeReadable = (entries: ReadonlyArray<Pick<Selected, "path">>, context: LookContext): void => {
  for (const { path } of entries) {
    const name = quoteName(PathText.relativeTo(context.cwd, path))
    const stat = context.disk.stat(path)
    const fail = (reason: string, hint: string) => new StepFailed({ doing: `Read ${name}`, reason, hints: [hint] })
    if (stat === null) throw fail("the link leads nowhere.", "Look where the link points to.")
    if (stat.type === "folder") throw fail("it is a folder.", `List it, or say that you mean the files in it.`)
    if (stat.type === "other") throw fail("it is no regular file.", "Only files have a content that can be shown.")
    if (!context.disk.may(path, "read")) {
      throw fail("you may not (permission denied).", "Look at its owner and permissions.")
    }
  }
}
