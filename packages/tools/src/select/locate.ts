/**
 * A path as a request wrote it, found on the disk: its parent folder made real (links and `..` resolved by the
 * disk, not by text), its last part left as it is, so that a deed acts on a link and not on what it leads to.
 * Names are data: nothing is expanded, but for `~` (see `expandHome`).
 */
import type { LookContext, Stat } from "@zenus/core"
import { PathNotFound, PathText } from "@zenus/core"
import { nearNames } from "../action/nearNames.ts"

type Looking = Pick<LookContext, "cwd" | "home" | "disk">

/**
 * `~` means the home only as the whole path or before a slash, and only while the working folder holds no such entry: a
 * file that is really called `~` wins. A planner that means the file and not the home writes `./~`, which
 * is never expanded. `~name` is an ordinary name. Gives an absolute path, not normalised.
 */
export const expandHome = (path: string, context: Looking): string => {
  const here = PathText.child(context.cwd, path)
  if (path !== "~" && !path.startsWith("~/")) return PathText.isAbsolute(path) ? path : here
  return context.disk.lstat(stripSlashes(here)) === null ? context.home + path.slice(1) : here
}

const stripSlashes = (path: string): string => {
  let end = path.length
  while (end > 1 && path[end - 1] === "/") end--
  return path.slice(0, end)
}

export interface Located {
  /** Absolute; its parent folder is a real path. */
  readonly path: string
  /** Of the entry itself; `null` when it is not there (its parent is). */
  readonly stat: Stat | null
}

/** Where a path leads, there or not; `null` when even its parent folder is not there. Throws `DiskError`. */
export const locateTarget = (path: string, context: Looking): Located | null => {
  const absolute = stripSlashes(expandHome(path, context))
  const at = absolute.lastIndexOf("/")
  const last = absolute.slice(at + 1)
  if (last === "" || last === "." || last === "..") {
    const real = context.disk.realpath(absolute)
    return real === null ? null : { path: real, stat: context.disk.lstat(real) }
  }
  const parent = context.disk.realpath(at === 0 ? "/" : absolute.slice(0, at))
  if (parent === null) return null
  const real = PathText.child(parent, last)
  return { path: real, stat: context.disk.lstat(real) }
}

/** An entry that must be there; throws `PathNotFound` with near names, or `DiskError`. */
export const locate = (path: string, context: Looking): Located & { readonly stat: Stat } => {
  const found = locateTarget(path, context)
  if (found === null || found.stat === null) throw pathNotFound(path, context)
  return { path: found.path, stat: found.stat }
}

/** The error for a path that is not there: near names are looked for beside its first part that is missing. */
export const pathNotFound = (path: string, context: Looking): PathNotFound => {
  const parts = expandHome(path, context).split("/").slice(1)
  let folder = "/"
  for (const [at, part] of parts.entries()) {
    if (part === "" || part === ".") continue
    const next = PathText.child(folder, part)
    if (part !== ".." && quietly(() => context.disk.lstat(next), null) === null) {
      const siblings = quietly(() => context.disk.list(folder), []).map((entry) => entry.name)
      const rest = parts.slice(at + 1).filter((later) => later !== "")
      const near = nearNames(part, siblings).map((name) => {
        const whole = PathText.child(folder, [name, ...rest].join("/"))
        const there = rest.length > 0 && quietly(() => context.disk.lstat(whole), null) !== null
        return PathText.relativeTo(context.cwd, there ? whole : PathText.child(folder, name))
      })
      return new PathNotFound({ path, near })
    }
    folder = quietly(() => context.disk.realpath(next), null) ?? next
  }
  return new PathNotFound({ path, near: [] })
}

// Only for hints: what cannot be looked at is no hint.
const quietly = <A>(look: () => A, otherwise: A): A => {
  try {
    return look()
  } catch {
    return otherwise
  }
}
