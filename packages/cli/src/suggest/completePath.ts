/**
 * Names of files for the word that is being typed: behind an `@` anything under the shell's folder by a few letters of it, else what a
 * path goes on with. Thin: the walk reads, `rankPaths` chooses. What is put into the line is how a request reads exactly that name.
 */
import { PathText, writeName } from "@zenus/core"
import type { PickItem } from "../editor/PickItem.ts"
import type { FolderWalks } from "./FolderWalk.ts"
import { MAX_PATHS_SHOWN, type RankPaths } from "./rankPaths.ts"

export interface PathWorld {
  readonly walks: Pick<FolderWalks, "of">
  readonly ranking: RankPaths
  /** Where the shell stands, absolute. */
  readonly cwd: string
  readonly home: string
}

export interface FoundItems {
  readonly items: ReadonlyArray<PickItem>
  /** Whether there may be more: it is still looked for. */
  readonly isWhole: boolean
}

/** Names that no quotes hold are left out. */
const itemsOf = (paths: ReadonlyArray<string>, before: string): ReadonlyArray<PickItem> =>
  paths.flatMap((path) => {
    const written = writeName(before + path)
    return written === null ? [] : [{ insert: written, label: path, note: "" }]
  })

/** Whether a part of it begins with a dot (`..` and `.` are no names). */
const isHidden = (path: string): boolean => path.split("/").some((part) => /^\.(?!\.?$)/.test(part) || part === ".")
const isHeavy = (path: string): boolean => /(?:^|\/)(?:\.git|node_modules)\//.test(path)

/** A path from elsewhere (`~/`, `/`, `../`) is gone on with folder by folder. */
const isElsewhere = (typed: string): boolean => /^(?:~|\/|\.{1,2}\/)/.test(typed)

/** `typed` is what stands behind the `@`. */
export const findFiles = (typed: string, world: PathWorld): FoundItems => {
  if (isElsewhere(typed)) return continuePath(typed, world)
  const walked = world.walks.of({ root: world.cwd, deep: true, hidden: isHidden(typed), heavy: isHeavy(typed) })
  return { items: itemsOf(world.ranking.rank(walked, typed), ""), isWhole: walked.isWhole }
}

const startsWith = (names: ReadonlyArray<string>, begun: string): ReadonlyArray<string> => {
  const exact = names.filter((name) => name.startsWith(begun))
  if (exact.length > 0) return exact
  const low = begun.toLowerCase()
  return names.filter((name) => name.toLowerCase().startsWith(low))
}

/** What is in the folder that the word names, and begins like its last part; as written, else in any case. */
export const continuePath = (typed: string, { cwd, home, walks }: PathWorld): FoundItems => {
  if (typed === "~") return { items: [{ insert: "~/", label: "~/", note: "" }], isWhole: true }
  const split = typed.lastIndexOf("/") + 1
  const before = typed.slice(0, split)
  const begun = typed.slice(split)
  const folder = before.startsWith("~/") ? PathText.resolve(home, before.slice(2)) : PathText.resolve(cwd, before)
  const { isWhole, paths } = walks.of({ root: folder, deep: false, hidden: begun.startsWith("."), heavy: false })
  const fitting = startsWith(paths, begun).slice(0, MAX_PATHS_SHOWN * 10)
  const shown = fitting.toSorted((a, b) => (a < b ? -1 : 1)).slice(0, MAX_PATHS_SHOWN)
  return { items: itemsOf(shown, before), isWhole }
}
