/**
 * An error to the screen (and with --json to standard output), and its exit code. What keeps no promise is a bug and shown as one. Where
 * something has rows of its own on the terminal it is said through that (`face`); else on standard error itself.
 */
import { isRecoverable, type Recoverable } from "@zenus/core"
import { colours, type Colours } from "./colour.ts"
import { errorLines } from "./error.ts"
import { EXIT, exitCodeOfError } from "./exitCode.ts"
import { errorJson, jsonLine } from "./json.ts"

const asRecoverable = (error: unknown): Recoverable =>
  isRecoverable(error)
    ? error
    : {
        _tag: "Defect",
        message: `A bug in zenus: ${error instanceof Error ? error.message : String(error)}`,
        recovery: [
          "Run it again with --verbose and report what it prints.",
          "Nothing that was journaled is lost: see zenus history."
        ]
      }

/** Of a screen, what an error needs. */
export interface ErrorFace {
  readonly errColours: Colours
  /** One line. */
  readonly note: (line: string) => void
}

const standardError = (flags: ReadonlyMap<string, string | true>, env: NodeJS.ProcessEnv): ErrorFace => ({
  errColours: colours(process.stderr.isTTY && !flags.has("no-color") && (env["NO_COLOR"] ?? "") === ""),
  note: (line) => void process.stderr.write(`${line}\n`)
})

export const reportError = (
  thrown: unknown,
  flags: ReadonlyMap<string, string | true>,
  env: NodeJS.ProcessEnv,
  face: ErrorFace = standardError(flags, env)
): number => {
  const error = asRecoverable(thrown)
  if (flags.has("json")) process.stdout.write(jsonLine(errorJson(error)))
  const verbose = flags.has("verbose")
  for (const line of errorLines(error, face.errColours, verbose)) face.note(line)
  if (verbose && !isRecoverable(thrown) && thrown instanceof Error) face.note(thrown.stack ?? "")
  return isRecoverable(thrown) ? exitCodeOfError(error._tag) : EXIT.failed
}
