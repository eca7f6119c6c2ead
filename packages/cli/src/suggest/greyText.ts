/**
 * What would follow in grey behind the line that is being typed: the rest of the newest line of this folder that begins like it, else of
 * any folder's. Pure.
 *
 * Not suggested: what was refused or not understood (it would be again), a line of several rows (it would jump into the way), and one
 * of which a key was taken out.
 */
import type { KeptLine } from "@zenus/core"
import { isMutilated, type LineMemory } from "./LineMemory.ts"

const IN_VAIN: ReadonlySet<KeptLine["outcome"]> = new Set(["refused", "not-understood", "ambiguous"] as const)

/** `null` for nothing; the case is as typed. */
export const greyText = (memory: Pick<LineMemory, "beginning">, text: string, folder: string): string | null => {
  if (text === "") return null
  let elsewhere: string | null = null
  for (const line of memory.beginning(text)) {
    if (elsewhere !== null && line.folder !== folder) continue
    if (line.text.length <= text.length) continue
    if (IN_VAIN.has(line.outcome) || line.text.includes("\n") || isMutilated(line.text)) continue
    if (line.folder === folder) return line.text.slice(text.length)
    elsewhere = line.text
  }
  return elsewhere?.slice(text.length) ?? null
}
