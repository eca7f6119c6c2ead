/** What can be asked about and done to processes. */
import type { Tool } from "@zenus/core"
import { exists } from "./exists.ts"
import { find } from "./find.ts"
import { info } from "./info.ts"
import { kill } from "./kill.ts"
import { list } from "./list.ts"
import { ports } from "./ports.ts"
import type { Processes } from "./Processes.ts"
import { procProcesses } from "./readProc.ts"
import { psProcesses } from "./readPs.ts"
import { tree } from "./tree.ts"

/** The table over given processes, so that a test can hand in its own. */
export const makeProcessOps = (processes: Processes): Tool => ({
  name: "ProcessOps",
  description: "Running processes: list, find, who listens on a port, details, end.",
  actions: [list, tree, find, exists, ports, info, kill].map((action) => action(processes))
})

export const ProcessOps: Tool = makeProcessOps(process.platform === "linux" ? procProcesses : psProcesses)
