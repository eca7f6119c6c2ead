/** Two folders side by side: what is only in the one, only in the other, or in both and different. Everything in them counts, hidden ones too. */
import { type ReadDisk, type Stat, type TellProgress } from "@zenus/core"
import type { Breathe } from "../../action/breathe.ts"
import { onePass } from "../../action/passes.ts"
import { readTree } from "../../select/readTree.ts"
import { sameContent } from "../../select/sameContent.ts"

export interface FolderDifference {
  /** Below the folder, sorted; for a folder that is only on one side it stands for all in it. */
  readonly onlyLeft: ReadonlyArray<string>
  readonly onlyRight: ReadonlyArray<string>
  readonly different: ReadonlyArray<string>
  /** Files (and links) that are in both and equal. */
  readonly same: ReadonlyArray<string>
  readonly unreadable: ReadonlyArray<string>
}

interface Side {
  readonly root: string
  readonly stats: ReadonlyMap<string, Stat>
  readonly unreadable: ReadonlyArray<string>
}

const sideOf = async (root: string, disk: ReadDisk): Promise<Side> => {
  const tree = await readTree(root, disk)
  return {
    root,
    stats: new Map(tree.entries.map((entry) => [entry.relative, entry.stat])),
    unreadable: tree.unreadable
  }
}

/** Of a whole folder only its own name. */
const outermostNames = (names: ReadonlyArray<string>): ReadonlyArray<string> => {
  const all = new Set(names)
  const isBelow = (name: string): boolean => {
    for (let at = name.lastIndexOf("/"); at > 0; at = name.lastIndexOf("/", at - 1)) {
      if (all.has(name.slice(0, at))) return true
    }
    return false
  }
  return names.filter((name) => !isBelow(name))
}

/** `byName`: only whether a name is there. Rejects with `DiskError`. */
export const compareFolders = async (
  left: string,
  right: string,
  disk: ReadDisk,
  byName: boolean,
  breathe: Breathe,
  tell: TellProgress
): Promise<FolderDifference> => {
  const [a, b] = [await sideOf(left, disk), await sideOf(right, disk)]
  const amount = { files: 0, bytes: 0 }
  for (const [name, { size, type }] of a.stats) {
    const other = b.stats.get(name)
    if (other === undefined) continue
    amount.files += 1
    if (!byName && type === "file" && other.type === "file" && other.size === size) amount.bytes += size
  }
  const told = onePass(tell, amount)
  const different: Array<string> = []
  const same: Array<string> = []
  const equal = async (name: string, one: Stat, other: Stat): Promise<boolean> => {
    if (one.type !== other.type) return false
    if (byName || one.type === "folder" || one.type === "other") return true
    if (one.type === "link") return disk.readlink(`${left}/${name}`) === disk.readlink(`${right}/${name}`)
    return sameContent(disk, `${left}/${name}`, `${right}/${name}`, breathe, told)
  }
  for (const [name, one] of a.stats) {
    const other = b.stats.get(name)
    if (other === undefined) continue
    if (!(await equal(name, one, other))) different.push(name)
    else if (one.type !== "folder") same.push(name)
    told(0, 1)
    await breathe()
  }
  return {
    onlyLeft: outermostNames([...a.stats.keys()].filter((name) => !b.stats.has(name))),
    onlyRight: outermostNames([...b.stats.keys()].filter((name) => !a.stats.has(name))),
    different,
    same,
    unreadable: [...a.unreadable, ...b.unreadable]
  }
}
