/** A deed goes on only with the entry that was planned: looked at again right before it is used, and right after. */
import { type Identity, sameIdentity, type Stat } from "../disk/Disk.ts"
import { ChangedSince } from "./ToolError.ts"

/**
 * Gives the facts of the entry back. Throws `ChangedSince` where it is not there (`stat` is `null`) or not the one that was planned.
 * @param planned `null`: any will do, as long as it is there.
 */
export const requireSame = (path: string, stat: Stat | null, planned: Identity | null): Stat => {
  if (stat === null) throw new ChangedSince({ path, what: "went away" })
  if (planned !== null && !sameIdentity(stat, planned)) {
    throw new ChangedSince({ path, what: stat.ino === planned.ino ? "was changed" : "was replaced" })
  }
  return stat
}
