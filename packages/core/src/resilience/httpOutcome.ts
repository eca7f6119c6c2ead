/**
 * What an HTTP call says about the health of the server, as tables: what the caller got wrong says nothing, so no circuit
 * opens because somebody sends bad requests; what the server or the way to it got wrong is a failure; cancelling is neither.
 *
 * Reads whatever has a status: a response (also one that counts as a success of the effect, since most clients do not fail on a 503), an
 * error with `status`, `statusCode`, `response.status` or effect's `reason.response.status`; then the tags of effect's HttpClientError and
 * AiError; then the codes of sockets. What it does not know is a failure. Retry-After is RFC 9110, section 10.2.3: seconds or a
 * date; a date is reckoned from the `Date` of the same answer (section 6.6.1), so no clock of ours
 * matters; only where there is none a retry reckons from its own.
 */
import * as Cause from "effect/Cause"
import * as Duration from "effect/Duration"
import { checkKeys, checkObject, LONGEST_MS } from "./checkOptions.ts"
import { type Classify, failure, ignored, type Outcome, outcomeOfError, success } from "./Outcome.ts"
import { isLocalRejection } from "./Rejection.ts"

/** The first row that holds a status decides. */
export const statusTable: ReadonlyArray<{
  readonly from: number
  readonly to: number
  readonly outcome: Outcome["_tag"]
  readonly why: string
}> = [
  { from: 100, to: 399, outcome: "Success", why: "the server answered" },
  { from: 408, to: 408, outcome: "Failure", why: "the server waited for the request in vain" },
  { from: 425, to: 425, outcome: "Failure", why: "the server wants it again later" },
  { from: 429, to: 429, outcome: "Failure", why: "the server has had too much" },
  { from: 400, to: 499, outcome: "Ignored", why: "the caller got something wrong: the request, the key, the bill" },
  { from: 500, to: 599, outcome: "Failure", why: "the server got something wrong" }
]

/** Tags of effect's HttpClientError and AiError (theirs or their reason's) where the status says nothing. */
export const tagTable: Readonly<Record<string, Outcome["_tag"]>> = {
  TransportError: "Failure",
  DecodeError: "Failure",
  EmptyBodyError: "Failure",
  EncodeError: "Ignored",
  InvalidUrlError: "Ignored",
  NetworkError: "Failure",
  RateLimitError: "Failure",
  QuotaExhaustedError: "Failure",
  InternalProviderError: "Failure",
  InvalidResponseError: "Failure",
  UnknownError: "Failure",
  // A model that answers badly is answering.
  InvalidOutputError: "Ignored",
  StructuredOutputError: "Ignored",
  AuthenticationError: "Ignored",
  ContentPolicyError: "Ignored",
  InvalidRequestError: "Ignored",
  InvalidUserInputError: "Ignored",
  UnsupportedSchemaError: "Ignored",
  ToolNotFoundError: "Ignored",
  ToolParameterValidationError: "Ignored",
  InvalidToolResultError: "Ignored",
  ToolResultEncodingError: "Ignored",
  ToolConfigurationError: "Ignored",
  ToolkitRequiredError: "Ignored"
}

/** Codes of a connection that could not be made: nobody listens there, or there is no way. */
export const unreachableCodes: ReadonlySet<string> = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "EHOSTDOWN",
  "ENETDOWN",
  "UND_ERR_CONNECT_TIMEOUT"
])

const field = (value: unknown, name: string): unknown =>
  typeof value === "object" && value !== null && name in value ? Reflect.get(value, name) : undefined

const number = (value: unknown): number | undefined => (typeof value === "number" ? value : undefined)

/** The thing with status and headers: the value itself, its `response`, or its reason's. */
const responseOf = (value: unknown): unknown =>
  field(value, "response") ?? field(field(value, "reason"), "response") ?? value

/** The HTTP status of a response or of an error about one; undefined where there is none. */
export const statusOf = (value: unknown): number | undefined => {
  const response = responseOf(value)
  return number(field(response, "status")) ?? number(field(response, "statusCode")) ?? number(field(value, "status"))
}

const inAnyCase = (headers: unknown, name: string): unknown =>
  typeof headers === "object" && headers !== null
    ? Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1]
    : undefined

/** One header as text, of effect's Headers, a plain object with names in any case, or a `Headers` object. `name` in lower case. */
const headerOf = (value: unknown, name: string): string | undefined => {
  const headers = field(responseOf(value), "headers")
  const get = field(headers, "get")
  const found: unknown =
    typeof get === "function" ? Reflect.apply(get, headers, [name]) : (field(headers, name) ?? inAnyCase(headers, name))
  return typeof found === "string" ? found : undefined
}

const HTTP_DATE =
  /^(?:[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT|[A-Z][a-z]+day, \d{2}-[A-Z][a-z]{2}-\d{2} \d{2}:\d{2}:\d{2} GMT|[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d{2}:\d{2}:\d{2} \d{4})$/

/** Epoch milliseconds of an HTTP date in any of its three forms. */
const readDate = (text: string | undefined): number | undefined => {
  const trimmed = text?.trim()
  if (trimmed === undefined || !HTTP_DATE.test(trimmed)) return undefined
  const at = Date.parse(trimmed.endsWith("GMT") ? trimmed : `${trimmed} GMT`)
  return Number.isNaN(at) ? undefined : at
}

/**
 * The wait that a Retry-After asks for in milliseconds, above zero and at most 2^31 - 1 (24 days); undefined where it asks for none or
 * cannot be read. A date needs `from`, the epoch milliseconds at which the answer was made.
 * @example Seconds, and a date
 * ```ts
 * import { HttpOutcome } from "@zenus/core/resilience"
 *
 * HttpOutcome.readRetryAfter("20") // => 20_000
 * const from = Date.UTC(2026, 10, 21, 8, 0, 0)
 * HttpOutcome.readRetryAfter("Sat, 21 Nov 2026 08:01:00 GMT", from) // => 60_000
 * HttpOutcome.readRetryAfter("soon") // => undefined
 * ```
 */
export const readRetryAfter = (text: string | undefined, from?: number): number | undefined => {
  if (text === undefined) return undefined
  const trimmed = text.trim()
  if (/^\d+(\.\d+)?$/.test(trimmed)) return bounded(Number(trimmed) * 1_000)
  const until = readDate(trimmed)
  return until === undefined || from === undefined ? undefined : bounded(until - from)
}

const bounded = (ms: number): number | undefined => (ms > 0 ? Math.min(ms, LONGEST_MS) : undefined)

/**
 * The wait that a response or an error asks for: `retry-after-ms`, then `retry-after`, then `retryAfter` (a Duration) or `retryAfterMs` of the
 * error or of its reason. Milliseconds, undefined where there is none. `at`: the wall clock of now, epoch milliseconds, from which a date is
 * reckoned where the answer has no `Date` of its own; without it such a date is not read.
 */
export const retryAfterOf = (value: unknown, at?: number): number | undefined => {
  const millis = headerOf(value, "retry-after-ms")
  const inMillis = millis !== undefined && /^\d+(\.\d+)?$/.test(millis.trim()) ? bounded(Number(millis)) : undefined
  return (
    inMillis ??
    readRetryAfter(headerOf(value, "retry-after"), readDate(headerOf(value, "date")) ?? at) ??
    ownRetryAfter(value) ??
    ownRetryAfter(field(value, "reason"))
  )
}

const ownRetryAfter = (value: unknown): number | undefined => {
  const length = field(value, "retryAfter")
  if (Duration.isDuration(length)) return bounded(Duration.toMillis(length))
  const ms = number(field(value, "retryAfterMs"))
  return ms === undefined ? undefined : bounded(ms)
}

/** Whether a connection could not even be made: a code of `unreachableCodes` on the error or up to five causes down. */
export const isUnreachable = (error: unknown): boolean => {
  let found = field(error, "reason") ?? error
  for (let depth = 0; depth < 6 && found !== undefined; depth++) {
    const code = field(found, "code")
    if (typeof code === "string" && unreachableCodes.has(code)) return true
    found = field(found, "cause")
  }
  return false
}

const failed = (value: unknown): Outcome => {
  const retryAfterMs = retryAfterOf(value)
  return retryAfterMs === undefined ? failure : { _tag: "Failure", retryAfterMs }
}

const outcomeOf = (tag: Outcome["_tag"], value: unknown): Outcome =>
  tag === "Success" ? success : tag === "Ignored" ? ignored : failed(value)

/** What a status alone says; one outside 100 to 599 is no HTTP and a failure. */
export const outcomeOfStatus = (status: number): Outcome["_tag"] =>
  statusTable.find(({ from, to }) => status >= from && status <= to)?.outcome ?? "Failure"

const outcomeOfHttpError = (error: unknown, options: HttpOutcomeOptions): Outcome => {
  if (isLocalRejection(error) || field(error, "name") === "AbortError") return ignored
  if (options.opensWhenUnreachable === true && isUnreachable(error)) return { _tag: "Failure", opens: true }
  for (const tagged of [field(error, "reason"), error]) {
    const tag = field(tagged, "_tag")
    const known = typeof tag === "string" && Object.hasOwn(tagTable, tag) ? tagTable[tag] : undefined
    if (known !== undefined) return outcomeOf(known, error)
  }
  const status = statusOf(error)
  if (status !== undefined) {
    // An error that carries a good status is an error all the same: the answer could not be used.
    const outcome = outcomeOfStatus(status)
    return outcomeOf(outcome === "Success" ? "Failure" : outcome, error)
  }
  if (field(error, "name") === "TimeoutError") return { _tag: "Failure", timedOut: true }
  return outcomeOfError(error)
}

export interface HttpOutcomeOptions {
  /** A connection that cannot be made opens the circuit at once, however few calls there were. Default false: it counts as one failure. */
  readonly opensWhenUnreachable?: boolean
}

/** A classifier of HTTP calls. It never throws: what cannot be read is a failure. */
export const classifyHttpWith = (options: HttpOutcomeOptions): Classify => {
  checkKeys("", checkObject("options", options), ["opensWhenUnreachable"])
  return (exit) => {
    try {
      if (exit._tag === "Success") {
        const status = statusOf(exit.value)
        return status === undefined ? success : outcomeOf(outcomeOfStatus(status), exit.value)
      }
      let found: Outcome = ignored
      for (const reason of exit.cause.reasons) {
        if (Cause.isInterruptReason(reason)) continue
        found = outcomeOfHttpError(Cause.isFailReason(reason) ? reason.error : reason.defect, options)
        if (found._tag === "Failure") return found
      }
      return found
    } catch {
      return failure
    }
  }
}

/**
 * The default classifier of HTTP calls.
 * @example A bad request says nothing about the server, a busy server does
 * ```ts
 * import * as Exit from "effect/Exit"
 * import { HttpOutcome } from "@zenus/core/resilience"
 *
 * HttpOutcome.classifyHttp(Exit.succeed({ status: 404 }), 12)._tag // => "Ignored"
 * HttpOutcome.classifyHttp(Exit.fail({ status: 429, response: { status: 429, headers: { "retry-after": "20" } } }), 12) // => { _tag: "Failure", retryAfterMs: 20_000 }
 * ```
 */
export const classifyHttp: Classify = classifyHttpWith({})
