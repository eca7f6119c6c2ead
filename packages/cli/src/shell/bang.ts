/**
 * `!command`: the user's own shell runs it, as typed, in the shell's folder, on the terminal as it is. The one place where a shell
 * is meant; nothing but a typed `!` at the beginning of a line leads here. It is not planned, not judged, not in the journal, and cannot be
 * undone, which is said once a session.
 *
 * What may surprise: each command has a shell of its own, so `!cd x` moves nobody. It says so.
 */
import { spawn } from "node:child_process"
import { constants } from "node:os"
import * as Effect from "effect/Effect"
import { EXIT } from "../render/exitCode.ts"

/** Said before the first one. */
export const UNJOURNALED = "Run by your own shell: not planned, not in the journal, and undo cannot take it back."

export const BANG_HELP: ReadonlyArray<string> = [
  "!COMMAND is run by your own shell as it stands, for example: !git push",
  UNJOURNALED
]

export interface ShellEnd {
  /** As a shell says it: 128 and the signal's number for a signal. */
  readonly code: number
  readonly signal: NodeJS.Signals | null
}

/** `SHELL` where it is a path, else the system's. */
const shellOf = (env: NodeJS.ProcessEnv): string => {
  const own = env["SHELL"] ?? ""
  return own.startsWith("/") ? own : "/bin/sh"
}

/** The terminal must have been lent before. Never fails: a shell that cannot be started is its own 127. */
export const runInShell = (command: string, cwd: string, env: NodeJS.ProcessEnv): Effect.Effect<ShellEnd> =>
  Effect.callback<ShellEnd>((resume) => {
    const child = spawn(shellOf(env), ["-c", command], { cwd, env, stdio: "inherit" })
    child.on("error", () => resume(Effect.succeed({ code: 127, signal: null })))
    child.on("exit", (code, signal) =>
      resume(Effect.succeed({ code: code ?? 128 + (signal === null ? 0 : constants.signals[signal]), signal }))
    )
    return Effect.sync(() => child.kill("SIGHUP"))
  })

/** What is said when it is over; nothing where it went well. Pure. */
export const afterCommand = (command: string, { code, signal }: ShellEnd): ReadonlyArray<string> => [
  ...(signal !== null ? [`Ended by ${signal}.`] : code === 0 ? [] : [`Exit code ${code}.`]),
  ...(code === 0 && /^\s*(?:cd|pushd|popd)(?:\s|$)/.test(command) && !/[;&|]/.test(command)
    ? ["That was the folder of its own shell. To go there with this one: cd DIR, without the !"]
    : [])
]

/** The exit code of the line. */
export const codeOfCommand = ({ code }: ShellEnd): number => (code === 0 ? EXIT.done : EXIT.failed)
