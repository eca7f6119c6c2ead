/**
 * In the terminal's own line editing Ctrl+D on an empty line is an end of input, after which a stream of node gives nothing more, though the
 * terminal is still there. Here another stream on the same terminal takes the place of standard input.
 *
 * What it refuses: where standard input is no terminal, or the terminal is gone, all stays as it is. What may surprise: it is the process's
 * own `process.stdin` that changes, so whoever reads in plain lines asks for it anew each time.
 */
import type { ReadStream } from "node:tty"

const opened = (): ReadStream | null => {
  try {
    // Few starts need it.
    const tty = process.getBuiltinModule("node:tty")
    return new tty.ReadStream(0)
  } catch {
    return null
  }
}

/** @param ended the stream that came to its end; any other than standard input is left alone. */
export const readOn = (ended: NodeJS.ReadStream): void => {
  if (ended !== process.stdin || !ended.isTTY) return
  const value = opened()
  if (value !== null)
    Object.defineProperty(process, "stdin", { configurable: true, enumerable: true, get: () => value })
}

/** Nothing will ever come from it. */
export const isOver = (stdin: NodeJS.ReadStream): boolean => stdin.readableEnded || stdin.destroyed
