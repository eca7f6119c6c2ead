/** Tables for tests of the state file itself, so that they hold whatever the rooms' own tables become. */
import type { Migration } from "#core/state/migrations.ts"

export const noteTables: ReadonlyArray<Migration> = [
  { room: "note", sql: "CREATE TABLE note (id INTEGER PRIMARY KEY, text)" }
]
