/**
 * A protocol, as pure functions: what is sent, what an answer means, one event at a time or whole. Nothing here touches the
 * network; `Provider` does, in one way for all of them.
 */
import type * as Result from "effect/Result"
import type { ModelInfo } from "../ChatAnswer.ts"
import type { Chat, WireName } from "../Chat.ts"
import type { Draft, Step } from "./Draft.ts"
import type { Fault, FaultRow, Spoken } from "./faults.ts"
import type { JsonObject } from "./json.ts"

export interface Encoded {
  /** Begins with `/` and follows the base URL. */
  readonly path: string
  readonly body: JsonObject
}

/** What an event or a body came to. A fault is not yet anybody's error. */
export type Taken = Result.Result<Step, Fault>

export interface Wire {
  readonly name: WireName
  /** How a stream is framed: events with `data:` lines, or one JSON document a line. */
  readonly framing: "sse" | "ndjson"
  /** A chat that this protocol cannot carry fails with the reason in words. */
  readonly encode: (chat: Chat, stream: boolean) => Result.Result<Encoded, string>
  /** Lower-case names. `key` is null where none is configured. */
  readonly headers: (key: string | null) => Readonly<Record<string, string>>
  /** A whole body that is no error. */
  readonly decode: (body: unknown) => Taken
  /** One event of a stream that is no error. Unknown kinds of events change nothing. */
  readonly take: (draft: Draft, event: unknown) => Taken
  /** The data that ends a stream without being JSON. */
  readonly endMark: string | null
  /** Whether nothing of the answer can be missing any more, so that a connection which ends here ends well. */
  readonly isWhole: (draft: Draft) => boolean
  /** The error in a body or an event; undefined where it holds none. */
  readonly errorIn: (body: unknown) => Spoken | undefined
  readonly faultRows: ReadonlyArray<FaultRow>
  readonly models: { readonly path: string; readonly decode: (body: unknown) => ReadonlyArray<ModelInfo> }
}
