/**
 * argv to exit code: the only file that runs an Effect. Loads the command that was asked for and nothing else; a
 * signal interrupts what runs, so that every room can put its things in order, and decides the exit code.
 */
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Logger from "effect/Logger"
import type { CommandMain } from "./args/CommandMain.ts"
import { Stopped } from "./args/Stopped.ts"
import { parseArgs, type ParsedArgs } from "./args/parseArgs.ts"
import { requireUtf8 } from "./args/undecoded.ts"
import { PROGRAMS } from "./programs.ts"
import { reportError } from "./render/reportError.ts"
import { EXIT, exitCodeOfSignal } from "./render/exitCode.ts"
import { errorJson, jsonLine } from "./render/json.ts"
import { loggerTo } from "./terminal/libraryNotes.ts"
import { outHasBegun } from "./terminal/Screen.ts"
import { makeSignals } from "./terminal/Signals.ts"

/** `--help` and `--version` go before whatever the command is. */
const programOf = ({ command, flags }: ParsedArgs): string =>
  flags.has("help") ? "help" : flags.has("version") ? "version" : command.name

const loadMain = async (name: string): Promise<CommandMain> => {
  const load = PROGRAMS.get(name)
  if (load === undefined) throw new Error(`No program for the command ${name}.`)
  return (await load()).main
}

const toStandardError = loggerTo((line) => void process.stderr.write(`${line}\n`))

/** A reader that went away (`| head -1`) has what it wanted. */
const readerGone = (cause: Cause.Cause<unknown>): boolean =>
  cause.reasons.some(
    (reason) => reason._tag === "Die" && reason.defect instanceof Error && reason.defect.name === "ReaderGone"
  )

const run = async (): Promise<number> => {
  const { env } = process
  const signals = makeSignals((name) => process.exit(exitCodeOfSignal(name)))
  let flags: ParsedArgs["flags"] = process.argv.includes("--json") ? new Map([["json", true]]) : new Map()
  try {
    const argv = process.argv.slice(2)
    requireUtf8(argv)
    const parsed = parseArgs(argv)
    flags = parsed.flags
    const main = await loadMain(programOf(parsed))
    // Taken before the command runs: what it takes itself comes on top.
    const started: { fiber?: Fiber.Fiber<number, unknown> } = {}
    const release = signals.take(() => started.fiber?.interruptUnsafe())
    const fiber = (started.fiber = Effect.runFork(
      Effect.provideService(
        main({ ...parsed, env, signals, load: loadMain }),
        Logger.CurrentLoggers,
        new Set([toStandardError])
      )
    ))
    const exit = await Effect.runPromise(Fiber.await(fiber))
    release()
    const signal = signals.last()
    if (Exit.isSuccess(exit))
      return signal !== null && exit.value === EXIT.interrupted ? exitCodeOfSignal(signal) : exit.value
    if (signal !== null) {
      // One document is what --json promises, however it ended.
      if (flags.has("json") && !outHasBegun()) process.stdout.write(jsonLine(errorJson(new Stopped())))
      return exitCodeOfSignal(signal)
    }
    return readerGone(exit.cause) ? EXIT.done : reportError(Cause.squash(exit.cause), flags, env)
  } catch (error) {
    return reportError(error, flags, env)
  }
}

// Not awaited at the top: the bundle is CommonJS. Until it has ended well it has not, so a run that never settles fails.
const main = async (): Promise<void> => {
  process.exitCode = EXIT.failed
  process.exitCode = await run()
}
void main()
