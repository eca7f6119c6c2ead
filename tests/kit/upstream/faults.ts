/**
 * Every way in which an upstream does not answer as it should, and what each of them is to a person: the rows of the fault matrix. A
 * fault is bytes on a connection; `refused` is none at all (a closed port).
 *
 * `whole` is asked for in one piece, `streamed` as it is written: they differ where the fault lies in the middle of an answer. The
 * reasons are those of docs/models.md, which a test compares with this table.
 */
import type { ProviderErrorReason } from "@zenus/core/models"
import { chunkedHead, chunkOf, claimedHead, lastChunk, sized } from "./httpBytes.ts"
import { bytesOf } from "./pieces.ts"
import type { Speaker } from "./speakers.ts"
import type { Script } from "./tcpUpstream.ts"

/** `answered`: it is no fault to us. */
export type FaultEnd = ProviderErrorReason | "answered"

export interface Fault {
  readonly name: string
  /** What the table of the documentation calls it. */
  readonly says: string
  /** Null: nobody listens. */
  readonly script: ((speaker: Speaker, streamed: boolean) => Script) | null
  /** What it comes to. Providers that say it differently stand in `except`. */
  readonly whole: FaultEnd
  readonly streamed: FaultEnd
  readonly except?: Readonly<Record<string, FaultEnd>>
  /** The beginning of the answer has been seen by then, where it is streamed: no other provider can help. */
  readonly afterText?: boolean
  /** It ends by a time limit of ours. */
  readonly waits?: boolean
}

/** What a person sees of an answer before it breaks. */
export const BEGINNING = "The beginning of "

const keep = (...pieces: ReadonlyArray<Uint8Array>): Script => ({ pieces, after: "keep" })

/** A stream in chunks. Its last frame and the end go out together: a reader may leave once the answer is whole. */
const streamOf = (type: string, frames: ReadonlyArray<string>): ReadonlyArray<Uint8Array> => [
  chunkedHead({ type }),
  ...frames.slice(0, -1).map(chunkOf),
  Buffer.concat([...frames.slice(-1).map(chunkOf), lastChunk])
]

/** A whole good answer, in the form that was asked for. */
export const goodScript = (speaker: Speaker, streamed: boolean, text: ReadonlyArray<string>): Script => ({
  ...(streamed
    ? keep(...streamOf(speaker.streamType, speaker.frames(text)))
    : keep(sized({ body: speaker.whole(text.join("")) }))),
  billed: true
})

/** The beginning of an answer: of a stream its first text, of a whole one half of its body. */
const begun = (speaker: Speaker, streamed: boolean): ReadonlyArray<Uint8Array> => {
  if (streamed) {
    const frames = speaker.frames([BEGINNING, "an end."])
    const to = frames.findIndex((frame) => frame.includes(BEGINNING))
    return [chunkedHead({ type: speaker.streamType }), ...frames.slice(0, to + 1).map(chunkOf)]
  }
  const body = bytesOf(speaker.whole(`${BEGINNING}an end.`))
  return [claimedHead({}, body.length), body.subarray(0, body.length / 2)]
}

const status = (code: number, whole: FaultEnd, except: Readonly<Record<string, FaultEnd>> = {}): Fault => ({
  name: String(code),
  says: `status ${code}`,
  script: (speaker) => keep(sized({ status: code, body: speaker.error(code) })),
  whole,
  streamed: whole,
  except
})

const limited = (name: string, says: string, headers: Readonly<Record<string, string>>): Fault => ({
  name,
  says,
  script: (speaker) => keep(sized({ status: 429, headers, body: speaker.error(429) })),
  whole: "RateLimited",
  streamed: "RateLimited"
})

const page = "<!doctype html><html><head><title>Sign in</title></head><body>Please sign in first.</body></html>"

/** 100 MB, of which nobody should read more than a part. */
const HUGE = 100 * 1_048_576

const LONG_TEXT = "x".repeat(65_536)

/** Its last piece may come again and again. */
const endlessStream = (speaker: Speaker): ReadonlyArray<Uint8Array> => {
  const frames = speaker.frames([LONG_TEXT, ""])
  const to = frames.findIndex((frame) => frame.includes(LONG_TEXT))
  return [chunkedHead({ type: speaker.streamType }), ...frames.slice(0, to + 1).map(chunkOf)]
}
const endlessBody = [chunkedHead({}), chunkOf("["), chunkOf(`"${LONG_TEXT}",`)]

export const faults: ReadonlyArray<Fault> = [
  { name: "refused", says: "nobody listens", script: null, whole: "Unreachable", streamed: "Unreachable" },
  {
    name: "reset-before-headers",
    says: "the connection breaks before an answer",
    script: () => ({ pieces: [], after: "reset" }),
    whole: "ConnectionLost",
    streamed: "ConnectionLost"
  },
  {
    name: "reset-mid-answer",
    says: "the connection breaks in the middle of an answer",
    script: (speaker, streamed) => ({ pieces: begun(speaker, streamed), after: "reset" }),
    whole: "ConnectionLost",
    streamed: "ConnectionLost",
    afterText: true
  },
  {
    name: "stall-before-headers",
    says: "silence before an answer",
    script: () => ({ pieces: [], after: "hang" }),
    whole: "TimedOut",
    streamed: "TimedOut",
    waits: true
  },
  {
    name: "stall-mid-answer",
    says: "silence in the middle of an answer",
    script: (speaker, streamed) => ({ pieces: begun(speaker, streamed), after: "hang" }),
    whole: "Stalled",
    streamed: "Stalled",
    afterText: true,
    waits: true
  },
  status(400, "BadRequest"),
  status(401, "BadKey"),
  status(402, "QuotaSpent"),
  status(403, "BadKey"),
  status(404, "ModelUnknown"),
  status(408, "ServerFailed"),
  status(409, "ServerFailed"),
  status(413, "ContextTooLong"),
  status(422, "BadRequest"),
  limited("429", "status 429", {}),
  limited("429-seconds", "status 429 with `Retry-After: 1`", { "retry-after": "1" }),
  // A date is counted from the server's own clock.
  limited("429-date", "status 429 with a date in `Retry-After`", {
    date: "Sat, 21 Nov 2026 08:00:00 GMT",
    "retry-after": "Sat, 21 Nov 2026 08:00:01 GMT"
  }),
  limited("429-millis", "status 429 with `retry-after-ms: 150`", { "retry-after-ms": "150" }),
  status(500, "ServerFailed"),
  status(502, "ServerFailed"),
  status(503, "Overloaded"),
  status(529, "Overloaded"),
  {
    name: "html",
    says: "a page instead of JSON",
    script: () => keep(sized({ type: "text/html", body: page })),
    whole: "MalformedAnswer",
    streamed: "MalformedAnswer"
  },
  {
    name: "empty",
    says: "an empty body",
    script: () => keep(sized({ body: "" })),
    whole: "MalformedAnswer",
    streamed: "MalformedAnswer"
  },
  {
    name: "truncated-json",
    says: "JSON that is cut off",
    script: (speaker) => keep(sized({ body: speaker.whole("cut off").slice(0, 40) })),
    whole: "MalformedAnswer",
    streamed: "MalformedAnswer",
    except: { "ollama streamed": "ConnectionLost" }
  },
  {
    name: "error-in-200",
    says: "status 200 with an error in it",
    script: (speaker) => keep(sized({ body: speaker.error(500) })),
    whole: "ServerFailed",
    streamed: "ServerFailed",
    except: { ollama: "MalformedAnswer" }
  },
  {
    name: "wrong-type",
    says: "a good answer under a wrong content type",
    script: (speaker, streamed) => ({
      ...(streamed
        ? keep(...streamOf("application/octet-stream", speaker.frames(["type ", "does not matter"])))
        : keep(sized({ type: "text/plain", body: speaker.whole("type does not matter") }))),
      billed: true
    }),
    whole: "answered",
    streamed: "answered"
  },
  {
    name: "endless",
    says: "an answer without an end",
    script: (speaker, streamed) => ({ pieces: streamed ? endlessStream(speaker) : endlessBody, after: "repeat" }),
    whole: "AnswerTooLarge",
    streamed: "AnswerTooLarge",
    afterText: true
  },
  {
    name: "100-mb",
    says: "a body of 100 MB",
    script: (_speaker, streamed) => ({
      pieces: [
        claimedHead({ type: streamed ? "text/event-stream" : "application/json" }, HUGE),
        bytesOf(streamed ? "data: " : '{"text":"'),
        bytesOf("x".repeat(1_048_576))
      ],
      after: "repeat"
    }),
    whole: "AnswerTooLarge",
    streamed: "AnswerTooLarge"
  }
]

/** What a fault comes to at one provider. */
export const endOf = (fault: Fault, provider: string, streamed: boolean): FaultEnd =>
  fault.except?.[`${provider} ${streamed ? "streamed" : "whole"}`] ??
  fault.except?.[provider] ??
  (streamed ? fault.streamed : fault.whole)
