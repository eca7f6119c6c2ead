/**
 * Loaded before a program (`node --import`): each name that it gives a file takes SLOW_RENAME_MS longer, as on a slow disk, so that a
 * few hundred files are moved for seconds on any machine, and stopping in their midst is no race against it.
 */
import fs from "node:fs"
import { syncBuiltinESMExports } from "node:module"

const ms = Number(process.env.SLOW_RENAME_MS ?? "0")
const never = new Int32Array(new SharedArrayBuffer(4))

for (const name of ["linkSync", "renameSync"]) {
  const deed = fs[name]
  fs[name] = (...paths) => {
    Atomics.wait(never, 0, 0, ms)
    return deed(...paths)
  }
}
syncBuiltinESMExports()
