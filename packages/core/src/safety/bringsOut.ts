/**
 * Whether a deed would give something that is hidden (`disk/hideFrom.ts`) another name, under which it is not: a folder that is moved takes along
 * what nobody may see of it. Looked up on the whole disk, in pieces, since a folder may hold very much.
 */
import type { Deed } from "../tool/Deed.ts"
import type { ReadDisk } from "../disk/Disk.ts"
import * as PathText from "../disk/PathText.ts"

/** Entries between two chances for others. */
const AT_ONCE = 2_048

/** A name that no pattern means: what lies in the trash is found under what it is called below. */
const ELSEWHERE = "/_"

const targetOf = (deed: Deed): { readonly from: string; readonly to: string } | null =>
  deed.do === "move"
    ? { from: deed.from, to: deed.to }
    : deed.do === "trash"
      ? { from: deed.path, to: ELSEWHERE }
      : null

/** The first that would come out, by its present path; `null` for none. A folder that cannot be listed brings nothing out of it to anybody. */
export function* bringsOut(
  disk: ReadDisk,
  isHidden: (path: string) => boolean,
  deed: Deed
): Generator<void, string | null> {
  const target = targetOf(deed)
  if (target === null) return null
  const { from, to } = target
  const left = [from]
  for (let seen = 1; ; seen++) {
    const path = left.pop()
    if (path === undefined) return null
    if (seen % AT_ONCE === 0) yield
    // What is hidden there as well hides all below it.
    if (isHidden(path)) {
      if (!isHidden(to + path.slice(from.length))) return path
    } else if (disk.lstat(path)?.type === "folder" && disk.may(path, "read")) {
      for (const { name } of disk.list(path)) left.push(PathText.child(path, name))
    }
  }
}
