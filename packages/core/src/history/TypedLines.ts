/**
 * The lines that were typed in the shell, in the state file: what the arrow keys, the search and the grey suggestion offer again. Beside
 * them stand the requests of `zenus run`, which are in the journal anyway; a request that lies in the time of a typed line is that line's
 * own and not offered a second time, so one that began with a space is in no list.
 *
 * It never holds a key (`typedLine.ts`), and it is nothing that anybody may wait for: whoever makes the layer gives it a store with a
 * short patience, and what could not be written stays with the caller. What may surprise: a power cut may take the newest
 * lines (`unflushed`), a `kill -9` the one that is being answered; and the journal keeps what was asked as it was asked, as
 * undo needs it, also what a person began with a space.
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { ReportStatus } from "../plan/Report.ts"
import { decodePath, encodePath } from "../state/PathColumn.ts"
import { type Row, type Store, StoreService } from "../state/Store.ts"
import type { StoreError } from "../state/StoreError.ts"
import { MAX_KEPT_REQUEST } from "./keptRequest.ts"
import { storeErrors } from "./storeErrors.ts"
import { numberOf, textOf, textOrNull } from "./transactionRows.ts"
import { anySpanHolds, keptLine } from "./typedLine.ts"

/** `command`: for the user's own shell, typed behind a `!`. */
export type TypedKind = "request" | "command"

/** A line whose answer is there. */
export interface TypedLine {
  /** As it was typed; what may be kept of it is decided here. */
  readonly text: string
  readonly kind: TypedKind
  /** Absolute: where the shell stood. */
  readonly folder: string
  /** When it was typed, milliseconds since 1970. */
  readonly at: number
  /** When its answer was there. */
  readonly endedAt: number
  /** `null`: not known. */
  readonly outcome: ReportStatus | null
}

/** A line that may be offered again. */
export interface KeptLine extends Omit<TypedLine, "endedAt"> {
  /** Typed in the shell, or a request of `zenus run`. */
  readonly by: "shell" | "run"
}

/** How far somebody has read. */
export interface ReadMark {
  /** The newest line, and the oldest; the latter 1 where there is no older one. */
  readonly typed: number
  readonly oldest: number
  /** The newest request of `zenus run`. */
  readonly asked: number
}

export interface ReadLines {
  /** Oldest first; the same text may be there several times. */
  readonly lines: ReadonlyArray<KeptLine>
  readonly mark: ReadMark
}

export interface TypedLinesOptions {
  /** Tells this shell's lines from those of others: `since` gives only theirs. */
  readonly session: string
  /** The keys of providers that are in use: taken out wherever they stand. */
  readonly keys: ReadonlyArray<string>
}

/** Lines that are kept, those of which only the time is known included. The oldest go with the writing of new ones. */
export const KEPT_LINES = 10_000
/** Lines that are read at once: 2 ms or so. */
export const READ_LINES = 500
/** Requests of `zenus run` that are offered, the newest. Each is looked through for keys, which takes as long as reading ten lines. */
export const OFFERED_REQUESTS = 200
/** The row of a line follows its request's own within this, milliseconds: until then nobody knows whose the request is. */
const UNDECIDED_MS = 2_000

const STATUSES: ReadonlyArray<ReportStatus> = [
  "done",
  "failed",
  "refused",
  "not-understood",
  "ambiguous",
  "interrupted"
]
/** What this version does not know is not known. */
const outcomeOf = (value: string | null): ReportStatus | null => STATUSES.find((status) => status === value) ?? null

const lineOf = (row: Row): KeptLine => ({
  text: decodePath(row["line"]),
  kind: row["kind"] === "command" ? "command" : "request",
  folder: decodePath(row["folder"]),
  at: numberOf(row["at"]),
  outcome: outcomeOf(textOrNull(row["outcome"])),
  by: "shell"
})

const insert = (store: Store, line: TypedLine, { keys, session }: TypedLinesOptions): number => {
  const kept = keptLine(line.text, keys)
  return store.run(
    "INSERT INTO history_typed_line (kind, line, folder, at, ended_at, outcome, session) VALUES (?, ?, ?, ?, ?, ?, ?)",
    [
      line.kind,
      kept === null ? null : encodePath(kept),
      kept === null ? null : encodePath(line.folder),
      line.at,
      line.endedAt,
      kept === null ? null : line.outcome,
      session
    ]
  ).lastId
}

const forgetOld = (store: Store, newest: number): void => {
  store.run("DELETE FROM history_typed_line WHERE id <= ?", [newest - KEPT_LINES])
}

/** Lines from one id to before another, oldest first, without those of this shell. */
const linesBetween = (store: Store, from: number, before: number, session: string): ReadonlyArray<KeptLine> =>
  store
    .all(
      `SELECT kind, line, folder, at, outcome FROM history_typed_line
       WHERE id >= ? AND id < ? AND line IS NOT NULL AND session <> ? ORDER BY id`,
      [from, before, session]
    )
    .map(lineOf)

const oldestOf = (store: Store): number =>
  numberOf(store.get("SELECT MIN(id) AS oldest FROM history_typed_line")?.["oldest"])

const newestOf = (store: Store, table: "history_typed_line" | "history_transaction", column: "id" | "seq"): number =>
  numberOf(store.get(`SELECT MAX(${column}) AS newest FROM ${table}`)?.["newest"])

interface Asked {
  readonly lines: ReadonlyArray<KeptLine>
  /** The newest before the first of which it is not known yet whose it is. */
  readonly mark: number
}

/** Requests of `zenus run` that have ended. */
const askedSince = (store: Store, seq: number, now: number, keys: ReadonlyArray<string>): Asked => {
  const from = Math.max(seq, newestOf(store, "history_transaction", "seq") - OFFERED_REQUESTS * 4)
  const rows = store
    .all(
      `SELECT seq, request, cwd, status, at, ended_at FROM history_transaction
       WHERE seq > ? AND kind IN ('run', 'read', 'outcome') ORDER BY seq DESC LIMIT ?`,
      [from, OFFERED_REQUESTS]
    )
    .toReversed()
  if (rows.length === 0) return { lines: [], mark: Math.max(seq, from) }
  const oldest = numberOf(rows[0]?.["at"])
  const isTyped = anySpanHolds(
    store
      .all("SELECT at, ended_at FROM history_typed_line WHERE ended_at >= ?", [oldest])
      .map((row) => ({ from: numberOf(row["at"]), to: numberOf(row["ended_at"]) }))
  )
  const isOver = (row: Row): boolean => row["status"] !== "running" && numberOf(row["ended_at"]) + UNDECIDED_MS <= now
  const undecided = rows.find((row) => !isOver(row))
  const lines = rows.flatMap((row): ReadonlyArray<KeptLine> => {
    const request = textOf(row["request"])
    // One that was cut when it was kept asks for something else now.
    if (!isOver(row) || isTyped(numberOf(row["at"])) || request.length > MAX_KEPT_REQUEST) return []
    const text = keptLine(request, keys)
    if (text === null) return []
    const outcome = outcomeOf(textOrNull(row["status"]))
    return [{ text, kind: "request", folder: decodePath(row["cwd"]), at: numberOf(row["at"]), outcome, by: "run" }]
  })
  const last = numberOf((undecided ?? rows.at(-1))?.["seq"])
  return { lines, mark: undecided === undefined ? last : last - 1 }
}

export class TypedLines extends Context.Service<
  TypedLines,
  {
    /** Takes in lines whose answers are there, in their order. Makes the state file where it is missing. */
    readonly keep: (lines: ReadonlyArray<TypedLine>) => Effect.Effect<void, StoreError>
    /**
     * What may be offered again of what is newer than the mark (`null`: the newest `READ_LINES`), but for this shell's own lines, which
     * it knows better. Makes no file. What was asked a moment ago may be given a second time.
     */
    readonly since: (mark: ReadMark | null) => Effect.Effect<ReadLines, StoreError>
    /** The next `READ_LINES` that are older than the mark. */
    readonly before: (mark: ReadMark) => Effect.Effect<ReadLines, StoreError>
    /** Whether a line of which nothing is kept was being answered at that time (milliseconds since 1970): what it asked is in no list. */
    readonly isHiddenAt: (at: number) => Effect.Effect<boolean, StoreError>
  }
>()("@zenus/core/history/TypedLines") {
  static readonly layer = (options: TypedLinesOptions): Layer.Layer<TypedLines, never, StoreService> =>
    Layer.effect(
      TypedLines,
      Effect.gen(function* () {
        const state = yield* StoreService
        return TypedLines.of({
          keep: (lines) =>
            lines.length === 0
              ? Effect.void
              : storeErrors(
                  Effect.map(state.open, (store) =>
                    store.unflushed(() => {
                      for (const line of lines) forgetOld(store, insert(store, line, options))
                    })
                  )
                ),
          since: (mark) =>
            storeErrors(
              Effect.gen(function* () {
                const store = yield* state.openExisting
                if (store === null) return { lines: [], mark: mark ?? { typed: 0, oldest: 1, asked: 0 } }
                const now = yield* Clock.currentTimeMillis
                const newest = Math.max(newestOf(store, "history_typed_line", "id"), mark?.typed ?? 0)
                const from = mark === null ? Math.max(1, newest - READ_LINES + 1) : mark.typed + 1
                const asked = askedSince(store, mark?.asked ?? 0, now, options.keys)
                const typed = from > newest ? [] : linesBetween(store, from, newest + 1, options.session)
                return {
                  lines: [...asked.lines, ...typed].toSorted((a, b) => a.at - b.at),
                  mark: { typed: newest, oldest: mark?.oldest ?? from, asked: asked.mark }
                }
              })
            ),
          isHiddenAt: (at) =>
            storeErrors(
              Effect.map(
                state.openExisting,
                (store) =>
                  store?.get(
                    "SELECT 1 FROM history_typed_line WHERE line IS NULL AND at <= ?1 AND ended_at >= ?1 LIMIT 1",
                    [at]
                  ) !== undefined
              )
            ),
          before: (mark) =>
            storeErrors(
              Effect.map(state.openExisting, (store) => {
                const from = Math.max(1, mark.oldest - READ_LINES)
                if (store === null || from === mark.oldest) return { lines: [], mark: { ...mark, oldest: 1 } }
                return {
                  lines: linesBetween(store, from, mark.oldest, options.session),
                  mark: { ...mark, oldest: from <= oldestOf(store) ? 1 : from }
                }
              })
            )
        })
      })
    )
}
