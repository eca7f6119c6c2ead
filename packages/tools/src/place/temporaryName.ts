/**
 * A name nobody has in a folder, for the moment between two renames: swaps, and a change of case alone where both cases are
 * one name. There the journal could not tell a half-done rename from a done one, since both names show the same inode.
 */
import { PathText } from "@zenus/core"

/** `taken` says whether a name is in use in that folder; what is given is to be booked by the caller. */
export const temporaryName = (folder: string, taken: (name: string) => boolean): string => {
  for (let n = 1; ; n++) {
    const name = `.zenus-rename-${n}`
    if (!taken(name)) return PathText.child(folder, name)
  }
}
