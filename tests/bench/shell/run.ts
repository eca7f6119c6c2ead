/** `npm run bench:shell [NAME ...]`: what the shell is measured by, on a pseudo-terminal. Takes some minutes: one of them is idle. */
import { runBenches } from "../runBenches.ts"

await runBenches(import.meta.dirname, process.argv.slice(2))
