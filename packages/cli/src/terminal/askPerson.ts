/** Draws a question on standard error and reads the answer from standard input in raw mode. Leaves the terminal as it was, however it ends. */
import * as Effect from "effect/Effect"
import { press, start, type State } from "./Question.ts"
import type { Screen } from "./Screen.ts"

export interface AskOptions {
  readonly screen: Screen
  /** The line with the question and its answers. */
  readonly prompt: string
  readonly word: string | null
  /** Shown for `d`. */
  readonly details: () => string
}

const HINTS = {
  word: (word: string) => `Type ${word} and Enter to go on, n to do nothing, d for every path.`,
  yes: "Type y and Enter to go on, n to do nothing, d for every path."
}

const BRACKETED_ON = "\u001b[?2004h"
const BRACKETED_OFF = "\u001b[?2004l"
/** How long pending input is read and thrown away before the question is drawn. */
const DRAIN_MS = 30

export const askPerson = (options: AskOptions): Effect.Effect<boolean> =>
  Effect.callback<boolean>((resume) => {
    const { stdin } = process
    const { screen } = options
    const hint = options.word === null ? HINTS.yes : HINTS.word(options.word)
    let state: State = start
    let drawnAtMs = Infinity
    let ended = false
    const draw = (): void => screen.errRaw(`\r\u001b[2K${options.prompt} ${state.typed}`)
    const end = (answer: boolean): void => {
      if (ended) return
      ended = true
      clearTimeout(drain)
      stdin.off("data", onData)
      stdin.off("end", onEnd)
      stdin.off("error", onEnd)
      if (stdin.isTTY) stdin.setRawMode(false)
      stdin.pause()
      screen.errRaw(`${BRACKETED_OFF}\n`)
      resume(Effect.succeed(answer))
    }
    const onEnd = (): void => end(false)
    const onData = (data: Buffer): void => {
      // Typed before the question was there: thrown away, but for the keys that mean no.
      const chunk = data.toString("utf8")
      if (drawnAtMs === Infinity && chunk !== "\u0003") return
      const stepped = press(state, chunk, performance.now(), { word: options.word, drawnAtMs })
      state = stepped.state
      switch (stepped.outcome) {
        case "yes":
          return end(true)
        case "no":
          return end(false)
        case "details":
          screen.errRaw(`\r\u001b[2K${options.details()}\n`)
          break
        case "hint":
          screen.errRaw(`\r\u001b[2K${hint}\n`)
          break
        case "pasted":
          screen.errRaw(`\r\u001b[2KPasted text does not answer. ${hint}\n`)
          break
        case null:
          break
      }
      draw()
    }
    if (stdin.isTTY) stdin.setRawMode(true)
    stdin.on("data", onData)
    stdin.on("end", onEnd)
    stdin.on("error", onEnd)
    stdin.resume()
    const drain = setTimeout(() => {
      screen.errRaw(BRACKETED_ON)
      drawnAtMs = performance.now()
      draw()
    }, DRAIN_MS)
    return Effect.sync(() => end(false))
  })
