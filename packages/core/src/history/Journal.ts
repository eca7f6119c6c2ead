/**
 * What is written before it is done. A transaction is a recorder: things to write are queued, and one durable commit
 * writes them together with the intention of the next batch, so a batch costs one flush. A commit that fails has
 * written nothing and keeps the queue: then nothing may be done. Does not touch files; that is the executor's
 * and undo's part. While a transaction is open in this process, nobody settles it.
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Random from "effect/Random"
import { StoreService, type Store } from "../state/Store.ts"
import type { StoreError } from "../state/StoreError.ts"
import { Owner, type OwnerId, sameOwner } from "./Owner.ts"
import {
  endTransaction,
  insertTransaction,
  runningTransactions,
  type StepHead,
  type TransactionHead,
  type TransactionRow,
  type TransactionStatus
} from "./transactionRows.ts"
import { ulid, ULID_DRAWS } from "./ulid.ts"

/** Something to write; `tx` is the transaction's row number. */
export type Write<A> = (store: Store, tx: number) => A

/** One open transaction. Methods throw `StoreError`. */
export interface Recorder {
  readonly id: string
  /** Whether anything of it is on the disk yet. */
  readonly begun: () => boolean
  /** To be written by the next commit. */
  readonly queue: (write: Write<void>) => void
  /** Writes the queue and this durably, all or nothing. The first one writes the transaction itself. */
  readonly commit: <A>(write: Write<A>) => A
  /** The last commit, which also writes a transaction that failed before it could change anything. Closes it in any case. */
  readonly end: (end: {
    readonly status: TransactionStatus
    readonly at: number
    readonly error: string | null
  }) => void
  /** Leaves it `running` on the disk for recovery, where not even the end could be written. */
  readonly abandon: () => void
}

export interface OpenJournal {
  readonly store: Store
  readonly me: OwnerId
  /** Opens a transaction; nothing is written before its first commit. */
  readonly record: (head: TransactionHead, steps: ReadonlyArray<StepHead>) => Recorder
  /** Transactions that are `running` on the disk while nobody runs them. */
  readonly orphans: () => ReadonlyArray<TransactionRow>
  /** Whether its owner, or this very process, is at it now. */
  readonly isLive: (row: TransactionRow) => boolean
}

const makeRecorder = (
  store: Store,
  owner: OwnerId,
  open: Set<string>,
  head: TransactionHead,
  steps: ReadonlyArray<StepHead>
): Recorder => {
  let tx: number | null = null
  let waiting: ReadonlyArray<Write<void>> = []
  const commit = <A>(write: Write<A>): A => {
    const [seq, result] = store.transaction(() => {
      const seq = tx ?? insertTransaction(store, head, owner, "running", steps)
      for (const one of waiting) one(store, seq)
      return [seq, write(store, seq)] as const
    })
    tx = seq
    waiting = []
    return result
  }
  const close = (): void => {
    open.delete(head.id)
  }
  open.add(head.id)
  return {
    id: head.id,
    begun: () => tx !== null,
    queue: (write) => {
      waiting = [...waiting, write]
    },
    commit,
    end: (end) => {
      try {
        commit((store, seq) => endTransaction(store, seq, end))
      } finally {
        close()
      }
    },
    abandon: close
  }
}

const openJournal = (store: Store, owner: typeof Owner.Service, open: Set<string>): OpenJournal => {
  const isLive = (row: TransactionRow): boolean =>
    row.owner !== null && (sameOwner(row.owner, owner.me) ? open.has(row.id) : owner.lives(row.owner))
  return {
    store,
    get me() {
      return owner.me
    },
    record: (head, steps) => makeRecorder(store, owner.me, open, head, steps),
    orphans: () => runningTransactions(store).filter((row) => !isLive(row)),
    isLive
  }
}

/** What a transaction is called, and when that was settled (wall-clock milliseconds). */
export interface TransactionId {
  readonly id: string
  readonly at: number
}

export class Journal extends Context.Service<
  Journal,
  {
    /** Makes the state file where it is missing. */
    readonly open: Effect.Effect<OpenJournal, StoreError>
    /** `null` where there is no state file yet; makes none. */
    readonly openExisting: Effect.Effect<OpenJournal | null, StoreError>
    /** A new transaction id and the time it was made at. */
    readonly newId: Effect.Effect<TransactionId>
  }
>()("@zenus/core/history/Journal") {
  static readonly layer: Layer.Layer<Journal, never, StoreService | Owner> = Layer.effect(
    Journal,
    Effect.gen(function* () {
      const state = yield* StoreService
      const owner = yield* Owner
      const open = new Set<string>()
      return Journal.of({
        open: Effect.map(state.open, (store) => openJournal(store, owner, open)),
        openExisting: Effect.map(state.openExisting, (store) =>
          store === null ? null : openJournal(store, owner, open)
        ),
        newId: Effect.gen(function* () {
          const at = yield* Clock.currentTimeMillis
          const draws: Array<number> = []
          for (let index = 0; index < ULID_DRAWS; index++) draws.push(yield* Random.nextIntBetween(0, 31))
          return { id: ulid(at, draws), at }
        })
      })
    })
  )
}
