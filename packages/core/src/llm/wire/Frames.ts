/**
 * Cuts a stream of bytes into the texts of its events, whatever pieces it comes in: an event split anywhere, several in one piece, a
 * character split between two, CR, LF or CRLF, comments, a byte order mark. Server-sent events are cut by
 * `cutEvents.ts`, lines of JSON here; and so are bytes, an end without a blank line, and a body that is no event stream at all (a
 * page, an error as plain JSON), which is kept as a whole.
 *
 * Holds state and is made per stream. Refuses an event longer than `maxEvent` characters.
 */
import { makeEventCutter } from "./cutEvents.ts"

export interface Framed {
  /** The data of events that became whole, in order. */
  readonly events: ReadonlyArray<string>
  /** An event is longer than is read. */
  readonly tooLarge: boolean
}

export interface Frames {
  readonly push: (bytes: Uint8Array) => Framed
  /** What the end of the stream makes of the rest. Its event may be cut off in the middle. */
  readonly end: () => Framed
  /** The whole body so far where it is no event stream; undefined where it is one or nothing has come yet. */
  readonly foreign: () => string | undefined
}

interface Cutter {
  /** True where an event is too large. */
  readonly feed: (text: string, events: Array<string>) => boolean
  readonly end: (events: Array<string>) => boolean
}

const sse = (maxEvent: number): Cutter => {
  const { feed } = makeEventCutter(maxEvent)
  return { feed, end: (events) => feed("\n\n", events) }
}

const ndjson = (maxEvent: number): Cutter => {
  let pieces: Array<string> = []
  let length = 0
  const finish = (last: string, events: Array<string>): void => {
    const line = (pieces.join("") + last).trim()
    pieces = []
    length = 0
    if (line !== "") events.push(line)
  }
  return {
    feed: (text, events) => {
      let from = 0
      for (let to = text.indexOf("\n"); to >= 0; to = text.indexOf("\n", from)) {
        if (length + to - from > maxEvent) return true
        finish(text.slice(from, to), events)
        from = to + 1
      }
      pieces.push(text.slice(from))
      length += text.length - from
      return length > maxEvent
    },
    end: (events) => {
      finish("", events)
      return false
    }
  }
}

const cutters = { sse, ndjson } as const

/** First characters of what is no event stream: a page, or an error as one JSON document. A line of JSON begins with a brace itself. */
const foreignStart = { sse: /^[{[<]/, ndjson: /^</ } as const

export const makeFrames = (framing: "sse" | "ndjson", maxEvent: number): Frames => {
  const decoder = new TextDecoder("utf-8")
  const cutter = cutters[framing](maxEvent)
  let begun = false
  let whole: Array<string> | undefined
  let wholeLength = 0
  const push = (text: string): Framed => {
    const seen = begun ? text : text.trimStart()
    if (seen === "") return { events: [], tooLarge: false }
    if (!begun) {
      begun = true
      if (foreignStart[framing].test(seen)) whole = []
    }
    if (whole !== undefined) {
      whole.push(seen)
      wholeLength += seen.length
      return { events: [], tooLarge: wholeLength > maxEvent }
    }
    const events: Array<string> = []
    return { tooLarge: cutter.feed(seen, events), events }
  }
  return {
    push: (bytes) => push(decoder.decode(bytes, { stream: true })),
    end: () => {
      const last = push(decoder.decode())
      const events = [...last.events]
      return { tooLarge: last.tooLarge || (whole === undefined && cutter.end(events)), events }
    },
    foreign: () => whole?.join("")
  }
}
