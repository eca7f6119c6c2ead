/**
 * Which runs in rounds are not at their end: one row each, in the engine's own database. The same request in the same folder goes on
 * with the run that a crash cut off; one whose process lives is somebody's at work. A run that ended leaves nothing here.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as SqlClient from "effect/sql/SqlClient"
import type { SqlError } from "effect/sql/SqlError"
import type { Recoverable } from "../errors/Recoverable.ts"
import { Owner, type OwnerId } from "../history/Owner.ts"
import { column, FORGOTTEN_AFTER, livingOwner } from "./runRows.ts"

/** Another process is at work on this very request. */
export class IterationAtWork
  extends Schema.TaggedError<IterationAtWork>()("IterationAtWork", { pid: Schema.Int })
  implements Recoverable
{
  override get message(): string {
    return `Another zenus (process ${this.pid}) is at work on this request in this folder.`
  }
  get recovery(): ReadonlyArray<string> {
    return ["Wait for it, or stop it with Ctrl+C where it runs."]
  }
}

export interface ClaimedRun {
  readonly id: string
  /** When it began, wall-clock milliseconds. */
  readonly at: number
  /** It goes on where it was cut off. */
  readonly goesOn: boolean
}

export interface RunKey {
  readonly request: string
  readonly cwd: string
}

interface Row {
  readonly id: string
  readonly at: number
  readonly owner: string
}

/** The run's part of the engine's log. */
const forgetLog = (sql: SqlClient.SqlClient, id: string) =>
  Effect.gen(function* () {
    const group = `${id}:%`
    yield* sql`DELETE FROM cluster_replies WHERE message_id IN (SELECT id FROM cluster_messages WHERE shard_id LIKE ${group})`
    yield* sql`DELETE FROM cluster_messages WHERE shard_id LIKE ${group}`
  }).pipe(
    // Before the first run the engine has no tables yet.
    Effect.catch(() => Effect.void)
  )

const forget = (sql: SqlClient.SqlClient, id: string): Effect.Effect<void, SqlError> =>
  Effect.andThen(forgetLog(sql, id), sql`DELETE FROM iterative_run WHERE id = ${id}`).pipe(Effect.asVoid)

const prepare = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  yield* sql`CREATE TABLE IF NOT EXISTS iterative_run (
    id TEXT PRIMARY KEY, request TEXT NOT NULL, cwd TEXT NOT NULL, at INTEGER NOT NULL, owner TEXT NOT NULL)`
  return sql
})

const lives = (text: string): Effect.Effect<OwnerId | null, never, Owner> =>
  Effect.map(Owner, (owner) => livingOwner(text, owner))

/**
 * Takes a run for this process: the one of this request and folder that was cut off, or with `fresh` (and where there is none) a
 * new one called `id`.
 */
export const claimRun = (
  { cwd, request }: RunKey,
  { fresh, id }: { readonly fresh: boolean; readonly id: string }
): Effect.Effect<ClaimedRun, IterationAtWork | SqlError, SqlClient.SqlClient | Owner> =>
  Effect.gen(function* () {
    const sql = yield* prepare
    const { me } = yield* Owner
    const now = yield* Clock.currentTimeMillis
    const mine = JSON.stringify(me)
    return yield* sql.withTransaction(
      Effect.gen(function* () {
        const old = yield* sql<Row>`SELECT id, at, owner FROM iterative_run WHERE at < ${now - FORGOTTEN_AFTER}`
        for (const row of old) if ((yield* lives(row.owner)) === null) yield* forget(sql, row.id)
        const [found] = yield* sql<Row>`SELECT id, at, owner FROM iterative_run
          WHERE request = ${column(request)} AND cwd = ${column(cwd)} ORDER BY at DESC LIMIT 1`
        if (found !== undefined) {
          const other = yield* lives(found.owner)
          if (other !== null) return yield* new IterationAtWork({ pid: other.pid })
          if (!fresh) {
            yield* sql`UPDATE iterative_run SET owner = ${mine} WHERE id = ${found.id}`
            return { id: found.id, at: found.at, goesOn: true }
          }
          yield* forget(sql, found.id)
        }
        yield* sql`INSERT INTO iterative_run (id, request, cwd, at, owner)
          VALUES (${id}, ${column(request)}, ${column(cwd)}, ${now}, ${mine})`
        return { id, at: now, goesOn: false }
      })
    )
  })

/** Its end: nothing of it is kept here; what was done is in the history. */
export const endRun = (id: string): Effect.Effect<void, SqlError, SqlClient.SqlClient> =>
  Effect.flatMap(SqlClient.SqlClient, (sql) => sql.withTransaction(forget(sql, id)))
