/**
 * What a person would see: bytes go in, rows of text, the cursor and colours come out. xterm.js does the work, without a window; its
 * widths are by graphemes. On top of it: answers to the queries that its window would answer (colours), kitty's keyboard flags and
 * modifyOtherKeys (which it does not know yet), and when a synchronized update is going on, since nobody sees the screen in between.
 */
import { createRequire } from "node:module"
import type * as Graphemes from "@xterm/addon-unicode-graphemes"
import type * as Headless from "@xterm/headless"

// CommonJS whose names Node cannot see from outside, and slow to load: only who opens a terminal does.
const load = createRequire(import.meta.url)

/** How a cell looks. Colours are `default`, `palette N` (0 to 255) or `#rrggbb`. */
export interface CellLook {
  /** Empty where nothing was written, and in the second half of a wide character. */
  readonly text: string
  /** Two cells. */
  readonly wide: boolean
  readonly fg: string
  readonly bg: string
  readonly bold: boolean
  readonly dim: boolean
  readonly inverse: boolean
  readonly underline: boolean
}

/** What the program has switched on, so that a test can see that it was all put back. */
export interface ScreenModes {
  readonly bracketedPaste: boolean
  readonly cursorVisible: boolean
  readonly alternateScreen: boolean
  readonly mouse: boolean
  readonly focus: boolean
  readonly applicationCursor: boolean
  readonly synchronized: boolean
  readonly kitty: number
  readonly modifyOther: number
}

export interface ScreenOptions {
  readonly columns: number
  readonly rows: number
  /** Lines above the window that are kept. */
  readonly scrollback: number
  /** `#rrggbb` each, for OSC 10 and 11. */
  readonly foreground: string
  readonly background: string
  /** Whether it knows kitty's keyboard protocol. */
  readonly kitty: boolean
  /** A narrower window breaks the row of the cursor, too. */
  readonly breaksCursorRow: boolean
  /** What the terminal answers to a query. */
  readonly onReply: (text: string) => void
  /** Everything that was given so far is on the screen, and no synchronized update is open. */
  readonly onShown: () => void
}

export interface ScreenModel {
  readonly give: (bytes: Uint8Array) => void
  /** Resolves once what was given is on the screen. */
  readonly settled: () => Promise<void>
  readonly rows: () => ReadonlyArray<string>
  /** Every line from the first one on, a wrapped one as one, each without the spaces at its end, up to the last that holds anything. */
  readonly lines: () => ReadonlyArray<string>
  readonly cursor: () => { readonly x: number; readonly y: number }
  /** The window's text from its first cell up to the cursor, rows without anything between them. */
  readonly beforeCursor: () => string
  readonly look: (x: number, y: number) => CellLook
  readonly modes: () => ScreenModes
  readonly resize: (columns: number, rows: number) => void
  readonly dispose: () => void
}

const hex = (value: number): string => `#${value.toString(16).padStart(6, "0")}`

const colourOf = (isDefault: boolean, isPalette: boolean, value: number): string =>
  isDefault ? "default" : isPalette ? `palette ${value}` : hex(value)

const lookOf = (line: Headless.IBufferLine | undefined, x: number): CellLook => {
  const cell = line?.getCell(x)
  if (cell === undefined) throw new Error(`There is no cell ${x} in this row.`)
  return {
    text: cell.getChars(),
    wide: cell.getWidth() === 2,
    fg: colourOf(cell.isFgDefault(), cell.isFgPalette(), cell.getFgColor()),
    bg: colourOf(cell.isBgDefault(), cell.isBgPalette(), cell.getBgColor()),
    bold: cell.isBold() !== 0,
    dim: cell.isDim() !== 0,
    inverse: cell.isInverse() !== 0,
    underline: cell.isUnderline() !== 0
  }
}

/** `rgb:rrrr/gggg/bbbb`, as X11 writes a colour. */
const x11 = (colour: string): string => `rgb:${[1, 3, 5].map((at) => colour.slice(at, at + 2).repeat(2)).join("/")}`

/** A parameter that is absent or 0 is the sequence's default. */
const first = (params: ReadonlyArray<number | ReadonlyArray<number>>, at: number, otherwise: number): number => {
  const value = params[at]
  return typeof value === "number" && value > 0 ? value : otherwise
}

/** Kitty's stack of flags and xterm's level: kept beside xterm.js, which passes over them. */
const watchKeyboard = (terminal: Headless.Terminal, options: ScreenOptions) => {
  const stack: Array<number> = []
  let kitty = 0
  let modifyOther = 0
  const { parser } = terminal
  if (options.kitty) {
    parser.registerCsiHandler({ prefix: "?", final: "u" }, () => {
      options.onReply(`\u001b[?${kitty}u`)
      return true
    })
    parser.registerCsiHandler({ prefix: ">", final: "u" }, (params) => {
      stack.push(kitty)
      kitty = first(params, 0, 0)
      return true
    })
    parser.registerCsiHandler({ prefix: "<", final: "u" }, (params) => {
      for (let left = first(params, 0, 1); left > 0; left--) kitty = stack.pop() ?? 0
      return true
    })
    parser.registerCsiHandler({ prefix: "=", final: "u" }, (params) => {
      const flags = first(params, 0, 0)
      kitty = [flags, kitty | flags, kitty & ~flags][first(params, 1, 1) - 1] ?? flags
      return true
    })
  }
  parser.registerCsiHandler({ prefix: ">", final: "m" }, (params) => {
    if (first(params, 0, 0) === 4) modifyOther = first(params, 1, 0)
    return true
  })
  parser.registerCsiHandler({ prefix: "?", final: "m" }, (params) => {
    if (first(params, 0, 0) === 4) options.onReply(`\u001b[>4;${modifyOther}m`)
    return true
  })
  return () => ({ kitty, modifyOther })
}

export const makeScreenModel = (options: ScreenOptions): ScreenModel => {
  const { Terminal: XTerm }: typeof Headless = load("@xterm/headless")
  const { UnicodeGraphemesAddon }: typeof Graphemes = load("@xterm/addon-unicode-graphemes")
  const terminal = new XTerm({
    cols: options.columns,
    rows: options.rows,
    scrollback: options.scrollback,
    reflowCursorLine: options.breaksCursorRow,
    allowProposedApi: true,
    logLevel: "off"
  })
  terminal.loadAddon(new UnicodeGraphemesAddon())
  terminal.onData(options.onReply)
  const keyboard = watchKeyboard(terminal, options)
  let cursorVisible = true
  const { parser } = terminal
  for (const [final, visible] of [
    ["h", true],
    ["l", false]
  ] as const)
    parser.registerCsiHandler({ prefix: "?", final }, (params) => {
      if (params.includes(25)) cursorVisible = visible
      return false
    })
  for (const [code, colour] of [
    [10, options.foreground],
    [11, options.background]
  ] as const)
    parser.registerOscHandler(code, (data) => {
      if (data === "?") options.onReply(`\u001b]${code};${x11(colour)}\u001b\\`)
      return true
    })
  const buffer = () => terminal.buffer.active
  const row = (at: number): string => buffer().getLine(at)?.translateToString(true).trimEnd() ?? ""
  return {
    give: (bytes) =>
      terminal.write(bytes, () => {
        if (!terminal.modes.synchronizedOutputMode) options.onShown()
      }),
    settled: () => new Promise((done) => terminal.write("", done)),
    rows: () => Array.from({ length: terminal.rows }, (_, at) => row(buffer().baseY + at)),
    lines: () => {
      const found: Array<string> = []
      for (let at = 0; at < terminal.buffer.normal.length; at++) {
        const line = terminal.buffer.normal.getLine(at)
        if (line === undefined) continue
        const next = terminal.buffer.normal.getLine(at + 1)
        const text = line.translateToString(next?.isWrapped !== true)
        if (line.isWrapped && found.length > 0) found.push(`${found.pop() ?? ""}${text}`)
        else found.push(text)
      }
      for (const [at, line] of found.entries()) found[at] = line.trimEnd()
      const last = found.findLastIndex((line) => line !== "")
      return found.slice(0, last + 1)
    },
    cursor: () => ({ x: buffer().cursorX, y: buffer().cursorY }),
    beforeCursor: () => {
      const { baseY, cursorX, cursorY } = buffer()
      const last =
        buffer()
          .getLine(baseY + cursorY)
          ?.translateToString(false, 0, cursorX) ?? ""
      return Array.from({ length: cursorY }, (_, at) => row(baseY + at)).join("") + last
    },
    look: (x, y) => lookOf(buffer().getLine(buffer().baseY + y), x),
    modes: () => ({
      bracketedPaste: terminal.modes.bracketedPasteMode,
      cursorVisible,
      alternateScreen: terminal.buffer.active.type === "alternate",
      mouse: terminal.modes.mouseTrackingMode !== "none",
      focus: terminal.modes.sendFocusMode,
      applicationCursor: terminal.modes.applicationCursorKeysMode,
      synchronized: terminal.modes.synchronizedOutputMode,
      ...keyboard()
    }),
    resize: (columns, rows) => terminal.resize(columns, rows),
    dispose: () => terminal.dispose()
  }
}
