/**
 * Reads one line with the terminal's own line editing: for screen readers and terminals on which nothing can be drawn anew. The prompt is
 * written once, what is typed the terminal itself echoes. Lines that are typed ahead are read in turn.
 *
 * What may surprise: Ctrl+D is an end of this line only; what is asked next reads on (readOn.ts). Ctrl+C comes as a signal, and the terminal has thrown the half-typed line away by then; a second within a second leaves.
 */
import * as Effect from "effect/Effect"
import { PathBytes } from "@zenus/core"
import type { ReadResult } from "./readLine.ts"
import { isOver, readOn } from "./readOn.ts"
import type { Signals } from "../args/Signals.ts"

export interface PlainReading {
  readonly stdin: NodeJS.ReadStream
  /** To the terminal, as it is. */
  readonly write: (text: string) => void
  readonly signals: Signals
  readonly prompt: string
  /** It answers a question: Ctrl+C is an end of this line at once, and means none of the answers. Default false. */
  readonly isAnswer?: boolean
}

const LINE_END = 10
const TWICE_MS = 1_000
/** Bytes of a line; a terminal gives no longer one. */
const MAX_LINE = 1024 * 1024

export const readPlainLine = ({
  isAnswer = false,
  prompt,
  signals,
  stdin,
  write
}: PlainReading): Effect.Effect<ReadResult> =>
  Effect.callback<ReadResult>((resume) => {
    let typed = Buffer.alloc(0)
    let pressedAt = -Infinity
    const end = (result: ReadResult): void => {
      stdin.off("data", onData).off("end", onEnd).off("close", onEnd).off("error", onEnd)
      stdin.pause()
      release()
      resume(Effect.succeed(result))
    }
    const onEnd = (): void => {
      write("\n")
      readOn(stdin)
      end({ type: "leave" })
    }
    const onData = (data: Buffer | string): void => {
      const bytes = Buffer.from(data)
      const at = bytes.indexOf(LINE_END)
      typed = Buffer.concat([typed, at < 0 ? bytes : bytes.subarray(0, at)])
      if (typed.length > MAX_LINE) typed = Buffer.alloc(0)
      if (at < 0) return
      const text = PathBytes.fromBytes(typed)
      end({ type: "line", text })
      // Not read yet: the next line's.
      if (at + 1 < bytes.length) stdin.unshift(bytes.subarray(at + 1))
    }
    const release = signals.take((name) => {
      if (name !== "SIGINT") return end({ type: "leave" })
      signals.forget()
      if (isAnswer) {
        write("\n")
        return end({ type: "leave" })
      }
      const isTwice = performance.now() - pressedAt < TWICE_MS
      pressedAt = performance.now()
      typed = Buffer.alloc(0)
      if (isTwice) return end({ type: "leave" })
      write(`\n(Ctrl+C again, or Ctrl+D, leaves)\n${prompt}`)
    })
    stdin.on("data", onData).on("end", onEnd).on("close", onEnd).on("error", onEnd)
    write(prompt)
    if (isOver(stdin)) return onEnd()
    stdin.resume()
    return Effect.sync(() => end({ type: "leave" }))
  })
