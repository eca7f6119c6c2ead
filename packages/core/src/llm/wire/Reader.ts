/**
 * From bytes of a stream to events of a chat, one piece at a time: frames, then JSON, then the wire. The same bytes give the
 * same events and the same answer however they are cut. It reads nothing by itself and knows no time; `Provider` feeds it.
 *
 * Made per stream. After `ended` is true nothing more needs to be read: whatever follows (an endless stream behind the end
 * mark) is left where it is. An end before the answer is whole is a fault, never a short answer.
 */
import * as Result from "effect/Result"
import type { ChatEvent } from "../ChatAnswer.ts"
import { type Draft, empty } from "./Draft.ts"
import { type Fault, faultOf, malformed, reasonOf } from "./faults.ts"
import { makeFrames } from "./Frames.ts"
import { parseJson } from "./json.ts"
import type { Wire } from "./Wire.ts"

export interface Read {
  /** What came before the fault, too. Never `done`: that is for the caller, who knows the provider's name. */
  readonly events: ReadonlyArray<ChatEvent>
  readonly fault: Fault | undefined
  /** The answer is whole. */
  readonly ended: boolean
}

export interface Reader {
  readonly push: (bytes: Uint8Array) => Read
  /** The connection has ended in good order. */
  readonly end: () => Read
  /** The connection broke, or nothing came any more: the fault, unless the answer is whole without what is missing. */
  readonly broken: (fault: Fault) => Read
  readonly draft: () => Draft
  /** Whether nothing of the answer can be missing any more, and whether its tokens have been counted. */
  readonly wholeness: () => "part" | "uncounted" | "whole"
}

export interface ReaderLimits {
  /** Characters of one event. */
  readonly maxEvent: number
  /** Bytes of the whole stream. */
  readonly maxBytes: number
}

const refusalOf = (draft: Draft): Fault | undefined =>
  draft.refusal === null ? undefined : { reason: "ContentRefused", detail: draft.refusal }

/** An end mark behind nothing at all. */
const nothingIn = (draft: Draft): Fault | undefined =>
  draft.finish === null && draft.parts.length === 0 ? malformed("the answer ended before it began") : undefined

const tooLarge = (what: string): Fault => ({ reason: "AnswerTooLarge", detail: what })

/** A whole body as a draft: an error in it is a fault whatever its status, and so is a refusal. */
export const readBody = (
  wire: Wire,
  response: { readonly status: number; readonly headers: Readonly<Record<string, string | undefined>> },
  body: string
): Result.Result<Draft, Fault & { readonly draft?: Draft }> => {
  const parsed = parseJson(body)
  const spoken = Result.isSuccess(parsed) ? wire.errorIn(parsed.success) : undefined
  const good = response.status >= 200 && response.status < 300
  if (!good || spoken !== undefined || Result.isFailure(parsed)) {
    return Result.fail(faultOf(response, body, spoken, wire.faultRows))
  }
  const taken = wire.decode(parsed.success)
  if (Result.isFailure(taken)) return Result.fail({ ...taken.failure, status: response.status })
  const { draft } = taken.success
  const refusal = refusalOf(draft)
  return refusal === undefined ? Result.succeed(draft) : Result.fail({ ...refusal, draft })
}

export const makeReader = (
  wire: Wire,
  response: { readonly status: number; readonly headers: Readonly<Record<string, string | undefined>> },
  limits: ReaderLimits
): Reader => {
  const frames = makeFrames(wire.framing, limits.maxEvent)
  let draft = empty
  let bytesRead = 0
  let marked = false

  /** `last`: the connection has ended, so data that is no JSON was cut off. */
  const takeEvent = (data: string, events: Array<ChatEvent>, last: boolean): Fault | undefined => {
    if (data === wire.endMark) {
      marked = true
      return undefined
    }
    const parsed = parseJson(data)
    if (Result.isFailure(parsed)) {
      return last
        ? { reason: "ConnectionLost", detail: "the answer ended in the middle of an event" }
        : malformed("an event of the answer is no JSON")
    }
    const spoken = wire.errorIn(parsed.success)
    if (spoken !== undefined) {
      const { message, retryAfterMs } = spoken
      return { reason: reasonOf(spoken, response.status, wire.faultRows), detail: message, retryAfterMs }
    }
    const taken = wire.take(draft, parsed.success)
    if (Result.isFailure(taken)) return taken.failure
    draft = taken.success.draft
    events.push(...taken.success.events)
    return undefined
  }

  const takeAll = (data: ReadonlyArray<string>, large: boolean, last: boolean): Read => {
    const events: Array<ChatEvent> = []
    let fault: Fault | undefined
    for (const item of data) {
      if (fault !== undefined || marked || draft.ended) break
      fault = takeEvent(item, events, last)
    }
    const over = marked || draft.ended
    if (fault === undefined && large && !over) fault = tooLarge(`an event is longer than ${limits.maxEvent} characters`)
    if (fault === undefined && over) fault = refusalOf(draft) ?? nothingIn(draft)
    return { events, fault, ended: fault === undefined && over }
  }
  const settle = (read: Read, fault: Fault): Read => {
    if (!wire.isWhole(draft)) return { ...read, fault }
    const refusal = refusalOf(draft)
    return { ...read, fault: refusal, ended: refusal === undefined }
  }

  return {
    push: (bytes) => {
      bytesRead += bytes.length
      const framed = frames.push(bytes)
      const read = takeAll(framed.events, framed.tooLarge, false)
      if (read.fault !== undefined || read.ended || bytesRead <= limits.maxBytes) return read
      return { ...read, fault: tooLarge(`the answer is longer than ${limits.maxBytes} bytes`) }
    },
    end: () => {
      const framed = frames.end()
      const foreign = frames.foreign()
      if (foreign !== undefined) {
        const body = readBody(wire, response, foreign)
        if (Result.isFailure(body)) return { events: [], fault: body.failure, ended: false }
        draft = body.success
        return { events: eventsOf(draft), fault: undefined, ended: true }
      }
      const read = takeAll(framed.events, framed.tooLarge, true)
      if (read.ended) return read
      // A whole answer stays whole when what follows it (counts, the end mark) is cut off.
      return settle(
        read,
        read.fault ??
          (bytesRead === 0
            ? { ...malformed("the answer was empty"), status: response.status }
            : { reason: "ConnectionLost", detail: "the answer ended before it was whole" })
      )
    },
    broken: (fault) => settle({ events: [], fault, ended: false }, fault),
    draft: () => draft,
    wholeness: () => (!wire.isWhole(draft) ? "part" : draft.usage.outputTokens === null ? "uncounted" : "whole")
  }
}

/** A server that does not stream, asked to: the whole answer told as if it had. */
const eventsOf = (draft: Draft): ReadonlyArray<ChatEvent> =>
  draft.parts.flatMap((part): ReadonlyArray<ChatEvent> => {
    if (part.kind !== "tool") return part.text === "" ? [] : [{ type: part.kind, text: part.text }]
    const text = part.built === null ? part.text : JSON.stringify(part.built)
    return [
      { type: "tool-call-started", id: part.id, name: part.name },
      ...(text === "" ? [] : [{ type: "tool-call-input" as const, id: part.id, text }])
    ]
  })
