/**
 * Unpacks single compressed files, as gunzip, bunzip2 and unxz do: `name.gz` becomes `name` beside it with its mode and time,
 * and goes to the trash unless it is to stay. What comes out is counted while planning, so the plan knows its size,
 * and refused when it is more than is believable.
 */
import {
  ChangedSince,
  type Deed,
  DeedRefused,
  type Disk,
  type Identity,
  type LookContext,
  PathText,
  requireSame
} from "@zenus/core"
import { writeStream } from "../../archive/byteStreams.ts"
import type { Form } from "../../archive/forms.ts"
import { type Unpack, unpacked, unpackedName } from "../../archive/readArchive.ts"
import { believableBytes, MAX_RATIO } from "../../archive/unpackPlan.ts"
import { formatBytes } from "../../action/formatBytes.ts"
import { shown } from "../../action/answers.ts"
import { type Breathe, makeBreathe } from "../../action/breathe.ts"
import type { Told } from "../../action/passes.ts"
import type { Source } from "../../select/gatherSources.ts"
import type { Arrivals } from "../../place/keepBoth.ts"
import { knownIdentity } from "../../place/planned.ts"

export interface Decompressing {
  readonly path: string
  readonly identity: Identity | null
  readonly form: Form
  /** Where it arrives. */
  readonly to: string
  /** Its name in the stage folder. */
  readonly name: string
  readonly bytes: number
}

/** How many bytes come out. Rejects with `DeedRefused`, `StepFailed` for a broken file, `DiskError`. */
export const countUnpacked = async (
  { path, stat }: Source,
  form: Form,
  maxBytes: number | null,
  unpack: Unpack,
  context: LookContext,
  signal: AbortSignal
): Promise<number> => {
  const breathe = makeBreathe(signal)
  const most = believableBytes({ archiveBytes: stat.size, maxBytes })
  let bytes = 0
  for await (const slice of unpacked(context.disk, path, form, unpack)) {
    bytes += slice.length
    if (bytes > most) {
      throw new DeedRefused({
        rule: "too-large",
        reason: `${shown(path, context)} is not unpacked: more than ${formatBytes(most)} would come out of ${formatBytes(stat.size)}${maxBytes === null ? `, at most ${MAX_RATIO} times as much is believed` : ""}.`,
        hints: ["Ask whoever made it for another one.", "Say how large it may become, if you know."]
      })
    }
    await breathe()
  }
  return bytes
}

/** Where it arrives: beside it or in `folder`; `null` for what is left out. */
export const decompressTo = (path: string, folder: string | null, arrivals: Arrivals): string | null => {
  const at = folder ?? PathText.dirname(path)
  const name = arrivals.place(at, unpackedName(path))
  return name === null ? null : PathText.child(at, name)
}

export const decompressDeeds = (one: Decompressing, source: Source, keepSource: boolean): ReadonlyArray<Deed> => [
  { do: "put", path: one.to, content: { kind: "staged", name: one.name }, bytes: one.bytes, as: "extract" },
  ...(keepSource
    ? []
    : [
        {
          do: "trash",
          path: source.path,
          identity: knownIdentity(source.stat),
          bytes: source.stat.size,
          entries: 1
        } as const
      ])
]

/** Writes it aside, told slice by slice. Rejects with `ChangedSince`, `StepFailed`, `DiskError` and the signal's reason. */
export const stageDecompressed = async (
  one: Decompressing,
  folder: string,
  disk: Disk,
  unpack: Unpack,
  breathe: Breathe,
  written: Told
): Promise<void> => {
  requireSame(one.path, disk.lstat(one.path), one.identity)
  const mode = (disk.stat(one.path)?.mode ?? 0o644) & 0o777
  const staged = PathText.child(folder, one.name)
  const length = await writeStream(disk, staged, unpacked(disk, one.path, one.form, unpack), breathe, { mode, written })
  requireSame(one.path, disk.lstat(one.path), one.identity)
  if (length !== one.bytes) throw new ChangedSince({ path: one.path, what: "was changed" })
  const times = disk.exactTimes(one.path)
  if (times !== null) disk.setTimes(staged, times, "microsecond")
}
