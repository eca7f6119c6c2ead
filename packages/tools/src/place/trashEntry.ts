/** The deed that puts one entry into the trash, with what is in it counted. A folder goes as a whole, by one rename. */
import { DeedRefused, type Deed, type LookContext } from "@zenus/core"
import { shown } from "../action/answers.ts"
import type { Source } from "../select/gatherSources.ts"
import { knownIdentity } from "./planned.ts"
import { countTree } from "../select/readTree.ts"

export interface Trashing {
  readonly deed: Deed
  /** Files and links in it, itself included. */
  readonly files: number
  /** Folders in it, itself included. */
  readonly folders: number
  readonly bytes: number
  /** Names with a dot in front among what is in it. */
  readonly hidden: number
}

/** A file or a link; no promise for each of 100,000. */
const trashLeaf = ({ path, stat }: Source): Trashing => {
  const bytes = stat.type === "file" ? stat.size : 0
  const deed: Deed = { do: "trash", path, identity: knownIdentity(stat), bytes, entries: 1 }
  return { deed, files: 1, folders: 0, bytes, hidden: 0 }
}

/**
 * Throws or rejects with `DeedRefused` for a folder in which another file system begins: the rename would take it along. What
 * cannot be listed goes along uncounted.
 */
export const trashEntry = (source: Source, context: LookContext): Trashing | Promise<Trashing> =>
  source.stat.type === "folder" ? trashFolder(source, context) : trashLeaf(source)

const trashFolder = async ({ path, stat }: Source, context: LookContext): Promise<Trashing> => {
  const refusal = context.neverRemoved?.(path) ?? null
  if (refusal !== null) {
    throw new DeedRefused({ rule: refusal.rule, reason: refusal.reason, hints: refusal.recovery })
  }
  const identity = knownIdentity(stat)
  const tree = await countTree(path, context.disk)
  const mount = tree.mounts[0]
  if (mount !== undefined) {
    throw new DeedRefused({
      rule: "mount-inside",
      reason: `${shown(path, context)} cannot be taken away: another disk begins at ${shown(mount, context)}.`,
      hints: ["Name the folders beside it instead."]
    })
  }
  const entries = tree.files + tree.folders + tree.tooDeep + 1
  return {
    deed: { do: "trash", path, identity, bytes: tree.bytes, entries },
    files: tree.files,
    folders: tree.folders + 1,
    bytes: tree.bytes,
    hidden: tree.hidden
  }
}
