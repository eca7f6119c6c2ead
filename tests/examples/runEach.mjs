/**
 * Runs modules one after the other in one process, so that what they share is loaded once: a process of its own costs each a second.
 * Words: the file for the results, then the modules. A result is a line of JSON, `{ file, error }`, where `error` is null or the text
 * of what was thrown; a module that was not reached has none. The process ends by itself, or something was left behind.
 */
import { appendFileSync } from "node:fs"
import { pathToFileURL } from "node:url"

const [results, ...files] = process.argv.slice(2)
for (const file of files) {
  const error = await import(pathToFileURL(file).href).then(
    () => null,
    (thrown) => String(thrown?.stack ?? thrown)
  )
  appendFileSync(results, `${JSON.stringify({ file, error })}\n`)
}
