/** The answer of a run as one text, whole up to a limit (contract §5). Reads streamed output once. */
import * as Effect from "effect/Effect"
import { fromBytes } from "../disk/PathBytes.ts"
import type { Output } from "../tool/Output.ts"
import { StepFailed } from "../tool/ToolError.ts"

/** Characters of the answer that a report holds; what is beyond is cut and said so. */
export const MAX_ANSWER = 8 * 1024 * 1024

export interface Answer {
  readonly text: string
  readonly truncated: boolean
}

const readBytes = (bytes: AsyncIterable<Uint8Array>, limit: number) =>
  Effect.tryPromise({
    try: async () => {
      const parts: Array<Uint8Array> = []
      let size = 0
      for await (const part of bytes) {
        parts.push(part)
        size += part.length
        if (size > limit) break
      }
      const whole = new Uint8Array(size)
      let at = 0
      for (const part of parts) {
        whole.set(part, at)
        at += part.length
      }
      return fromBytes(whole)
    },
    catch: (cause) => new StepFailed({ doing: "Reading what was asked for", reason: String(cause), hints: [], cause })
  })

export const answerOf = Effect.fnUntraced(function* (outputs: ReadonlyArray<Output>) {
  const parts: Array<string> = []
  let left = MAX_ANSWER
  for (const output of outputs) {
    if (left < 0) break
    const text =
      output.bytes === undefined ? output.lines.join("\n") : (yield* readBytes(output.bytes, left)).replace(/\n$/, "")
    if (text === "" && output.lines.length === 0) continue
    parts.push(text)
    left -= text.length + 1
  }
  const text = parts.join("\n")
  return (
    text.length > MAX_ANSWER ? { text: text.slice(0, MAX_ANSWER), truncated: true } : { text, truncated: false }
  ) satisfies Answer
})
