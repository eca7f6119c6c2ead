/**
 * The tables of the room cost: every paid call, what a local day has cost, and which alerts were given. Money is whole micro-dollars.
 * `held` is what counts towards limits for calls whose cost is not known (yet); `micro_usd` is NULL for those. Names are JSON
 * text, since TEXT is cut at a NUL by Node 22.
 */
export const costTables = `
CREATE TABLE cost_call (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at INTEGER NOT NULL,
  day TEXT NOT NULL,
  provider TEXT NOT NULL,
  model TEXT NOT NULL,
  settled INTEGER NOT NULL,
  held INTEGER NOT NULL,
  micro_usd INTEGER,
  input_tokens INTEGER,
  cached_input_tokens INTEGER,
  output_tokens INTEGER
);
CREATE INDEX cost_call_at ON cost_call (at);

CREATE TABLE cost_day (
  day TEXT PRIMARY KEY,
  spent INTEGER NOT NULL,
  held INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE cost_alert (
  window TEXT NOT NULL,
  period TEXT NOT NULL,
  level TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (window, period, level)
) WITHOUT ROWID;
`
