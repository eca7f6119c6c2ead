/** A signal came before a command had an answer. The exit code is the signal's. */
import type { Recoverable } from "@zenus/core"

export class Stopped implements Recoverable {
  readonly _tag = "Interrupted"
  readonly message: string = "Stopped before there was an answer."
  readonly recovery = ["Ask again when you want it."]
}
