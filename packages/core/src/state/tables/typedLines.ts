/**
 * The lines that people type in the shell (the room history alone names this table in SQL). One row a line, written when its answer is
 * there: `at` to `ended_at` is the time in which it was asked and answered. `line` is NULL where nothing of it is to be kept: it began with
 * a space, or is too long; then only its time is known. Line and folder have no type: text, or bytes where they hold what is no UTF-8.
 */
export const typedLinesTables = `
CREATE TABLE history_typed_line (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL,
  line,
  folder,
  at INTEGER NOT NULL,
  ended_at INTEGER NOT NULL,
  outcome TEXT,
  session TEXT NOT NULL
);
`
