/**
 * Which runs in rounds were cut off in a folder: one look into their database, that neither makes nor changes it and loads nothing of the
 * engine. Whatever cannot be read (no file, another's file, a version without the table) is no run.
 */
import fs from "node:fs"
import { column, CUT_RUNS_SQL, type CutRun, cutRunOf, FORGOTTEN_AFTER } from "../iterative/runRows.ts"
import { toFsPath } from "./fsPath.ts"
import { loadSqlite } from "./loadSqlite.ts"
import { makeNodeOwner } from "./NodeOwner.ts"

export type { CutRun } from "../iterative/runRows.ts"

/** Newest first. `file` is absolute; `now` in milliseconds since 1970. */
export const peekCutRuns = (file: string, cwd: string, now: number): ReadonlyArray<CutRun> => {
  const path = toFsPath("open", file)
  if (!fs.existsSync(path)) return []
  const { DatabaseSync } = loadSqlite()
  try {
    const db = new DatabaseSync(path, { readOnly: true })
    try {
      const rows = db.prepare(CUT_RUNS_SQL).all(column(cwd), now - FORGOTTEN_AFTER)
      const owner = makeNodeOwner()
      return rows.flatMap((row) => cutRunOf(row, owner) ?? [])
    } finally {
      db.close()
    }
  } catch {
    return []
  }
}
