/**
 * SQLite as Node brings it, loaded when the first store is opened: a start without state pays nothing. Node 22 says once
 * that it is experimental; that one warning is left out, every other goes through.
 */
import type * as Sqlite from "node:sqlite"

const isAboutSqlite = (warning: string | Error, rest: ReadonlyArray<unknown>): boolean =>
  String(warning).includes("SQLite") && JSON.stringify(rest).includes("ExperimentalWarning")

export const loadSqlite = (): typeof Sqlite => {
  const emit = process.emitWarning
  const quiet = (warning: string | Error, ...rest: ReadonlyArray<unknown>): void => {
    if (!isAboutSqlite(warning, rest)) Reflect.apply(emit, process, [warning, ...rest])
  }
  process.emitWarning = quiet
  try {
    return process.getBuiltinModule("node:sqlite")
  } finally {
    process.emitWarning = emit
  }
}
