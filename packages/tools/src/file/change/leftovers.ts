/**
 * The tables of clean up: which names are temporary files, which empty files are not rubbish, and whose folders are never
 * cleaned. Pure. A name is temporary only when nobody keeps something under it: backups (`*.bak`, `*.old`) and
 * unfinished downloads are not in the table, since they may be all that somebody has.
 */
import { compileGlob, type Fits } from "../../select/glob.ts"

/** Patterns for the whole name, any case; each needs more than its mark, so that files called `~` or `.tmp` are none. */
const TEMPORARY = [
  "?*.tmp",
  "?*.temp",
  // Editors: backups of the last save, swap files, locks.
  "*[!~[:space:]]~",
  "?*.sw[op]",
  "#?*#",
  ".#?*",
  "~$?*",
  ".~lock.?*#",
  // What desktops leave in every folder.
  ".DS_Store",
  "._?*",
  "Thumbs.db",
  "ehthumbs.db",
  // Made anew by the interpreter.
  "?*.py[co]"
]

/** Empty on purpose: taking them away breaks a program, or a folder's place in version control. */
const MEANT_TO_BE_EMPTY = ["__init__.py", "py.typed", ".gitkeep", ".keep", ".nojekyll", ".npmignore"]

/** Folders that belong to a program: version control and installed packages. */
export const PROGRAMS_OWN: ReadonlyArray<string> = [".git", ".hg", ".svn", ".jj", "node_modules", ".venv", "venv"]

const anyOf =
  (tests: ReadonlyArray<Fits>): Fits =>
  (name) =>
    tests.some((fits) => fits(name))

export const isTemporary: Fits = anyOf(TEMPORARY.map((pattern) => compileGlob(pattern, true)))

const meantToBeEmpty = new Set(MEANT_TO_BE_EMPTY)
export const isMeantToBeEmpty = (name: string): boolean => meantToBeEmpty.has(name)
