/**
 * Paths as text: pure functions, POSIX rules, no disk. A path is a JavaScript string in which a byte that
 * is no valid UTF-8 stands as the lone surrogate U+DC00 + byte (the "surrogateescape" of Python's PEP 383),
 * so every name that a disk can hold has exactly one string and JSON can carry it. The disk port turns it
 * back into bytes. Nothing here expands `~`, `$HOME` or patterns: names are data.
 */

/** Whether the string holds an escaped byte and therefore needs a byte path. */
export const hasEscapedBytes = (path: string): boolean => /[\udc80-\udcff]/.test(path) && !path.isWellFormed()

export const isAbsolute = (path: string): boolean => path.startsWith("/")

/** Removes empty parts and `.`, and resolves `..` by text. Keeps a leading `/`; an empty result is `.`. */
export const normalize = (path: string): string => {
  const absolute = isAbsolute(path)
  const parts: Array<string> = []
  for (const part of path.split("/")) {
    if (part === "" || part === ".") continue
    if (part !== "..") parts.push(part)
    else if (parts.length > 0 && parts[parts.length - 1] !== "..") parts.pop()
    else if (!absolute) parts.push("..")
  }
  const joined = parts.join("/")
  return absolute ? `/${joined}` : joined === "" ? "." : joined
}

/** `path` seen from the absolute `folder`: absolute and normalised. */
export const resolve = (folder: string, path: string): string =>
  normalize(isAbsolute(path) ? path : `${folder}/${path}`)

/** A child of a folder; `name` is one part, taken as it is. */
export const child = (folder: string, name: string): string =>
  folder.endsWith("/") ? folder + name : `${folder}/${name}`

/** The folder that holds `path` (absolute, normalised). The root's folder is the root. */
export const dirname = (path: string): string => {
  const at = path.lastIndexOf("/")
  return at < 0 ? "." : at === 0 ? "/" : path.slice(0, at)
}

export const basename = (path: string): string => path.slice(path.lastIndexOf("/") + 1)

/** Extension without the dot, as written; empty for none and for names such as `.profile`. */
export const extension = (path: string): string => {
  const name = basename(path)
  const at = name.lastIndexOf(".")
  return at <= 0 ? "" : name.slice(at + 1)
}

/** Whether `path` is `folder` or below it; both absolute and normalised. */
export const isInside = (folder: string, path: string): boolean =>
  path === folder || path.startsWith(folder.endsWith("/") ? folder : `${folder}/`)

/** How `path` is shown to somebody who stands in `folder`: relative below it, absolute elsewhere. */
export const relativeTo = (folder: string, path: string): string => {
  if (path === folder) return "."
  const cut = folder.endsWith("/") ? folder.length : folder.length + 1
  // No string is made to compare with: this is asked of each of many thousand paths.
  return path.startsWith(folder) && path.charCodeAt(cut - 1) === SLASH ? path.slice(cut) : path
}

const SLASH = 47
