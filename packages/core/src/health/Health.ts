/**
 * Knows how each provider's models are doing, from the calls that are made: fed by whoever makes them, asked by whoever chooses. An
 * unhealthy one is left alone until it has rested; then one call at a time is let in to try it. What was learned is kept in the
 * state file, written at most once a second and when the layer ends; no call waits for it, and a file that fails is reported once.
 * What may surprise: with a file, the layer's scope holds a sleeping fiber. Looks whether a provider is there (`routing/probeProviders.ts`)
 * end or begin a row of failures, and are no calls.
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { sayError } from "../resilience/formatMs.ts"
import { Housekeeping } from "../state/Housekeeping.ts"
import { type Store, StoreService } from "../state/Store.ts"
import {
  defaultHealth,
  emptyHealth,
  hasRested,
  type HealthFigures,
  healthFigures,
  type HealthOptions,
  type HealthState,
  MAX_SAMPLES,
  type Seen,
  withSeen
} from "./HealthState.ts"
import { addHealth, healthKey, type HealthName, type HealthRows, loadHealth, MAX_MODELS } from "./keepHealth.ts"

/** How a call ended. `failed` with what it said, without secrets: it is kept and shown. */
export type CallResult = (
  | { readonly ok: true; readonly durationMs: number }
  | { readonly ok: false; readonly durationMs: number; readonly error: string }
) & {
  /** It was no call but a look whether it is there. */
  readonly probe?: true
}

export interface HealthEntry extends HealthName, HealthFigures {}

/** A trial that never reports is over after this long, milliseconds. */
export const TRIAL_MS = 60_000
const SAVE_EVERY = "1 second"

export class Health extends Context.Service<
  Health,
  {
    /** Takes note of a call that has ended now. Never waits. */
    readonly record: (name: HealthName, result: CallResult) => Effect.Effect<void>
    /** Whether it may be called now. For one that has rested, `true` begins its trial: others hear `false` until it reports. */
    readonly admit: (name: HealthName) => Effect.Effect<boolean>
    /** What is known of one; figures without calls for one that is not known. */
    readonly of: (name: HealthName) => Effect.Effect<HealthEntry>
    /** When it was last called or looked at, wall-clock milliseconds; `null` where nothing is known. */
    readonly lastSeen: (name: HealthName) => Effect.Effect<number | null>
    /** All that are known, by provider and model. */
    readonly all: Effect.Effect<ReadonlyArray<HealthEntry>>
    /** Writes down now what was seen since the last time. Nothing to do without a file. */
    readonly save: Effect.Effect<void>
  }
>()("@zenus/core/health/Health") {
  /** Kept in the state file. */
  static readonly layer = (options: Partial<HealthOptions> = {}): Layer.Layer<Health, never, StoreService> =>
    Layer.effect(
      Health,
      Effect.flatMap(StoreService, (service) => makeHealth({ ...defaultHealth, ...options }, service))
    )
  /** Known as long as the layer lives. */
  static readonly layerMemory = (options: Partial<HealthOptions> = {}): Layer.Layer<Health> =>
    Layer.effect(
      Health,
      Effect.suspend(() => makeHealth({ ...defaultHealth, ...options }, null))
    )
}

interface Known {
  readonly name: HealthName
  /** Without `fresh`. */
  state: HealthState
  /** What was not written yet, without `fresh`. */
  added: HealthState
  /** What came since the states were made: each of them is a copy of many calls, and most calls are asked about by nobody. */
  fresh: Array<Seen>
  /** Whether one of the calls that are kept failed; may be true of a failure that was forgotten meanwhile. */
  hasFailed: boolean
  trialSince: number | null
}

const makeKnown = (name: HealthName, state: HealthState): Known => ({
  name,
  state,
  added: emptyHealth,
  fresh: [],
  hasFailed: state.samples.some(({ ok }) => !ok),
  trialSince: null
})

const lastAt = ({ fresh, state }: Known): number | null => fresh.at(-1)?.sample.at ?? state.samples.at(-1)?.at ?? null

const attempt = <A>(work: () => A): Effect.Effect<A, unknown> => Effect.try({ try: work, catch: (cause) => cause })

const makeHealth = (options: HealthOptions, service: StoreService["Service"] | null) =>
  Effect.gen(function* () {
    const housekeeping = yield* Housekeeping
    const known = new Map<string, Known>()
    let isReported = false

    const forgetOldest = (): void => {
      if (known.size <= MAX_MODELS) return
      const [oldest] = [...known].toSorted(([, a], [, b]) => (lastAt(a) ?? 0) - (lastAt(b) ?? 0))
      if (oldest === undefined) return
      known.delete(oldest[0])
      if (last === oldest[1]) last = null
    }
    /** The one that was asked about last is asked about next, nearly always: no key is made for it. */
    let last: Known | null = null
    const find = (name: HealthName): Known | undefined => {
      if (last?.name.model === name.model && last.name.provider === name.provider) return last
      const found = known.get(healthKey(name))
      if (found !== undefined) last = found
      return found
    }
    const knownAs = (name: HealthName): Known => {
      const found = find(name)
      if (found !== undefined) return found
      const made = makeKnown(name, emptyHealth)
      known.set(healthKey(name), made)
      return made
    }
    const takeOver = (rows: HealthRows): void => {
      for (const [key, { name, state }] of rows) known.set(key, makeKnown(name, state))
    }
    /** What is known with all that came. */
    const stateOf = (one: Known): HealthState => {
      if (one.fresh.length === 0) return one.state
      one.state = withSeen(one.state, one.fresh)
      if (service !== null) one.added = withSeen(one.added, one.fresh)
      one.fresh = []
      one.hasFailed = one.state.samples.some(({ ok }) => !ok)
      return one.state
    }
    const entryOf = (one: Known, now: number): HealthEntry => ({
      ...one.name,
      ...healthFigures(stateOf(one), now, options)
    })

    /** Nobody's call is hurt by the file: it is said once, until it works again. */
    const guarded = (work: Effect.Effect<void, unknown>): Effect.Effect<void> =>
      Effect.matchEffect(work, {
        onFailure: (error) => {
          const isFirst = !isReported
          isReported = true
          return isFirst
            ? Effect.logWarning(`What was learned of providers could not be kept: ${sayError(error)}`)
            : Effect.void
        },
        onSuccess: () =>
          Effect.sync(() => {
            isReported = false
          })
      })
    const isChanged = ({ added, fresh }: Known): boolean => fresh.length > 0 || added.samples.length > 0
    /** Gives how many models gave way to others. */
    const write = (store: Store): number => {
      const changed = new Map([...known].filter(([, one]) => isChanged(one)))
      for (const one of changed.values()) stateOf(one)
      const { removed, rows } = addHealth(
        store,
        new Map([...changed].map(([key, { added }]) => [key, added])),
        housekeeping.isAllowed
      )
      for (const [key, one] of changed) {
        one.state = rows.get(key) ?? one.state
        one.hasFailed = one.state.samples.some(({ ok }) => !ok)
        one.added = emptyHealth
      }
      return removed
    }
    const sayRemoved = (count: number): Effect.Effect<void> =>
      count === 0
        ? Effect.void
        : housekeeping.tidied(
            `Forget how ${count === 1 ? "1 model was" : `${count} models were`} doing: at most ${MAX_MODELS} are kept`
          )
    const save: Effect.Effect<void> = Effect.suspend(() =>
      service === null || ![...known.values()].some(isChanged)
        ? Effect.void
        : guarded(
            Effect.flatMap(
              Effect.flatMap(service.open, (store) => attempt(() => write(store))),
              sayRemoved
            )
          )
    )

    if (service !== null) {
      yield* guarded(
        Effect.flatMap(service.openExisting, (store) =>
          store === null ? Effect.void : attempt(() => takeOver(loadHealth(store)))
        )
      )
      yield* Effect.addFinalizer(() => save)
      yield* Effect.forkScoped(Effect.forever(Effect.andThen(Effect.sleep(SAVE_EVERY), save)))
    }

    return Health.of({
      record: (name, result) =>
        Effect.map(Clock.currentTimeMillis, (at) => {
          const one = knownAs(name)
          const { durationMs, ok, probe } = result
          const sample = { at, ok, durationMs, ...(probe === undefined ? {} : { probe }) }
          one.fresh.push({ sample, error: result.ok ? null : result.error })
          if (!ok) one.hasFailed = true
          if (one.fresh.length >= MAX_SAMPLES) stateOf(one)
          one.trialSince = null
          forgetOldest()
        }),
      admit: (name) =>
        Effect.map(Clock.currentTimeMillis, (now) => {
          const one = find(name)
          // Only failures make anybody rest, and all that is kept is looked through for figures: asked before every call, they are rare.
          if (one?.hasFailed !== true) return true
          const figures = healthFigures(stateOf(one), now, options)
          if (figures.restsUntil === null) return true
          const isTried = one.trialSince !== null && now < one.trialSince + TRIAL_MS
          if (isTried || !hasRested(figures, now)) return false
          one.trialSince = now
          return true
        }),
      of: (name) =>
        Effect.map(Clock.currentTimeMillis, (now) => entryOf(find(name) ?? makeKnown(name, emptyHealth), now)),
      lastSeen: (name) =>
        Effect.sync(() => {
          const one = find(name)
          return one === undefined ? null : lastAt(one)
        }),
      all: Effect.map(Clock.currentTimeMillis, (now) =>
        [...known].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => entryOf(one, now))
      ),
      save
    })
  })
