/** One signal to one process. Refuses numbers that would reach a group or everybody (kill(2): 0, -1, -PGID). */
import * as Effect from "effect/Effect"
import type { Processes } from "./Processes.ts"

export const sendSignal: Processes["signal"] = (pid, signal) =>
  Effect.sync(() => {
    if (!Number.isSafeInteger(pid) || pid <= 1) return "denied"
    try {
      process.kill(pid, signal)
      return "sent"
    } catch (error) {
      const code = error instanceof Error && "code" in error ? error.code : undefined
      if (code === "ESRCH") return "gone"
      if (code === "EPERM") return "denied"
      throw error
    }
  })
