/**
 * A provider that has another address than when its circuit opened is another machine: what was learned of the old one must not keep
 * calls from the new one. So the address is written down with the circuits that a process leaves open, and the next process that
 * finds another one closes them, which the circuit's past says with the new address, and forgets how the provider had been doing. It
 * touches no circuit that a person isolated.
 * What may surprise: a process that is killed writes no address, and then the circuit waits its time out.
 */
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { Breakers } from "../resilience/breaker/CircuitBreaker.ts"
import { type Store, StoreService } from "../state/Store.ts"
import { forgetHealth } from "./keepHealth.ts"

/** One provider and where it is. */
export interface ProviderPlace {
  readonly name: string
  /** As `readBaseUrl` gives it: without a name, a password or a query. */
  readonly baseUrl: string
}

const resting: ReadonlySet<string> = new Set(["Open", "HalfOpen"])

/** The circuits of a provider and of its models that stand open. */
const openCircuits = (breakers: Breakers["Service"], name: string): Effect.Effect<ReadonlyArray<string>> =>
  Effect.map(breakers.circuits, (all) =>
    all
      .filter((one) => resting.has(one.state) && (one.name === name || one.name.startsWith(`${name}/`)))
      .map((one) => one.name)
  )

const placeOf = (store: Store, { name }: ProviderPlace): string | null => {
  const place = store.get("SELECT place FROM health_place WHERE provider = ?", [JSON.stringify(name)])?.["place"]
  return typeof place === "string" ? place : null
}

const forget = (store: Store, name: string): void =>
  store.transaction(() => {
    store.run("DELETE FROM health_place WHERE provider = ?", [JSON.stringify(name)])
    forgetHealth(store, name)
  })

const remember = (store: Store, { baseUrl, name }: ProviderPlace): void => {
  store.unflushed(() =>
    store.run("INSERT OR REPLACE INTO health_place (provider, place) VALUES (?, ?)", [JSON.stringify(name), baseUrl])
  )
}

/** A file that cannot be read or written costs no call: then circuits hold whatever the address is. */
const tolerant = (work: Effect.Effect<void, unknown>): Effect.Effect<void> => Effect.ignore(work)

/**
 * Closes now what was left open elsewhere, and writes down when the scope closes where those are whose circuits are open then. To be
 * run behind what takes circuits over from the file, and before `Health` is built.
 */
export const closeMoved = (
  providers: ReadonlyArray<ProviderPlace>
): Effect.Effect<void, never, Breakers | StoreService | Scope.Scope> =>
  Effect.gen(function* () {
    const breakers = yield* Breakers
    const service = yield* StoreService
    const close = (store: Store, provider: ProviderPlace): Effect.Effect<void, unknown> =>
      Effect.gen(function* () {
        const place = yield* Effect.try({ try: () => placeOf(store, provider), catch: (cause) => cause })
        if (place === null || place === provider.baseUrl) return
        const why = `its address is another one now: ${provider.baseUrl}`
        for (const name of yield* openCircuits(breakers, provider.name)) yield* breakers.close(name, undefined, why)
        yield* Effect.try({ try: () => forget(store, provider.name), catch: (cause) => cause })
      })
    yield* tolerant(
      Effect.flatMap(service.openExisting, (store) =>
        store === null
          ? Effect.void
          : Effect.forEach(providers, (provider) => close(store, provider), { discard: true })
      )
    )
    yield* Effect.addFinalizer(() =>
      Effect.forEach(
        providers,
        (provider) =>
          Effect.flatMap(openCircuits(breakers, provider.name), (open) =>
            open.length === 0
              ? Effect.void
              : tolerant(
                  Effect.flatMap(service.open, (store) =>
                    Effect.try({ try: () => remember(store, provider), catch: (cause) => cause })
                  )
                )
          ),
        { discard: true }
      )
    )
  })
