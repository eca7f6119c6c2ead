/**
 * What is said by no command of ours: what libraries log (a ledger that cannot be written) and what Node warns of. It is for a person, never
 * on standard output, and one line each. Whoever has drawn rows on the terminal takes it through their own screen, so that it stands above
 * those rows.
 */
import * as Effect from "effect/Effect"
import * as Logger from "effect/Logger"
import type * as Scope from "effect/Scope"
import { escapeName } from "@zenus/core"

type Note = (line: string) => void

export const loggerTo = (note: Note): Logger.Logger<unknown, void> =>
  Logger.make(({ message }) => note(escapeName([message].flat().join(" "))))

/** What is logged while this runs. */
export const loggedTo =
  (note: Note) =>
  <A, E, R>(work: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
    Effect.provideService(work, Logger.CurrentLoggers, new Set([loggerTo(note)]))

const warningOn =
  (note: Note) =>
  ({ message, name }: Error): void =>
    note(escapeName(`${name}: ${message}`))

/** Node's own warnings, until the scope ends; Node itself would write them wherever the cursor is. */
export const warningsTo = (note: Note): Effect.Effect<void, never, Scope.Scope> =>
  Effect.asVoid(
    Effect.acquireRelease(
      Effect.sync(() => {
        const others = process.listeners("warning")
        const onWarning = warningOn(note)
        process.removeAllListeners("warning").on("warning", onWarning)
        return { onWarning, others }
      }),
      ({ onWarning, others }) =>
        Effect.sync(() => {
          process.off("warning", onWarning)
          for (const other of others) process.on("warning", other)
        })
    )
  )
