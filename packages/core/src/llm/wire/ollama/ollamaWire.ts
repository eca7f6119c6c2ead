/** Ollama's own API. A stream is one JSON document a line and ends with a line that says `done`. */
import type { ModelInfo } from "../../ChatAnswer.ts"
import type { FaultRow, Spoken } from "../faults.ts"
import { listAt, textAt } from "../json.ts"
import type { Wire } from "../Wire.ts"
import { decode, take } from "./decode.ts"
import { encode } from "./encode.ts"

/** Ollama has no codes, only sentences. */
const faultRows: ReadonlyArray<FaultRow> = [
  { words: /\bmodel\b.{0,120}\bnot found\b|\btry pulling it\b/i, reason: "ModelUnknown" },
  { words: /\b(?:server busy|maximum pending requests)\b/i, reason: "Overloaded" },
  { words: /\b(?:does not support (?:tools|thinking|images)|invalid (?:model|format))\b/i, reason: "BadRequest" }
]

/** `{ error: "…" }`, in a body and as a line alike. */
const errorIn = (body: unknown): Spoken | undefined => {
  const message = textAt(body, "error") ?? textAt(body, "error", "message")
  return message === undefined || message === "" ? undefined : { codes: [], message }
}

const models = (body: unknown): ReadonlyArray<ModelInfo> =>
  listAt(body, "models").flatMap((model) => {
    const id = textAt(model, "name") ?? textAt(model, "model")
    return id === undefined ? [] : [{ id, contextTokens: null }]
  })

export const ollamaWire: Wire = {
  name: "ollama",
  framing: "ndjson",
  encode,
  headers: (key): Readonly<Record<string, string>> => (key === null ? {} : { authorization: `Bearer ${key}` }),
  decode,
  take,
  endMark: null,
  isWhole: ({ ended }) => ended,
  errorIn,
  faultRows,
  models: { path: "/api/tags", decode: models }
}
