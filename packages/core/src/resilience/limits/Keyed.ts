/**
 * State by key that goes when it is idle: one policy, many keys (a user, a URL), and nothing is left of those that are not used any
 * more. There is no timer: keys that were idle for the whole time are looked for when some key is used, at most twice in that
 * time, and when the list is read. A key in use (a permit out, somebody waiting) never goes.
 */

export interface KeyedEntry {
  /** Monotonic ms of the last use; set by `use`. */
  usedAt: number
  /** Whether the key may go as far as it is concerned. */
  readonly isIdle: () => boolean
}

export interface Keyed<Entry> {
  /** The entry of this key, made when it is new. */
  readonly use: (key: string, now: number) => Entry
  /** Without making or touching it. */
  readonly peek: (key: string) => Entry | undefined
  /** In the order of making; idle ones are gone. */
  readonly all: (now: number) => ReadonlyArray<Entry>
}

export const makeKeyed = <Entry extends KeyedEntry>(make: (key: string) => Entry, idleMs: number): Keyed<Entry> => {
  const entries = new Map<string, Entry>()
  let nextLook = 0
  const look = (now: number): void => {
    nextLook = now + idleMs / 2
    for (const [key, entry] of entries) {
      if (now - entry.usedAt >= idleMs && entry.isIdle()) entries.delete(key)
    }
  }
  return {
    use: (key, now) => {
      if (now >= nextLook) look(now)
      let entry = entries.get(key)
      if (entry === undefined) {
        entry = make(key)
        entries.set(key, entry)
      }
      entry.usedAt = now
      return entry
    },
    peek: (key) => entries.get(key),
    all: (now) => {
      look(now)
      return [...entries.values()]
    }
  }
}
