/**
 * What a cascade says of the options that gave no answer: which were passed over and why, which failed and how, in the order in
 * which they came up; and the errors made of that.
 */
import { escapeName } from "../../errors/escapeName.ts"
import { isRecoverable } from "../../errors/Recoverable.ts"
import { formatMs, sayError } from "../formatMs.ts"
import { retryAfterOf } from "../Outcome.ts"
import { StacklessError } from "../StacklessError.ts"

/**
 * Why an option was passed over: it cannot answer now (no key), its condition on the last error said no, its circuit is open,
 * the retry budget that pays for falling back is empty, or the deadline was over.
 */
export type SkipReason = "unavailable" | "condition" | "circuit" | "budget" | "deadline"

export interface SkippedOption {
  readonly option: string
  readonly reason: SkipReason
  /** In words, without the option's name. */
  readonly why: string
  /** When it is worth asking again, milliseconds from then; `null` where nobody knows. */
  readonly retryInMs: number | null
}

export interface FailedOption<out E> {
  readonly option: string
  readonly error: E
  readonly durationMs: number
}

/** An option ended by a defect, or was interrupted from inside, instead of failing with an error of its own. */
export class OptionDefect extends StacklessError {
  readonly _tag = "OptionDefect"
  readonly option: string
  readonly defect: unknown
  constructor(option: string, defect: unknown) {
    super()
    this.option = option
    this.defect = defect
  }
  get name(): string {
    return this._tag
  }
  get message(): string {
    return `${escapeName(this.option)} broke: ${sayError(this.defect)}`
  }
  get recovery(): ReadonlyArray<string> {
    return ["This is a bug in the option's code: report it with what was asked."]
  }
}

const sentence = (text: string): string => (/[.!?…]$/.test(text) ? text : `${text}.`)

const soonest = (found: ReadonlyArray<number | null | undefined>): number | null => {
  const known = found.filter((ms) => typeof ms === "number")
  return known.length === 0 ? null : Math.min(...known)
}

/** No option answered. `failed`, `skipped` and `order` (all names) are in the order in which options came up; one of the first two may be empty. */
export class AllOptionsFailed<out E> extends StacklessError {
  readonly _tag = "AllOptionsFailed"
  readonly cascade: string
  readonly failed: ReadonlyArray<FailedOption<E>>
  readonly skipped: ReadonlyArray<SkippedOption>
  readonly order: ReadonlyArray<string>
  constructor(
    cascade: string,
    failed: ReadonlyArray<FailedOption<E>>,
    skipped: ReadonlyArray<SkippedOption>,
    order: ReadonlyArray<string>
  ) {
    super()
    this.cascade = cascade
    this.failed = failed
    this.skipped = skipped
    this.order = order
  }
  /** The soonest moment at which one of them may answer again, milliseconds from the failure; `null` where nobody knows. */
  get retryInMs(): number | null {
    return soonest([
      ...this.skipped.map(({ retryInMs }) => retryInMs),
      ...this.failed.map(({ error }) => retryAfterOf(error))
    ])
  }
  get name(): string {
    return this._tag
  }
  get message(): string {
    const count = this.failed.length + this.skipped.length
    const said = new Map([
      ...this.failed.map(({ error, option }) => [option, sayError(error)] as const),
      ...this.skipped.map(({ option, why }) => [option, why] as const)
    ])
    const all = this.order.flatMap((option) => {
      const what = said.get(option)
      return what === undefined ? [] : [`${escapeName(option)}: ${what}`]
    })
    const options = count === 1 ? "1 option" : `${count} options`
    return `No answer from ${options} of ${escapeName(this.cascade)}. ${all.map(sentence).join(" ")}`
  }
  get recovery(): ReadonlyArray<string> {
    const wait = this.retryInMs
    const own = this.failed.flatMap(({ error }) => (isRecoverable(error) ? [{ error, step: error.recovery[0] }] : []))
    const of = (isBug: boolean): ReadonlyArray<string> =>
      own.flatMap(({ error, step }) => (error instanceof OptionDefect === isBug ? (step ?? []) : []))
    // What the reader can do comes before what only a developer can.
    const steps = [
      ...(wait === null ? [] : [`Try again in ${formatMs(wait)}.`]),
      ...of(false),
      ...this.skipped.flatMap(({ option, reason, why }) =>
        reason === "unavailable" ? [sentence(`Make ${escapeName(option)} able to answer: ${why}`)] : []
      ),
      ...of(true)
    ]
    const distinct = [...new Set(steps)].slice(0, 3)
    return distinct.length > 0
      ? distinct
      : [`Add an option to ${escapeName(this.cascade)} that always answers, or try again later.`]
  }
}

/** A stream broke after its first piece: no other option may go on where this one stopped. */
export class StreamBroken<out E> extends StacklessError {
  readonly _tag = "StreamBroken"
  readonly cascade: string
  readonly option: string
  /** Pieces handed on before it broke, at least one. */
  readonly delivered: number
  readonly error: E
  constructor(cascade: string, option: string, delivered: number, error: E) {
    super()
    this.cascade = cascade
    this.option = option
    this.delivered = delivered
    this.error = error
  }
  get name(): string {
    return this._tag
  }
  get message(): string {
    const pieces = this.delivered === 1 ? "1 piece" : `${this.delivered} pieces`
    return `${escapeName(this.option)} broke off after ${pieces}: ${sayError(this.error)}`
  }
  get recovery(): ReadonlyArray<string> {
    return ["Keep what arrived, or ask again from the start: another option's answer would not fit on to it."]
  }
}
