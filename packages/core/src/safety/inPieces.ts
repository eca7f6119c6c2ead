/** Long lists in pieces: what goes over them is a generator that pauses now and then, so that who runs it can let others have their turn. Pure. */

/** Items between two pauses: some milliseconds of judging. */
const ITEMS = 4_096

export function* inPieces<A>(items: ReadonlyArray<A>, each: (item: A) => void): Generator<void, void> {
  for (let from = 0; from < items.length; from += ITEMS) {
    if (from > 0) yield
    const to = Math.min(items.length, from + ITEMS)
    for (let at = from; at < to; at++) {
      const item = items[at]
      if (item !== undefined) each(item)
    }
  }
}

/** Without the pauses. */
export const atOnce = <A>(pieces: Generator<void, A>): A => {
  for (;;) {
    const next = pieces.next()
    if (next.done === true) return next.value
  }
}
