/** A small seeded generator of numbers in [0, 1): the same seed gives the same run on every machine (mulberry32, public domain). */
export const seeded = (seed: number): (() => number) => {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** The next gap of a Poisson process with `rate` events a millisecond. */
export const exponential = (draw: number, rate: number): number => -Math.log(1 - draw) / rate
