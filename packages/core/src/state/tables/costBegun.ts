/**
 * How far the ledger has taken in each log of calls that had begun (`cost/CallIntents.ts`), so that no line of one counts twice. `name`
 * is that of the log and never comes again; `last` is the number of the last line that is in `cost_call`, or was and is forgotten.
 */
export const costBegunTables = `
CREATE TABLE cost_begun (
  name TEXT PRIMARY KEY,
  last INTEGER NOT NULL
) WITHOUT ROWID;
`
