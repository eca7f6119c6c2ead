/**
 * Where files share a worker, one that has grown gives its memory back after each file. A program is started by a fork, which copies the
 * page tables of the worker: 3 ms of processor time from one of 50 MB and 26 ms from one of 900 MB, and tests of git start thousands.
 * Most of what a worker holds is pages that V8 keeps for the next garbage, which only its thorough collection gives back: after the tests
 * of plans by models 490 MB became 160. Not for tests that start none: where what is held is in use, each collection is in vain.
 */
import { setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"
import { afterAll } from "vitest"

/** From here on a collection, 0.2 s, costs less than the forks of what may come. */
const GROWN_BYTES = 280_000_000

const collectAll = (): void => {
  setFlagsFromString("--expose-gc")
  runInNewContext("gc({ type: 'major', execution: 'sync', flavor: 'last-resort' })")
}

afterAll(() => {
  if (process.memoryUsage.rss() > GROWN_BYTES) collectAll()
})
