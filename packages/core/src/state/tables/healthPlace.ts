/**
 * Where a provider was when its circuit was last left open, one row a provider; `provider` is JSON text, since TEXT is cut at a NUL by
 * Node 22. No row: no circuit of it was open at the end of a process.
 */
export const healthPlaceTables = `
CREATE TABLE health_place (
  provider TEXT PRIMARY KEY,
  place TEXT NOT NULL
) WITHOUT ROWID;
`
