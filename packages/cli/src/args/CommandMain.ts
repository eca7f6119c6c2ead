/** What a command is given and what it gives back. */
import type * as Effect from "effect/Effect"
import type { Recoverable } from "@zenus/core"
import type { Signals } from "./Signals.ts"
import type { CommandSpec } from "./commands.ts"

export interface Invocation {
  readonly command: CommandSpec
  /** Value flags have a string, switches `true`. */
  readonly flags: ReadonlyMap<string, string | true>
  readonly words: ReadonlyArray<string>
  readonly env: NodeJS.ProcessEnv
  readonly signals: Signals
  /** The program of another command, by its name, loaded when it is asked for. */
  readonly load: (command: string) => Promise<CommandMain>
}

/** Gives the exit code. Errors are rendered by `main.ts`, in JSON where `--json` was given. */
export type CommandMain = (invocation: Invocation) => Effect.Effect<number, Recoverable>

export const has = (invocation: Invocation, flag: string): boolean => invocation.flags.has(flag)

export const valueOf = (invocation: Invocation, flag: string): string | undefined => {
  const value = invocation.flags.get(flag)
  return typeof value === "string" ? value : undefined
}
