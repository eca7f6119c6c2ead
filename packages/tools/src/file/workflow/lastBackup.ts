/**
 * Names of backups and the last one of them in a place: `NAME-backup-2026-11-21`, and ` (2)` behind it for the second of a
 * day. The name alone says of what it is one, which is enough: only files that are the same are ever taken from it.
 */
import type { Entry } from "@zenus/core"
import { splitName } from "../../place/keepBoth.ts"

/** `docs-backup-2026-11-21`; a file keeps its ending: `notes-backup-2026-11-21.txt`. */
export const backupName = (name: string, day: string, isFolder: boolean): string => {
  const [stem, ending] = splitName(name, isFolder)
  return `${stem}-backup-${day}${ending}`
}

/** The newest backup folder of `name` among these entries: by its date, then by its number. */
export const lastBackup = (name: string, entries: ReadonlyArray<Entry>): string | null => {
  const start = `${name}-backup-`
  let best: { readonly name: string; readonly day: string; readonly n: number } | null = null
  for (const entry of entries) {
    if (entry.type !== "folder" || !entry.name.startsWith(start)) continue
    const match = /^(\d{4}-\d\d-\d\d)(?: \((\d+)\))?$/.exec(entry.name.slice(start.length))
    if (match === null) continue
    const day = match[1] ?? ""
    const n = Number(match[2] ?? 1)
    if (best === null || day > best.day || (day === best.day && n > best.n)) best = { name: entry.name, day, n }
  }
  return best?.name ?? null
}
