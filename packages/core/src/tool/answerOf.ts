/** The answer of a run, or of a step for a later one, as one text, whole up to a limit (contract §5). Reads streamed output once. */
import * as Effect from "effect/Effect"
import { fromBytes } from "../disk/PathBytes.ts"
import type { Output } from "./Output.ts"
import { StepFailed } from "./ToolError.ts"

/** Characters of the answer that a report holds; what is beyond is cut and said so. */
export const MAX_ANSWER = 8 * 1024 * 1024

export interface Answer {
  readonly text: string
  readonly truncated: boolean
}

const reading = <A>(read: () => Promise<A>): Effect.Effect<A, StepFailed> =>
  Effect.tryPromise({
    try: read,
    catch: (cause) => new StepFailed({ doing: "Reading what was asked for", reason: String(cause), hints: [], cause })
  })

const drain = async (bytes: AsyncIterable<Uint8Array>): Promise<void> => {
  for await (const _ of bytes);
}

/** Up to `limit` bytes and the slice that goes beyond; `cut` where there is more. */
const readBytes = (bytes: AsyncIterable<Uint8Array>, limit: number) =>
  reading(async () => {
    const parts: Array<Uint8Array> = []
    let size = 0
    let cut = false
    for await (const part of bytes) {
      // Characters of several bytes: what is left out is not seen by the length of the text.
      cut = size > limit
      if (cut) break
      parts.push(part)
      size += part.length
    }
    const whole = new Uint8Array(size)
    let at = 0
    for (const part of parts) {
      whole.set(part, at)
      at += part.length
    }
    return { text: fromBytes(whole), cut }
  })

export const answerOf = Effect.fnUntraced(function* (outputs: ReadonlyArray<Output>) {
  const parts: Array<string> = []
  let left = MAX_ANSWER
  let cut = false
  for (const output of outputs) {
    // One line end less than parts: at -1 the answer is exactly full, and whole so far.
    if (left < -1) break
    const read =
      output.bytes === undefined
        ? { text: output.lines.join("\n"), cut: false }
        : yield* readBytes(output.bytes, Math.max(0, left))
    const text = output.bytes === undefined ? read.text : read.text.replace(/\n$/, "")
    cut = read.cut
    if (text === "" && output.lines.length === 0) continue
    parts.push(text)
    left -= text.length + 1
    if (cut) break
  }
  const text = parts.join("\n")
  return (
    text.length > MAX_ANSWER ? { text: text.slice(0, MAX_ANSWER), truncated: true } : { text, truncated: cut }
  ) satisfies Answer
})

/** The paths that it speaks of. What is streamed is read to its end, and nothing of it kept: only then they are whole. */
export const pathsOf = ({ bytes, paths }: Output): Effect.Effect<ReadonlyArray<string>, StepFailed> =>
  Effect.as(bytes === undefined ? Effect.void : reading(async () => void (await drain(bytes))), paths ?? [])
