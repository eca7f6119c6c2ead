/**
 * Which circuits stand above which: one above every key that goes on after its own with a slash, as a provider above its models
 * (`openai` above `openai/gpt-5`, `openrouter` above `openrouter/a/b`). A call asks those above its own circuit first. One that turns callers
 * away now (isolated, or open with time left, by hand or by failures) turns these away, too; one that is disabled lets them through
 * uncounted, unless their own circuit is isolated. What may surprise: nothing goes up, so failures of a model never open its
 * provider, and the trials of an open circuit are its own calls: when its time is over, it covers nothing more. Pure.
 */
import type { BreakerSnapshot } from "./BreakerSnapshot.ts"
import type { BreakerState } from "./BreakerState.ts"

/** Of a longer key only the first so many slashes are looked at. */
export const LEVELS = 8

/** The keys above this one, outermost first; null for a key without a slash, so that it pays nothing. */
export const keysAbove = (key: string): ReadonlyArray<string> | null => {
  let at = key.indexOf("/")
  if (at < 0) return null
  const above: Array<string> = []
  for (let level = 0; at >= 0 && level < LEVELS; level++) {
    if (at > 0) above.push(key.slice(0, at))
    at = key.indexOf("/", at + 1)
  }
  return above.length === 0 ? null : above
}

/** `remainingMs` of an open circuit, null of any other. */
export const refuses = (state: BreakerState, remainingMs: number | null): boolean =>
  state === "Isolated" || (state === "Open" && remainingMs !== null && remainingMs > 0)

/**
 * The one of those above that decides for a circuit in the state `own`: the first that turns away, else the first that is disabled;
 * null where none has anything to say. `find` gives what is known under a name.
 */
export const decider = <One extends { readonly state: BreakerState }>(
  above: ReadonlyArray<string>,
  own: BreakerState,
  find: (name: string) => One | undefined,
  remainingMs: (one: One) => number | null
): One | null => {
  let disabled: One | null = null
  for (const name of above) {
    const one = find(name)
    if (one === undefined) continue
    if (refuses(one.state, remainingMs(one))) return one
    if (one.state === "Disabled") disabled ??= one
  }
  return own === "Isolated" ? null : disabled
}

/** A circuit as its callers find it, where `by` decides. Counts stay its own. */
export const coveredBy = (own: BreakerSnapshot, by: BreakerSnapshot): BreakerSnapshot => ({
  ...own,
  state: by.state,
  retryInMs: by.retryInMs,
  since: by.since,
  why: by.why,
  coveredBy: by.name
})

/** All circuits as their callers find them; what each is by itself goes in. */
export const underCover = (all: ReadonlyArray<BreakerSnapshot>): ReadonlyArray<BreakerSnapshot> => {
  const byName = new Map(all.map((one) => [one.name, one]))
  return all.map((own) => {
    const above = keysAbove(own.name)
    if (above === null) return own
    const by = decider(
      above,
      own.state,
      (name) => byName.get(name),
      ({ retryInMs }) => retryInMs
    )
    return by === null ? own : coveredBy(own, by)
  })
}
