/**
 * Starts one program and waits for its end: the one door through which tools make child processes. Arguments are a
 * list and no shell is ever started; standard input is closed (or holds exactly the bytes given), there is no terminal
 * to ask a password on (the child leads a session of its own), output has a limit, time has one too. On
 * interruption, timeout or too much output the whole process group is told to end, and killed when it does not:
 * nothing of it is left when the effect is over. What escapes is only what made itself a session of its own (a
 * daemon). An exit code other than 0 is a result, not an error: what it means is the caller's business.
 */
import { spawn, type ChildProcess } from "node:child_process"
import { statSync } from "node:fs"
import { constants } from "node:os"
import { escapeName, StepFailed } from "@zenus/core"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"

/** Bytes of standard output that are kept unless `maxOutputBytes` says otherwise. */
export const DEFAULT_MAX_OUTPUT_BYTES = 256 * 1024 * 1024
/** Bytes of the end of standard error that are kept. */
export const KEPT_ERROR_BYTES = 64 * 1024
/** How long a group that was told to end may take before it is killed. Interruption has 100 ms in all. */
const GRACE_MS = 60
/** How long after the end of the program its pipes may stay open in the hands of what it left behind. */
const PIPES_MS = 1_000

export interface RunOptions {
  /** What is being done, as an infinitive, for messages: "Commit". */
  readonly doing: string
  readonly cwd: string
  /** All of the child's environment; see `childEnvironment`. The program is looked for in its PATH. */
  readonly env: ReadonlyMap<string, string>
  /** The longest the program may take, milliseconds; then its group is ended and the step fails. */
  readonly timeoutMs: number
  /** Bytes on standard input; without it there is none. */
  readonly input?: Uint8Array
  /** Default DEFAULT_MAX_OUTPUT_BYTES. More than that fails, or with `overflow: "cut"` ends the program and gives what there was. */
  readonly maxOutputBytes?: number
  readonly overflow?: "fail" | "cut"
  /** Each piece of standard error as it comes, for progress. */
  readonly onError?: (text: string) => void
  /** Called with the process number as soon as there is one. */
  readonly onStart?: (pid: number) => void
}

export interface ProgramResult {
  readonly stdout: Uint8Array
  /** Decoded leniently; the last KEPT_ERROR_BYTES of it. */
  readonly stderr: string
  /** 0 to 255; 128 + the signal's number for a program that a signal ended. */
  readonly exitCode: number
  /** Standard output was longer than the limit (only with `overflow: "cut"`). */
  readonly cut: boolean
}

const failed = (options: RunOptions, reason: string, hints: ReadonlyArray<string>, cause?: unknown): StepFailed =>
  new StepFailed({ doing: options.doing, reason, hints: [...hints], ...(cause === undefined ? {} : { cause }) })

/** Sends to the whole group; a group that is gone is no trouble. */
const signalGroup = (child: ChildProcess, signal: "SIGTERM" | "SIGKILL"): void => {
  if (child.pid === undefined) return
  try {
    process.kill(-child.pid, signal)
  } catch {
    // ESRCH: nobody left. EPERM (macOS, a group of zombies): nothing more to end.
  }
}

/** Ends the group and waits until the program itself is gone: politely first, so that it can remove its locks. */
export const endGroup = (child: ChildProcess): Effect.Effect<void> =>
  Effect.callback((resume) => {
    if (child.pid === undefined) return resume(Effect.void)
    const gone = () => {
      clearTimeout(timer)
      // What the program left in its group (helpers that ignore SIGTERM) goes as well.
      signalGroup(child, "SIGKILL")
      child.stdout?.destroy()
      child.stderr?.destroy()
      child.stdin?.destroy()
      resume(Effect.void)
    }
    const timer = setTimeout(() => signalGroup(child, "SIGKILL"), GRACE_MS)
    if (child.exitCode !== null || child.signalCode !== null) return gone()
    child.once("exit", gone)
    signalGroup(child, "SIGTERM")
  })

export const describeStart = (program: string, options: RunOptions, error: NodeJS.ErrnoException): StepFailed => {
  if (error.code === "ENOENT") {
    const there = statSync(options.cwd, { throwIfNoEntry: false })
    return there === undefined
      ? failed(options, `the folder ${escapeName(options.cwd)} is not there.`, ["Check the folder, then try again."])
      : failed(options, `the program ${program} is not installed.`, [`Install ${program}, or add its folder to PATH.`])
  }
  if (error.code === "E2BIG") {
    return failed(options, "the arguments are too long for one program call.", ["Name fewer things at once."], error)
  }
  return failed(options, `${program} could not be started (${error.code ?? error.message}).`, [], error)
}

/** A started program, or why it could not be started. For `runProgram` and `streamProgram`. */
export const launch = (
  program: string,
  args: ReadonlyArray<string>,
  options: RunOptions
): ChildProcess | StepFailed => {
  // Node would write U+FFFD for a lone surrogate, and so name another file than the one that is meant.
  const bad = [program, ...args].find((text) => !text.isWellFormed() || text.includes("\0"))
  if (bad !== undefined) {
    return failed(options, `${escapeName(bad)} cannot be given to a program as an argument.`, [
      "Rename it to a name that is valid UTF-8, or name its folder."
    ])
  }
  try {
    return spawn(program, [...args], {
      cwd: options.cwd,
      env: Object.fromEntries(options.env),
      // A session and group of its own: no terminal to ask on, and one number that ends all of it.
      detached: true,
      shell: false,
      stdio: [options.input === undefined ? "ignore" : "pipe", "pipe", "pipe"]
    })
  } catch (error) {
    return describeStart(program, options, error as NodeJS.ErrnoException)
  }
}

const collect = (program: string, child: ChildProcess, options: RunOptions): Effect.Effect<ProgramResult, StepFailed> =>
  Effect.callback((resume) => {
    const limit = options.maxOutputBytes ?? DEFAULT_MAX_OUTPUT_BYTES
    const out: Array<Uint8Array> = []
    let outBytes = 0
    let errors = ""
    let over = false
    let pipes: NodeJS.Timeout | undefined
    const finish = () => {
      clearTimeout(pipes)
      if (over && options.overflow !== "cut") {
        return resume(
          Effect.fail(
            failed(options, `${program} wrote more than ${limit.toLocaleString("en")} bytes.`, [
              "Ask for less: fewer items, or one file."
            ])
          )
        )
      }
      const signal = child.signalCode === null ? 0 : constants.signals[child.signalCode]
      resume(
        Effect.succeed({
          stdout: Buffer.concat(out),
          stderr: errors,
          exitCode: child.exitCode ?? 128 + signal,
          cut: over
        })
      )
    }
    child.stdout?.on("data", (chunk: Uint8Array) => {
      if (over) return
      const room = limit - outBytes
      outBytes += Math.min(chunk.length, room)
      out.push(chunk.length > room ? chunk.subarray(0, room) : chunk)
      if (chunk.length > room) {
        over = true
        Effect.runFork(endGroup(child))
      }
    })
    child.stderr?.setEncoding("utf8")
    child.stderr?.on("data", (text: string) => {
      options.onError?.(text)
      errors = (errors + text).slice(-KEPT_ERROR_BYTES)
    })
    child.on("error", (error: NodeJS.ErrnoException) => {
      if (child.pid === undefined) resume(Effect.fail(describeStart(program, options, error)))
    })
    child.on("close", finish)
    // Something the program left behind may hold the pipes open; its own end is what counts.
    child.on("exit", () => {
      pipes = setTimeout(() => {
        child.stdout?.destroy()
        child.stderr?.destroy()
      }, PIPES_MS)
    })
    // A program that ends before it has read its input closes the pipe: that is its right.
    child.stdin?.on("error", () => {})
    child.stdin?.end(options.input)
    if (child.pid !== undefined) options.onStart?.(child.pid)
  })

/**
 * Runs `program` with `args`, as they are, and gives its output and exit code. Fails with `StepFailed` when it cannot
 * be started, takes longer than `timeoutMs`, or writes too much. Interruption ends its whole group within 100 ms.
 */
export const runProgram = (
  program: string,
  args: ReadonlyArray<string>,
  options: RunOptions
): Effect.Effect<ProgramResult, StepFailed> =>
  Effect.suspend(() => {
    const child = launch(program, args, options)
    if (child instanceof StepFailed) return Effect.fail(child)
    return collect(program, child, options).pipe(
      Effect.onInterrupt(() => endGroup(child)),
      Effect.timeoutOrElse({
        duration: Duration.millis(options.timeoutMs),
        orElse: () =>
          Effect.fail(
            failed(options, `${program} took longer than ${options.timeoutMs / 1000} s and was ended.`, [
              "Try again when the machine or the network is less busy.",
              "Ask for a smaller part of it."
            ])
          )
      })
    )
  })
