/**
 * `/stats`, `/costs --since 7d`, `/tools FileOps`: every command of zenus, inside the shell, with the words and flags that it has outside.
 * The programs are the same; only what asks or reads requests is not for a slash, since a line is a request already.
 */
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { isRecoverable, type Recoverable } from "@zenus/core"
import type { Invocation } from "../args/CommandMain.ts"
import { COMMANDS, findCommand, GLOBAL_FLAGS } from "../args/commands.ts"
import { commandWords } from "../args/splitWords.ts"
import { parseArgs } from "../args/parseArgs.ts"
import { EXIT } from "../render/exitCode.ts"

/** A line does these by itself, or a word of the shell does. */
const ELSEWHERE: ReadonlySet<string> = new Set(["run", "plan", "undo", "redo", "help", "version"])

/** The commands that a slash leads to, with what they do. */
export const OWN_COMMANDS: ReadonlyArray<readonly [name: string, summary: string]> = COMMANDS.filter(
  ({ name }) => !ELSEWHERE.has(name)
).map(({ name, summary }) => [name, summary])

export const isOwnCommand = (name: string): boolean => {
  const found = findCommand(name)
  return found !== undefined && !ELSEWHERE.has(found.name)
}

/** What the shell was started with holds for its commands too: which configuration, which colours. */
const withGlobals = (
  flags: ReadonlyMap<string, string | true>,
  shell: Invocation
): ReadonlyMap<string, string | true> => {
  const globals = GLOBAL_FLAGS.flatMap(({ name }) => {
    const value = shell.flags.get(name)
    return value === undefined ? [] : [[name, value] as const]
  })
  return new Map([...globals, ...flags])
}

/**
 * Gives the command's exit code. The terminal must have been lent to it; Ctrl+C ends the command and not the shell.
 * @param line what follows the slash, as typed.
 * @fails whatever the command fails with, a usage error first.
 */
export const runOwnCommand = (shell: Invocation, line: string, cwd: string): Effect.Effect<number, Recoverable> =>
  Effect.gen(function* () {
    const parsed = yield* Effect.try({
      try: () => parseArgs(commandWords(line)),
      catch: (error) => {
        if (isRecoverable(error)) return error
        throw error
      }
    })
    const main = yield* Effect.promise(() => shell.load(parsed.flags.has("help") ? "help" : parsed.command.name))
    const takesFolder = parsed.command.flags.some(({ name }) => name === "cwd") && !parsed.flags.has("cwd")
    const flags = withGlobals(takesFolder ? new Map([...parsed.flags, ["cwd", cwd]]) : parsed.flags, shell)
    const fiber = yield* Effect.forkChild(
      main({ ...parsed, flags, env: shell.env, signals: shell.signals, load: shell.load })
    )
    const release = shell.signals.take(() => {
      shell.signals.forget()
      fiber.interruptUnsafe()
    })
    const exit = yield* Fiber.await(fiber).pipe(Effect.ensuring(Effect.sync(release)))
    if (exit._tag === "Success") return exit.value
    return exit.cause.reasons.some(({ _tag }) => _tag === "Interrupt")
      ? EXIT.interrupted
      : yield* Effect.failCause(exit.cause)
  })
