/**
 * The disk as it will be: a ReadDisk over another one with the deeds of earlier steps laid on top, so that "make a
 * folder, then put a file in it" can be planned as a whole and nothing is written for it. It knows
 * when an answer came from what it laid over (`touched`): such a step is looked at again before it is done.
 * What a step will make but nobody can know yet (an archive's bytes) reads as an `EINVAL` DiskError.
 */
import { DiskError, type Entry, type EntryType, type ReadDisk, type Stat, type WalkOptions } from "../disk/Disk.ts"
import { basename, child, dirname, isInside } from "../disk/PathText.ts"
import type { Content, Deed } from "../tool/Deed.ts"

interface Node {
  /** `null`: not there any more. */
  readonly type: EntryType | null
  /** Where on the disk below its facts and content are; `null` for what is made anew. */
  readonly base: string | null
  readonly over: Partial<Stat>
  readonly content: Uint8Array | null
  readonly link: string | null
}

export interface Overlay {
  readonly disk: ReadDisk
  /** Lays the deeds of one step over it, in order. */
  readonly apply: (deeds: ReadonlyArray<Deed>) => void
  /** Whether an answer since the last call came from what was laid over. */
  readonly touched: () => boolean
}

const GONE: Node = { type: null, base: null, over: {}, content: null, link: null }

export const overlay = (base: ReadDisk, now: number): Overlay => {
  const nodes = new Map<string, Node>()
  /** Folder to the names below it that `nodes` speaks of. */
  const names = new Map<string, Set<string>>()
  let hit = false
  let made = 0

  const put = (path: string, node: Node): void => {
    nodes.set(path, node)
    const folder = dirname(path)
    const known = names.get(folder)
    if (known === undefined) names.set(folder, new Set([basename(path)]))
    else known.add(basename(path))
  }

  /** The node for the path, or where below a laid-over folder it comes from; `undefined` for the disk itself. */
  const find = (path: string): Node | undefined => {
    if (nodes.size === 0) return undefined
    for (let at = path; ; at = dirname(at)) {
      const node = nodes.get(at)
      if (node !== undefined) {
        if (at === path) return node
        // Below a moved folder: its old place. Below something new or gone: nothing.
        return node.base === null || node.type !== "folder"
          ? GONE
          : { ...GONE, base: node.base + path.slice(at.length), type: "other" }
      }
      if (at === "/" || at === ".") return undefined
    }
  }

  const facts = (node: Node, ask: (path: string) => Stat | null): Stat | null => {
    hit = true
    if (node.type === null) return null
    const below = node.base === null ? null : ask(node.base)
    if (node.base !== null) return below === null ? null : { ...below, ...node.over }
    return {
      type: node.type,
      dev: 0,
      ino: 0,
      mode: node.type === "folder" ? 0o755 : 0o644,
      nlink: 1,
      uid: 0,
      gid: 0,
      size: node.content?.length ?? 0,
      allocated: 0,
      mtimeMs: now,
      atimeMs: now,
      ctimeMs: now,
      birthtimeMs: now,
      ...node.over
    }
  }

  const list = (folder: string): ReadonlyArray<Entry> => {
    const node = find(folder)
    if (node?.type === null) throw new DiskError("list", folder, "ENOENT")
    const below = node === undefined ? base.list(folder) : node.base === null ? [] : base.list(node.base)
    const own = names.get(folder)
    if (node !== undefined || own !== undefined) hit = true
    if (own === undefined) return below
    const laid = [...own].flatMap((name): ReadonlyArray<Entry> => {
      const type = nodes.get(child(folder, name))?.type ?? null
      return type === null ? [] : [{ name, type }]
    })
    return [...below.filter((entry) => !own.has(entry.name)), ...laid]
  }

  /** Takes the path and all below it that was laid over out of the map, and gives it back with relative names. */
  const lift = (path: string): ReadonlyArray<readonly [string, Node]> => {
    const found = [...nodes].filter(([at]) => at !== path && isInside(path, at))
    for (const [at] of found) {
      nodes.delete(at)
      names.get(dirname(at))?.delete(basename(at))
    }
    return found.map(([at, node]) => [at.slice(path.length), node] as const)
  }

  const current = (path: string): Node => {
    const node = find(path)
    if (node !== undefined && node.base === null) return node
    const at = node?.base ?? path
    const stat = base.lstat(at)
    return stat === null ? GONE : { type: stat.type, base: at, over: node?.over ?? {}, content: null, link: null }
  }

  const remove = (path: string): void => {
    if (current(path).type === "folder") lift(path)
    put(path, GONE)
  }

  const fresh = (type: EntryType, over: Partial<Stat>, content: Uint8Array | null, link: string | null): Node => {
    made += 1
    return { type, base: null, over: { ino: -made, ...over }, content, link }
  }

  const contentNode = (content: Content, size: number, mode: number | undefined): Node => {
    const over: Partial<Stat> = { size, ...(mode === undefined ? {} : { mode }) }
    switch (content.kind) {
      case "bytes":
        return fresh("file", over, content.bytes, null)
      case "symlink":
        return fresh("link", over, null, content.target)
      case "copy":
      case "hardlink": {
        const source = current(content.kind === "copy" ? content.from : content.of)
        return {
          ...source,
          type: source.type ?? "file",
          over: { ...source.over, ...(mode === undefined ? {} : { mode }) }
        }
      }
      case "staged":
        return fresh("file", over, null, null)
    }
  }

  const applyOne = (deed: Deed): void => {
    switch (deed.do) {
      case "make-folder":
        if (current(deed.path).type !== "folder")
          put(deed.path, fresh("folder", deed.mode === undefined ? {} : { mode: deed.mode }, null, null))
        return
      case "move": {
        const node = current(deed.from)
        // Only folders hold something to be carried along; the search is over all that was laid.
        const below = node.type === "folder" ? lift(deed.from) : []
        put(deed.from, GONE)
        if (node.type === "folder") lift(deed.to)
        put(deed.to, node)
        for (const [rest, inner] of below) put(deed.to + rest, inner)
        return
      }
      case "put":
        put(deed.path, contentNode(deed.content, deed.bytes, deed.mode))
        return
      case "trash":
        return remove(deed.path)
      case "set": {
        const node = current(deed.path)
        const over: Partial<Stat> = {
          ...(deed.mode === undefined ? {} : { mode: deed.mode }),
          ...(deed.uid === undefined ? {} : { uid: deed.uid }),
          ...(deed.gid === undefined ? {} : { gid: deed.gid }),
          ...(deed.mtimeMs === undefined ? {} : { mtimeMs: deed.mtimeMs })
        }
        put(deed.path, { ...node, over: { ...node.over, ...over } })
        return
      }
    }
  }

  const walk = async (start: string, options: WalkOptions): Promise<void> => {
    if (nodes.size === 0) return base.walk(start, options)
    const startDev = disk.lstat(start)?.dev
    const visit = (path: string, depth: number): void => {
      options.signal?.throwIfAborted()
      let entries: ReadonlyArray<Entry>
      try {
        entries = list(path)
      } catch (error) {
        if (error instanceof DiskError) options.onError?.(error)
        else throw error
        return
      }
      const { wants } = options
      const wanted = wants === undefined ? entries : entries.filter(({ name, type }) => wants(name, type))
      options.onFolder({ path, depth, entries: wanted })
      if (options.maxDepth !== undefined && depth >= options.maxDepth) return
      for (const entry of entries) {
        if (entry.type !== "folder") continue
        const inner = child(path, entry.name)
        if (options.enter?.(inner, entry.name, depth + 1) === false) continue
        const dev = disk.lstat(inner)?.dev
        if (options.crossMounts !== true && dev !== 0 && startDev !== 0 && dev !== startDev) continue
        visit(inner, depth + 1)
      }
    }
    visit(start, 0)
  }

  const linkTarget = (node: Node, path: string): string =>
    node.link ?? (node.base === null ? path : base.readlink(node.base))

  const disk: ReadDisk = {
    lstat: (path) => {
      const node = find(path)
      return node === undefined ? base.lstat(path) : facts(node, base.lstat)
    },
    stat: (path) => {
      const node = find(path)
      if (node === undefined) return base.stat(path)
      if (node.type !== "link" || node.link === null) return facts(node, base.stat)
      const target = node.link.startsWith("/") ? node.link : child(dirname(path), node.link)
      return target === path ? null : disk.stat(target)
    },
    exactTimes: (path) => {
      const node = find(path)
      if (node === undefined) return base.exactTimes(path)
      hit = true
      return node.base === null ? null : base.exactTimes(node.base)
    },
    list,
    readlink: (path) => {
      const node = find(path)
      if (node === undefined) return base.readlink(path)
      hit = true
      return linkTarget(node, path)
    },
    realpath: (path) => {
      const node = find(path)
      if (node === undefined) return base.realpath(path)
      // Laid-over paths hang on real folders already.
      return disk.lstat(path) === null ? null : path
    },
    read: (path, from, to) => {
      const node = find(path)
      if (node === undefined) return base.read(path, from, to)
      hit = true
      if (node.type === null) throw new DiskError("read", path, "ENOENT")
      if (node.content !== null) return node.content.subarray(from ?? 0, to)
      if (node.base === null) throw new DiskError("read", path, "EINVAL")
      return base.read(node.base, from, to)
    },
    may: (path, want) => {
      const node = find(path)
      return node === undefined ? base.may(path, want) : node.type !== null
    },
    walk,
    space: (path) => base.space(path)
  }

  return {
    disk,
    apply: (deeds) => deeds.forEach(applyOne),
    touched: () => {
      const was = hit
      hit = false
      return was
    }
  }
}
