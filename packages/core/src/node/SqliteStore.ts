/**
 * The state file on `node:sqlite`: one connection, WAL with a flush at every commit (but for `unflushed` ones), so that what was
 * committed is there after a power cut. Creates nothing before it must, never touches a file that is not ours (another user's, another
 * program's, a newer zenus's), and waits for other processes up to a limit. What may surprise: a file of an older zenus
 * is brought up to date by whichever command opens it first, also by one that only looks.
 */
import type * as Sqlite from "node:sqlite"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { StoreService, type Row, type SqlValue, type Store } from "../state/Store.ts"
import { isStoreError, StoreCorrupt, StoreTooNew, type StoreError } from "../state/StoreError.ts"
import { ageOf, APPLICATION_ID, type StoreHeader } from "../state/StoreHeader.ts"
import { migrations as allMigrations, type Migration } from "../state/migrations.ts"
import { toFsPath } from "./fsPath.ts"
import { loadSqlite } from "./loadSqlite.ts"
import { corrupt, isBusy, storeError } from "./sqliteError.ts"
import { createStoreFile, findStoreFile, markOfFile, requireWritable } from "./storeFile.ts"

export interface SqliteStoreOptions {
  /** Absolute path of the file. */
  readonly file: string
  /** How long to wait for another process's lock, milliseconds. Default 5,000. */
  readonly busyTimeoutMs?: number
  /** Called when a wait has lasted `WAIT_NOTICE_MS`, once each wait, in the middle of synchronous work: must not wait itself. */
  readonly onWait?: () => void
  /** Default: all tables of core. */
  readonly migrations?: ReadonlyArray<Migration>
  /** Whose state it is. Default: the user of this process. */
  readonly uid?: number
  /** Where deleted files lie, for the advice when the file is damaged. Default: not said. */
  readonly trash?: string
}

export interface OpenStore extends Store {
  /** Folds the log into the file where nobody else has it open. Twice is harmless. */
  readonly close: () => void
}

/** Prepared statements kept at most. Rooms write their SQL as constants, so this is never reached but by mistake. */
const MAX_STATEMENTS = 256

/** After this long a wait is no longer silent (contract §5: no wait is silent for more than 1 s). Milliseconds. */
export const WAIT_NOTICE_MS = 900

type Settings = Required<Omit<SqliteStoreOptions, "trash">> & Pick<SqliteStoreOptions, "trash">

const sleep = (ms: number): void => {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)
}

/**
 * Tries again while another process holds the lock, up to the limit. SQLite waits by itself only in slices (the busy
 * timeout of the connection), so that a person can be told in between. `attempt` must be harmless to repeat when it was busy.
 */
const patiently = <A>(settings: Pick<Settings, "busyTimeoutMs" | "onWait">, attempt: () => A): A => {
  const since = process.hrtime()
  let said = false
  for (;;) {
    try {
      return attempt()
    } catch (cause) {
      if (!isBusy(cause)) throw cause
      const [seconds, nanoseconds] = process.hrtime(since)
      const waited = seconds * 1_000 + nanoseconds / 1e6
      // Before it is given up: on a busy machine the first look at the time may be the last one.
      if (!said && waited >= WAIT_NOTICE_MS) {
        said = true
        settings.onWait()
      }
      if (waited >= settings.busyTimeoutMs) throw cause
      // Who meets another while the file is made or its log recovered is told "busy" at once, whatever the timeout.
      sleep(5)
    }
  }
}

const numberOf = (row: Readonly<Record<string, unknown>> | undefined, column: string): number =>
  Number(row?.[column] ?? 0)

/** Three reads that belong together: in a transaction, since another process may be writing them at this moment. */
const headerOf = (db: Sqlite.DatabaseSync): StoreHeader => ({
  applicationId: numberOf(db.prepare("PRAGMA application_id").get(), "application_id"),
  version: numberOf(db.prepare("PRAGMA user_version").get(), "user_version"),
  objects: numberOf(db.prepare("SELECT count(*) AS n FROM sqlite_master").get(), "n")
})

/** Throws for a file that this program must leave alone. */
const requireOurs = (file: string, header: StoreHeader, known: number): void => {
  const age = ageOf(header, known)
  if (age === "newer") throw new StoreTooNew({ file, version: header.version, known })
  if (age === "foreign") {
    throw new StoreCorrupt({ file, reason: "it is a database of another program", foreign: true })
  }
}

const rollBack = (db: Sqlite.DatabaseSync): void => {
  // A full disk or a broken file has ended the transaction already.
  if (db.isTransaction) db.exec("ROLLBACK")
}

/** How a transaction begins and ends: said anew, or by statements that are kept. */
interface Bounds {
  readonly begin: () => void
  readonly commit: () => void
}

const said = (db: Sqlite.DatabaseSync, begin: "BEGIN" | "BEGIN IMMEDIATE"): Bounds => ({
  begin: () => db.exec(begin),
  commit: () => db.exec("COMMIT")
})

const inTransaction = <A>(db: Sqlite.DatabaseSync, { begin, commit }: Bounds, settings: Settings, work: () => A): A => {
  patiently(settings, begin)
  try {
    const result = work()
    if (result instanceof Promise) throw new TypeError("A transaction's work must be synchronous.")
    patiently(settings, commit)
    return result
  } catch (cause) {
    rollBack(db)
    throw cause
  }
}

/** Applies what is missing, all of it or nothing. Another process may have done it while we waited for the lock. */
const migrate = (db: Sqlite.DatabaseSync, settings: Settings): void => {
  const { file, migrations } = settings
  inTransaction(db, said(db, "BEGIN IMMEDIATE"), settings, () => {
    const header = headerOf(db)
    requireOurs(file, header, migrations.length)
    for (const migration of migrations.slice(header.version)) db.exec(migration.sql)
    db.exec(`PRAGMA application_id = ${APPLICATION_ID}`)
    db.exec(`PRAGMA user_version = ${migrations.length}`)
  })
}

/** Connects, checks whose file it is, and brings it up to date; `false` for an empty file that is not to be made. */
const prepare = (db: Sqlite.DatabaseSync, options: Settings, create: boolean): boolean => {
  db.exec(`PRAGMA busy_timeout = ${Math.min(options.busyTimeoutMs, WAIT_NOTICE_MS)}`)
  const header = inTransaction(db, said(db, "BEGIN"), options, () => headerOf(db))
  const known = options.migrations.length
  requireOurs(options.file, header, known)
  const age = ageOf(header, known)
  if (age === "empty" && !create) return false
  // On a file system without shared memory SQLite keeps its other journal, which is as safe and slower.
  if (db.prepare("PRAGMA journal_mode").get()?.["journal_mode"] !== "wal") db.exec("PRAGMA journal_mode = WAL")
  db.exec("PRAGMA synchronous = FULL")
  db.exec("PRAGMA foreign_keys = ON")
  if (age !== "current") migrate(db, options)
  return true
}

/** A connection, or `null` for an empty file that is not to be made. */
const connect = (options: Settings, create: boolean): Sqlite.DatabaseSync | null => {
  const { DatabaseSync } = loadSqlite()
  const once = (): Sqlite.DatabaseSync | null => {
    let db: Sqlite.DatabaseSync | undefined
    try {
      db = new DatabaseSync(toFsPath("open", options.file))
      if (prepare(db, options, create)) return db
      db.close()
      return null
    } catch (cause) {
      db?.close()
      throw cause
    }
  }
  try {
    return patiently(options, once)
  } catch (cause) {
    throw storeError(options, cause)
  }
}

const storeOn = (db: Sqlite.DatabaseSync, settings: Settings): OpenStore => {
  const { file } = settings
  const statements = new Map<string, Sqlite.StatementSync>()
  const prepared = (sql: string): Sqlite.StatementSync => {
    const known = statements.get(sql)
    if (known !== undefined) return known
    if (statements.size >= MAX_STATEMENTS) statements.clear()
    const statement = db.prepare(sql)
    statements.set(sql, statement)
    return statement
  }
  const guarded = <A>(work: () => A): A => {
    try {
      // Inside a transaction the lock is ours; a statement of its own changes nothing when it is told "busy".
      return db.isTransaction ? work() : patiently(settings, work)
    } catch (cause) {
      throw storeError(settings, cause)
    }
  }
  const bounds: Bounds = {
    begin: () => void prepared("BEGIN IMMEDIATE").run(),
    commit: () => void prepared("COMMIT").run()
  }
  /** Only the begin and the commit wait; the work is done once. */
  const alone = <A>(work: () => A): A => {
    try {
      return inTransaction(db, bounds, settings, work)
    } catch (cause) {
      throw storeError(settings, cause)
    }
  }
  let flushes: "FULL" | "NORMAL" = "FULL"
  /**
   * SQLite takes the setting between transactions only, and in a WAL nothing but the flush at the commit depends on it. It stays until
   * the other one is wanted: what is counted comes in rows, and each change costs as much as a statement.
   */
  const flushing = (wanted: typeof flushes): void => {
    if (flushes === wanted) return
    guarded(() => db.exec(`PRAGMA synchronous = ${wanted}`))
    flushes = wanted
  }
  const transaction =
    (wanted: typeof flushes) =>
    <A>(work: () => A): A => {
      if (db.isTransaction) return work()
      flushing(wanted)
      return alone(work)
    }
  // Statements never give bigints (an integer beyond 2^53 is thrown by node:sqlite), so a row is a `Row`.
  const rowsOf = (sql: string, params: ReadonlyArray<SqlValue>): ReadonlyArray<Row> =>
    prepared(sql).all(...params) as ReadonlyArray<Row>

  return {
    file,
    run: (sql, params = []) => {
      // A statement of its own is a transaction of its own.
      if (!db.isTransaction) flushing("FULL")
      return guarded(() => {
        const done = prepared(sql).run(...params)
        return { changes: Number(done.changes), lastId: Number(done.lastInsertRowid) }
      })
    },
    all: (sql, params = []) => guarded(() => rowsOf(sql, params)),
    get: (sql, params = []) => guarded(() => prepared(sql).get(...params) as Row | undefined),
    *each(sql, params = []) {
      try {
        // A statement of its own: the kept one may be run again while these rows are read.
        for (const row of db.prepare(sql).iterate(...params)) yield row as Row
      } catch (cause) {
        throw storeError(settings, cause)
      }
    },
    transaction: transaction("FULL"),
    unflushed: transaction("NORMAL"),
    close: () => {
      statements.clear()
      if (db.isOpen) db.close()
    }
  }
}

/** Before SQLite looks at the file, which leaves traces beside it. An unmarked file may be one that is just being made. */
const requireOursByBytes = (settings: Settings): void => {
  const { file, migrations } = settings
  const mark = markOfFile(file)
  if (mark === null) throw corrupt(settings, "it is no database")
  if (mark.applicationId !== 0) requireOurs(file, { ...mark, objects: 1 }, migrations.length)
}

/**
 * Opens the file; without `create`, `null` where there is none yet. Throws a `StoreError`: `StoreBusy`, `StoreCorrupt`,
 * `StoreTooNew`, `StoreUnwritable`, `StoreOfAnotherUser`.
 */
export const openSqliteStore = (options: SqliteStoreOptions & { readonly create: boolean }): OpenStore | null => {
  const all = {
    file: options.file,
    busyTimeoutMs: options.busyTimeoutMs ?? 5_000,
    onWait: options.onWait ?? (() => {}),
    migrations: options.migrations ?? allMigrations,
    uid: options.uid ?? process.getuid?.() ?? 0,
    ...(options.trash === undefined ? {} : { trash: options.trash })
  }
  const there = findStoreFile(all.file, all.uid)
  if (!there && !options.create) return null
  if (there) requireOursByBytes(all)
  else createStoreFile(all.file)
  if (options.create) requireWritable(all.file)
  const db = connect(all, options.create)
  return db === null ? null : storeOn(db, all)
}

/** One store for the life of the layer, opened when first asked for. */
export const SqliteStoreLayer = (options: SqliteStoreOptions): Layer.Layer<StoreService> =>
  Layer.effect(
    StoreService,
    Effect.gen(function* () {
      let current: OpenStore | null = null
      yield* Effect.addFinalizer(() => Effect.sync(() => current?.close()))
      const open = (create: boolean): Effect.Effect<OpenStore | null, StoreError> =>
        Effect.suspend(() => {
          try {
            current ??= openSqliteStore({ ...options, create })
            return Effect.succeed(current)
          } catch (cause) {
            return isStoreError(cause) ? Effect.fail(cause) : Effect.die(cause)
          }
        })
      return StoreService.of({
        open: Effect.flatMap(open(true), (store) =>
          store === null ? Effect.die(new Error("An opened store is there.")) : Effect.succeed(store)
        ),
        openExisting: open(false)
      })
    })
  )
