/**
 * Handles one request with the engine and dies by its own `kill -9` once so many files are done. Arguments: cwd, home, state,
 * request, files.
 */
import { runRequest } from "../engineWorld.ts"

const [cwd = "", home = "", zenusHome = "", text = "", files = "0"] = process.argv.slice(2)
await runRequest({ cwd, home, zenusHome, executor: { batchSize: 2 } }, text, {
  yes: true,
  onEvent: (event) => {
    if (event.type === "step.progress" && event.done >= Number(files)) process.kill(process.pid, "SIGKILL")
  }
})
