/**
 * Where things go: the path of `to` as a request wrote it becomes either a folder that they go into or the new name of
 * one thing. A folder is meant when it ends in `/`, when it is one already, or when many things come.
 * Folders that are missing on the way are made, outermost first. A link to a folder stands for that folder, by its real path.
 */
import { BadArgument, quoteName, type LookContext, PathText, type Stat } from "@zenus/core"
import { expandHome } from "../select/locate.ts"

export type Destination =
  | { readonly kind: "folder"; readonly path: string; readonly missing: ReadonlyArray<string> }
  | {
      readonly kind: "name"
      readonly path: string
      /** What has that name now. */
      readonly existing: Stat | null
      readonly missing: ReadonlyArray<string>
    }

type Looking = Pick<LookContext, "cwd" | "home" | "disk">

const notAFolder = (action: string, path: string, context: Looking): BadArgument => {
  const shown = quoteName(PathText.relativeTo(context.cwd, path))
  return new BadArgument({
    action,
    reason: `${shown} is no folder, so nothing can go into it.`,
    hints: ["Name another folder, or move what has that name aside."]
  })
}

/**
 * The real path of a folder that may not be there yet, and which folders are missing. Throws `BadArgument` when a part
 * of the path is a file or a link that leads nowhere, and `DiskError`.
 */
export const folderToBe = (
  action: string,
  path: string,
  context: Looking
): { readonly path: string; readonly missing: ReadonlyArray<string> } => {
  const rest: Array<string> = []
  // By text only below what is there: above it `..` goes where the disk says.
  let at = expandHome(path, context)
  for (;;) {
    const real = context.disk.realpath(at)
    if (real !== null) {
      if (context.disk.lstat(real)?.type !== "folder") throw notAFolder(action, real, context)
      const missing: Array<string> = []
      let folder = real
      for (const part of rest.toReversed()) {
        if (part === "..") folder = PathText.dirname(folder)
        else {
          folder = PathText.child(folder, part)
          missing.push(folder)
        }
      }
      return { path: folder, missing: missing.filter((one) => PathText.isInside(one, folder)) }
    }
    const trimmed = at.replace(/\/+$/, "")
    if (context.disk.lstat(trimmed) !== null) throw notAFolder(action, trimmed, context)
    const part = PathText.basename(trimmed)
    if (part !== "." && part !== "") rest.push(part)
    at = PathText.dirname(trimmed)
  }
}

/** Throws `BadArgument` for a file where a folder is meant, and `DiskError`. */
export const destinationOf = (action: string, to: string, context: Looking, asFolder: boolean): Destination => {
  const wanted = asFolder || /(^|\/)\.{0,2}$/.test(to) || to === "~"
  const written = expandHome(to, context)
  const followed = context.disk.stat(written)
  if (followed?.type === "folder") return { kind: "folder", ...folderToBe(action, to, context) }
  if (wanted) return { kind: "folder", ...folderToBe(action, to, context) }
  const parent = folderToBe(action, PathText.dirname(written), context)
  const path = PathText.child(parent.path, PathText.basename(written))
  return { kind: "name", path, existing: context.disk.lstat(path), missing: parent.missing }
}
