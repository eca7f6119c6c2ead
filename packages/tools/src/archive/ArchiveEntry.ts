/** One thing in an archive, as the archive says it: names may be absolute or climb with `..`, so whoever extracts must judge them. */
import { StepFailed } from "@zenus/core"

export type ArchiveType = "file" | "folder" | "link" | "hardlink" | "other"

/** What archives say of an entry. */
export interface ArchiveHeader {
  /** As stored, without a slash at the end; bytes that are no UTF-8 as everywhere (see PathText). */
  readonly name: string
  readonly type: ArchiveType
  /** Permission bits; `null` where the archive holds none (a zip made on Windows). */
  readonly mode: number | null
  /** 0 for what is no file. */
  readonly size: number
  /** Nanoseconds since 1970. */
  readonly mtimeNs: bigint
  /** What a link leads to, or which entry a hard link repeats; empty for the others. */
  readonly target: string
}

export interface ArchiveEntry extends ArchiveHeader {
  /** The content, to be read before the next entry is asked for, or not at all. Throws `StepFailed` for a broken archive. */
  readonly content: () => AsyncIterable<Uint8Array>
}

export const archiveBroken = (reason: string, cause?: unknown): StepFailed =>
  new StepFailed({
    doing: "Read the archive",
    reason,
    hints: ["Get the file again: it is damaged, cut off, or no archive."],
    ...(cause === undefined ? {} : { cause })
  })
