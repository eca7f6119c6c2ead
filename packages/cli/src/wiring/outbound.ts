/**
 * The door to the outside: nothing is loaded and no state is read before the first call goes through it, so that what never leaves
 * this machine pays nothing.
 */
import * as Effect from "effect/Effect"
import * as Scope from "effect/Scope"
import type { CallOutbound, StoreService } from "@zenus/core"

/** What is learned is kept over `store` and written at the latest when `scope` closes. */
export const makeOutbound = (
  store: StoreService["Service"],
  scope: Scope.Scope,
  note: (line: string) => void
): Effect.Effect<CallOutbound> =>
  Effect.map(
    Effect.cached(
      Effect.flatMap(
        Effect.promise(() => import("./guardedOutbound.ts")),
        ({ makeGuardedOutbound }) => Scope.provide(makeGuardedOutbound(store, note), scope)
      )
    ),
    (opened): CallOutbound =>
      (call) =>
        Effect.flatMap(opened, (through) => through(call))
  )
