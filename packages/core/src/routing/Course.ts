/**
 * What one ask has been through: its attempts and skips in order, what had come of an answer, and the time that is left to
 * find a connection. It decides nothing about providers; it is asked by who does. One object an ask, written from one fiber.
 */
import type * as Clock from "effect/Clock"
import type { ChatAnswer } from "../llm/ChatAnswer.ts"
import { ProviderError } from "../llm/ProviderError.ts"
import type { Breakers } from "../resilience/breaker/CircuitBreaker.ts"
import { dropLate } from "../resilience/dropLate.ts"
import { formatMs, sayError } from "../resilience/formatMs.ts"
import { monotonicMs } from "../resilience/monotonic.ts"
import type { Candidate } from "./candidates.ts"
import type { ModelAsk, RouteAttempt, RouteEvent } from "./Routed.ts"
import { NO_KEY, NoModelAnswered } from "./routeErrors.ts"

/** The name of the cascade in statistics. */
export const CASCADE = "models"

/** The circuit of one model; that of its provider has the provider's name. */
export const modelKey = (provider: string, model: string): string => `${provider}/${model}`

export class Course {
  readonly ask: ModelAsk
  candidates: ReadonlyArray<Candidate>
  /** Whether somebody sees the answer as it comes, so that nobody else may begin another. */
  readonly isStreamed: boolean
  readonly attempts: Array<RouteAttempt> = []
  /** Something of an answer was handed on. */
  hasTold = false
  received: ChatAnswer | null = null
  /** All others have been asked in vain: nobody rests for another any more. */
  isLastRound = false
  private readonly spared: Array<Candidate> = []
  private isRefused = false
  private readonly clock: Clock.Clock
  private readonly breakers: Breakers["Service"]
  private readonly advice: Array<string> = []
  private connectLeftMs: number | null
  private retryInMs: number | null = null

  constructor(
    ask: ModelAsk,
    candidates: ReadonlyArray<Candidate>,
    isStreamed: boolean,
    clock: Clock.Clock,
    breakers: Breakers["Service"]
  ) {
    this.ask = ask
    this.candidates = candidates
    this.isStreamed = isStreamed
    this.clock = clock
    this.breakers = breakers
    this.connectLeftMs = ask.connectWithinMs ?? null
  }

  /** Monotonic milliseconds. */
  now(): number {
    return monotonicMs(this.clock)
  }

  tell(event: RouteEvent): void {
    const { onEvent } = this.ask
    if (onEvent === undefined) return
    try {
      dropLate(onEvent(event))
    } catch {
      // Whoever looks on must not break the call.
    }
  }

  /** Whether a call would be let through now, as far as circuits know. */
  isCallable({ callable, model, name }: Candidate): boolean {
    if (callable === null) return false
    const now = this.now()
    return [name, modelKey(name, model)].every((key) => {
      const { retryInMs, state } = this.breakers.breaker(key).snapshot(now)
      return state !== "Isolated" && !(state === "Open" && (retryInMs ?? 0) > 0)
    })
  }

  /** Whether somebody after this place could answer. */
  hasLater(place: number): boolean {
    return this.candidates.slice(place + 1).some((candidate) => this.isCallable(candidate))
  }

  /** Milliseconds for the next connection: an even share of what is left; `null` without a limit. */
  connectWithinMs(place: number): number | null {
    if (this.connectLeftMs === null) return null
    const left = 1 + this.candidates.slice(place + 1).filter((candidate) => this.isCallable(candidate)).length
    return Math.max(0, this.connectLeftMs) / left
  }

  /** Whether a provider ahead in the order could have been asked. */
  isFallback(place: number): boolean {
    return this.isLastRound || this.candidates.slice(0, place).some(({ callable }) => callable !== null)
  }

  /** It was passed over for no other reason than that others could answer. */
  spare(candidate: Candidate): void {
    this.spared.push(candidate)
  }

  /**
   * Those that were spared, now that no other answered; they are all there is from here on. Nobody where an answer has begun, where no
   * other would help, or where whoever asks has an answer of its own at hand.
   */
  takeUpSpared(): ReadonlyArray<Candidate> {
    if (this.hasTold || this.isRefused || this.ask.connectWithinMs !== undefined) return []
    const left = this.spared.filter((candidate) => this.isCallable(candidate))
    if (left.length > 0) {
      this.isLastRound = true
      this.candidates = left
    }
    return left
  }

  /** @param advice what a person can do about it. */
  skipped(
    { callable, model, name }: Candidate,
    error: string,
    why: string,
    retryInMs: number | null = null,
    advice: ReadonlyArray<string> = []
  ): void {
    this.attempts.push({ provider: name, model, outcome: "skipped", error, reason: why, durationMs: 0 })
    this.tell({ type: "skipped", provider: name, model, why })
    if (retryInMs !== null) this.retryInMs = Math.min(this.retryInMs ?? Infinity, retryInMs)
    this.advice.unshift(...advice)
    if (callable === null && error !== "PlansOnly") this.advice.push(adviceOf(name, why))
  }

  answered({ model, name }: Candidate, durationMs: number): void {
    this.attempts.push({ provider: name, model, outcome: "answered", durationMs: Math.round(durationMs) })
  }

  failed(candidate: Candidate, error: unknown, durationMs: number): void {
    const { model, name } = candidate
    const [label, reason] = error instanceof ProviderError ? [error.reason, error.message] : labelOf(error)
    this.attempts.push({
      provider: name,
      model,
      outcome: "failed",
      error: label,
      reason,
      durationMs: Math.round(durationMs)
    })
    this.tell({ type: "failed", provider: name, model, why: reason })
    if (!(error instanceof ProviderError)) return
    if (error.received !== null) this.received = error.received
    if (!error.nextHelps) this.isRefused = true
    const first = whatToDo(candidate, error)
    if (first !== undefined) this.advice.unshift(first)
    // Time that went into a connection that never stood.
    if (error.reason === "Unreachable" && this.connectLeftMs !== null) this.connectLeftMs -= durationMs
  }

  /** The deadline came while a call ran, of whose answer that much had come. */
  cutOff(candidate: Candidate, durationMs: number, received: ChatAnswer | null): void {
    if (received !== null) this.received = received
    const reason = `no time was left after ${formatMs(durationMs)}`
    const { model, name } = candidate
    this.attempts.push({
      provider: name,
      model,
      outcome: "failed",
      error: "DeadlineExceeded",
      reason,
      durationMs: Math.round(durationMs)
    })
  }

  /** Those whose turn never came. */
  restSkipped(error: string, why: string): void {
    const seen = new Set(this.attempts.map(({ provider }) => provider))
    for (const candidate of this.candidates) {
      if (seen.has(candidate.name)) continue
      const { callable, whyNot } = candidate
      if (callable === null && whyNot !== null) this.skipped(candidate, whyNot.error, whyNot.why)
      else this.skipped(candidate, error, why)
    }
  }

  /** Why an option after a failure or a skip is not for that; `null` when it is. */
  whyNotAfter(error: unknown): string | null {
    if (this.hasTold) return "the answer of another had begun"
    if (error instanceof ProviderError && !error.nextHelps) return "another provider is not asked after a refusal"
    return null
  }

  noAnswer(): NoModelAnswered {
    const wait = this.retryInMs === null ? [] : [`Try again in ${formatMs(this.retryInMs)}.`]
    const isNobody = this.ask.provider === undefined && this.candidates.every(({ callable }) => callable === null)
    const local = isNobody ? ["Or ask a model on this machine, once ollama runs: --provider ollama."] : []
    return new NoModelAnswered(this.attempts, this.received, [
      ...wait,
      ...(isNobody ? this.advice.slice(0, 2) : this.advice),
      ...local
    ])
  }
}

/** On one's own machine there is no network to check. */
const whatToDo = ({ callable, name }: Candidate, error: ProviderError): string | undefined => {
  const [advice] = error.recovery
  if (error.reason !== "Unreachable" || callable?.provider.isLocal !== true) return advice
  return name === "ollama" ? "Start ollama: ollama serve" : `Start what listens at ${callable.provider.baseUrl}.`
}

const NO_MODEL = /^no model: (.+)$/

/** What to do about one that cannot be called; what is wrong with it is said already. */
const adviceOf = (name: string, why: string): string => {
  const [, variable] = NO_KEY.exec(why) ?? []
  if (variable !== undefined) return `For ${name}: set ${variable}.`
  return NO_MODEL.test(why) ? `Name a model: --model ${name}/MODEL.` : `zenus doctor says how to mend ${name}.`
}

const labelOf = (error: unknown): readonly [string, string] => {
  const tag =
    typeof error === "object" && error !== null && "_tag" in error && typeof error._tag === "string"
      ? error._tag
      : "Defect"
  return [tag, sayError(error)]
}
