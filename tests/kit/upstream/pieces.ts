/** Bytes cut as a network may cut them: not at all, one at a time, or at places that a seed decides. */

export const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)

export const bytewise = (all: Uint8Array): ReadonlyArray<Uint8Array> => Array.from(all, (byte) => Uint8Array.of(byte))

/** mulberry32: the same draws from 0 to 1 for the same seed, everywhere. */
export const drawsOf = (seed: number): (() => number) => {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** Pieces of 1 to 400 bytes, small ones more often. */
export const cutAt = (all: Uint8Array, seed: number): ReadonlyArray<Uint8Array> => {
  const next = drawsOf(seed)
  const pieces: Array<Uint8Array> = []
  for (let from = 0; from < all.length;) {
    const to = Math.min(all.length, from + 1 + Math.floor(next() * next() * 400))
    pieces.push(all.subarray(from, to))
    from = to
  }
  return pieces
}
