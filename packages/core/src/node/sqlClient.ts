/**
 * effect's SqlClient on `node:sqlite`, for what of effect keeps its own tables (the workflow engine). One connection that one fiber
 * at a time has; every commit is flushed. Our own rooms use `Store` (docs/decisions/0001): this client holds a transaction over
 * asynchronous work, so it must never be on the same file as a `Store`.
 *
 * Refuses a file of another user. There are no streams of rows. The recipe of the connection is effect's own SQLite client's.
 */
import type * as Sqlite from "node:sqlite"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Scope from "effect/Scope"
import * as Semaphore from "effect/Semaphore"
import * as Stream from "effect/Stream"
import * as Reactivity from "effect/reactivity/Reactivity"
import * as SqlClient from "effect/sql/SqlClient"
import type { Connection } from "effect/sql/SqlConnection"
import { classifySqliteError, SqlError } from "effect/sql/SqlError"
import * as Statement from "effect/sql/Statement"
import type { StoreError } from "../state/StoreError.ts"
import { isStoreError } from "../state/StoreError.ts"
import { toFsPath } from "./fsPath.ts"
import { loadSqlite } from "./loadSqlite.ts"
import { storeError } from "./sqliteError.ts"
import { createStoreFile, findStoreFile, requireWritable } from "./storeFile.ts"

export interface NodeSqlOptions {
  /** Absolute path; made (0600) where it is missing, with its folder. */
  readonly file: string
  /** How long to wait for another process's lock, milliseconds. Default 5,000. */
  readonly busyTimeoutMs?: number
  /** Whose file it is. Default: the user of this process. */
  readonly uid?: number
}

/** effect reads SQLite's number from `errno`; Node gives it as `errcode`. */
const sqlError = (cause: unknown): SqlError =>
  new SqlError({
    reason: classifySqliteError(
      cause instanceof Error && "errcode" in cause ? Object.assign(cause, { errno: cause.errcode }) : cause,
      { message: "The statement failed", operation: "execute" }
    )
  })

const connect = ({
  busyTimeoutMs = 5_000,
  file,
  uid = process.getuid?.() ?? 0
}: NodeSqlOptions): Sqlite.DatabaseSync => {
  if (!findStoreFile(file, uid)) createStoreFile(file)
  requireWritable(file)
  const { DatabaseSync } = loadSqlite()
  const db = new DatabaseSync(toFsPath("open", file))
  try {
    db.exec(`PRAGMA busy_timeout = ${Math.max(0, Math.floor(busyTimeoutMs))}`)
    db.exec("PRAGMA journal_mode = WAL")
    db.exec("PRAGMA synchronous = FULL")
    return db
  } catch (cause) {
    db.close()
    throw storeError({ file, busyTimeoutMs }, cause)
  }
}

type Mode = "rows" | "raw" | "values"

const connectionOn = (db: Sqlite.DatabaseSync): Connection => {
  const exec = (
    sql: string,
    params: ReadonlyArray<unknown>,
    mode: Mode
  ): Effect.Effect<ReadonlyArray<never>, SqlError> =>
    Effect.withFiber((fiber) =>
      Effect.try({
        try: () => {
          const statement = db.prepare(sql)
          const isQuery = statement.columns().length > 0
          statement.setReturnArrays(mode === "values")
          // Ids of 64 bits come back from `run` too, where a plain number would be refused.
          statement.setReadBigInts(!isQuery || Context.get(fiber.context, SqlClient.SafeIntegers))
          const given = params as ReadonlyArray<Sqlite.SQLInputValue>
          if (isQuery) return statement.all(...given) as ReadonlyArray<unknown> as ReadonlyArray<never>
          const changed: unknown = statement.run(...given)
          return (mode === "raw" ? changed : []) as ReadonlyArray<never>
        },
        catch: sqlError
      })
    )
  const rows: Connection["execute"] = (sql, params, transform) => {
    const found = exec(sql, params, "rows")
    return transform === undefined ? found : Effect.map(found, transform)
  }
  return {
    execute: rows,
    executeUnprepared: rows,
    executeRaw: (sql, params) => exec(sql, params, "raw"),
    executeValues: (sql, params) => exec(sql, params, "values"),
    executeValuesUnprepared: (sql, params) => exec(sql, params, "values"),
    executeStream: () => Stream.die(new Error("Rows come all at once from node:sqlite."))
  }
}

/** Fails with a `StoreError` where the file cannot serve. */
export const NodeSqlClientLayer = (options: NodeSqlOptions): Layer.Layer<SqlClient.SqlClient, StoreError> =>
  Layer.effect(
    SqlClient.SqlClient,
    Effect.gen(function* () {
      const db = yield* Effect.acquireRelease(
        Effect.try({ try: () => connect(options), catch: (cause) => cause }).pipe(
          Effect.catch((cause) => (isStoreError(cause) ? Effect.fail(cause) : Effect.die(cause)))
        ),
        (open) => Effect.sync(() => open.close())
      )
      const connection = connectionOn(db)
      const turn = yield* Semaphore.make(1)
      return yield* SqlClient.make({
        driver: "node-sqlite",
        acquirer: turn.withPermits(1)(Effect.succeed(connection)),
        transactionAcquirer: Effect.uninterruptibleMask((restore) =>
          Effect.gen(function* () {
            const scope = yield* Effect.scope
            yield* restore(turn.take(1))
            yield* Scope.addFinalizer(scope, turn.release(1))
            return connection
          })
        ),
        compiler: Statement.makeCompilerSqlite(),
        beginTransaction: "BEGIN IMMEDIATE",
        spanAttributes: [["db.system.name", "sqlite"]]
      })
    })
  ).pipe(Layer.provide(Reactivity.layer))
