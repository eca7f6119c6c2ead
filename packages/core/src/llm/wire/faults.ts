/**
 * From what a provider sent instead of an answer to the reason why, by tables. First the wire's own rows (its codes and
 * words), then the HTTP status; words come before the status because providers say "no credit" with 400, 402, 403 and 429
 * alike. It reads and decides; nobody is called and nothing is kept.
 */
import { readRetryAfter, retryAfterOf } from "../../resilience/httpOutcome.ts"
import type { ProviderErrorReason } from "../ProviderError.ts"

/** What is known of a failure before it is somebody's error. */
export interface Fault {
  readonly reason: ProviderErrorReason
  /** The provider's own words, not yet redacted; empty where it said nothing. */
  readonly detail: string
  /** Milliseconds. */
  readonly retryAfterMs?: number | undefined
  readonly status?: number | undefined
  /** Whether the head of an answer had come; absent: no. */
  readonly hasBegun?: boolean | undefined
}

/** An error as a wire found it in a body: a code, a type or a status word, and a sentence. */
export interface Spoken {
  readonly codes: ReadonlyArray<string>
  readonly message: string
  readonly retryAfterMs?: number | undefined
  /** The HTTP status that the body repeats. */
  readonly status?: number | undefined
}

/** Matches when all that it gives match. */
export interface FaultRow {
  readonly code?: RegExp
  readonly words?: RegExp
  readonly reason: ProviderErrorReason
}

/** Words that are read the same on every wire, after the wire's own rows. */
const commonRows: ReadonlyArray<FaultRow> = [
  {
    words:
      /\b(?:credit balance|insufficient (?:balance|credits?|funds|quota)|billing|payment required|out of credits?)\b/i,
    reason: "QuotaSpent"
  },
  {
    words:
      /\b(?:prompt is too long|maximum context length|context (?:length|window)[^.]*exceed|exceeds? (?:the )?(?:maximum number of tokens|context|model's context))/i,
    reason: "ContextTooLong"
  },
  {
    words: /\b(?:api key not valid|invalid (?:api|x-api)[- ]key|incorrect api key|no auth credentials)\b/i,
    reason: "BadKey"
  },
  {
    words: /\bmodel\b.{0,120}\b(?:not found|does not exist|not exist)|\bis not a valid model\b/i,
    reason: "ModelUnknown"
  }
]

/** The first row that holds a status decides. */
export const statusRows: ReadonlyArray<{
  readonly from: number
  readonly to: number
  readonly reason: ProviderErrorReason
}> = [
  { from: 401, to: 401, reason: "BadKey" },
  { from: 402, to: 402, reason: "QuotaSpent" },
  { from: 403, to: 403, reason: "BadKey" },
  // The server waited in vain, met a conflict, or wants it again later: the official clients try these again.
  { from: 408, to: 409, reason: "ServerFailed" },
  { from: 413, to: 413, reason: "ContextTooLong" },
  { from: 425, to: 425, reason: "ServerFailed" },
  { from: 429, to: 429, reason: "RateLimited" },
  { from: 400, to: 499, reason: "BadRequest" },
  { from: 503, to: 503, reason: "Overloaded" },
  // Anthropic's own.
  { from: 529, to: 529, reason: "Overloaded" },
  { from: 500, to: 599, reason: "ServerFailed" }
]

/** A status that is no error of HTTP (a redirect, an error in a 200) and that no word explains. */
const reasonOfStatus = (status: number): ProviderErrorReason =>
  statusRows.find(({ from, to }) => status >= from && status <= to)?.reason ?? "MalformedAnswer"

const matches = (row: FaultRow, { codes, message }: Spoken): boolean =>
  (row.code === undefined || codes.some((code) => row.code?.test(code) === true)) &&
  (row.words === undefined || row.words.test(message))

/** The provider says that it is to blame; a status that blames the call (a proxy's own 401 around an error of its server) knows better. */
const blamesItself = ({ reason }: FaultRow): boolean => reason === "ServerFailed" || reason === "Overloaded"
const blamesCall = (status: number): boolean => status >= 400 && status < 500 && ![408, 409, 425, 429].includes(status)

/** The reason of an error that was found in a body, with the status that it came under (200 in the middle of a stream). */
export const reasonOf = (spoken: Spoken, status: number, rows: ReadonlyArray<FaultRow>): ProviderErrorReason =>
  [...rows, ...commonRows].find((row) => matches(row, spoken) && !(blamesCall(status) && blamesItself(row)))?.reason ??
  reasonOfStatus(status >= 400 ? status : (spoken.status ?? status))

/** The beginning of a body that no wire understood, tags taken out: a login page says at least its title. */
const plainWords = (body: string): string =>
  body
    .slice(0, 4_000)
    .replace(/<(script|style)\b[^]*?<\/\1>/gi, " ")
    .replace(/<[^>]*>/g, " ")
    .replace(/\s+/g, " ")
    .trim()

/** A redirect, which nobody follows; what stands behind the path (it may hold a secret) is not said. */
const sentOn = (response: Parameters<typeof faultOf>[0]): string | undefined => {
  if (response.status < 300 || response.status > 399) return undefined
  const to = (response.headers["location"] ?? "").replace(/[?#].*$/s, "")
  return `it sends the call on${to === "" ? "" : ` to ${to}`}, which is not followed, since the key would go along; set the base URL to where it is answered`
}

/** Whole milliseconds, at least 1: a provider that asks for 0.2 ms asks for a moment. */
const whole = (ms: number | undefined): number | undefined =>
  ms === undefined ? undefined : Math.max(1, Math.ceil(ms))

/** A failure from an answer's status, headers (lower-case names) and body; `spoken` is what the wire made of the body. */
export const faultOf = (
  response: { readonly status: number; readonly headers: Readonly<Record<string, string | undefined>> },
  body: string,
  spoken: Spoken | undefined,
  rows: ReadonlyArray<FaultRow>
): Fault => {
  const { status } = response
  const retryAfterMs = whole(retryAfterOf(response) ?? spoken?.retryAfterMs)
  const words = plainWords(body)
  const detail =
    sentOn(response) ??
    spoken?.message ??
    (words !== "" ? words : body.trim() === "" ? "the answer was empty" : "the answer was unreadable")
  // A page that is not the provider's own error is not searched for words: it may say anything.
  const reason = spoken === undefined ? reasonOfStatus(status) : reasonOf(spoken, status, rows)
  return { reason, detail, status, retryAfterMs }
}

/** Seconds with an `s`, as protobuf writes a duration in JSON ("34.4s"), in milliseconds. */
export const readProtoDuration = (text: string | undefined): number | undefined =>
  text?.endsWith("s") === true ? readRetryAfter(text.slice(0, -1)) : undefined

export const malformed = (detail: string): Fault => ({ reason: "MalformedAnswer", detail })
