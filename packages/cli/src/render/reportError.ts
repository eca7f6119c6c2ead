/** An error to the screen (and with --json to standard output), and its exit code. What keeps no promise is a bug and shown as one. */
import { isRecoverable, type Recoverable } from "@zenus/core"
import { colours } from "./colour.ts"
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

export const reportError = (
  thrown: unknown,
  flags: ReadonlyMap<string, string | true>,
  env: NodeJS.ProcessEnv
): number => {
  const error = asRecoverable(thrown)
  if (flags.has("json")) process.stdout.write(jsonLine(errorJson(error)))
  const colour = process.stderr.isTTY && !flags.has("no-color") && (env["NO_COLOR"] ?? "") === ""
  const verbose = flags.has("verbose")
  process.stderr.write(`${errorLines(error, colours(colour), verbose).join("\n")}\n`)
  if (verbose && !isRecoverable(thrown) && thrown instanceof Error) process.stderr.write(`${thrown.stack ?? ""}\n`)
  return isRecoverable(thrown) ? exitCodeOfError(error._tag) : EXIT.failed
}
