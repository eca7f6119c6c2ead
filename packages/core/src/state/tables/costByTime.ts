/**
 * Calls are found by their time, so their numbers are made from it: a row that is held and settled is one page of the file instead of
 * three (its index, and the count of a number that grows by itself), which every paid call writes. `id` is the wall-clock millisecond
 * times `CALLS_A_MS`, and one more for each further call of that millisecond.
 */
export const CALLS_A_MS = 1_000

export const costByTimeTables = `
CREATE TABLE cost_call_by_time (
  id INTEGER PRIMARY KEY,
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
INSERT INTO cost_call_by_time
  SELECT at * ${CALLS_A_MS} + ROW_NUMBER() OVER (PARTITION BY at ORDER BY id) - 1,
    at, day, provider, model, settled, held, micro_usd, input_tokens, cached_input_tokens, output_tokens
  FROM cost_call;
DROP TABLE cost_call;
ALTER TABLE cost_call_by_time RENAME TO cost_call;
`
