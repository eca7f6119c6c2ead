/**
 * Kept answers in a file of their own, apart from the state: whoever removes it loses nothing but time. Its tables, and what is done in
 * them; two processes may write at once. What is kept is the answer, and of the question a digest alone.
 */
import type { Migration } from "../state/migrations.ts"
import type { Store } from "../state/Store.ts"
import { answerText, readAnswer } from "./answerText.ts"
import type { KeptAnswer } from "./KeptAnswers.ts"

/** Of the cache's own file. `at` is when the answer was given, `used` when it was last asked for, wall-clock milliseconds. */
export const cacheMigrations: ReadonlyArray<Migration> = [
  {
    room: "cache",
    sql: `
CREATE TABLE cache_answer (
  key TEXT PRIMARY KEY,
  at INTEGER NOT NULL,
  used INTEGER NOT NULL,
  bytes INTEGER NOT NULL,
  answer TEXT NOT NULL
);
CREATE INDEX cache_answer_used ON cache_answer (used);
CREATE INDEX cache_answer_at ON cache_answer (at);
`
  }
]

/** Share of the room that is filled when some had to go. */
export const SPARE = 0.9

export interface CacheRoom {
  /** Bytes of all answers together. */
  readonly maxBytes: number
  /** Older ones go. */
  readonly maxAgeMs: number
}

const encoder = new TextEncoder()

/** What an answer takes. */
export const bytesOf = (key: string, text: string): number => encoder.encode(text).length + key.length

const numberIn = (value: unknown): number => (typeof value === "number" ? value : 0)

/** The answer by that name, and that somebody asked for it. What cannot be read is not there. */
export const findRow = (store: Store, key: string, now: number): KeptAnswer | null => {
  const row = store.get("SELECT at, bytes, answer FROM cache_answer WHERE key = ?", [key])
  const answer = row === undefined ? null : readAnswer(row["answer"])
  if (row === undefined || answer === null) return null
  store.unflushed(() => store.run("UPDATE cache_answer SET used = ? WHERE key = ?", [now, key]))
  return { answer, at: numberIn(row["at"]), bytes: numberIn(row["bytes"]) }
}

/** Those that were not asked for the longest, until the others have room to spare: else each new answer would make room again. */
const makeRoom = (store: Store, maxBytes: number): number => {
  const total = numberIn(store.get("SELECT TOTAL(bytes) AS bytes FROM cache_answer")?.["bytes"])
  if (total <= maxBytes) return 0
  return store.run(
    `DELETE FROM cache_answer WHERE key IN (
       SELECT key FROM (SELECT key, SUM(bytes) OVER (ORDER BY used DESC, key) AS upto FROM cache_answer) WHERE upto > ?
     )`,
    [Math.floor(maxBytes * SPARE)]
  ).changes
}

/** Answers that went: too old, and those that others needed the room of. */
export interface Removed {
  readonly aged: number
  readonly crowded: number
}

/** Keeps an answer, and within its bounds what is kept. One that is larger than all the room is not kept. */
export const putRow = (store: Store, key: string, { answer, at, bytes }: KeptAnswer, room: CacheRoom): Removed =>
  store.unflushed(() => {
    if (bytes <= room.maxBytes) {
      store.run("INSERT OR REPLACE INTO cache_answer (key, at, used, bytes, answer) VALUES (?, ?, ?, ?, ?)", [
        key,
        at,
        at,
        bytes,
        answerText(answer)
      ])
    }
    const aged = store.run("DELETE FROM cache_answer WHERE at <= ?", [at - room.maxAgeMs]).changes
    return { aged, crowded: makeRoom(store, room.maxBytes) }
  })
