/**
 * The rows at the bottom of the terminal that are drawn again: the line being edited, a list, progress, a question. Everything above them
 * was printed once and scrolls away. Written to standard error; each update is one write inside a synchronized update (DEC 2026), holds
 * only what changed, and never clears a screen or uses the alternate one. Nothing changed: nothing is written.
 *
 * It refuses to draw more rows than the window has: those around the cursor stay. What may surprise: when the window became narrower
 * terminals have broken our rows anew, each kind in its own way, so rows are counted as they are broken there. And whoever is busy hears
 * late of a new size, so the terminal is asked for it before anything is drawn or measured.
 */
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { rowWidth, withoutCodes } from "../editor/graphemes.ts"
import { cutText } from "../render/fitText.ts"
import { askSize } from "./askSize.ts"
import { drawRows, emptyDrawn, type Drawn, eraseRows, leaveRows, type Reflow, reflowed } from "./liveRows.ts"

export interface Cursor {
  readonly row: number
  readonly cell: number
}

export interface LiveArea {
  /** Rows are fitted (no wider than `width()`), may hold colour codes. The terminal's own cursor goes to `cursor` (row, cell); absent: end of the last row. */
  readonly draw: (rows: ReadonlyArray<string>, cursor?: Cursor) => void
  /** The rows stay in the scrollback as they are (or as given), the cursor on the next line, nothing is live any more. */
  readonly keep: (rows?: ReadonlyArray<string>) => void
  readonly clear: () => void
  /** Of the window as it is now, cells and rows; 80 and 24 where the terminal does not say. */
  readonly width: () => number
  readonly height: () => number
  /** Called after the window changed its size; rows are measured anew by whoever drew them. Also from within any other call here. */
  readonly onResize: (redraw: () => void) => () => void
  /** Takes the rows away, lets `write` print what is to stay above them (`text` says whether it ended its line), and draws them again. */
  readonly above: (text: string, write: () => void) => void
  /** What is on the screen scrolls away (it stays in the scrollback), and the live rows are at the top. */
  readonly scrollAway: () => void
  /** The cursor goes to the beginning of a line, if what was printed last has not ended its own. */
  readonly freshLine: () => void
  /** Forgets what was drawn: somebody else wrote on the terminal, and left the cursor anywhere. */
  readonly forget: () => void
}

/** The terminal that is drawn on: standard error, as far as it is needed. */
export interface DrawnOn {
  readonly columns: number
  readonly rows: number
  readonly write: (text: string) => unknown
  readonly on: (event: "resize", listener: () => void) => unknown
  readonly off: (event: "resize", listener: () => void) => unknown
}

export interface LiveParts {
  readonly stderr: DrawnOn
  readonly env: NodeJS.ProcessEnv
}

/** Rows come back after so many milliseconds at the earliest while much is printed above them. */
const AGAIN_MS = 66

/** Variables and names of terminals that break the cursor's row as every other. */
const BREAKING_VARIABLES = [
  "VTE_VERSION",
  "KITTY_WINDOW_ID",
  "ALACRITTY_WINDOW_ID",
  "KONSOLE_VERSION",
  "WT_SESSION",
  "TMUX"
]
const BREAKING_NAMES = /kitty|alacritty|foot|ghostty|wezterm|iterm|^apple_terminal$|^tmux/i

/**
 * By name: no terminal says what it does with rows when its window becomes narrower. One that is not known is taken for one that leaves
 * the cursor's row alone: that can leave a piece of an old row on the screen, and never takes away what was printed.
 */
const reflowOf = (env: NodeJS.ProcessEnv): Reflow => {
  if (env["XTERM_VERSION"] !== undefined || env["STY"] !== undefined || env["TERM"] === "linux") return "keeps"
  const isNamed = BREAKING_VARIABLES.some((name) => env[name] !== undefined)
  return isNamed || [env["TERM_PROGRAM"], env["TERM"]].some((name) => BREAKING_NAMES.test(name ?? ""))
    ? "breaks"
    : "cuts"
}

/**
 * The beginning of a line, wherever the cursor is: a mark and blanks up to the last cell break the line only where something stood
 * before them (zsh's PROMPT_SP). The mark stays where a line was left without its end.
 */
const lineStart = (width: number): string => `\u001b[7m%\u001b[0m${" ".repeat(Math.max(0, width - 1))}\r\u001b[K`

interface Made {
  readonly area: LiveArea
  readonly release: () => void
}

const make = ({ env, stderr }: LiveParts): Made => {
  let drawn: Drawn = emptyDrawn
  /** What should be there: drawn, or waiting for the line above to end. */
  let wanted: { readonly rows: ReadonlyArray<string>; readonly cursor: Cursor | undefined } | null = null
  /** Where the cursor is when nothing is drawn: at the beginning of a line, within one, or nobody knows. */
  let column: "start" | "within" | "unknown" = "start"
  let againAt = 0
  let timer: NodeJS.Timeout | undefined
  const listeners: Array<() => void> = []
  const reflow = reflowOf(env)
  let isAsking = false
  let isOther = false
  const columns = (): number => (stderr.columns > 0 ? stderr.columns : 80)
  const lines = (): number => (stderr.rows > 0 ? stderr.rows : 24)
  const adapt = (): void => {
    drawn = reflowed(drawn, columns(), lines(), reflow)
    for (const redraw of listeners.slice()) redraw()
  }
  const onWindow = (): void => {
    if (isAsking) isOther = true
    else adapt()
  }
  /** Before what is drawn is measured or changed. Ends: it comes back here only where the size is another one again. */
  const look = (): void => {
    if (isAsking) return
    isAsking = true
    isOther = false
    askSize(stderr)
    isAsking = false
    if (isOther) adapt()
  }
  const write = (text: string): void => {
    if (text !== "") stderr.write(text)
  }
  /** Rows of somebody who does not hear of a new size were made for the old one: without their end, and their colours. */
  const fitted = (row: string): string => (rowWidth(row) <= columns() ? row : cutText(withoutCodes(row), columns()))
  /**
   * Over a slow line the window may have another size by the time that a row is there, after everything above. Where a terminal leaves the
   * cursor's row alone, one row by itself (progress) must be one then, too; where it breaks all of them, text that is too long is counted.
   */
  const paint = (): void => {
    look()
    if (wanted === null || column === "within") return
    const rows = wanted.rows.map(fitted)
    const next = drawRows(drawn, rows, wanted.cursor, lines(), reflow !== "breaks" && rows.length === 1)
    drawn = next.drawn
    const begin = column === "unknown" && next.text !== "" ? lineStart(columns()) : ""
    column = "start"
    write(begin + next.text)
  }
  const erase = (): void => {
    write(eraseRows(drawn))
    drawn = emptyDrawn
  }
  const paintSoon = (): void => {
    clearTimeout(timer)
    const wait = againAt - performance.now()
    if (wait <= 0) {
      againAt = performance.now() + AGAIN_MS
      paint()
    } else timer = setTimeout(paintSoon, wait)
  }
  const area: LiveArea = {
    draw: (rows, cursor) => {
      wanted = { rows, cursor }
      clearTimeout(timer)
      paint()
    },
    keep: (rows) => {
      look()
      clearTimeout(timer)
      const last = rows ?? wanted?.rows ?? []
      wanted = null
      if (last.length === 0) return erase()
      area.freshLine()
      const left = leaveRows(drawn, last, lines())
      drawn = emptyDrawn
      write(left)
    },
    clear: () => {
      look()
      clearTimeout(timer)
      wanted = null
      erase()
    },
    width: () => {
      look()
      return columns()
    },
    height: () => {
      look()
      return lines()
    },
    onResize: (redraw) => {
      listeners.push(redraw)
      return () => {
        const at = listeners.indexOf(redraw)
        if (at >= 0) listeners.splice(at, 1)
      }
    },
    above: (text, print) => {
      look()
      erase()
      print()
      if (text !== "") column = text.endsWith("\n") ? "start" : "within"
      if (wanted !== null) paintSoon()
    },
    scrollAway: () => {
      look()
      erase()
      // One row less than the window: as many rows go as are above the cursor.
      write(`${"\n".repeat(Math.max(0, lines() - 1))}\u001b[H`)
      paint()
    },
    freshLine: () => {
      look()
      if (column === "within") write("\r\n")
      if (column === "unknown") write(lineStart(columns()))
      column = "start"
    },
    forget: () => {
      drawn = emptyDrawn
      column = "unknown"
    }
  }
  stderr.on("resize", onWindow)
  const release = (): void => {
    stderr.off("resize", onWindow)
    area.clear()
  }
  return { area, release }
}

/** What is live when the scope ends is taken away. */
export const makeLiveArea = (parts: LiveParts): Effect.Effect<LiveArea, never, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.sync(() => make(parts)),
    ({ release }) => Effect.sync(release)
  ).pipe(Effect.map(({ area }) => area))
