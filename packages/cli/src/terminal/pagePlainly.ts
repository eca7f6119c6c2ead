/** A long list on a terminal of plain lines: all of it at once, and the terminal scrolls. */
import * as Effect from "effect/Effect"
import type { Lines } from "./QuestionFace.ts"

export const pagePlainly = (note: (line: string) => void, lines: Lines): Effect.Effect<void> =>
  Effect.sync(() => {
    for (let at = 0; at < lines.length; at++) note(lines.at(at) ?? "")
  })
