/** Text to standard output for commands that need nothing else: waits for the reader, ends quietly when it goes, fails when the output cannot be taken. */
import * as Effect from "effect/Effect"
import { type Invocation, has } from "../args/CommandMain.ts"
import { makeScreen } from "./Screen.ts"

/** `text` for lines of so many cells: no limit where standard output is no terminal. */
export const print = (invocation: Invocation, text: (width: number) => string): Effect.Effect<number> =>
  Effect.promise(() => {
    const screen = makeScreen(invocation.env, has(invocation, "no-color"))
    return screen.out(text(screen.outWidth))
  }).pipe(Effect.as(0))
