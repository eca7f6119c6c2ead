/** `npm run bench [NAME ...]`: every benchmark of this folder, or those named. */
import { runBenches } from "./runBenches.ts"

await runBenches(import.meta.dirname, process.argv.slice(2))
