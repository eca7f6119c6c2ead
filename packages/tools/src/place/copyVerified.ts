/**
 * Copies of files that are compared with their sources before they are put anywhere: each is copied aside, read back, and
 * must have the SHA-256 of its source. What is read back comes from the system's cache: it shows that the copying was
 * right, not that the disk keeps it. Owners are kept where the user may give files away (root).
 */
import { type Disk, escapeName, type Identity, identityOf, StepFailed, requireSame } from "@zenus/core"
import { makeBreathe } from "../action/breathe.ts"
import { hashFile } from "../select/duplicates.ts"

export interface VerifiedCopy {
  readonly from: string
  /** As it was planned; `null` for what an earlier step makes. */
  readonly identity: Identity | null
  /** Absolute, not there yet. */
  readonly to: string
}

/** Rejects with `ChangedSince`, `StepFailed`, `DiskError` and the signal's reason. `progress` gets the bytes done. */
export const copyVerified = async (
  copies: ReadonlyArray<VerifiedCopy>,
  disk: Disk,
  keepOwner: boolean,
  signal: AbortSignal,
  progress: (bytes: number) => void
): Promise<void> => {
  const breathe = makeBreathe(signal)
  let done = 0
  for (const { from, identity, to } of copies) {
    const source = requireSame(from, disk.lstat(from), identity)
    await disk.copy(from, to, signal)
    const made = disk.lstat(to)
    if (keepOwner && made !== null && (made.uid !== source.uid || made.gid !== source.gid)) {
      disk.chown(to, source.uid, source.gid)
      // A change of owner takes setuid away.
      disk.chmod(to, source.mode)
    }
    const wanted = await hashFile(disk, from, Number.POSITIVE_INFINITY, "sha256", breathe)
    const got = await hashFile(disk, to, Number.POSITIVE_INFINITY, "sha256", breathe)
    requireSame(from, disk.lstat(from), identityOf(source))
    if (wanted !== got) {
      throw new StepFailed({
        doing: `Copying ${escapeName(from)}`,
        reason: "the copy does not have the same content (its SHA-256 differs)",
        hints: ["Try again.", "If it happens again, check the disk and the memory."]
      })
    }
    done += source.size
    progress(done)
  }
}
