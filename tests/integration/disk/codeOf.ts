/** The system's code of what a disk operation throws; `done` when it throws nothing. A defect is thrown on. */
import { DiskError } from "@zenus/core"

export const codeOf = (act: () => unknown): string => {
  try {
    act()
    return "done"
  } catch (cause) {
    if (cause instanceof DiskError) return cause.code
    throw cause
  }
}

export const codeOfPromise = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => "done",
    (cause: unknown) => {
      if (cause instanceof DiskError) return cause.code
      throw cause
    }
  )
