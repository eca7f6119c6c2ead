/** Text to standard output for commands that need nothing else: waits for the reader, ends quietly when it goes, fails when the output cannot be taken. */
import * as Effect from "effect/Effect"
import { type Invocation, has } from "../args/CommandMain.ts"
import { makeScreen } from "./Screen.ts"

export const print = (invocation: Invocation, text: string): Effect.Effect<number> =>
  Effect.promise(() => makeScreen(invocation.env, has(invocation, "no-color")).out(text)).pipe(Effect.as(0))
