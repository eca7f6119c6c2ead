/**
 * Calls git as a program of its own: for the working tree, for deeds, and for everything that may start further programs
 * (transports, hooks), since all of it must end when the step does. Questions about the history alone go through
 * simple-git (askGit). Output is bytes: names need not be UTF-8.
 */
import { PathBytes, type StepFailed } from "@zenus/core"
import * as Effect from "effect/Effect"
import { childEnvironment } from "../command/childEnvironment.ts"
import { runProgram, type ProgramResult, type RunOptions } from "../command/runProgram.ts"
import { DEED_SETTINGS, READ_SETTINGS, UNDO_SETTINGS, deedEnvironment, readEnvironment } from "./gitEnvironment.ts"
import { gitFailure } from "./gitFailure.ts"
import { callToward, type Toward } from "./toward.ts"

/** Longest time for a question, milliseconds. */
export const READ_TIMEOUT_MS = 60_000

/** Where and as whom git runs. */
export interface GitPlace {
  /** Folder it is started in: absolute, real, valid UTF-8. */
  readonly cwd: string
  readonly env: ReadonlyMap<string, string>
}

export interface GitOptions extends Partial<Pick<RunOptions, "input" | "timeoutMs" | "maxOutputBytes" | "onError">> {
  /** Exit codes that are answers; every other is a failure. Default 0 alone. */
  readonly codes?: ReadonlyArray<number>
  /** Changes to the environment; `null` takes a name away. */
  readonly env?: Readonly<Record<string, string | null>>
}

/** For deeds: `toward` is the other machine that git will speak to. */
export interface DeedOptions extends GitOptions {
  readonly toward?: Toward
}

/** The share of its time after which a call to another machine is given up: before the step's own end, so that it counts as that machine's. */
const PATIENCE = 0.99

const accepted =
  (doing: string, options: GitOptions) =>
  (result: ProgramResult): Effect.Effect<ProgramResult, StepFailed> =>
    (options.codes ?? [0]).includes(result.exitCode)
      ? Effect.succeed(result)
      : Effect.fail(
          gitFailure(
            doing,
            `${result.stderr}\n${PathBytes.fromBytes(result.stdout.subarray(0, 65_536))}`,
            result.exitCode
          )
        )

const call = (
  place: GitPlace,
  settings: ReadonlyArray<string>,
  env: ReadonlyMap<string, string>,
  doing: string,
  args: ReadonlyArray<string>,
  options: GitOptions
): Effect.Effect<ProgramResult, StepFailed> => {
  const { codes: _, env: changes, ...rest } = options
  return runProgram("git", [...settings, ...args], {
    doing,
    cwd: place.cwd,
    timeoutMs: READ_TIMEOUT_MS,
    ...rest,
    env: changes === undefined ? env : childEnvironment(env, changes)
  }).pipe(Effect.flatMap(accepted(doing, options)))
}

/** Looks: takes no lock, writes nothing, runs no program that a repository names. */
export const readGit = (place: GitPlace, doing: string, args: ReadonlyArray<string>, options: GitOptions = {}) =>
  call(place, READ_SETTINGS, readEnvironment(place.env), doing, args, options)

/** The name under which a deed's processes can be found again: shown by `ps`, read by nothing else. */
export const deedMark = (transaction: string): string => `zenus.deed=${transaction}`

/** Changes something. `transaction` marks the process, so that one that outlived us is found after a crash. */
export const deedGit = (
  place: GitPlace,
  transaction: string,
  doing: string,
  args: ReadonlyArray<string>,
  { toward, ...options }: DeedOptions & { readonly timeoutMs: number }
): Effect.Effect<ProgramResult, StepFailed> => {
  const git = call(
    place,
    [...DEED_SETTINGS, "-c", deedMark(transaction)],
    deedEnvironment(place.env),
    doing,
    args,
    options
  )
  return toward === undefined ? git : callToward(toward, doing, Math.floor(options.timeoutMs * PATIENCE), git)
}

/** Takes a deed back: as a deed, and no hook hears of it. */
export const undoGit = (
  place: GitPlace,
  transaction: string,
  doing: string,
  args: ReadonlyArray<string>,
  options: GitOptions = {}
) => call(place, [...UNDO_SETTINGS, "-c", deedMark(transaction)], deedEnvironment(place.env), doing, args, options)

/** Text of an output: bytes that are no UTF-8 as names have them (PathBytes). */
export const textOf = (result: ProgramResult): string => PathBytes.fromBytes(result.stdout)

/** Items that end with NUL. */
export const itemsOf = (text: string): ReadonlyArray<string> => {
  const items = text.split("\0")
  if (items.at(-1) === "") items.pop()
  return items
}

/** Lines without their ends; the last one may lack its own. */
export const linesOf = (text: string): ReadonlyArray<string> => {
  const items = text.split("\n")
  if (items.at(-1) === "") items.pop()
  return items
}

/**
 * Paths as arguments of a question, and what of its answer is meant: a name that is no UTF-8 cannot be an argument, so then the
 * question is put without paths and answers of other paths are left out here. Paths are relative to the top; `.` is everything.
 */
export const pathQuestion = (
  paths: ReadonlyArray<string>
): { readonly args: ReadonlyArray<string>; readonly means: (path: string) => boolean } =>
  paths.every((path) => path.isWellFormed())
    ? { args: paths, means: () => true }
    : {
        args: [],
        means: (path) => paths.some((one) => one === "." || path === one || path.startsWith(`${one}/`))
      }

/** The paths that git knows, relative to the top, of those. */
export const readTracked = (place: GitPlace, doing: string, paths: ReadonlyArray<string>) => {
  const { args, means } = pathQuestion(paths)
  return Effect.map(readGit(place, doing, ["ls-files", "-z", "--", ...args]), (result) =>
    itemsOf(textOf(result)).filter(means)
  )
}

/** A list of paths for `--pathspec-from-file=- --pathspec-file-nul`: the one way in for names that are no UTF-8. */
export const pathList = (paths: ReadonlyArray<string>): Uint8Array =>
  PathBytes.toBytes(paths.map((path) => `${path}\0`).join(""))
