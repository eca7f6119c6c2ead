/**
 * The tables of the room shared-state: what breakers, budgets and cascades have learned, one row each as JSON, and what a person
 * ordered for a breaker, one row a breaker. Names are JSON text too, since TEXT is cut at a NUL by Node 22.
 */
export const sharedStateTables = `
CREATE TABLE resilience_row (
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  state TEXT NOT NULL,
  PRIMARY KEY (kind, name)
) WITHOUT ROWID;

CREATE TABLE resilience_order (
  breaker TEXT PRIMARY KEY,
  wish TEXT NOT NULL,
  reason TEXT NOT NULL,
  at REAL NOT NULL
) WITHOUT ROWID;
`
