/**
 * The library `systeminformation`, loaded when an action first needs it (8 ms, and it starts programs of its own). Used
 * for what `/proc`, `/sys` and node:os do not tell, or not on this system.
 */
import type * as systeminformation from "systeminformation"
import type { ToolError } from "@zenus/core"
import type * as Effect from "effect/Effect"
import { attempt } from "../action/trouble.ts"

type Library = typeof systeminformation

/** `doing` is an infinitive, for messages: "Read the battery". */
export const ask = <A>(doing: string, question: (library: Library) => Promise<A>): Effect.Effect<A, ToolError> =>
  attempt(doing, async () => question(await import("systeminformation")))
