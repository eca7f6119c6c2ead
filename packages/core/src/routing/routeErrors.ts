/** Why no model answered, or none was asked. One class for each different reaction of the caller. */
import { escapeName } from "../errors/escapeName.ts"
import type { ChatAnswer } from "../llm/ChatAnswer.ts"
import { StacklessError } from "../resilience/StacklessError.ts"
import type { RouteAttempt } from "./Routed.ts"

const sentence = (text: string): string => (/[.!?…]$/.test(text) ? text : `${text}.`)

/** The reason of a provider without a key, and the variable that it is read from. */
export const NO_KEY = /^no key: set (\S+)$/

/** How the last attempt of each provider went, in the order in which they came up. */
const lastOfEach = (attempts: ReadonlyArray<RouteAttempt>): ReadonlyArray<RouteAttempt> => [
  ...new Map(attempts.map((one) => [one.provider, one] as const)).values()
]

/** A provider's own sentence begins with its name. */
const said = ({ provider, reason = "" }: RouteAttempt): string => {
  const who = escapeName(provider)
  return sentence(reason.startsWith(`${who} `) ? reason : `${who}: ${reason}`)
}

/** All providers failed or were passed over; or one broke off, and then `received` holds what had come. The CLI's exit code 5. */
export class NoModelAnswered extends StacklessError {
  readonly _tag = "NoModelAnswered"
  /** In order. */
  readonly attempts: ReadonlyArray<RouteAttempt>
  /** Null when nothing had come. */
  readonly received: ChatAnswer | null
  /** What the reasons advise, the most useful first. */
  readonly advice: ReadonlyArray<string>
  constructor(attempts: ReadonlyArray<RouteAttempt>, received: ChatAnswer | null, advice: ReadonlyArray<string>) {
    super()
    this.attempts = attempts
    this.received = received
    this.advice = advice
  }
  get name(): string {
    return this._tag
  }
  get message(): string {
    if (this.received !== null) {
      const broken = this.attempts.findLast(({ outcome }) => outcome === "failed")
      return broken === undefined ? "The answer broke off." : `The answer broke off. ${said(broken)}`
    }
    const reasons = lastOfEach(this.attempts).map(said)
    return reasons.length === 0
      ? "No model answered: no provider is in the cascade."
      : `No model answered. ${reasons.join(" ")}`
  }
  get recovery(): ReadonlyArray<string> {
    const advice = [...new Set(this.advice)].slice(0, 3)
    return advice.length > 0 ? advice : ["Ask again, or choose another provider: --provider NAME."]
  }
}

/** One provider alone is to answer, and the model that was named is another one's. */
export interface OwnedElsewhere {
  readonly alone: string
  readonly owner: string
}

/**
 * A name that is no provider, no alias, and has no form by which a provider is known; or one that is known for another provider
 * than the one that is to answer alone. Nothing was called. The CLI's exit code 2.
 */
export class ModelNameUnknown extends StacklessError {
  readonly _tag = "ModelNameUnknown"
  /** As it was written. */
  readonly asked: string
  readonly what: "model" | "provider"
  /** Names like it that there are, best first. */
  readonly near: ReadonlyArray<string>
  /** `null`: nobody has it. */
  readonly elsewhere: OwnedElsewhere | null
  constructor(
    what: "model" | "provider",
    asked: string,
    near: ReadonlyArray<string>,
    elsewhere: OwnedElsewhere | null = null
  ) {
    super()
    this.elsewhere = elsewhere
    this.what = what
    this.asked = asked
    this.near = near
  }
  get name(): string {
    return this._tag
  }
  get message(): string {
    return this.elsewhere === null
      ? `No provider is known for the ${this.what} ${escapeName(this.asked)}.`
      : `${escapeName(this.elsewhere.alone)} alone is to answer, and the model ${escapeName(this.asked)} is one of ${this.elsewhere.owner}.`
  }
  get recovery(): ReadonlyArray<string> {
    if (this.elsewhere !== null) {
      const { alone, owner } = this.elsewhere
      return [
        `Ask ${owner}: --provider ${owner}, or leave --provider out.`,
        `If ${escapeName(alone)} has a model of that name: --model ${escapeName(`${alone}/${this.asked}`)}`
      ]
    }
    const near = this.near.slice(0, 3).map((name) => escapeName(name))
    return [
      ...(near.length === 0 ? [] : [`Did you mean ${near.join(" or ")}?`]),
      this.what === "provider"
        ? "zenus providers lists the providers."
        : this.asked.includes("/")
          ? "Write it as PROVIDER/MODEL; VENDOR/MODEL is for openrouter, once it has a key."
          : "Write it as PROVIDER/MODEL."
    ]
  }
}

/** The provider is known, and cannot be called. */
export class NotConfigured extends StacklessError {
  readonly _tag = "NotConfigured"
  readonly provider: string
  /** "no key: set ANTHROPIC_API_KEY" */
  readonly why: string
  constructor(provider: string, why: string) {
    super()
    this.provider = provider
    this.why = why
  }
  get name(): string {
    return this._tag
  }
  get message(): string {
    return `${escapeName(this.provider)} was not called: ${this.why}.`
  }
  get recovery(): ReadonlyArray<string> {
    const [, variable] = NO_KEY.exec(this.why) ?? []
    return variable === undefined
      ? ["zenus doctor says what each provider needs."]
      : [`Set ${variable} to a key of ${escapeName(this.provider)}.`, "zenus doctor says whether it is taken."]
  }
}
