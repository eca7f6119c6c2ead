/** How a line of the shell ended, whoever answered it, and what comes after it. */
/** A line that is done as if it had been typed. */
export interface Next {
  readonly text: string
  /** The person wrote it, so it is in the history of lines. */
  readonly isTyped: boolean
}

export interface WordEnd {
  readonly code: number
  /** What then stands in the line, to go on with. */
  readonly next?: string
  /** What is done next. */
  readonly follows?: Next
  /** The shell is left. */
  readonly leave?: true
}
