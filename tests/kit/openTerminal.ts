/**
 * A program on a real pseudo-terminal with a real screen behind it: keys go in, and what a person would see can be read: rows, cursor,
 * colours, what scrolled away, and every byte that was written, with its time. Nothing here sleeps: `waitFor` looks again whenever the
 * screen has changed, and says what the screen shows when its time is up.
 *
 * ```ts
 * it("finds what was typed last week", async ({ terminal: open }) => {
 *   const terminal = await open()                         // `zenus` in this test's folder; 80 x 24, xterm-256color
 *   await terminal.waitFor(/❯ $/m, "the prompt")
 *   terminal.type("list the jpg files")
 *   terminal.key("enter")                                 // or "ctrl+r", "alt+left", "shift+enter", "f1"
 *   await terminal.waitFor(/#1 .*list the jpg files/, "the kept line")
 *   assert.deepStrictEqual(terminal.cursor(), { x: 4, y: 9 })
 *   assert.strictEqual(terminal.scrollback().filter((line) => line === "a.jpg").length, 1)
 *   terminal.key("ctrl+d")
 *   assert.strictEqual((await terminal.exit).exitCode, 0)
 * })
 * ```
 *
 * The terminal answers queries as one does (device attributes, cursor position, colours); `mute: true` answers none. It knows
 * bracketed paste, synchronized output (the screen is never judged in the midst of an update) and xterm's modifyOtherKeys;
 * `kitty: true` adds kitty's keyboard protocol. The program is the leader of a session of its own and ends with the test (`close`).
 * Surprising: what the terminal line itself echoes before the program has switched that off is on the screen, too, as in real life.
 */
import { randomUUID } from "node:crypto"
import { write } from "node:fs"
import { createRequire } from "node:module"
import { setTimeout as pause } from "node:timers/promises"
import { ReadStream } from "node:tty"
import type * as NodePty from "@lydell/node-pty"
import { keyBytes, pasteBytes } from "./terminal/keyBytes.ts"
import { type CellLook, makeScreenModel, type ScreenModes } from "./terminal/ScreenModel.ts"
import type { Piece } from "./terminal/readRedraws.ts"
import { type ProcessFacts, processesOf } from "./terminal/terminalProcesses.ts"

export type { CellLook, ScreenModes } from "./terminal/ScreenModel.ts"
export { type Piece, readRedraws, type Redraws } from "./terminal/readRedraws.ts"
export { cpuMs, residentMb, type ProcessFacts } from "./terminal/terminalProcesses.ts"

const load = createRequire(import.meta.url)

/** Why there is no pseudo-terminal here, or `null`: the library's binary comes with it for the usual systems only. */
export const noPty: string | null = ((): string | null => {
  try {
    const pty: typeof NodePty = load("@lydell/node-pty")
    return process.platform === "linux" && typeof pty.spawn === "function" ? null : "needs Linux' /proc and terminals"
  } catch (error) {
    return `needs a pseudo-terminal: ${error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error)}`
  }
})()

export interface TerminalOptions {
  /** The program and its words. */
  readonly argv: ReadonlyArray<string>
  readonly cwd: string
  /** The whole environment; `TERM` comes from `term`. */
  readonly env: Readonly<Record<string, string>>
  /** Default 80. */
  readonly columns?: number
  /** Default 24. */
  readonly rows?: number
  /** `TERM`. Default `xterm-256color`. */
  readonly term?: string
  /** Answers no query. Default false. */
  readonly mute?: boolean
  /** Knows kitty's keyboard protocol. Default false: modifyOtherKeys only, as xterm. */
  readonly kitty?: boolean
  /**
   * A narrower window breaks the row of the cursor, too, as most terminals do. Default false: that row is cut, as in xterm.js. The program
   * cannot ask; it knows terminals by their variables, so give it one (`VTE_VERSION`) with this.
   */
  readonly breaksCursorRow?: boolean
  /** What it says its colours are. Defaults `#000000` and `#e5e5e5`. */
  readonly background?: string
  readonly foreground?: string
  /** Lines that are kept above the window. Default 20,000. */
  readonly scrollback?: number
}

export interface Written {
  readonly bytes: Buffer
  /** The same as UTF-8. */
  readonly text: string
  readonly pieces: ReadonlyArray<Piece>
}
export interface TerminalExit {
  /** null when a signal ended it. */
  readonly exitCode: number | null
  /** The signal's number, or null. */
  readonly signal: number | null
}

export type Shown = RegExp | ((rows: ReadonlyArray<string>) => boolean)

export interface OpenTerminal {
  readonly pid: number
  /** Keys of the keyboard that are text, as they are; a Buffer for what is no UTF-8. */
  readonly type: (text: string | Uint8Array) => void
  /** One key press: `enter`, `ctrl+r`, `shift+enter` (see terminal/keyBytes.ts). Sent as the program has asked for it. */
  readonly key: (name: string) => void
  /** A paste: in brackets when the program has asked for them, line ends as carriage returns. */
  readonly paste: (text: string) => void
  /** Everything typed so far has gone into the terminal line. */
  readonly typed: () => Promise<void>
  /**
   * The rows, once they show this (a pattern is for the rows joined by line ends, each without the spaces at its end). Fails after
   * `timeoutMs` (default 20 s), or when the program has ended without it, with the screen in its message.
   * @param what what is waited for, for that message.
   */
  readonly waitFor: (shown: Shown, what: string, timeoutMs?: number) => Promise<ReadonlyArray<string>>
  /** How many bytes were written within `ms` from now: for what must keep still. */
  readonly listen: (ms: number) => Promise<number>
  /** The window's rows, each without the spaces at its end. */
  readonly screen: () => ReadonlyArray<string>
  /** Every line from the first one on, once, a wrapped one as one line, down to the last that holds anything. */
  readonly scrollback: () => ReadonlyArray<string>
  /** Cells from 0, within the window. */
  readonly cursor: () => { readonly x: number; readonly y: number }
  /** What the window shows before the cursor, its rows joined: without grey text behind it and a list below. */
  readonly beforeCursor: () => string
  readonly colourAt: (x: number, y: number) => CellLook
  readonly modes: () => ScreenModes
  /** What was written since byte `from` (default 0). */
  readonly written: (from?: number) => Written
  readonly writtenLength: () => number
  /** ms since the start, on the clock of `Piece.at`. */
  readonly now: () => number
  readonly resize: (columns: number, rows: number) => void
  /**
   * The window is closed: the kernel tells the program, and neither side can read or write any more. Refuses while a terminal that was
   * opened later has a program running.
   */
  readonly hangUp: () => void
  readonly exit: Promise<TerminalExit>
  /** What still runs: of this terminal's session, or started from it. */
  readonly processes: () => ReadonlyArray<ProcessFacts>
  /** The processes, once they are like this, whatever the screen shows. Fails after 20 s with those that there are. */
  readonly waitForProcesses: (
    fit: (found: ReadonlyArray<ProcessFacts>) => boolean,
    what: string
  ) => Promise<ReadonlyArray<ProcessFacts>>
  /** A signal for the program alone. Default SIGKILL. */
  readonly kill: (signal?: NodeJS.Signals) => void
  /** Ends the program and all that it started, and waits for it. A test's fixture calls it. */
  readonly close: () => Promise<void>
}

/** A pattern with `g` would begin where it ended the last time. */
const fits = (shown: Shown, rows: ReadonlyArray<string>): boolean =>
  shown instanceof RegExp ? rows.join("\n").search(shown) >= 0 : shown(rows)

/** Those whose program still runs, in the order of their start. */
const running: Array<number> = []

const START_MARK = "ZENUS_TEST_TERMINAL"

/** The two things that the library keeps to itself: its descriptor, and the stream on it. */
const insides = (pty: NodePty.IPty): { readonly fd: number; readonly stream: ReadStream } => {
  const fd: unknown = Reflect.get(pty, "fd")
  const stream: unknown = Reflect.get(pty, "_socket")
  if (typeof fd !== "number" || !(stream instanceof ReadStream)) throw new Error("node-pty looks different inside now.")
  return { fd, stream }
}

/**
 * Writes in order and as much as the terminal line takes. Not by the library: its writes block this process, and with it the reading
 * of what the program writes, on which that may wait.
 */
const makeWriter = (fd: number) => {
  const queue: Array<Uint8Array> = []
  const waiting: Array<() => void> = []
  let busy = false
  let closed = false
  const next = (): void => {
    const head = queue[0]
    if (head === undefined || closed) {
      busy = false
      for (const done of waiting.splice(0)) done()
      return
    }
    busy = true
    write(fd, head, (error, count) => {
      if (error?.code === "EAGAIN") return void setTimeout(next, 1)
      if (error !== null) closed = true
      else if (count < head.length) queue[0] = head.subarray(count)
      else queue.shift()
      next()
    })
  }
  return {
    send: (bytes: Uint8Array): void => {
      queue.push(bytes)
      if (!busy) next()
    },
    idle: (): Promise<void> => (busy ? new Promise((done) => waiting.push(done)) : Promise.resolve()),
    stop: (): void => {
      closed = true
    }
  }
}

export const openTerminal = async (options: TerminalOptions): Promise<OpenTerminal> => {
  if (noPty !== null) throw new Error(noPty)
  const { spawn }: typeof NodePty = load("@lydell/node-pty")
  const [program = "", ...words] = options.argv
  const mark = randomUUID()
  const size = { columns: options.columns ?? 80, rows: options.rows ?? 24 }
  const watchers = new Set<() => void>()
  const pieces: Array<Piece> = []
  let length = 0
  /** The process has ended; `ended` follows when all that it wrote is on the screen. */
  let gone = false
  let ended: TerminalExit | null = null

  const started = performance.now()
  const now = (): number => performance.now() - started
  const pty = spawn(program, words, {
    name: options.term ?? "xterm-256color",
    cols: size.columns,
    rows: size.rows,
    cwd: options.cwd,
    env: { ...options.env, [START_MARK]: mark },
    encoding: null
  })
  running.push(pty.pid)
  const { fd, stream } = insides(pty)
  const writer = makeWriter(fd)
  const send = (text: string | Uint8Array): void =>
    writer.send(typeof text === "string" ? Buffer.from(text, "utf8") : text)
  const model = makeScreenModel({
    ...size,
    scrollback: options.scrollback ?? 20_000,
    foreground: options.foreground ?? "#e5e5e5",
    background: options.background ?? "#000000",
    kitty: options.kitty === true,
    breaksCursorRow: options.breaksCursorRow === true,
    onReply: (text) => {
      if (options.mute !== true) send(text)
    },
    onShown: () => {
      for (const look of watchers) look()
    }
  })
  // Bytes, since the encoding is null: the library's type says text.
  pty.onData((data: unknown) => {
    const bytes = Buffer.isBuffer(data) ? data : Buffer.from(String(data), "utf8")
    pieces.push({ at: now(), bytes })
    length += bytes.length
    model.give(bytes)
  })
  const exit = new Promise<TerminalExit>((resolve) => {
    const leave = async (how: TerminalExit): Promise<void> => {
      gone = true
      running.splice(running.indexOf(pty.pid), 1)
      writer.stop()
      // What was written last is still on its way to the screen.
      await model.settled()
      ended = how
      for (const look of watchers) look()
      resolve(how)
    }
    pty.onExit(({ exitCode, signal = 0 }) => {
      void leave(signal === 0 ? { exitCode, signal: null } : { exitCode: null, signal })
    })
  })
  const shut = (): void => {
    writer.stop()
    stream.destroy()
  }
  const hangUp = (): void => {
    // Programs inherit the descriptors of terminals that were open when they started, and keep them open.
    if (running.at(-1) !== pty.pid && !gone) throw new Error("End the terminals that were opened after this one first.")
    shut()
  }
  const kill = (signal: NodeJS.Signals = "SIGKILL"): void => {
    if (gone) return
    try {
      process.kill(pty.pid, signal)
    } catch {
      // It has ended; that was not told yet.
    }
  }

  const waitFor: OpenTerminal["waitFor"] = (shown, what, timeoutMs = 20_000) =>
    new Promise((resolve, reject) => {
      const fail = (why: string): void => {
        stop()
        const { x, y } = model.cursor()
        reject(
          new Error(
            `${what}: ${why}. The cursor is at ${x}, ${y}; the screen shows:\n${model.rows().join("\n").trimEnd()}`
          )
        )
      }
      const look = (): void => {
        const rows = model.rows()
        if (fits(shown, rows)) {
          stop()
          resolve(rows)
        } else if (ended !== null) fail(`the program ended with ${ended.exitCode ?? `signal ${ended.signal}`}`)
      }
      const timer = setTimeout(() => fail(`not on the screen after ${timeoutMs} ms`), timeoutMs)
      const stop = (): void => {
        clearTimeout(timer)
        watchers.delete(look)
      }
      watchers.add(look)
      if (!model.modes().synchronized) look()
    })

  const processes = (): ReadonlyArray<ProcessFacts> => processesOf(pty.pid, `${START_MARK}=${mark}`)
  const waitForProcesses: OpenTerminal["waitForProcesses"] = async (fit, what) => {
    for (const until = now() + 20_000; ;) {
      const found = processes()
      if (fit(found)) return found
      if (now() > until) throw new Error(`${what}: not so after 20 s. There are: ${JSON.stringify(found)}`)
      // Nothing tells when a process begins, stops or ends that is not ours.
      await pause(5)
    }
  }

  return {
    pid: pty.pid,
    type: send,
    key: (name) => send(keyBytes(name, model.modes())),
    paste: (text) => send(pasteBytes(text, model.modes().bracketedPaste)),
    typed: writer.idle,
    waitFor,
    listen: (ms) => {
      const before = length
      return new Promise((resolve) => {
        setTimeout(() => resolve(length - before), ms)
      })
    },
    screen: model.rows,
    scrollback: model.lines,
    cursor: model.cursor,
    beforeCursor: model.beforeCursor,
    colourAt: model.look,
    modes: model.modes,
    written: (from = 0) => {
      let skip = from
      const kept = pieces.flatMap(({ at, bytes }) => {
        const rest = bytes.subarray(Math.min(skip, bytes.length))
        skip -= bytes.length - rest.length
        return rest.length === 0 ? [] : [{ at, bytes: rest }]
      })
      const bytes = Buffer.concat(kept.map((piece) => piece.bytes))
      return { bytes, text: bytes.toString("utf8"), pieces: kept }
    },
    writtenLength: () => length,
    now,
    resize: (columns, rows) => {
      model.resize(columns, rows)
      pty.resize(columns, rows)
    },
    hangUp,
    exit,
    processes,
    waitForProcesses,
    kill,
    close: async () => {
      kill()
      for (const { pid } of processes()) {
        try {
          process.kill(pid, "SIGKILL")
        } catch {
          // It ended by itself in between.
        }
      }
      await exit
      shut()
      model.dispose()
    }
  }
}
