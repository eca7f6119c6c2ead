/**
 * Takes away what was staged and never put into place. Staged entries alone are called `new-N` and `stage-N`; what people
 * deleted is called `N`, what an own deed keeps `keep-N`, and neither is ever touched here. Never fails: what cannot go
 * now goes with the trash.
 */
import { DiskError, type Disk } from "../disk/Disk.ts"
import { child } from "../disk/PathText.ts"
import { removeTree } from "./removeTree.ts"
import { runToEnd } from "./surveyTree.ts"

export const sweepStaged = (disk: Disk, folder: string): void => {
  try {
    if (disk.lstat(folder)?.type !== "folder") return
    for (const entry of disk.list(folder)) {
      if (/^(new|stage)-\d+$/.test(entry.name)) runToEnd(removeTree(disk, child(folder, entry.name)))
    }
  } catch (error) {
    if (!(error instanceof DiskError)) throw error
  }
}
