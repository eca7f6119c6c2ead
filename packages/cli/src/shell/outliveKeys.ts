/**
 * Ctrl+C and Ctrl+\ reach everything in the terminal's foreground: a `!` program or an editor, and the shell that lent it the terminal.
 * They are the program's, and end no shell, as in every other one.
 *
 * What may surprise: they hold for as long as the shell is there, and not only while it lends. The system tells of a program's end and of
 * the key that ended it in any order (after `fg` the other way round about once in ten times), so a SIGINT may be heard at the prompt. What runs takes
 * a SIGINT itself, on top of this. SIGTERM and SIGHUP end the shell as ever.
 */
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { Signals } from "../args/Signals.ts"

const nothing = (): void => {}

/** Until the scope ends. The fiber that calls it is the one that other signals interrupt. */
export const outliveKeys = (signals: Signals): Effect.Effect<void, never, Scope.Scope> =>
  Effect.withFiber((shell) =>
    Effect.asVoid(
      Effect.acquireRelease(
        Effect.sync(() => {
          process.on("SIGQUIT", nothing)
          return signals.take((name) => (name === "SIGINT" ? signals.forget() : shell.interruptUnsafe()))
        }),
        (giveBack) =>
          Effect.sync(() => {
            giveBack()
            process.off("SIGQUIT", nothing)
          })
      )
    )
  )
