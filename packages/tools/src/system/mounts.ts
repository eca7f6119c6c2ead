/**
 * The mounted file systems with their room. On Linux from `/proc/self/mountinfo` (proc(5)) and statfs(2), each with a
 * limit in time, because a network file system whose server is gone answers never; elsewhere from the library.
 */
import { readFileSync } from "node:fs"
import { statfs } from "node:fs/promises"
import { PathText, type ToolError } from "@zenus/core"
import * as Effect from "effect/Effect"
import { ask } from "./systemInformation.ts"
import { percentUp } from "./units.ts"

export interface Mount {
  /** What is mounted: a device, a share, or the name of the type. */
  readonly source: string
  readonly mount: string
  readonly type: string
  readonly readOnly: boolean
  /** Major and minor number, the same for all mounts of one file system. */
  readonly device: string
}

export interface Space {
  /** Bytes; `free` is what this user may still take, so used and free need not add up to the total. */
  readonly total: number
  readonly used: number
  readonly free: number
  /** Used of used and free, whole, rounded up as `df` does. */
  readonly percent: number
}

export type MountSpace = Mount & Space

/** How long one file system gets to answer. */
const ANSWER_MS = 2_000

/** Blanks, tabs, line ends and backslashes are written as three octal digits. */
const unescape = (text: string): string =>
  text.replace(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)))

/** Lines of mountinfo; fields before ` - ` vary in number, after it are type, source and options. Pure. */
export const parseMounts = (text: string): ReadonlyArray<Mount> =>
  text.split("\n").flatMap((line) => {
    const [before, after] = line.split(" - ")
    const [, , device, , mount, options] = before?.split(" ") ?? []
    const [type, source] = after?.split(" ") ?? []
    if (device === undefined || mount === undefined || type === undefined || source === undefined) return []
    const readOnly = options?.split(",").includes("ro") === true
    return [{ source: unescape(source), mount: unescape(mount), type, readOnly, device }]
  })

/** Types that are no storage: views of the kernel's own data. */
const VIEWS: ReadonlySet<string> = new Set([
  "proc",
  "sysfs",
  "devpts",
  "devtmpfs",
  "cgroup",
  "cgroup2",
  "securityfs",
  "debugfs",
  "tracefs",
  "pstore",
  "bpf",
  "mqueue",
  "hugetlbfs",
  "configfs",
  "fusectl",
  "binfmt_misc",
  "autofs",
  "rpc_pipefs",
  "nsfs",
  "efivarfs",
  "selinuxfs",
  "ramfs",
  "fuse.portal",
  "fuse.gvfsd-fuse",
  "fuse.lxcfs"
])

/** Memory file systems of the running system itself; one on /tmp is the user's business. */
const isSystemMemory = ({ mount, type }: Mount): boolean =>
  type === "tmpfs" && /^\/(?:dev|run|sys|proc)(?:\/|$)/.test(mount)

/** Those that hold files, each once (at its shortest place), by place. Packed images (squashfs) are always full and left out. Pure. */
export const storageMounts = (mounts: ReadonlyArray<Mount>): ReadonlyArray<Mount> => {
  const byDevice = new Map<string, Mount>()
  // What is mounted over another at the same place hides it.
  const visible = new Map(mounts.map((mount) => [mount.mount, mount] as const))
  for (const mount of visible.values()) {
    if (VIEWS.has(mount.type) || mount.type === "squashfs" || isSystemMemory(mount)) continue
    const known = byDevice.get(mount.device)
    if (known === undefined || mount.mount.length < known.mount.length) byDevice.set(mount.device, mount)
  }
  return [...byDevice.values()].toSorted((a, b) => (a.mount < b.mount ? -1 : 1))
}

/** The mount that holds a real path: the longest, and of equals the last, which lies on top. Pure. */
export const mountOf = <M extends { readonly mount: string }>(mounts: ReadonlyArray<M>, path: string): M | undefined =>
  mounts
    .filter(({ mount }) => PathText.isInside(mount, path))
    .reduce<M | undefined>(
      (best, one) => (best === undefined || one.mount.length >= best.mount.length ? one : best),
      undefined
    )

interface Blocks {
  readonly bsize: number
  readonly blocks: number
  readonly bfree: number
  readonly bavail: number
}

/** Blocks as bytes. Pure. */
export const spaceOf = ({ bsize, blocks, bfree, bavail }: Blocks): Space => {
  const used = (blocks - bfree) * bsize
  const free = bavail * bsize
  return { total: blocks * bsize, used, free, percent: percentUp(used, used + free) }
}

export interface FileSystems {
  readonly mounts: ReadonlyArray<MountSpace>
  /** Places that did not answer in time or may not be asked. */
  readonly silent: ReadonlyArray<string>
}

const askAll = Effect.fnUntraced(function* (mounts: ReadonlyArray<Mount>): Effect.fn.Return<FileSystems> {
  const answers = yield* Effect.forEach(
    mounts,
    (mount) =>
      Effect.tryPromise(() => statfs(mount.mount)).pipe(
        Effect.map((blocks): MountSpace | null => ({ ...mount, ...spaceOf(blocks) })),
        Effect.timeoutOrElse({ duration: ANSWER_MS, orElse: () => Effect.succeed(null) }),
        Effect.orElseSucceed(() => null)
      ),
    { concurrency: 4 }
  )
  return {
    mounts: answers.flatMap((answer) => answer ?? []),
    silent: mounts.flatMap(({ mount }, at) => (answers[at] === null ? [mount] : []))
  }
})

const fromLibrary: Effect.Effect<FileSystems, ToolError> = Effect.map(
  ask("Read the room on the disks", (library) => library.fsSize()),
  (found) => ({
    mounts: found.map(({ fs, type, mount, rw, size, used, available }) => ({
      source: fs,
      mount,
      type,
      readOnly: rw === false,
      device: fs,
      total: size,
      used,
      free: available,
      percent: percentUp(used, used + available)
    })),
    silent: []
  })
)

const readMounts = (): ReadonlyArray<Mount> => parseMounts(readFileSync("/proc/self/mountinfo", "utf8"))
const onLinux = process.platform === "linux"

/** All that hold files. */
export const fileSystems: Effect.Effect<FileSystems, ToolError> = onLinux
  ? Effect.map(
      Effect.suspend(() => askAll(storageMounts(readMounts()))),
      ({ mounts, silent }) => ({
        // A size of 0 is a view that is not in the table of views.
        mounts: mounts.filter(({ total }) => total > 0),
        silent
      })
    )
  : fromLibrary

/** The one that holds a real path, or `null` where it does not say. */
export const fileSystemOf = (path: string): Effect.Effect<MountSpace | null, ToolError> =>
  onLinux
    ? Effect.suspend(() => {
        const mount = mountOf(readMounts(), path)
        return Effect.map(askAll(mount === undefined ? [] : [mount]), ({ mounts }) => mounts[0] ?? null)
      })
    : Effect.map(fromLibrary, ({ mounts }) => mountOf(mounts, path) ?? null)
