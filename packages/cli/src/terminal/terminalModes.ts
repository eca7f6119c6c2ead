/**
 * What another program may leave of the terminal it was lent: raw, without echo, on the alternate screen, reporting the mouse. Node puts back
 * only what it finds when it goes raw, which is what that program left; so the modes are read by `stty -g` before the first program
 * has the terminal, put back after each by `stty SAVED`, and what the terminal itself keeps is reset by its sequences. The idea is
 * bash's, which does so after a program that was killed.
 *
 * Where there is no `stty` (or it does not answer within a second) the modes are left as they are. What may surprise: modes that a program
 * sets on purpose (`!stty -ixon`) end with it; and the alternate screen is left without moving the cursor, since terminals differ in where
 * it goes when they were not on it, so that the next row may stand over one that was there before.
 */
import { spawnSync } from "node:child_process"
import * as Effect from "effect/Effect"
import { findProgram } from "./findProgram.ts"

export interface TerminalModes {
  /** Reads the modes, once: the first time is before anybody else had the terminal. */
  readonly keep: () => void
  /** The modes as they were read; nothing where they were not. */
  readonly putBack: () => void
}

/** Milliseconds: a `stty` that the kernel stops, because the terminal is another's, would never end. */
const PATIENCE_MS = 1_000

/** As `stty -g` writes them: figures apart by colons, or names with figures. */
const SAVED = /^[\w:=.][\w:=.-]*$/

/** @param stdin the terminal; a descriptor of this process, or `inherit` for its standard input. */
export const makeTerminalModes = (env: NodeJS.ProcessEnv, stdin: number | "inherit" = "inherit"): TerminalModes => {
  const stty = (word: string): string | null => {
    const program = findProgram("stty", env)
    if (program === null) return null
    const done = spawnSync(program, [word], {
      env,
      stdio: [stdin, "pipe", "ignore"],
      encoding: "utf8",
      timeout: PATIENCE_MS,
      killSignal: "SIGKILL"
    })
    return done.status === 0 ? done.stdout.trim() : null
  }
  let saved: string | null | undefined
  return {
    keep: () => {
      if (saved !== undefined) return
      const read = stty("-g")
      saved = read !== null && SAVED.test(read) ? read : null
    },
    putBack: () => {
      if (saved !== undefined && saved !== null) stty(saved)
    }
  }
}

/** Private modes that are off at a prompt: application cursor keys, mouse reports of every kind, focus, pastes, synchronized output. */
const OFF = [1, 9, 1000, 1001, 1002, 1003, 1004, 1005, 1006, 1015, 2004, 2026]

/**
 * The terminal as a prompt needs it: those modes off, alternate screen left, numeric keypad, the usual characters without attributes, lines
 * that wrap, the whole window scrolls, the cursor shown. Leaves the cursor where it is.
 */
export const RESETS = [
  ...OFF.map((mode) => `\u001b[?${mode}l`),
  "\u001b[?1047l",
  "\u001b>",
  "\u001b[4l\u001b[?7h",
  // Setting the margins moves the cursor.
  "\u001b7\u001b[r\u001b8",
  "\u001b(B\u000f\u001b[0m\u001b[?25h"
].join("")

/** The same modes after `use` as before it, on a terminal that takes no sequences. */
export const withModesKept = <A, E, R>(env: NodeJS.ProcessEnv, use: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  Effect.suspend(() => {
    if (!process.stdin.isTTY) return use
    const modes = makeTerminalModes(env)
    modes.keep()
    return Effect.ensuring(use, Effect.sync(modes.putBack))
  })
