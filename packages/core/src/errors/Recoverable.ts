/**
 * What every error that a person may see promises: a message that says what was being done and
 * what went wrong, and one to three things to do now. Recovery is never found by searching a message.
 */
export interface Recoverable {
  readonly _tag: string
  readonly message: string
  readonly recovery: ReadonlyArray<string>
}

/** Whether `value` keeps that promise. Anything else that reaches a face is a defect and shown as one. */
export const isRecoverable = (value: unknown): value is Recoverable =>
  typeof value === "object" &&
  value !== null &&
  "_tag" in value &&
  typeof value._tag === "string" &&
  "message" in value &&
  typeof value.message === "string" &&
  "recovery" in value &&
  Array.isArray(value.recovery)
