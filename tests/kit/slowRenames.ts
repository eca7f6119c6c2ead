/** A built command whose moves take long, however few they are: see slowRenames.mjs. */
import { join } from "node:path"

/** For the environment of a command: each move of a file, also into its place after a copy, and back, takes `ms` longer. */
export const slowRenames = (ms = 5): Readonly<Record<string, string>> => ({
  NODE_OPTIONS: `--import ${join(import.meta.dirname, "slowRenames.mjs")}`,
  SLOW_RENAME_MS: String(ms)
})
