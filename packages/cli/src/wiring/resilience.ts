/**
 * Circuits, retry budgets and cascades of this process, and what keeps them in the state file: made once, for all calls that leave this
 * machine, by deeds and to models alike, because two registries over one file would each believe to be the only one.
 */
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import type * as Scope from "effect/Scope"
import { SqlResilienceStoreLayer, StoreService } from "@zenus/core"
import { Resilience } from "@zenus/core/resilience"
import { resilienceOptions } from "./resilienceOptions.ts"

export type Learned = Context.Context<Resilience.Services | Resilience.Keeper>

const sayMessage = (message: unknown): string => (Array.isArray(message) ? message.join(" ") : String(message))

/** What libraries log is for a person, too: their warnings go to standard error as notes. */
export const loggingTo = (note: (line: string) => void) =>
  Effect.provideService(Logger.CurrentLoggers, new Set([Logger.make(({ message }) => note(sayMessage(message)))]))

/** Reads what is kept now; writes what is new at most once a second and when the scope closes. `note` is told what a person should know. */
export const makeResilience = (
  store: StoreService["Service"],
  note: (line: string) => void
): Effect.Effect<Learned, never, Scope.Scope> =>
  Resilience.Keeper.layer().pipe(
    Layer.provideMerge(Resilience.services(resilienceOptions())),
    Layer.provide(SqlResilienceStoreLayer),
    Layer.provide(Layer.succeed(StoreService, store)),
    Layer.build,
    loggingTo(note)
  )
