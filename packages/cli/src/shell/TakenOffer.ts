/**
 * What was answered to the offer at the start, as a line of its own: it has a number and becomes a block like one that was typed, so that
 * `undo`, "why?", "again" and the rest mean it.
 */
import type * as Effect from "effect/Effect"
import type { Recoverable } from "@zenus/core"
import type { Meaning } from "../line/Meaning.ts"
import type { LineOutcome } from "./makeBlock.ts"
import type { ShellContext } from "./ShellContext.ts"
import type { WordEnd } from "./WordEnd.ts"

export interface TakenOffer {
  /** The line that it stands for, which is on the screen before it is done. */
  readonly text: string
  /** When that was asked which it goes on with, milliseconds since 1970. */
  readonly askedAt: number
  /** What "again" and "the same in ../b" go by. */
  readonly meaning: Meaning
  /** Does it, and tells what became of each thing that it did. */
  readonly act: (shell: ShellContext, onEnd: (end: LineOutcome) => void) => Effect.Effect<WordEnd, Recoverable>
}
