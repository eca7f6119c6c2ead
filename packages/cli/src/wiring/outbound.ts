/**
 * The door to the outside: nothing is loaded and no state is read before the first call goes through it, so that what never leaves
 * this machine pays nothing.
 */
import * as Effect from "effect/Effect"
import * as Scope from "effect/Scope"
import type { CallOutbound, StoreService } from "@zenus/core"
import type { Learned } from "./resilience.ts"

/** What circuits and budgets know, read when it is first asked for, kept over `store`, and written at the latest when `scope` closes. */
export const makeLearned = (
  store: StoreService["Service"],
  scope: Scope.Scope,
  note: (line: string) => void
): Effect.Effect<Effect.Effect<Learned>> =>
  Effect.cached(
    Effect.flatMap(
      Effect.promise(() => import("./resilience.ts")),
      ({ makeResilience }) => Scope.provide(makeResilience(store, note), scope)
    )
  )

/** How deeds call. */
export const makeOutbound = (learned: Effect.Effect<Learned>): Effect.Effect<CallOutbound> =>
  Effect.map(
    Effect.cached(
      Effect.flatMap(
        Effect.promise(() => import("./guardedOutbound.ts")),
        ({ guardedOutbound }) => Effect.map(learned, guardedOutbound)
      )
    ),
    (opened): CallOutbound =>
      (call) =>
        Effect.flatMap(opened, (through) => through(call))
  )
