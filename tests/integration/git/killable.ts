/**
 * One process that does git steps through the executor, or takes the last ones back or does them again, for tests that kill
 * it: the place and the steps are its argument. Says how it ended; whatever goes wrong is on standard error.
 */
import { doSteps, type Place, redo, undo } from "./throughExecutor.ts"

const [, , text = "{}"] = process.argv
const { place, steps } = JSON.parse(text) as {
  readonly place: Place
  readonly steps: ReadonlyArray<readonly [string, Record<string, unknown>]> | "undo" | "redo"
}
const said =
  steps === "undo" || steps === "redo"
    ? ((await (steps === "undo" ? undo : redo)(place)).stopped?.why ?? "done")
    : (await doSteps(place, steps)).status
process.stdout.write(`${said}\n`)
