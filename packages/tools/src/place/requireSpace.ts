/** Stops a step while it is planned when what it will write does not fit on the disk. Others write there too, so the deed may still find it full. */
import { type LookContext, StepFailed } from "@zenus/core"
import { formatBytes } from "../action/formatBytes.ts"
import { nearestFolder } from "./planned.ts"

/** `doing` is an infinitive: "Back up docs". Throws `StepFailed`, and `DiskError` where the disk cannot be measured. */
export const requireSpace = (
  doing: string,
  bytes: number,
  folder: string,
  context: Pick<LookContext, "disk">
): void => {
  const { freeBytes } = context.disk.space(nearestFolder(folder, context.disk))
  if (bytes <= freeBytes) return
  throw new StepFailed({
    doing,
    reason: `${formatBytes(bytes)} are needed and ${formatBytes(freeBytes)} are free on that disk.`,
    hints: ["Free some space there, or choose another disk."]
  })
}
