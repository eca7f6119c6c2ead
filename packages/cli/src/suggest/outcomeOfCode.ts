/** What became of a line whose answer is known by its exit code alone, because no block was kept of it. Pure. */
import type { ReportStatus } from "@zenus/core"
import { EXIT } from "../render/exitCode.ts"

const OUTCOMES: ReadonlyMap<number, ReportStatus> = new Map([
  [EXIT.done, "done"],
  [EXIT.refused, "refused"],
  [EXIT.notUnderstood, "not-understood"],
  [EXIT.noModel, "not-understood"],
  [EXIT.interrupted, "interrupted"],
  [EXIT.terminated, "interrupted"],
  [EXIT.hungUp, "interrupted"]
])

/** Every other code is that of a failure. */
export const outcomeOfCode = (code: number): ReportStatus => OUTCOMES.get(code) ?? "failed"
