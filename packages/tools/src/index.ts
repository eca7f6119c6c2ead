/** The public face of the tools: what people import as `@zenus/tools`. */
import type { Tool } from "@zenus/core"
import { FileOps } from "./file/FileOps.ts"
import { GitOps } from "./git/GitOps.ts"
import { ProcessOps } from "./process/ProcessOps.ts"
import { SystemOps } from "./system/SystemOps.ts"
import { TextOps } from "./text/TextOps.ts"

export { formatBytes } from "./action/formatBytes.ts"
export { FileOps, GitOps, ProcessOps, SystemOps, TextOps }

/** Every tool there is: the table that the toolbox, the help and the rules planner are built from. */
export const allTools: ReadonlyArray<Tool> = [FileOps, TextOps, SystemOps, ProcessOps, GitOps]
