/** What a check of the installation found, and how to mend it. */
export interface Finding {
  readonly status: "ok" | "warning" | "problem"
  readonly message: string
  readonly recovery: ReadonlyArray<string>
}

export const ok = (message: string): Finding => ({ status: "ok", message, recovery: [] })
export const warning = (message: string, ...recovery: ReadonlyArray<string>): Finding => ({
  status: "warning",
  message,
  recovery
})
export const problem = (message: string, ...recovery: ReadonlyArray<string>): Finding => ({
  status: "problem",
  message,
  recovery
})
