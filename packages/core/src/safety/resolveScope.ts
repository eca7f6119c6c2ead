/**
 * Whether a path may be changed at all: pure, by real path. The tables are the contract's (§4). Nothing here can be
 * switched off by a flag, and nothing here binds reading.
 */
import { basename, child, dirname, isInside } from "../disk/PathText.ts"
import { escapeName } from "../errors/escapeName.ts"
import { Refusal } from "../plan/Plan.ts"
import type { Facts, PolicyOptions, Target } from "./Policy.ts"

/** Refused with all below. `/lib*` stands for every top folder whose name begins so. */
const SYSTEM = [
  "/bin",
  "/boot",
  "/dev",
  "/etc",
  "/proc",
  "/run",
  "/sbin",
  "/sys",
  "/usr",
  "/var",
  "/System",
  "/Library",
  "/Applications",
  "/private/etc",
  "/private/var"
]
/** Below a system folder, and yet places where people keep their own. */
const SYSTEM_EXCEPT = ["/usr/local", "/var/tmp", "/var/www", "/var/folders", "/private/var/folders", "/private/var/tmp"]
/** Refused as a whole; what is in them is not. */
const TOPS = [
  "/home",
  "/Users",
  "/root",
  "/mnt",
  "/media",
  "/opt",
  "/srv",
  "/tmp",
  "/private/tmp",
  "/private",
  "/Volumes",
  ...SYSTEM_EXCEPT
]

/** The trash at the top of a mount or in a working root (contract §1). */
const OWN_TRASH = /(^|\/)\.zenus-trash-\d+(\/|$)/

export interface Scope {
  /** Real paths of the folders below which things may be changed. */
  readonly roots: ReadonlyArray<string>
  /** `null` when the target may be changed. */
  readonly refuses: (target: Target) => Refusal | null
  /** Whether this folder is never changed as a whole (`/`, a home, `/tmp`, a mount point), or holds somebody's home. Real path. */
  readonly isTooWide: (folder: string) => boolean
}

const refusal = (rule: string, reason: string, recovery: ReadonlyArray<string>): Refusal =>
  new Refusal({ rule, reason, recovery })

/** Folding for file systems on which `/ETC` is `/etc`. Elsewhere the text stays. */
const folder =
  (facts: Facts) =>
  (path: string): string =>
    facts.platform === "linux" ? path : path.normalize("NFC").toLowerCase()

/** `real` is the target's real path: its folder with all links resolved, then its own name. */
export const resolveScope = (facts: Facts, options: PolicyOptions): Scope => {
  const fold = folder(facts)
  const table = (paths: ReadonlyArray<string>) => paths.map(fold)
  const system = table(SYSTEM)
  const except = table(SYSTEM_EXCEPT)
  const tops = new Set(table(TOPS))
  const homes = new Set(table([facts.home, ...facts.homes]).filter((home) => home !== "/"))
  const mounts = new Set(table(facts.mounts))
  const own = table(facts.own)
  const cwd = fold(facts.cwd)

  const isSystem = (path: string): boolean =>
    (/^\/lib[^/]*(\/|$)/.test(path) || system.some((top) => isInside(top, path))) &&
    !except.some((top) => path !== top && isInside(top, path))

  const whole = (path: string): Refusal | null =>
    path === "/"
      ? refusal("root-folder", "The root folder is never changed as a whole.", [
          "Name the folder inside it that you mean."
        ])
      : homes.has(path)
        ? refusal("home-folder", "A home folder is never changed as a whole.", [
            "Name what inside it you mean.",
            "Move what you want to keep aside first."
          ])
        : isSystem(path) && !tops.has(path)
          ? refusal("system-folder", `${escapeName(path)} belongs to the system.`, [
              "Use the system's own tools for it.",
              "Copy it into your own folder and change the copy."
            ])
          : tops.has(path)
            ? refusal("shared-folder", `${escapeName(path)} is never changed as a whole.`, [
                "Name the folder inside it that you mean."
              ])
            : mounts.has(path)
              ? refusal("mount-point", `A file system is mounted at ${escapeName(path)}.`, [
                  "Name what inside it you mean."
                ])
              : null

  // A working folder that is itself refused (`--cwd /`) opens nothing.
  const roots = [
    ...(whole(cwd) === null && !isSystem(cwd) ? [cwd] : []),
    fold(facts.home),
    ...(facts.tmpdir === null ? [] : [fold(facts.tmpdir)]),
    ...table(options.roots)
  ].filter((root) => root !== "/" && !(isSystem(root) && !table(options.roots).includes(root)))

  /** How to allow a folder; nothing where it is refused itself, as `/` is. `config set` replaces a list, so those there already come along. */
  const addRoot = (place: string): ReadonlyArray<string> =>
    whole(fold(place)) === null
      ? [`Allow its folder: zenus config set safety.roots '${JSON.stringify([...options.roots, place])}'`]
      : []

  /** To go to a folder that is refused itself opens nothing; what is made can be made elsewhere, and its folder may not be there yet. */
  const waysIn = ({ how, path }: Target): ReadonlyArray<string> => {
    const place = dirname(path)
    const add = addRoot(place)
    const instead =
      how === "make"
        ? "Or say where it shall go instead, such as a place in your home: to ~/NAME"
        : "Or go to that folder and ask there."
    if (add.length > 0) return [...add, instead]
    return [`Name something in a folder that may be changed: ${escapeName(place)} cannot be made one.`]
  }

  const examine = (target: Target, path: string): Refusal | null => {
    if (OWN_TRASH.test(path)) {
      return refusal("own-state", `${escapeName(target.path)} is in zenus' trash.`, [
        "Use zenus undo to bring it back."
      ])
    }
    // Making something inside a place is judged by where it is; changing or removing also by what it holds.
    const asWhole = target.how === "make" && !isSystem(path) ? null : whole(path)
    if (asWhole !== null) return asWhole
    const held = own.find((mine) => isInside(mine, path) || (target.how === "remove" && isInside(path, mine)))
    if (held !== undefined) {
      return refusal("own-state", `${escapeName(target.path)} holds zenus' own state or trash.`, [
        "Use zenus history, zenus undo or zenus config for it.",
        "Remove it by hand if you mean to lose the way back."
      ])
    }
    if (target.how === "remove") {
      if (isInside(path, cwd)) {
        return refusal("working-folder", `${escapeName(target.path)} is or holds the folder you are working in.`, [
          "Go to another folder first, or name what inside it you mean."
        ])
      }
      const inner = [...homes, ...mounts].find((held) => isInside(path, held))
      if (inner !== undefined) {
        return refusal("holds-protected", `${escapeName(target.path)} holds ${escapeName(inner)}.`, [
          "Name the parts of it that you mean."
        ])
      }
    }
    if (!roots.some((root) => isInside(root, path))) {
      return refusal(
        "outside-roots",
        `${escapeName(target.path)} is outside the folders that may be changed (${roots.map(escapeName).join(", ") || "none here"}).`,
        isInside(cwd, path)
          ? ["The folder you are in may not be changed as a whole, so it opens nothing: go to a folder below it."]
          : waysIn(target)
      )
    }
    return null
  }
  // Most targets are ordinary entries of an ordinary folder: 100,000 of them are judged by their folder once.
  const special = new Set([...homes, ...mounts, ...own, ...system, ...except, ...tops, cwd].flatMap(withParents))
  const ordinary = new Map<string, boolean>()
  const isOrdinary = (place: string): boolean => {
    const known = ordinary.get(place)
    if (known !== undefined) return known
    const is =
      roots.some((root) => isInside(root, place)) &&
      !isSystem(place) &&
      !OWN_TRASH.test(place) &&
      !own.some((mine) => isInside(mine, place))
    ordinary.set(place, is)
    return is
  }
  const refuses = (target: Target): Refusal | null => {
    const path = fold(target.path)
    const usual =
      !special.has(path) && !path.startsWith(".zenus-trash-", path.lastIndexOf("/") + 1) && isOrdinary(dirname(path))
    return usual ? null : examine(target, path)
  }
  const isTooWide = (place: string): boolean =>
    whole(fold(place)) !== null || [...homes].some((home) => isInside(fold(place), home))
  return { roots, refuses, isTooWide }
}

/** The path and every folder above it. */
const withParents = (path: string): ReadonlyArray<string> => {
  const found: Array<string> = []
  for (let at = path; at !== "/" && at !== "."; at = dirname(at)) found.push(at)
  return [...found, "/"]
}

/** The real path of a target: links on the way resolved, the last name taken as it is. What is not there yet hangs on its nearest real folder. */
export const realTarget = (
  path: string,
  realpath: (path: string) => string | null,
  cache: Map<string, string>
): string => {
  if (path === "/") return path
  const parent = dirname(path)
  const known = cache.get(parent)
  // No string is made where the folder is its own real path, as nearly always.
  if (known !== undefined) return known === parent ? path : child(known, basename(path))
  const real = realpath(parent) ?? realTarget(parent, realpath, cache)
  cache.set(parent, real)
  return child(real, basename(path))
}
