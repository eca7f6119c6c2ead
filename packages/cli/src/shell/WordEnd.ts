/** How a line of the shell ended, whoever answered it, and what comes after it. */
import type { Recoverable } from "@zenus/core"

/** A line that is done as if it had been typed. */
export interface Next {
  readonly text: string
  /** The person wrote it, so it is in the history of lines. */
  readonly isTyped: boolean
}

export interface WordEnd {
  readonly code: number
  /** What failed, where there is something to go on with all the same: it is shown, and known to "why?". */
  readonly trouble?: Recoverable
  /** What then stands in the line, to go on with. */
  readonly next?: string
  /** What is done next. */
  readonly follows?: Next
  /** The shell is left. */
  readonly leave?: true
}
