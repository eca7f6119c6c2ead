/**
 * The answer of a circuit that lets nobody through. One small object a rejection, without a stack; text is made when somebody
 * reads it.
 */
import { escapeName } from "../../errors/escapeName.ts"
import { formatMs } from "../formatMs.ts"
import { Rejection } from "../Rejection.ts"
import type { BreakerState } from "./BreakerState.ts"

/** What all rejections of one opening share. */
export interface Opening {
  /** Wall clock, epoch milliseconds. */
  readonly openedAt: number
  /** The how-manieth in a row. */
  readonly number: number
  readonly why: string | null
  readonly lastError: string | null
}

/** The call was not started, and counts as nothing for whoever is called. */
export class CircuitOpen extends Rejection {
  readonly _tag = "CircuitOpen"
  readonly key: string
  /** Whose circuit turned the call away: `key`, or a shorter one above it (`openai` of `openai/gpt-5`). */
  readonly by: string
  readonly state: BreakerState
  /** Whole milliseconds until a trial is let through, rounded up, so that a wait of this length is long enough; null where nobody knows (isolated, or trials are running). */
  readonly remainingMs: number | null
  readonly #from: Opening
  readonly #others: (key: string) => ReadonlyArray<string>
  /** `others`: which keys could answer in the place of this one now, asked when recovery is read. */
  constructor(
    key: string,
    state: BreakerState,
    remainingMs: number | null,
    from: Opening,
    others: (key: string) => ReadonlyArray<string>,
    by: string = key
  ) {
    super()
    this.key = key
    this.by = by
    this.state = state
    this.remainingMs = remainingMs === null ? null : Math.ceil(remainingMs)
    this.#from = from
    this.#others = others
  }
  get openedAt(): number {
    return this.#from.openedAt
  }
  /** The how-manieth opening in a row, from 1; 0 for a circuit that was isolated while closed. */
  get opening(): number {
    return this.#from.number
  }
  get why(): string | null {
    return this.#from.why
  }
  get lastError(): string | null {
    return this.#from.lastError
  }
  override get message(): string {
    // Keys and reasons may be anybody's text.
    const why = escapeName(this.why ?? "it failed too often")
    const last = this.lastError === null ? "" : ` Last error: ${this.lastError}`
    const [key, by] = [escapeName(this.key), escapeName(this.by)]
    const [along, it] = this.by === this.key ? ["", "it"] : [` with ${by}`, by]
    switch (this.state) {
      case "Isolated":
        return `${key} is isolated${along}${why === "" ? "" : `: ${why}`}. No call goes there until ${it} is closed by hand.`
      case "HalfOpen":
        return `${key} is being tried again after ${why}; only trial calls go there until they have ended.${last}`
      default:
        return `${key} is resting${along}${why === "" ? "" : `: ${why}`}; next try in ${formatMs(this.remainingMs ?? 0)}.${last}`
    }
  }
  override get recovery(): ReadonlyArray<string> {
    const others = this.#others(this.key)
    return [
      this.state === "Isolated"
        ? `Close ${escapeName(this.by)} by hand when it may be called again.`
        : this.state === "HalfOpen"
          ? "Try again in a moment."
          : `Wait ${formatMs(this.remainingMs ?? 0)}.`,
      ...(others.length === 0 ? [] : [`Use what can answer now: ${others.map(escapeName).join(", ")}.`])
    ]
  }
}
