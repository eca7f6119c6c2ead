/**
 * The one file in which zenus keeps what it must not forget, as a port. Synchronous on purpose: a batch of a
 * thousand rows is one transaction with no promise and no Effect in it (docs/decisions/0001). Rooms own their
 * tables and write their own SQL; their tables are made in `migrations.ts`. Nothing is created before `open`, so
 * commands that only look leave a fresh home as it was.
 */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type { StoreError } from "./StoreError.ts"

/**
 * What a column holds. Integers are numbers: one beyond 2^53 cannot be read back, so nanoseconds are kept as
 * TEXT. Text is cut at a NUL by Node 22: what may hold one is kept as JSON or bytes. Booleans are 0 and 1. Paths go through `encodePath` (PathColumn.ts).
 */
export type SqlValue = null | number | string | Uint8Array

export type Row = Readonly<Record<string, SqlValue>>

/** Every method throws a `StoreError` when the file cannot serve; wrong SQL is a defect and thrown as it is. */
export interface Store {
  /** Runs one statement; parameters are `?` in order. Statements are prepared once and kept. */
  readonly run: (sql: string, params?: ReadonlyArray<SqlValue>) => { readonly changes: number; readonly lastId: number }
  readonly all: (sql: string, params?: ReadonlyArray<SqlValue>) => ReadonlyArray<Row>
  /** The first row, or `undefined`. */
  readonly get: (sql: string, params?: ReadonlyArray<SqlValue>) => Row | undefined
  /** Rows one by one, for results that should not be held at once. Read to the end or leave by `break` or `return`. */
  readonly each: (sql: string, params?: ReadonlyArray<SqlValue>) => Iterable<Row>
  /**
   * All or nothing: takes the write lock first (waits up to the timeout, then `StoreBusy`), commits and flushes to the
   * disk when `work` returns, rolls back when it throws. One inside another joins the outer one. `work` is synchronous.
   */
  readonly transaction: <A>(work: () => A) => A
  /**
   * As `transaction`, without the flush, and so in a hundredth of its time: what it wrote is there for every process at once and survives
   * `kill -9`, but a power cut may take the newest of them back, each as a whole. For what was counted and learned; never for what
   * must be known before something is done. Inside a transaction it joins that one.
   */
  readonly unflushed: <A>(work: () => A) => A
  /** Absolute path of the file. */
  readonly file: string
}

/** Opens the file when somebody asks, once; it is closed with the layer. */
export class StoreService extends Context.Service<
  StoreService,
  {
    /** Creates the file (0600) and its folder (0700) where they are missing, and brings the tables up to date. */
    readonly open: Effect.Effect<Store, StoreError>
    /** `null` where there is no file; creates nothing. For commands that only look. */
    readonly openExisting: Effect.Effect<Store | null, StoreError>
  }
>()("@zenus/core/state/Store") {}
