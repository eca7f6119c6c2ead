/**
 * Where output goes: data to standard output, everything else to standard error. Writing waits for the reader; a reader who
 * went away (`| head -1`) ends the program quietly. One instance a process, made by `main.ts`.
 */
import { PathBytes, type Recoverable } from "@zenus/core"
import { colours, type Colours } from "../render/colour.ts"
import { has256Colours } from "./terminalFacts.ts"
import { makeTheme, type Theme } from "./theme.ts"

export interface Screen {
  /** Standard output and error are terminals. */
  readonly outIsTerminal: boolean
  readonly errIsTerminal: boolean
  /** Cells of a line of standard output and error, as they are now; no limit where it is no terminal. */
  readonly outWidth: number
  readonly errWidth: number
  readonly outColours: Colours
  readonly errColours: Colours
  /** Text to standard output, as the bytes it stands for. Resolves when it may go on. */
  readonly out: (text: string) => Promise<void>
  readonly outBytes: (bytes: Uint8Array) => Promise<void>
  /** One line to standard error. */
  readonly note: (line: string) => void
  /** To standard error, unchanged: questions, and what no line stands for. */
  readonly errRaw: (text: string) => void
  /** One line that the next one is drawn over, below all that is printed; `null` takes it away. Only where lines may be drawn over. */
  readonly status: (line: string | null) => void
  /** How what runs is stopped here, for that line. */
  readonly stops: string
  /** What colours are made for. */
  readonly theme: Theme
}

/** Standard output cannot take the answer: a full disk, a closed descriptor. */
export class OutputFailed extends Error implements Recoverable {
  readonly _tag = "OutputFailed"
  readonly recovery: ReadonlyArray<string>
  /** @param hasHistory what the command may have done is kept. */
  constructor(message: string, hasHistory: boolean) {
    super(message)
    this.recovery = [
      "Free some space, or send the output somewhere else.",
      ...(hasHistory ? ["What was done is in zenus history."] : [])
    ]
  }
}

/** A process has one standard output, however many screens look at it. */
let hasWritten = false

/** Whether anything of an answer went to standard output: a document that was begun must not be followed by another. */
export const outHasBegun = (): boolean => hasWritten

/** The reader of standard output has gone. Not an error: what was asked for is done. */
export class ReaderGone extends Error {
  override readonly name = "ReaderGone"
}

/** A terminal that says nothing of its width, or nonsense, is taken for one of 80. */
const widthOf = ({ isTTY, columns }: NodeJS.WriteStream): number =>
  isTTY !== true ? Infinity : columns > 0 ? columns : 80

/** A stream of the process, opened when it is first needed: Node loads much for each, and few requests have anything to note. */
const opened = (
  open: () => NodeJS.WriteStream,
  onError: (error: NodeJS.ErrnoException) => void
): (() => NodeJS.WriteStream) => {
  let stream: NodeJS.WriteStream | undefined
  // Every write hears of its own failure; without a listener Node would end the process first.
  return () => (stream ??= open().on("error", onError))
}

/** @param hasHistory the command that prints does things that `zenus history` shows. */
export const makeScreen = (env: NodeJS.ProcessEnv, noColour: boolean, hasHistory = false): Screen => {
  let gone = false
  const stdout = opened(
    () => process.stdout,
    (error) => {
      gone ||= error.code === "EPIPE"
    }
  )
  const stderr = opened(
    () => process.stderr,
    () => {}
  )
  const plain = noColour || (env["NO_COLOR"] ?? "") !== "" || env["TERM"] === "dumb"
  const theme = makeTheme(env)
  const coloursOf = (stream: NodeJS.WriteStream): Colours =>
    colours(stream.isTTY === true && !plain, { background: theme.background(), has256: has256Colours(env) })
  let drawn: string | null = null
  const status = (line: string | null): void => {
    if (line === drawn) return
    drawn = line
    stderr().write(`\r\u001b[2K${line ?? ""}`)
  }
  const outBytes = (bytes: Uint8Array | string): Promise<void> =>
    new Promise((done, fail) => {
      if (gone) return fail(new ReaderGone())
      if (drawn !== null && stdout().isTTY === true) status(null)
      hasWritten ||= bytes.length > 0
      stdout().write(bytes, (error) => {
        if (error === undefined || error === null) done()
        else if ("code" in error && error.code !== "EPIPE")
          fail(new OutputFailed(`The answer cannot be written: ${error.message}`, hasHistory))
        else fail(new ReaderGone())
      })
    })
  return {
    get outIsTerminal() {
      return stdout().isTTY === true
    },
    get errIsTerminal() {
      return stderr().isTTY === true
    },
    get outWidth() {
      return widthOf(stdout())
    },
    get errWidth() {
      return widthOf(stderr())
    },
    get outColours() {
      return coloursOf(stdout())
    },
    get errColours() {
      return coloursOf(stderr())
    },
    out: (text) => outBytes(text.isWellFormed() ? text : PathBytes.toBytes(text)),
    outBytes,
    note: (line) => {
      status(null)
      stderr().write(`${line}\n`)
    },
    errRaw: (text) => {
      status(null)
      stderr().write(text)
    },
    status,
    stops: "Ctrl+C stops",
    theme
  }
}
