/**
 * `npm run bench:shell -- [--idle SECONDS] [NAME ...]`: what the shell is measured by, on a pseudo-terminal. Takes some minutes: one of
 * them is idle, or as long as `--idle` says (600 is the ten minutes of a person who is elsewhere).
 */
import { parseArgs } from "node:util"
import { runBenches } from "../runBenches.ts"

const { positionals, values } = parseArgs({ allowPositionals: true, options: { idle: { type: "string" } } })
const idleSeconds = values.idle === undefined ? undefined : Number(values.idle)
if (idleSeconds !== undefined && !(Number.isInteger(idleSeconds) && idleSeconds > 0))
  throw new Error(`--idle is whole seconds, at least 1; "${values.idle}" is not.`)

await runBenches(import.meta.dirname, positionals, idleSeconds === undefined ? {} : { idleSeconds })
