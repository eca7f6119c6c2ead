/** Wrong use of the command line: exit code 2. */
import type { Recoverable } from "@zenus/core"

export class UsageError extends Error implements Recoverable {
  readonly _tag = "UsageError"
  readonly recovery: ReadonlyArray<string>
  constructor(message: string, recovery: ReadonlyArray<string>) {
    super(message)
    this.recovery = recovery
  }
}

/** One unknown word that looks like a command: exit code 4, as a request that was not understood. */
export class UnknownWord extends Error implements Recoverable {
  readonly _tag = "NotUnderstood"
  readonly recovery: ReadonlyArray<string>
  constructor(word: string, near: string) {
    super(`"${word}" is no command and no request.`)
    this.recovery = [`Did you mean: zenus ${near}`]
  }
}
