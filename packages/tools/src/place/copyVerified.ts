/**
 * Copies of files that are compared with their sources before they are put anywhere: each is copied aside, read back, and
 * must have the SHA-256 of its source. What is read back comes from the system's cache: it shows that the copying was
 * right, not that the disk keeps it. Owners are kept where the user may give files away (root).
 */
import {
  type Disk,
  DiskError,
  escapeName,
  type Identity,
  identityOf,
  requireSame,
  StepFailed,
  type TellProgress
} from "@zenus/core"
import { makeBreathe } from "../action/breathe.ts"
import { type Amount, grownTo, passes, type Told } from "../action/passes.ts"
import { hashFile } from "../select/duplicates.ts"

export interface VerifiedCopy {
  readonly from: string
  /** As it was planned; `null` for what an earlier step makes. */
  readonly identity: Identity | null
  /** Absolute, not there yet. */
  readonly to: string
}

/** Bytes above which a copy is watched. */
const LONG = 16 * 1024 * 1024
const LOOK_MS = 200

/** Copies one; `told` hears how it grows, and of all of it in the end. */
const copyOne = async (
  { from, to }: VerifiedCopy,
  size: number,
  disk: Disk,
  signal: AbortSignal,
  told: Told
): Promise<void> => {
  const grown = grownTo(size, told)
  const look = (): void => {
    try {
      grown(disk.lstat(to)?.size ?? 0)
    } catch (error) {
      // The copying says itself what is wrong.
      if (!(error instanceof DiskError)) throw error
    }
  }
  const watch = size > LONG ? setInterval(look, LOOK_MS) : undefined
  try {
    await disk.copy(from, to, signal)
  } finally {
    clearInterval(watch)
  }
  grown(size)
}

/** Rejects with `ChangedSince`, `StepFailed`, `DiskError` and the signal's reason. */
export const copyVerified = async (
  copies: ReadonlyArray<VerifiedCopy>,
  disk: Disk,
  keepOwner: boolean,
  signal: AbortSignal,
  amount: Amount,
  tell: TellProgress
): Promise<void> => {
  const breathe = makeBreathe(signal)
  const each = [{ weight: 1 }, { weight: 1 }, { weight: 1 }] as const
  const [copied, readFrom, readTo] = passes(tell, amount, each)
  for (const copy of copies) {
    const { from, identity, to } = copy
    const source = requireSame(from, disk.lstat(from), identity)
    await copyOne(copy, source.size, disk, signal, copied)
    const made = disk.lstat(to)
    if (keepOwner && made !== null && (made.uid !== source.uid || made.gid !== source.gid)) {
      disk.chown(to, source.uid, source.gid)
      // A change of owner takes setuid away.
      disk.chmod(to, source.mode)
    }
    const wanted = await hashFile(disk, from, Number.POSITIVE_INFINITY, "sha256", breathe, readFrom)
    const got = await hashFile(disk, to, Number.POSITIVE_INFINITY, "sha256", breathe, readTo)
    requireSame(from, disk.lstat(from), identityOf(source))
    if (wanted !== got) {
      throw new StepFailed({
        doing: `Copying ${escapeName(from)}`,
        reason: "the copy does not have the same content (its SHA-256 differs)",
        hints: ["Try again.", "If it happens again, check the disk and the memory."]
      })
    }
    for (const told of [copied, readFrom, readTo]) told(0, 1)
  }
}
