/** The bytes of whole files in slices, one file after the other: nothing is held but the slice at hand. */
import { quoteName, type LookContext, PathText, type ReadDisk, StepFailed } from "@zenus/core"
import type { Selected } from "./Selected.ts"

/** Bytes read at once. */
export const SLICE = 256 * 1024

/** A file's bytes in slices, to its end or to `to`; also of files that do not know their size (/proc). Throws `DiskError`. */
export async function* fileSlices(
  disk: ReadDisk,
  path: string,
  from = 0,
  to = Number.POSITIVE_INFINITY
): AsyncGenerator<Uint8Array> {
  for (let at = from; at < to;) {
    const bytes = disk.read(path, at, Math.min(to, at + SLICE))
    if (bytes.length === 0) return
    at += bytes.length
    yield bytes
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
