/** Command to program. Each is loaded when it is asked for, so that `zenus plan` does not pay for `zenus doctor`. */
import type { CommandMain } from "./args/CommandMain.ts"

type Load = () => Promise<{ readonly main: CommandMain }>

export const PROGRAMS: ReadonlyMap<string, Load> = new Map<string, Load>([
  ["run", () => import("./commands/run.ts")],
  ["plan", () => import("./commands/run.ts")],
  ["complete", () => import("./commands/complete.ts")],
  ["undo", () => import("./commands/undo.ts")],
  ["redo", () => import("./commands/undo.ts")],
  ["history", () => import("./commands/history.ts")],
  ["tools", () => import("./commands/tools.ts")],
  ["allow", () => import("./commands/allow.ts")],
  ["config", () => import("./commands/config.ts")],
  ["providers", () => import("./commands/providers.ts")],
  ["costs", () => import("./commands/costs.ts")],
  ["stats", () => import("./commands/stats.ts")],
  ["breaker", () => import("./commands/breaker.ts")],
  ["doctor", () => import("./commands/doctor.ts")],
  ["completions", () => import("./commands/completions.ts")],
  ["help", () => import("./commands/help.ts")],
  ["version", () => import("./commands/version.ts")],
  ["shell", () => import("./shell/shell.ts")]
])
