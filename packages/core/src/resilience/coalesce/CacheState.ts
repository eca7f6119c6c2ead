/**
 * Answers by key with the time they came, the least recently asked for going first when there are too many: pure, `now` in monotonic
 * milliseconds. Age is asked for at each reading, so that one store serves what is fresh and what is stale but better than nothing.
 */
interface Kept<A> {
  readonly value: A
  readonly at: number
}

/** In the order of last use: a Map keeps the order of insertion. */
export type Cache<A> = Map<string, Kept<A>>

export const empty = <A>(): Cache<A> => new Map()

export const put = <A>(cache: Cache<A>, key: string, value: A, now: number, capacity: number): void => {
  cache.delete(key)
  cache.set(key, { value, at: now })
  if (cache.size <= capacity) return
  const [oldest] = cache.keys()
  if (oldest !== undefined) cache.delete(oldest)
}

/** What is younger than `maxAgeMs`; at exactly that age it is too old. */
export const get = <A>(
  cache: Cache<A>,
  key: string,
  now: number,
  maxAgeMs: number
): { readonly value: A; readonly ageMs: number } | undefined => {
  const kept = cache.get(key)
  if (kept === undefined || now - kept.at >= maxAgeMs) return undefined
  cache.delete(key)
  cache.set(key, kept)
  return { value: kept.value, ageMs: now - kept.at }
}
