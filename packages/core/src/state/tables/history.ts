/**
 * The tables of the history room (it alone names them in SQL; they stand here because migrations are one ordered list).
 * A transaction has steps; what a step did to files is kept in batches of up to a thousand deeds, one row a batch: a row a
 * deed costs three times as much. `done` is NULL while a batch is in flight; `cursor` counts the leading deeds that
 * stand in their state after, so an undo that was cut off knows where it was. Nanoseconds are TEXT, paths have no type.
 */
export const historyTables = `
CREATE TABLE history_transaction (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL,
  status TEXT NOT NULL,
  standing TEXT NOT NULL,
  crashed INTEGER NOT NULL DEFAULT 0,
  pruned INTEGER NOT NULL DEFAULT 0,
  command TEXT,
  target INTEGER,
  request TEXT NOT NULL,
  cwd,
  provider TEXT NOT NULL,
  consent TEXT,
  at INTEGER NOT NULL,
  ended_at INTEGER,
  owner_pid INTEGER,
  owner_start TEXT,
  owner_boot TEXT,
  plan TEXT,
  error TEXT
);
CREATE INDEX history_transaction_running ON history_transaction (status) WHERE status = 'running';
CREATE INDEX history_transaction_target ON history_transaction (target) WHERE target IS NOT NULL;

CREATE TABLE history_step (
  tx INTEGER NOT NULL,
  position INTEGER NOT NULL,
  id TEXT NOT NULL,
  tool TEXT NOT NULL,
  action TEXT NOT NULL,
  explanation TEXT NOT NULL,
  undo TEXT NOT NULL,
  status TEXT NOT NULL,
  total INTEGER NOT NULL,
  count INTEGER NOT NULL DEFAULT 0,
  duration_ms REAL,
  error TEXT,
  PRIMARY KEY (tx, position)
) WITHOUT ROWID;

CREATE TABLE history_batch (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  tx INTEGER NOT NULL,
  step INTEGER NOT NULL,
  kind TEXT NOT NULL,
  deeds TEXT NOT NULL,
  after TEXT,
  facts TEXT,
  total INTEGER NOT NULL,
  done INTEGER,
  cursor INTEGER NOT NULL DEFAULT 0,
  trash_bytes REAL NOT NULL DEFAULT 0,
  stage_bytes REAL NOT NULL DEFAULT 0
);
CREATE INDEX history_batch_tx ON history_batch (tx);

CREATE TABLE history_folder_time (
  tx INTEGER NOT NULL,
  batch INTEGER,
  step INTEGER NOT NULL,
  path,
  mtime TEXT,
  atime TEXT,
  after_mtime TEXT,
  after_atime TEXT,
  changed INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX history_folder_time_tx ON history_folder_time (tx, batch);
CREATE INDEX history_folder_time_path ON history_folder_time (path);

CREATE TABLE history_trash_use (
  tx INTEGER NOT NULL,
  root,
  PRIMARY KEY (tx, root)
) WITHOUT ROWID;
CREATE INDEX history_trash_use_root ON history_trash_use (root);
`
