/**
 * Questions about the history, through simple-git with all its guards on: it refuses options and settings that would run
 * programs, and takes git's variables out of the environment. What we add: a standard input that is closed, output as
 * bytes with a limit, exit codes, and an end on interruption that is waited for. simple-git ends only git itself, which
 * suffices here, since these questions start nothing else; it also refuses `-c core.fsmonitor=false`, which is why
 * questions about the working tree go through readGit. Where the user's configuration was moved by
 * `GIT_CONFIG_GLOBAL`, which the guard refuses too, it is not read for these questions. Loaded when first needed: 15 ms.
 */
import { PathBytes, StepFailed } from "@zenus/core"
import * as Effect from "effect/Effect"
import { readEnvironment } from "./gitEnvironment.ts"
import { gitFailure } from "./gitFailure.ts"
import type { GitPlace } from "./runGit.ts"

/** Bytes of output that are kept; more is a failure. */
export const MAX_ANSWER_BYTES = 256 * 1024 * 1024
/** Longest time without a byte of output, milliseconds. */
const SILENCE_MS = 60_000

/** Variables that the guard refuses whatever their value; `--no-pager` and a closed input stand for them. */
const NOT_FOR_THE_GUARD: ReadonlySet<string> = new Set([
  "GIT_CONFIG_GLOBAL",
  "GIT_CONFIG_SYSTEM",
  "GIT_ASKPASS",
  "SSH_ASKPASS",
  "GIT_PAGER",
  "GIT_EDITOR",
  "GIT_SEQUENCE_EDITOR",
  "GIT_SSH",
  "GIT_SSH_COMMAND",
  "PREFIX"
])

interface Answer {
  readonly stdout: Uint8Array
  readonly stderr: string
  readonly exitCode: number
  readonly over: boolean
}

const ask = async (place: GitPlace, args: ReadonlyArray<string>, controller: AbortController): Promise<Answer> => {
  const { simpleGit } = await import("simple-git")
  const env = new Map([...readEnvironment(place.env)].filter(([name]) => !NOT_FOR_THE_GUARD.has(name.toUpperCase())))
  const pieces: Array<Uint8Array> = []
  let bytes = 0
  let stderr = ""
  let exitCode = 0
  const git = simpleGit({
    baseDir: place.cwd,
    abort: controller.signal,
    allowEnvironment: [...env.keys()].filter((name) => name.startsWith("GIT_")),
    // An empty input closes the pipe; without one simple-git would leave it open.
    input: () => Buffer.alloc(0),
    completion: { onClose: true, onExit: false },
    timeout: { block: SILENCE_MS },
    errors: (error, result) => {
      stderr = Buffer.concat(result.stdErr).toString("utf8")
      // No code: a signal ended it (ours). With one, what it means is judged below.
      if (!Number.isInteger(result.exitCode)) return error
      exitCode = result.exitCode
      return undefined
    }
  })
    .env(Object.fromEntries(env))
    .outputHandler((_command, stdout) => {
      stdout.on("data", (chunk: Uint8Array) => {
        bytes += chunk.length
        if (bytes > MAX_ANSWER_BYTES) controller.abort()
        else pieces.push(chunk)
      })
    })
  try {
    await git.raw("--no-pager", ...args)
  } catch (error) {
    if (bytes <= MAX_ANSWER_BYTES) throw error
  }
  return { stdout: Buffer.concat(pieces), stderr, exitCode, over: bytes > MAX_ANSWER_BYTES }
}

const judge = (doing: string, answer: Answer, codes: ReadonlyArray<number>): Effect.Effect<string, StepFailed> => {
  if (answer.over) {
    return Effect.fail(
      new StepFailed({
        doing,
        reason: `the answer is longer than ${MAX_ANSWER_BYTES.toLocaleString("en")} bytes.`,
        hints: ["Ask for less: fewer commits, or one file."]
      })
    )
  }
  // simple-git gives a negative code where no process could be started.
  if (answer.exitCode < 0) {
    return Effect.fail(
      new StepFailed({
        doing,
        reason: "the program git is not installed.",
        hints: ["Install git, or add its folder to PATH."]
      })
    )
  }
  return codes.includes(answer.exitCode)
    ? Effect.succeed(PathBytes.fromBytes(answer.stdout))
    : Effect.fail(gitFailure(doing, answer.stderr, answer.exitCode))
}

/** The text that git prints for `args` (its bytes as PathBytes has them). `codes` are exit codes that are answers. */
export const askGit = (
  place: GitPlace,
  doing: string,
  args: ReadonlyArray<string>,
  codes: ReadonlyArray<number> = [0]
): Effect.Effect<string, StepFailed> =>
  Effect.callback<string, StepFailed>((resume) => {
    const controller = new AbortController()
    const asked = ask(place, args, controller).then(
      (answer) => resume(judge(doing, answer, codes)),
      (cause: unknown) =>
        resume(
          Effect.fail(
            new StepFailed({
              doing,
              reason: cause instanceof Error ? cause.message.trim() : "git could not be asked.",
              hints: ["Say the request differently."],
              cause
            })
          )
        )
    )
    return Effect.promise(() => {
      controller.abort()
      return asked
    })
  })
