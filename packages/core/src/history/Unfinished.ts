/**
 * What was cut off in a folder and stands there in part, and what is left of it: for a face that offers to finish it or to take it
 * back. Only reads; a transaction whose owner died must have been settled first (`Recovery`). What may surprise: only the newest
 * transaction of a folder counts, because whoever did something else there since has gone on without it. What was finished and cut off
 * once more is one thing with what was done before the first cut, as long as nothing else was done there in between.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import { DiskService } from "../disk/Disk.ts"
import { dirname } from "../disk/PathText.ts"
import { IntentIR, IntentStep } from "../plan/IntentIR.ts"
import { encodePath } from "../state/PathColumn.ts"
import type { Store } from "../state/Store.ts"
import type { StoreError } from "../state/StoreError.ts"
import { decodeBatch } from "./batchCodec.ts"
import { batchBySeq, batchSeqsOf } from "./batchRows.ts"
import { Journal } from "./Journal.ts"
import type { Primitive } from "./Primitive.ts"
import { storeErrors } from "./storeErrors.ts"
import {
  numberOf,
  stepsOf,
  textOf,
  transactionById,
  transactionBySeq,
  transactionOf,
  type TransactionRow
} from "./transactionRows.ts"

export interface Cut {
  /** The request's own transaction, also where its undo was cut off. */
  readonly transaction: string
  /** Which way it was going. */
  readonly direction: "run" | "undo" | "redo"
  readonly request: string
  /** When it was begun: milliseconds since 1970. */
  readonly at: number
  /** Transactions of the same request that were cut off right before it and still stand, oldest first: it was their rest. */
  readonly earlier: ReadonlyArray<string>
  /** Deeds that stand, of those that were planned; those of `earlier` are among both. */
  readonly done: number
  readonly total: number
}

export interface Rest {
  /** The steps that were not done, or not to their end, with their arguments as they were planned. */
  readonly intent: IntentIR
  /** All steps, as they were planned. */
  readonly whole: IntentIR
  /** Whether what stands of these very steps has changed this path, or moved it here: doing that again would be wrong. */
  readonly isTouched: (path: string) => boolean
  /**
   * Something that stands of these very steps was made anew (a copy, an unpacked file), and nothing was taken from where it was: planned
   * anew, the rest would make it once more, under a second name.
   */
  readonly hasMade: boolean
}

/** Entries of the history that are looked through, newest first. */
const WINDOW = 1_000

/** Of a plan as the history keeps it, what a plan can be made from again. Keys of later versions are no harm. */
const KeptPlan = Schema.fromJsonString(
  Schema.Struct({
    goal: Schema.String,
    provider: Schema.String,
    confidence: Schema.Finite,
    steps: Schema.Array(
      Schema.Struct({
        id: Schema.NonEmptyString,
        tool: Schema.NonEmptyString,
        action: Schema.NonEmptyString,
        args: Schema.Record(Schema.String, Schema.Unknown),
        dependsOn: Schema.Array(Schema.String)
      })
    )
  })
)
const readPlan = Schema.decodeUnknownOption(KeptPlan)

/** A folder that was made is there for the rest as well. */
const touchedBy = (one: Primitive): ReadonlyArray<string> => {
  switch (one.kind) {
    case "rename":
      return [one.from, one.to]
    case "set":
    case "destroy":
      return [one.path]
    case "folder":
      return []
  }
}

/** Whether it brings a staged entry to its place: see the names in sweepStaged. A file of a person called so costs an undo, and no more. */
const makes = (one: Primitive): boolean => one.kind === "rename" && /\/(?:new-\d+|stage-\d+\/[^/]+)$/.test(one.from)

const standsIn = (store: Store, tx: number, steps: ReadonlySet<number>) => {
  const touched = new Set<string>()
  let hasMade = false
  for (const seq of batchSeqsOf(store, tx)) {
    const batch = batchBySeq(store, seq)
    if (batch === null || batch.kind !== "files" || !steps.has(batch.step)) continue
    for (const group of decodeBatch(batch.deeds).slice(0, batch.cursor))
      for (const one of group) {
        for (const path of touchedBy(one)) touched.add(path)
        hasMade ||= makes(one)
      }
  }
  return { touched, hasMade }
}

/** The path itself, or a folder that it lies in. */
const holds = (touched: ReadonlySet<string>, path: string): boolean => {
  for (let at = path; ; at = dirname(at)) {
    if (touched.has(at)) return true
    if (at === dirname(at)) return false
  }
}

/** What the plan means, as far as these steps go. */
const intentOf = ({ confidence, goal, provider, steps }: typeof KeptPlan.Type, ids: ReadonlySet<string>): IntentIR =>
  new IntentIR({
    version: 1,
    goal,
    provider,
    confidence,
    steps: steps.flatMap(({ action, args, dependsOn, id, tool }) =>
      ids.has(id)
        ? [new IntentStep({ id, tool, action, args, dependsOn: dependsOn.filter((needed) => ids.has(needed)) })]
        : []
    )
  })

const restOf = (store: Store, id: string): Rest | null => {
  const row = transactionById(store, id)
  const plan = readPlan(row?.plan)
  if (row === null || plan._tag === "None") return null
  const left = stepsOf(store, row.seq).filter(({ status }) => status !== "done")
  const ids = new Set(left.map((step) => step.id))
  // A step that only fed another has put what it found into the other's arguments.
  if (!plan.value.steps.some((step) => ids.has(step.id))) return null
  const { hasMade, touched } = standsIn(store, row.seq, new Set(left.map(({ position }) => position)))
  return {
    intent: intentOf(plan.value, ids),
    whole: intentOf(plan.value, new Set(plan.value.steps.map((step) => step.id))),
    isTouched: (path) => holds(touched, path),
    hasMade
  }
}

interface Earlier {
  readonly seq: number
  readonly id: string
}

/**
 * The runs of this request that were cut off before it and stand, oldest first. What was taken back of it, and that it was, is passed over;
 * anything else that acted in its folder is where it begins.
 */
const earlierOf = (store: Store, { cwd, request, seq }: TransactionRow): ReadonlyArray<Earlier> => {
  const rows = store.each(
    `SELECT t.seq, t.id, t.kind, t.crashed AND t.status = 'interrupted' AND NOT t.pruned AS cut, t.standing,
       CASE WHEN t.kind = 'run' THEN t.request ELSE (SELECT r.request FROM history_transaction r WHERE r.seq = t.target) END AS asked
     FROM history_transaction t
     WHERE t.kind IN ('run', 'undo', 'redo') AND t.cwd = ? AND t.seq < ? AND t.seq > ? - ? ORDER BY t.seq DESC`,
    [encodePath(cwd), seq, seq, WINDOW]
  )
  const earlier: Array<Earlier> = []
  for (const row of rows) {
    if (row["asked"] !== request) break
    if (row["kind"] !== "run" || row["standing"] === "before") continue
    if (row["cut"] !== 1 || row["standing"] !== "after") break
    earlier.unshift({ seq: numberOf(row["seq"]), id: textOf(row["id"]) })
  }
  return earlier
}

const doneOf = (store: Store, tx: number): number =>
  numberOf(store.get("SELECT SUM(cursor) AS done FROM history_batch WHERE tx = ?", [tx])?.["done"])

const newestIn = (store: Store, cwd: string): Cut | null => {
  const found = store.get(
    `SELECT * FROM history_transaction WHERE kind IN ('run', 'undo', 'redo') AND cwd = ?
       AND seq > (SELECT MAX(seq) FROM history_transaction) - ? ORDER BY seq DESC LIMIT 1`,
    [encodePath(cwd), WINDOW]
  )
  if (found === undefined) return null
  const row = transactionOf(found)
  const run = row.target === null ? row : transactionBySeq(store, row.target)
  if (run === null) return null
  // Taken back and done again, it stands as it was cut off.
  const last = row.kind === "redo" && row.status === "done" ? run : row
  if (run.pruned || !last.crashed || last.status !== "interrupted") return null
  const stands = { run: "after", undo: "undoing", redo: "redoing" } as const
  const direction = last.kind === "undo" || last.kind === "redo" ? last.kind : "run"
  if (run.standing !== stands[direction]) return null
  const earlier = earlierOf(store, run)
  // What the earlier ones left was planned anew by the next: what each did, and the plan of the last, are the whole.
  const before = earlier.reduce((sum, { seq }) => sum + doneOf(store, seq), 0)
  return {
    transaction: run.id,
    direction,
    request: run.request,
    at: run.at,
    earlier: earlier.map(({ id }) => id),
    done: before + doneOf(store, run.seq),
    total: before + stepsOf(store, run.seq).reduce((sum, { total }) => sum + total, 0)
  }
}

export class Unfinished extends Context.Service<
  Unfinished,
  {
    /** `null` where the last thing that was done in this folder came to its end, or a person stopped it. */
    readonly newestIn: (cwd: string) => Effect.Effect<Cut | null, StoreError>
    /** What is left of a request that was cut off; `null` where its plan is not kept or nothing is left. */
    readonly restOf: (transaction: string) => Effect.Effect<Rest | null, StoreError>
  }
>()("@zenus/core/history/Unfinished") {
  static readonly layer: Layer.Layer<Unfinished, never, DiskService | Journal> = Layer.effect(
    Unfinished,
    Effect.gen(function* () {
      const disk = yield* DiskService
      const journal = yield* Journal
      return Unfinished.of({
        newestIn: (cwd) =>
          storeErrors(
            Effect.map(journal.openExisting, (opened) =>
              opened === null ? null : newestIn(opened.store, disk.realpath(cwd) ?? cwd)
            )
          ),
        restOf: (transaction) =>
          storeErrors(
            Effect.map(journal.openExisting, (opened) => (opened === null ? null : restOf(opened.store, transaction)))
          )
      })
    })
  )
}
