/**
 * The shell's screen: what is printed takes the live rows away, and they come back below it. So that whoever prints needs not know that
 * anything is live; sentences are broken at blanks, not by the terminal. What goes to a file or a pipe passes by.
 */
import { PathBytes } from "@zenus/core"
import { wrapNote } from "../render/wrapNote.ts"
import type { LiveArea } from "./LiveArea.ts"
import type { Screen } from "./Screen.ts"

const NEWLINE = 0x0a
const BELL = "\u0007"

export const shellScreen = (screen: Screen, live: LiveArea): Screen => {
  const out = (bytes: Uint8Array): Promise<void> => {
    if (!screen.outIsTerminal) return screen.outBytes(bytes)
    let written: Promise<void> = Promise.resolve()
    live.above(bytes.length === 0 ? "" : bytes.at(-1) === NEWLINE ? "\n" : " ", () => {
      written = screen.outBytes(bytes)
    })
    return written
  }
  return {
    get outIsTerminal() {
      return screen.outIsTerminal
    },
    get errIsTerminal() {
      return screen.errIsTerminal
    },
    get outWidth() {
      return screen.outWidth
    },
    // Rows that are made for it are drawn at once.
    get errWidth() {
      return screen.errIsTerminal ? live.width() : screen.errWidth
    },
    get outColours() {
      return screen.outColours
    },
    get errColours() {
      return screen.errColours
    },
    out: (text) => out(PathBytes.toBytes(text)),
    outBytes: out,
    note: (line) => {
      const sentence = wrapNote(line, live.width())
      live.above("\n", () => screen.note(sentence))
    },
    // A bell or a notification leaves the cursor where it is.
    errRaw: (text) => live.above(text.endsWith(BELL) ? "" : text, () => screen.errRaw(text)),
    status: (line) => (line === null ? live.clear() : live.draw([line])),
    stops: "Esc stops",
    theme: screen.theme
  }
}
