/**
 * The table of the room health: what is known of a provider's model, one row each as JSON; `name` is JSON, too: [provider, model].
 * `at` is when it was last called, wall-clock milliseconds: the oldest rows give way.
 */
export const healthTables = `
CREATE TABLE health_row (
  name TEXT PRIMARY KEY,
  at REAL NOT NULL,
  state TEXT NOT NULL
) WITHOUT ROWID;
`
