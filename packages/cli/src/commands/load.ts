/** Command to program. Each is loaded when it is asked for, so that `zenus plan` does not pay for `zenus doctor`. */
import type { CommandMain } from "../args/CommandMain.ts"

type Load = () => Promise<{ readonly main: CommandMain }>

export const PROGRAMS: ReadonlyMap<string, Load> = new Map<string, Load>([
  ["run", () => import("./run.ts")],
  ["plan", () => import("./run.ts")],
  ["complete", () => import("./complete.ts")],
  ["undo", () => import("./undo.ts")],
  ["redo", () => import("./undo.ts")],
  ["history", () => import("./history.ts")],
  ["tools", () => import("./tools.ts")],
  ["allow", () => import("./allow.ts")],
  ["config", () => import("./config.ts")],
  ["providers", () => import("./providers.ts")],
  ["costs", () => import("./costs.ts")],
  ["stats", () => import("./stats.ts")],
  ["breaker", () => import("./breaker.ts")],
  ["doctor", () => import("./doctor.ts")],
  ["completions", () => import("./completions.ts")],
  ["help", () => import("./help.ts")],
  ["version", () => import("./version.ts")],
  ["shell", () => import("../shell/shell.ts")]
])
