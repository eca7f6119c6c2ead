/**
 * The rows at the bottom of the terminal that are drawn again: the line being edited, a list, progress, a question. Everything above them
 * was printed once and scrolls away. Written to standard error; each update is one write inside a synchronized update (DEC 2026), holds
 * only what changed, and never clears a screen or uses the alternate one. Nothing changed: nothing is written.
 *
 * It refuses to draw more rows than the window has: those around the cursor stay. What may surprise: when the window became narrower
 * most terminals have broken our rows anew, so rows are counted as they are broken; the few that do not are known by name.
 */
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { drawRows, emptyDrawn, type Drawn, leaveRows, eraseRows, reflowed } from "./liveRows.ts"

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
  readonly width: () => number
  readonly height: () => number
  /** Called after the window changed its size; rows are measured anew by whoever drew them. */
  readonly onResize: (redraw: () => void) => () => void
  /** Takes the rows away, lets `write` print what is to stay above them (`text` says whether it ended its line), and draws them again. */
  readonly above: (text: string, write: () => void) => void
  /** Forgets what was drawn: somebody else wrote on the terminal. */
  readonly forget: () => void
}

export interface LiveParts {
  readonly stderr: NodeJS.WriteStream
  readonly env: NodeJS.ProcessEnv
}

/** Rows come back after so many milliseconds at the earliest while much is printed above them. */
const AGAIN_MS = 66

/** Terminals that leave rows as they are when they become narrower. */
const keepsRows = (env: NodeJS.ProcessEnv): boolean =>
  env["XTERM_VERSION"] !== undefined || env["STY"] !== undefined || env["TERM"] === "linux"

interface Made {
  readonly area: LiveArea
  readonly release: () => void
}

const make = ({ env, stderr }: LiveParts): Made => {
  let drawn: Drawn = emptyDrawn
  /** What should be there: drawn, or waiting for the line above to end. */
  let wanted: { readonly rows: ReadonlyArray<string>; readonly cursor: Cursor | undefined } | null = null
  let atLineStart = true
  let againAt = 0
  let timer: NodeJS.Timeout | undefined
  const listeners: Array<() => void> = []
  const width = (): number => (stderr.columns > 0 ? stderr.columns : 80)
  const height = (): number => (stderr.rows > 0 ? stderr.rows : 24)
  const write = (text: string): void => {
    if (text !== "") stderr.write(text)
  }
  const paint = (): void => {
    if (wanted === null || !atLineStart) return
    const next = drawRows(drawn, wanted.rows, wanted.cursor, height())
    drawn = next.drawn
    write(next.text)
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
      clearTimeout(timer)
      const last = rows ?? wanted?.rows ?? []
      wanted = null
      if (last.length === 0) return erase()
      const left = leaveRows(drawn, last, height())
      drawn = emptyDrawn
      write(left)
    },
    clear: () => {
      clearTimeout(timer)
      wanted = null
      erase()
    },
    width,
    height,
    onResize: (redraw) => {
      listeners.push(redraw)
      return () => {
        const at = listeners.indexOf(redraw)
        if (at >= 0) listeners.splice(at, 1)
      }
    },
    above: (text, print) => {
      erase()
      print()
      if (text !== "") atLineStart = text.endsWith("\n")
      if (wanted !== null) paintSoon()
    },
    forget: () => {
      drawn = emptyDrawn
    }
  }
  const onWindow = (): void => {
    drawn = reflowed(drawn, keepsRows(env) ? Infinity : width(), height())
    for (const redraw of listeners.slice()) redraw()
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
