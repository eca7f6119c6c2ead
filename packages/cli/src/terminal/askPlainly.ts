/**
 * A question in plain lines: the terminal's own line editing, nothing drawn anew, for screen readers and terminals that cannot more.
 * The rules are those of `Question.ts`. Since a paste is not marked here, several lines that come together are one, and answer nothing; a
 * pasted single line cannot be told from a typed one. Ctrl+C comes as a signal, and means no.
 */
import * as Effect from "effect/Effect"
import { isGiven, noticeFor } from "./askPerson.ts"
import { type Asked, judgeAnswer, type Outcome, QUIET_MS } from "./Question.ts"
import type { Given, Inquiry } from "./QuestionFace.ts"
import { isOver, readOn } from "./readOn.ts"
import type { Signals } from "../args/Signals.ts"

export interface PlainTerminal {
  readonly stdin: NodeJS.ReadStream
  /** One line to the terminal. */
  readonly note: (line: string) => void
  readonly signals: Signals
}

/** How long pending input is read and thrown away before the question is asked. */
const DRAIN_MS = 30
/** Lines of a paste come closer together than this. */
const TOGETHER_MS = 20

const LINE_END = 10

const put = (note: PlainTerminal["note"], { colour, text, why }: Omit<Inquiry, "asked">): void => {
  for (const line of [why, text]) note(colour(line))
}

export const askPlainly = (
  { note, signals, stdin }: PlainTerminal,
  { asked, ...sentences }: Inquiry
): Effect.Effect<Given> =>
  Effect.callback<Given>((resume) => {
    const known: Asked = { ...asked, drawnAtMs: 0 }
    let openAtMs = Infinity
    let typed: Array<Buffer> = []
    let together: NodeJS.Timeout | undefined
    const end = (given: Given): void => {
      typed = []
      clearTimeout(drained)
      clearTimeout(together)
      stdin.off("data", onData).off("end", onEnd).off("close", onEnd).off("error", onEnd)
      stdin.pause()
      release()
      resume(Effect.succeed(given))
    }
    const onEnd = (): void => {
      readOn(stdin)
      end({ type: "no" })
    }
    const judge = (): void => {
      const bytes = Buffer.concat(typed)
      typed = []
      const isOneLine = bytes.indexOf(LINE_END) === bytes.length - 1
      const outcome: Outcome = isOneLine ? judgeAnswer(bytes.toString("utf8"), known) : { type: "pasted" }
      if (isGiven(outcome)) return end(outcome)
      for (const line of noticeFor(outcome, known) ?? []) note(line)
      put(note, sentences)
    }
    const onData = (data: Buffer | string): void => {
      if (performance.now() < openAtMs) return
      typed.push(Buffer.from(data))
      clearTimeout(together)
      if (typed.at(-1)?.at(-1) !== LINE_END) return
      const here = typed
      const count = typed.length
      // A busy machine comes late to the timer, and to lines that have come by then: those are read first.
      together = setTimeout(() => setImmediate(() => here === typed && count === typed.length && judge()), TOGETHER_MS)
    }
    const release = signals.take((name) => {
      // Ctrl+C was an answer, not the end of the program; any other is for whoever had it before.
      signals.forget()
      if (name === "SIGINT") return end({ type: "no" })
      release()
      process.kill(process.pid, name)
    })
    stdin.on("data", onData).on("end", onEnd).on("close", onEnd).on("error", onEnd)
    stdin.resume()
    const drained = setTimeout(() => {
      if (isOver(stdin)) return onEnd()
      openAtMs = performance.now() + QUIET_MS
      put(note, sentences)
    }, DRAIN_MS)
    return Effect.sync(() => end({ type: "no" }))
  })
