/**
 * What a person says is to be kept must not go, neither by itself nor inside a folder that goes. A deed with an exception takes
 * files only, where what is excepted could lie in a folder; and a name to keep must be met where it looks, so that a slip in
 * it keeps the deed from being done. Pure. Refuses nothing by itself: a Selection in, the narrower one out. The plan says
 * what is left ("5 files").
 */
import type { Selection } from "../../plan/Selection.ts"
import { escapePattern, isGlob } from "./exactNames.ts"
import { looksLikeFile } from "./readPath.ts"

/** The name that a pattern stands for, `null` for one that fits several. */
const exactly = (pattern: string): string | null => {
  const name = pattern.replace(/\[([*?[])\]/g, "$1").replace(/\\\\/g, "\\")
  return !isGlob(pattern) || escapePattern(name) === pattern ? name : null
}

/** Whether something is said to be left out. */
export const leavesOut = (selection: Selection): boolean =>
  (selection.notNames ?? selection.notExtensions ?? selection.notInPath ?? selection.notContaining) !== undefined

/** A selection that a deed acts on, such that it cannot take what is to be kept. */
export const keepKept = (selection: Selection): Selection => {
  const { notNames = [], notInPath = [], notExtensions = [], notContaining = [] } = selection
  const exact = [...notNames, ...notInPath].map(exactly)
  const names = exact.filter((name) => name !== null)
  // What has one name lies here, and is met; what has a kind may lie in any folder.
  const ofAKind =
    exact.length > names.length ||
    notExtensions.length > 0 ||
    notContaining.length > 0 ||
    selection.empty === false ||
    selection.hidden === "exclude"
  const files = notInPath.filter(looksLikeFile)
  const below = selection.recursive === true && names.length > 0
  return {
    ...selection,
    ...(selection.type === "any" && (ofAKind || below) ? { type: "file" as const } : {}),
    // What looks like a file is kept as one, too, wherever the words put it.
    ...(files.length > 0 ? { notNames: [...new Set([...notNames, ...files])] } : {}),
    ...(names.length > 0 && selection.paths === undefined ? { keeps: [...new Set(names)] } : {})
  }
}

/** Deeds that take files from where they are. */
const TAKES: ReadonlySet<string> = new Set(["delete", "move"])

/** Of files that are the same one stays, where a deed takes those that "are duplicates": nobody wants none left. */
export const keepOne = (action: string, selection: Selection): Selection =>
  TAKES.has(action) && selection.duplicates === "content" ? { ...selection, duplicates: "all-but-first" } : selection

/** Whether folders are taken of which one could hold another that is to be kept: at any depth, or where that has no one name. */
export const couldHoldKept = (selection: Selection): boolean =>
  selection.type === "folder" &&
  leavesOut(selection) &&
  (selection.recursive === true || (selection.notNames ?? []).some((pattern) => exactly(pattern) === null))
