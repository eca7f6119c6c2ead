/**
 * Why a provider did not answer: one tagged error whose reason is a row of a table, because what a caller does about it
 * (try again, go to the next provider, open a circuit) differs by row and by nothing else.
 *
 * It carries no request, no headers and no body: `detail` is the provider's own sentence without keys, escaped and
 * short. Surprises: after the first token neither a retry nor another provider helps, whatever the row says, because the person has
 * seen the beginning; `received` holds it. A wrong key is `Ignored` by breakers, so that the next command after
 * mending it is not told to wait; a spent quota opens at once, because each further call is an answer that is known.
 */
import type * as Exit from "effect/Exit"
import { escapeName } from "../errors/escapeName.ts"
import { formatMs } from "../resilience/formatMs.ts"
import { classify as classifyOther, type Outcome } from "../resilience/Outcome.ts"
import { StacklessError } from "../resilience/StacklessError.ts"
import * as Cause from "effect/Cause"
import type { ChatAnswer } from "./ChatAnswer.ts"

export type ProviderErrorReason =
  | "RateLimited"
  | "Overloaded"
  | "ServerFailed"
  | "QuotaSpent"
  | "BadKey"
  | "ModelUnknown"
  | "ContextTooLong"
  | "ContentRefused"
  | "BadRequest"
  | "MalformedAnswer"
  | "AnswerTooLarge"
  | "TimedOut"
  | "Stalled"
  | "ConnectionLost"
  | "Unreachable"

interface Row {
  /** Whether the same call may succeed a little later. */
  readonly retry: boolean
  /** Whether another provider may answer it. */
  readonly next: boolean
  /** What a circuit should think: a failure, nothing, or that it need not see a second one. */
  readonly outcome: "Failure" | "Ignored" | "Opens" | "TimedOut"
  /** Follows the provider's name. */
  readonly says: string
  readonly recovery: string
}

/** `NAME` in a recovery is the provider. */
export const providerErrorTable: Readonly<Record<ProviderErrorReason, Row>> = {
  RateLimited: {
    retry: true,
    next: true,
    outcome: "Failure",
    says: "limits how often it may be called",
    recovery: "Wait, then try again."
  },
  Overloaded: {
    retry: true,
    next: true,
    outcome: "Failure",
    says: "is overloaded",
    recovery: "Try again in a minute."
  },
  ServerFailed: {
    retry: true,
    next: true,
    outcome: "Failure",
    says: "failed on its side",
    recovery: "Try again in a minute."
  },
  QuotaSpent: {
    retry: false,
    next: true,
    outcome: "Opens",
    says: "has no money or quota left for this account",
    recovery: "Add credit to the account at NAME, or wait for its quota to begin anew."
  },
  BadKey: {
    retry: false,
    next: true,
    outcome: "Ignored",
    says: "does not accept the key",
    recovery: "Check the key of NAME and what it may be used for."
  },
  ModelUnknown: {
    retry: false,
    next: true,
    outcome: "Ignored",
    says: "does not know the model",
    recovery: "List the models of NAME and choose one of them."
  },
  ContextTooLong: {
    retry: false,
    next: true,
    outcome: "Ignored",
    says: "cannot take a request that long",
    recovery: "Ask about less at once, or choose a model with a larger context."
  },
  ContentRefused: {
    retry: false,
    // A judgement, not an outage: going round until somebody says yes would send the content to everybody.
    next: false,
    outcome: "Ignored",
    says: "refused the content",
    recovery: "Say the request differently."
  },
  BadRequest: {
    retry: false,
    // Another wire may well carry what this one could not.
    next: true,
    outcome: "Ignored",
    says: "did not understand the request",
    recovery: "Check the base URL and the model that are configured for NAME."
  },
  MalformedAnswer: {
    retry: true,
    next: true,
    outcome: "Failure",
    says: "answered with something that is no answer",
    recovery: "Check the base URL of NAME: a proxy or a login page may stand there."
  },
  AnswerTooLarge: {
    retry: false,
    next: true,
    outcome: "Failure",
    says: "sent more than is read",
    recovery: "Ask for a shorter answer, or check the base URL of NAME."
  },
  TimedOut: {
    retry: true,
    next: true,
    outcome: "TimedOut",
    says: "did not begin to answer in time",
    recovery: "Try again, or allow more time for the first token."
  },
  Stalled: {
    retry: true,
    next: true,
    outcome: "TimedOut",
    says: "stopped in the middle of its answer",
    recovery: "Try again."
  },
  ConnectionLost: {
    retry: true,
    next: true,
    outcome: "Failure",
    says: "broke off the connection",
    recovery: "Try again."
  },
  Unreachable: {
    retry: false,
    next: true,
    outcome: "Opens",
    says: "cannot be reached",
    recovery: "Check the network and the base URL of NAME; proxy variables such as HTTPS_PROXY are not used."
  }
}

/** Characters of `detail` that are kept. */
const MAX_DETAIL = 300

export interface ProviderErrorOptions {
  readonly provider: string
  readonly model: string
  readonly reason: ProviderErrorReason
  /** Redacted by whoever makes the error; escaped and cut here. Default: nothing to add. */
  readonly detail?: string | undefined
  readonly status?: number | undefined
  /** Milliseconds, above zero. */
  readonly retryAfterMs?: number | undefined
  /** Default false. */
  readonly hasBegun?: boolean | undefined
  readonly received?: ChatAnswer | undefined
}

/** One failed call of one provider. */
export class ProviderError extends StacklessError {
  readonly _tag = "ProviderError"
  readonly provider: string
  /** As it was asked for. */
  readonly model: string
  readonly reason: ProviderErrorReason
  /** One line, escaped, at most 300 characters; empty where there is nothing to add. */
  readonly detail: string
  /** The HTTP status; null where no answer came or the failure came in the middle of one. */
  readonly status: number | null
  /** How long the provider wants to be left alone; absent where it does not say. */
  readonly retryAfterMs: number | undefined
  /** Whether an answer was on its way: its status and headers had come. A connection that is lost before says something about all models. */
  readonly hasBegun: boolean
  /** What had come before it broke, as far as it came; its `finishReason` is `other`. Null: nothing that a person could have seen. */
  readonly received: ChatAnswer | null

  constructor(options: ProviderErrorOptions) {
    super()
    this.provider = options.provider
    this.model = options.model
    this.reason = options.reason
    const line = escapeName((options.detail ?? "").replace(/\s+/g, " ").trim())
    this.detail = line.length <= MAX_DETAIL ? line : `${line.slice(0, MAX_DETAIL - 1).toWellFormed()}…`
    this.status = options.status ?? null
    this.retryAfterMs = options.retryAfterMs
    this.hasBegun = options.hasBegun ?? false
    this.received = options.received ?? null
  }

  get name(): string {
    return this._tag
  }
  /** Whether the same call may succeed a little later; never after the first token. */
  get retryHelps(): boolean {
    return this.received === null && providerErrorTable[this.reason].retry
  }
  /** Whether the next provider may answer this call; never after the first token. */
  get nextHelps(): boolean {
    return this.received === null && providerErrorTable[this.reason].next
  }
  override get message(): string {
    const asked = this.reason === "ModelUnknown" ? ` ${escapeName(this.model)}` : ""
    const wait = this.retryAfterMs === undefined ? "" : `; it asks for ${formatMs(this.retryAfterMs)} of rest`
    const status = this.status === null ? "" : ` (status ${this.status})`
    const detail = this.detail === "" ? "." : `: ${this.detail}`
    return `${escapeName(this.provider)} ${providerErrorTable[this.reason].says}${asked}${status}${wait}${detail}`
  }
  override get recovery(): ReadonlyArray<string> {
    const advice = providerErrorTable[this.reason].recovery.replace("NAME", escapeName(this.provider))
    const wait = this.retryAfterMs === undefined ? advice : `Wait ${formatMs(this.retryAfterMs)}, then try again.`
    return [
      this.reason === "RateLimited" || this.reason === "Overloaded" ? wait : advice,
      ...(this.reason === "ContentRefused" ? [] : [`Use another provider: --provider NAME.`])
    ]
  }
}

/** What a failed call says about the health of its provider. */
export const outcomeOfProviderError = (error: ProviderError): Outcome => {
  const { outcome } = providerErrorTable[error.reason]
  if (outcome === "Ignored") return { _tag: "Ignored" }
  return {
    _tag: "Failure",
    ...(error.retryAfterMs === undefined ? {} : { retryAfterMs: error.retryAfterMs }),
    ...(outcome === "Opens" ? { opens: true } : {}),
    ...(outcome === "TimedOut" ? { timedOut: true } : {})
  }
}

/** The classifier for policies around a provider: the table above, and for anything else what circuits think by default. */
export const classifyProviderCall = (exit: Exit.Exit<unknown, unknown>, elapsedMs: number): Outcome => {
  if (exit._tag === "Failure") {
    for (const reason of exit.cause.reasons) {
      if (Cause.isFailReason(reason) && reason.error instanceof ProviderError)
        return outcomeOfProviderError(reason.error)
    }
  }
  return classifyOther(exit, elapsedMs)
}
