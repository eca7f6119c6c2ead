/**
 * The entries whose mode or owner changes: those chosen and, where asked, everything in the chosen folders, each once, a
 * folder before what it holds. Links are counted and left out; other file systems are not entered.
 */
import type { LookContext } from "@zenus/core"
import type { Source } from "../../select/gatherSources.ts"
import { readTree } from "../../select/readTree.ts"

export interface Within {
  readonly entries: ReadonlyArray<Source>
  readonly links: number
  readonly unreadable: ReadonlyArray<string>
}

/** Rejects with `DiskError`. */
export const within = async (
  chosen: ReadonlyArray<Source>,
  recursive: boolean,
  only: "files" | "folders" | undefined,
  context: LookContext
): Promise<Within> => {
  const all = new Map<string, Source>(chosen.map((source) => [source.path, source]))
  const unreadable: Array<string> = []
  if (recursive) {
    for (const { path, stat } of chosen) {
      if (stat.type !== "folder") continue
      const tree = await readTree(path, context.disk)
      const mounts = new Set(tree.mounts)
      for (const entry of tree.entries) if (!mounts.has(entry.path)) all.set(entry.path, entry)
      for (const one of tree.unreadable) unreadable.push(one)
    }
  }
  let links = 0
  const entries: Array<Source> = []
  for (const { path, stat } of all.values()) {
    if (stat.type === "link") links++
    else if (only === undefined || (only === "folders") === (stat.type === "folder")) entries.push({ path, stat })
  }
  entries.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0))
  return { entries, links, unreadable }
}
